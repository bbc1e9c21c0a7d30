/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "history_journal.h"

#include <string.h>

enum change_kind { CHANGE_MEMBER, CHANGE_SET, CHANGE_ARRAY };

struct change {
    enum change_kind kind;
    gpointer where;   /* the member, set or array */
    gpointer key;     /* CHANGE_SET: what was added */
    gpointer old_key; /* CHANGE_SET: what it replaced; NULL if nothing */
    gsize size;       /* CHANGE_MEMBER */
    guint64 old;      /* CHANGE_MEMBER */
};

struct journal {
    GArray *changes;
};

struct journal *
journal_new(void)
{
    struct journal *journal = g_new(struct journal, 1);

    journal->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    return journal;
}

void
journal_free(struct journal *journal)
{
    if (journal) {
        g_array_unref(journal->changes);
        g_free(journal);
    }
}

void
journal_commit(struct journal *journal)
{
    g_array_set_size(journal->changes, 0);
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
    while (journal->changes->len) {
        take_back(&g_array_index(journal->changes, struct change, journal->changes->len - 1));
        g_array_set_size(journal->changes, journal->changes->len - 1);
    }
}

void
journal_note_member(struct journal *journal, void *member, gsize size)
{
    struct change change = { .kind = CHANGE_MEMBER, .where = member, .size = size };

    g_assert(size <= sizeof(change.old));
    memcpy(&change.old, member, size);
    g_array_append_val(journal->changes, change);
}

void
journal_set_add(struct journal *journal, GHashTable *set, gpointer key)
{
    struct change change = { .kind = CHANGE_SET, .where = set, .key = key };

    change.old_key = g_hash_table_lookup(set, key);
    g_hash_table_add(set, key);
    g_array_append_val(journal->changes, change);
}

void
journal_array_add(struct journal *journal, GPtrArray *array, gpointer element)
{
    struct change change = { .kind = CHANGE_ARRAY, .where = array };

    g_ptr_array_add(array, element);
    g_array_append_val(journal->changes, change);
}
