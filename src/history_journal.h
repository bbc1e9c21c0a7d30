/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A record of changes that can be taken back, newest first. The history keeps one for the newest
 * frame.
 */
#ifndef SIPWHY_HISTORY_JOURNAL_H
#define SIPWHY_HISTORY_JOURNAL_H

#include <glib.h>
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

/* Its members are for journal_note_member alone, which is asked several times for each message. */
struct journal {
    struct change *changes; /* owned */
    gsize used, size;
};

/** @return an empty journal; free it with journal_free. */
struct journal *journal_new(void);

void journal_free(struct journal *journal);

/** Forgets the changes: they stay. */
void journal_commit(struct journal *journal);

/** Takes all changes back, newest first. */
void journal_roll_back(struct journal *journal);

/** Makes room for more changes. */
void journal_grow(struct journal *journal);

/** Notes the value of a member of at most eight bytes that is about to change. */
static inline void
journal_note_member(struct journal *journal, void *member, gsize size)
{
    struct change *change;

    g_assert(size <= sizeof(change->old));
    if (journal->used == journal->size) {
        journal_grow(journal);
    }
    change = &journal->changes[journal->used++];
    change->kind = CHANGE_MEMBER;
    change->where = member;
    change->size = size;
    memcpy(&change->old, member, size);
}

/** Assigns, after noting the old value. */
#define JOURNAL_SET(journal, member, value)                                                        \
    (journal_note_member((journal), &(member), sizeof(member)), (member) = (value))

/** Adds `key` to a set, in place of the equal key `old_key`; NULL: it has none. The set must not
 * own its keys. */
void journal_set_add(struct journal *journal, GHashTable *set, gpointer key, gpointer old_key);

/** Appends to an array; taking it back frees the element as the array does. */
void journal_array_add(struct journal *journal, GPtrArray *array, gpointer element);

#endif
