/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a rule of the diagnosis says, put into words without a capture: placeholders stand as
 * "<name>", and what is only said if the capture shows it is left out.
 */
#ifndef SIPWHY_RULE_PAGE_H
#define SIPWHY_RULE_PAGE_H

#include "document.h"
#include "explanation.h"
#include "json_writer.h"
#include "rule.h"

struct rule_page;

/**
 * @param variant  NULL: the rule with all its variants
 * @return newly made; holds on to the table; free it with rule_page_free
 */
struct rule_page *rule_page_new(const struct code_table *table, const struct rule *rule,
                                const char *variant);

void rule_page_free(struct rule_page *page);

/** "404-registered-elsewhere", with "/" and the variant if there is one: the value of sipwhy.cause.
 */
const char *rule_page_id(const struct rule_page *page);

/** What it says, on one line. */
const char *rule_page_verdict(const struct rule_page *page);

/** Which responses it speaks about: "401, 407", "4xx Client Failure". */
const char *rule_page_codes(const struct rule_page *page);

/** Appends the whole page. Its heading has the id "cause-" with that of the rule. */
void rule_page_to_document(const struct rule_page *page, struct document *document, unsigned level);

/** Writes it as the members of an object that the caller began. */
void rule_page_to_json(const struct rule_page *page, struct json_writer *writer);

/** The variants of a rule that have texts. @return NULL-terminated, free it with g_free (the
 * strings belong to the table) */
const char **rule_variants(const struct code_table *table, const struct rule *rule);

#endif
