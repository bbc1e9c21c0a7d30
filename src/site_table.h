/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Site tables: what users, and packs, know beyond the embedded table. Files in the form of
 * data/ (text_table.h) that
 *
 *   change or add texts        [404] [404 REGISTER] [404 vs 480] [rule ID] [label] ... as in en.ini
 *   change or add facts        [code 499], with the keys of codes.ini
 *   add rules                  [site NAME]: site_match.h says what a rule looks at; verdict, why.N,
 *                              fix.N, severity, confidence, references, source, url what it says
 *   name themselves            [file]: title; source and url of rules that have none of their own
 *
 * data/SITE-TABLES.md tells users, data/site-example.ini shows every key. A text may be given for
 * one language, verdict[ja]. Packs (data/packs) are such files that are embedded.
 *
 * Which cause is shown when several hold. A user knows his own servers, so his rules come before
 * all others; whoever is not so sure writes confidence=possible, and then the rule stands, as those
 * of packs do, behind what the frames of the capture prove (certain and likely causes of the
 * built-in rules). A built-in cause that had to stand back is not lost: it is named in `also`, and
 * if it was certain, the frames that prove it stay among the evidence.
 *
 * A wrong file costs nothing but itself: each mistake is reported, the rest is used. A rule with a
 * wrong match key is left out, for without the key it would fit too much.
 */
#ifndef SIPWHY_SITE_TABLE_H
#define SIPWHY_SITE_TABLE_H

#include "code_table.h"

/** What to open. */
struct site_choice {
    const char *language; /**< as for code_table_new */
    /** The user's own tables: its files *.ini are read in the order of their names. NULL: none; a
     * folder that is not there is no mistake. */
    const char *folder;
    const char *const
        *without;       /**< names of packs that are left out, NULL-terminated; may be NULL */
    bool without_packs; /**< no pack at all */
};

/**
 * Opens the embedded table together with packs and the user's own tables.
 * @param problems  as for text_table_new; of the user's tables, and names of packs that there are
 * not; NULL: not wanted
 * @return free it with code_table_free; never NULL
 */
struct code_table *site_table_open(const struct site_choice *choice, GPtrArray *problems);

/** Checks one site table, as if it were the only one.
 * @param name      of the file, for messages
 * @param problems  as for text_table_new
 * @return true if there is no mistake */
bool site_table_check(const char *name, const char *bytes, gsize length, GPtrArray *problems);

/** True if the folder has files *.ini. @param folder  NULL: false */
bool site_table_is_in(const char *folder);

/** The names of all packs. @return NULL-terminated, free it with g_free (the strings are static) */
const char **site_pack_names(void);

#endif
