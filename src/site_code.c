/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_code.h"

#include <stdlib.h>
#include <string.h>

#define GROUP_PREFIX "code "

/* What the value of a key may be: one or several words of a list, numbers, or any text. */
struct fact_form {
    const char *key;
    bool is_list;
    const char *form; /* a regular expression that each word has to fit; NULL: any text */
};

static const struct fact_form forms[] = {
    { "phrase", false, NULL },
    { "reference", false, NULL },
    { "source", false, NULL },
    { "see", true, NULL },
    { "deprecated", false, NULL },
    { "http_phrase", false, NULL },
    { "registered", false, "true|false" },
    { "methods", true, "[A-Za-z-]+" },
    { "generated_by", true,
      "uas|registrar|proxy|redirect-server|gateway|b2bua|presence-server|verification-service|"
      "relay|"
      "push-proxy|any" },
    { "retry", true, "never-same|after-change|same-later|elsewhere|automatic" },
    { "dialog", false, "transaction|usage|dialog|none|early|ends-early" },
    { "q850", false, "[0-9]{1,3}|warning" },
    { "q850_from", true, "[0-9]{1,3}" },
    { "http", false, "same|differs" },
    { "headers", true, "(must|should|may):[A-Za-z-]+" },
    { "confused_with", true, "[1-6][0-9]{2}" },
    { "severity", false, "chat|note|warn|error" },
};

static const struct fact_form *
form_of(const char *key)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (strcmp(forms[i].key, key) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

/* @return the first word that does not fit, to be freed with g_free; NULL if all do */
static char *
strange_word(const struct fact_form *form, const char *value)
{
    char *whole = g_strdup_printf("^(%s)$", form->form ? form->form : ".*");
    char **words = form->is_list ? g_strsplit(value, ";", -1) : NULL;
    const char *single[] = { value, NULL };
    const char *const *word = words ? (const char *const *)words : single;
    char *strange = NULL;

    for (; *word && !strange; word++) {
        if (!g_regex_match_simple(whole, *word, 0, 0)) {
            strange = g_strdup(*word);
        }
    }
    g_strfreev(words);
    g_free(whole);
    return strange;
}

static void
take_fact(const struct site_reader *reader, const char *group, uint32_t code, const char *key)
{
    const struct fact_form *form = form_of(key);
    const char *value = text_table_find(reader->file, group, key);
    char *strange;

    if (!form) {
        text_table_report(reader->file, reader->problems, group, key, "no such key");
        return;
    }
    strange = strange_word(form, value);
    if (strange) {
        text_table_report(reader->file, reader->problems, group, key, "'%s' is none of %s", strange,
                          form->form);
        g_free(strange);
        return;
    }
    code_table_set_fact(reader->table, code, key, value);
}

/* What the front ends ask of each code. */
static void
complete(const struct site_reader *reader, uint32_t code, const char *source)
{
    const struct code_facts *facts = code_table_find(reader->table, code);

    if (!facts->reference && !facts->source) {
        code_table_set_fact(reader->table, code, "source", source);
    }
    if (!facts->methods[0]) {
        code_table_set_fact(reader->table, code, "methods", "any");
    }
    if (!facts->dialog) { /* RFC 5057 section 5.1: of codes that it does not list */
        code_table_set_fact(reader->table, code, "dialog", code < 300 ? "none" : "transaction");
    }
}

static void
take_facts(const struct site_reader *reader, const char *group, uint32_t code, const char *source)
{
    const char **keys = text_table_keys(reader->file, group);
    gsize i;

    for (i = 0; keys[i]; i++) {
        take_fact(reader, group, code, keys[i]);
    }
    g_free(keys);
    complete(reader, code, source);
}

bool
site_code_take(const struct site_reader *reader, const char *group, const char *source)
{
    guint64 code;

    if (!g_str_has_prefix(group, GROUP_PREFIX)) {
        return false;
    }
    if (!g_ascii_string_to_unsigned(group + strlen(GROUP_PREFIX), 10, 100, 699, &code, NULL)) {
        text_table_report(reader->file, reader->problems, group, NULL,
                          "a code is a number from 100 to 699");
    } else if (!code_table_find(reader->table, (uint32_t)code) &&
               !text_table_find(reader->file, group, "phrase")) {
        text_table_report(reader->file, reader->problems, group, NULL, "a new code needs a phrase");
    } else {
        take_facts(reader, group, (uint32_t)code, source);
    }
    return true;
}
