/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "history_journal.h"

#define FIRST_SIZE 64

struct journal *
journal_new(void)
{
    struct journal *journal = g_new0(struct journal, 1);

    journal->size = FIRST_SIZE;
    journal->changes = g_new(struct change, journal->size);
    return journal;
}

void
journal_free(struct journal *journal)
{
    if (journal) {
        g_free(journal->changes);
        g_free(journal);
    }
}

void
journal_commit(struct journal *journal)
{
    journal->used = 0;
}

void
journal_grow(struct journal *journal)
{
    journal->size *= 2;
    journal->changes = g_renew(struct change, journal->changes, journal->size);
}

/* Room for the next change. */
static struct change *
change_add(struct journal *journal)
{
    if (journal->used == journal->size) {
        journal_grow(journal);
    }
    return &journal->changes[journal->used++];
}

static void
take_back(const struct change *change)
{
    switch (change->kind) {
    case CHANGE_MEMBER:
        memcpy(change->where, &change->old, change->size);
        break;
    case CHANGE_SET:
        g_hash_table_remove(change->where, change->key);
        if (change->old_key) {
            g_hash_table_add(change->where, change->old_key);
        }
        break;
    case CHANGE_ARRAY:
        g_ptr_array_set_size(change->where, (gint)((GPtrArray *)change->where)->len - 1);
        break;
    }
}

void
journal_roll_back(struct journal *journal)
{
    while (journal->used) {
        take_back(&journal->changes[--journal->used]);
    }
}

void
journal_set_add(struct journal *journal, GHashTable *set, gpointer key, gpointer old_key)
{
    struct change *change = change_add(journal);

    change->kind = CHANGE_SET;
    change->where = set;
    change->key = key;
    change->old_key = old_key;
    g_hash_table_add(set, key);
}

void
journal_array_add(struct journal *journal, GPtrArray *array, gpointer element)
{
    struct change *change = change_add(journal);

    change->kind = CHANGE_ARRAY;
    change->where = array;
    g_ptr_array_add(array, element);
}
