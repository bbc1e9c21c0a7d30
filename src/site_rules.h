/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The rules of site tables: groups [site NAME] of packs and of the user's own files. Their cause is
 * "site/NAME"; their texts stand in the code table as those of the rule with that id.
 */
#ifndef SIPWHY_SITE_RULES_H
#define SIPWHY_SITE_RULES_H

#include "rule.h"
#include "site_text.h"

/** Starts the id of each such rule. */
#define SITE_RULE_PREFIX "site/"

struct site_rules;

/** @return none yet; free them with site_rules_free */
struct site_rules *site_rules_new(void);

void site_rules_free(struct site_rules *rules);

/** Reads a group [site NAME] and adds its rule, unless it lacks what a rule needs or a key match.*
 * of it is wrong. A rule of the user's own replaces one of a pack that has the same name.
 * @param owner  RULE_OF_PACK or RULE_OF_SITE */
void site_rules_add(struct site_rules *rules, struct site_reader *reader, const char *group,
                    enum rule_owner owner);

/** The rules that look at responses with that code, the user's own first.
 *  @return NULL-terminated, owned by the rules; NULL if there are none */
const struct rule *const *site_rules_of_code(struct site_rules *rules, uint32_t code);

/** All of them, in the order of the files. @return of const struct rule *, owned by the rules */
const GPtrArray *site_rules_all(const struct site_rules *rules);

/** The rule with this id. @return NULL if there is none */
const struct rule *site_rule_find(const struct site_rules *rules, const char *id);

/** What went wrong while rules were asked: a regular expression that was stopped; each rule once.
 *  @return the next one, free it with g_free; NULL if there is none left */
char *site_rules_take_problem(struct site_rules *rules);

#endif
