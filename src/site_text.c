/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_text.h"

#include <string.h>

#include "intern.h"

#define OPTIONAL_START "\342\237\246" /* ⟦ */
#define OPTIONAL_END "\342\237\247"   /* ⟧ */
#define MOST_TEXTS 20                 /* why.1 to why.20 */
#define KEY_SIZE 64

static const char *const actors[] = { "caller",  "callee",  "proxy-admin", "registrar-admin",
                                      "carrier", "network", "developer",   NULL };

/* A key taken apart: "why.1[ja]". */
struct key {
    char *name;           /* "why.1" */
    const char *language; /* "ja"; NULL if there is none */
};

static struct key
key_read(const char *text)
{
    struct key key = { g_strdup(text), NULL };
    char *bracket = strchr(key.name, '[');

    if (bracket) {
        *bracket = '\0';
        key.language = bracket + 1;
        key.name[strlen(text) - 1] = '\0'; /* the closing one */
    }
    return key;
}

/* ---- checks ---- */

void
site_text_placeholders(const char *text, void (*found)(const char *name, void *context),
                       void *context)
{
    const char *brace, *close;

    while ((brace = strchr(text, '{')) && (close = strchr(brace, '}'))) {
        char *name = g_strndup(brace + 1, (gsize)(close - brace - 1));

        found(name, context);
        g_free(name);
        text = close + 1;
    }
}

/* A text that is checked. */
struct checked {
    const struct site_reader *reader;
    const struct site_grammar *grammar;
    const void *context;
    const char *group, *full_key;
    struct key key;
};

static void
check_placeholder(const char *name, void *data)
{
    const struct checked *checked = data;

    if (!checked->grammar->is_placeholder(checked->context, checked->key.name, name)) {
        text_table_report(checked->reader->file, checked->reader->problems, checked->group,
                          checked->full_key, "nothing gives {%s} a value", name);
    }
}

static bool
has_lone_bracket(const char *text)
{
    const char *start, *end;

    for (;;) {
        start = strstr(text, OPTIONAL_START);
        end = strstr(text, OPTIONAL_END);
        if (!start || !end) {
            return start || end;
        }
        if (end < start) {
            return true;
        }
        text = end + strlen(OPTIONAL_END);
    }
}

/* The first word before ": " that names nobody who acts. @return NULL if there is none; free it
 * with g_free */
static char *
strange_actor(const char *text)
{
    const char *colon = strstr(text, ": ");
    char *words = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup("");
    char **list = g_strsplit(words, ",", -1);
    char *strange = list[0] ? NULL : g_strdup("");
    gsize i;

    for (i = 0; list[i] && !strange; i++) {
        if (!g_strv_contains(actors, list[i])) {
            strange = g_strdup(list[i]);
        }
    }
    g_strfreev(list);
    g_free(words);
    return strange;
}

/* @return false if it cannot be shown */
static bool
check_text(struct checked *checked)
{
    const struct text_table *file = checked->reader->file;
    const char *text = text_table_find(file, checked->group, checked->full_key);
    char *strange = NULL;

    site_text_placeholders(text, check_placeholder, checked);
    if (has_lone_bracket(text)) {
        text_table_report(file, checked->reader->problems, checked->group, checked->full_key,
                          "a " OPTIONAL_START " or " OPTIONAL_END " stands alone");
    }
    if (g_str_has_prefix(checked->key.name, "fix.")) {
        strange = strange_actor(text);
    }
    if (strange) {
        text_table_report(
            file, checked->reader->problems, checked->group, checked->full_key,
            "'%s' is nobody who acts; a step starts with who does, as in \"caller: \"", strange);
        g_free(strange);
        return false;
    }
    return true;
}

/* The keys of the group whose texts can be shown. @return a set of strings, free it with
 * g_hash_table_destroy */
static GHashTable *
usable_keys(const struct site_reader *reader, const char *group, const struct site_grammar *grammar,
            const void *context)
{
    GHashTable *usable = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL);
    const char **keys = text_table_keys(reader->file, group);
    gsize i;

    for (i = 0; keys[i]; i++) {
        struct checked checked = { reader, grammar, context, group, keys[i], key_read(keys[i]) };

        if (grammar->is_text(context, checked.key.name)) {
            if (check_text(&checked)) {
                g_hash_table_add(usable, g_strdup(keys[i]));
            }
        } else if (!grammar->is_other || !grammar->is_other(context, keys[i])) {
            text_table_report(reader->file, reader->problems, group, keys[i], "no such key");
        }
        g_free(checked.key.name);
    }
    g_free(keys);
    return usable;
}

/* ---- taking ---- */

const char *
site_text_find(const struct site_reader *reader, const char *group, const char *key)
{
    char *own = g_strdup_printf("%s[%s]", key, reader->language);
    const char *value = text_table_find(reader->file, group, own);

    g_free(own);
    return value ? value : text_table_find(reader->file, group, key);
}

/* The texts of a group that are numbered: why.N and fix.N, in one language. */
struct numbered {
    const char *why[MOST_TEXTS + 1], *fix[MOST_TEXTS + 1]; /* by number; NULL: there is none */
    bool has_why, has_fix;
};

/* A group of texts on its way into the table. */
struct transfer {
    const struct site_reader *reader;
    const char *target;
    struct numbered own, plain; /* in the wanted language; in none */
};

static void
take_numbered(struct numbered *numbered, const char *key, const char *value)
{
    bool is_why = g_str_has_prefix(key, "why.");
    guint64 number = g_ascii_strtoull(key + strlen("why."), NULL, 10);

    (is_why ? numbered->why : numbered->fix)[number] = value;
    *(is_why ? &numbered->has_why : &numbered->has_fix) = true;
}

/* Texts in the wanted language replace those in none, whichever comes first. */
static void
take_single(const struct transfer *transfer, const struct key *key, const char *full_key,
            const char *group)
{
    const char *value = key->language ? text_table_find(transfer->reader->file, group, full_key)
                                      : site_text_find(transfer->reader, group, key->name);

    code_table_set_text(transfer->reader->table, transfer->target, key->name, value);
}

static void
take_key(struct transfer *transfer, const char *group, const char *full_key)
{
    struct key key = key_read(full_key);

    if (key.language && strcmp(key.language, transfer->reader->language) != 0) {
        g_free(key.name);
        return;
    }
    if (site_text_is_numbered(key.name)) {
        take_numbered(key.language ? &transfer->own : &transfer->plain, key.name,
                      text_table_find(transfer->reader->file, group, full_key));
    } else {
        take_single(transfer, &key, full_key, group);
    }
    g_free(key.name);
}

/* Numbers them anew. What else the embedded table has is not shown behind them. */
static void
set_list(const struct transfer *transfer, const char *list, const char *const *texts)
{
    char key[KEY_SIZE];
    unsigned number, taken = 0;

    for (number = 1; number <= MOST_TEXTS; number++) {
        if (texts[number]) {
            g_snprintf(key, sizeof(key), "%s.%u", list, ++taken);
            code_table_set_text(transfer->reader->table, transfer->target, key, texts[number]);
        }
    }
    g_snprintf(key, sizeof(key), "%s.%u", list, taken + 1);
    code_table_set_text(transfer->reader->table, transfer->target, key, "");
}

static void
set_lists(const struct transfer *transfer)
{
    const struct numbered *why = transfer->own.has_why ? &transfer->own : &transfer->plain;
    const struct numbered *fix = transfer->own.has_fix ? &transfer->own : &transfer->plain;

    if (why->has_why) {
        set_list(transfer, "why", why->why);
    }
    if (fix->has_fix) {
        set_list(transfer, "fix", fix->fix);
    }
}

void
site_texts_take(const struct site_reader *reader, const char *group, const char *target,
                const struct site_grammar *grammar, const void *context)
{
    GHashTable *usable = usable_keys(reader, group, grammar, context);
    struct transfer transfer = { .reader = reader, .target = target };
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, usable);
    while (target && g_hash_table_iter_next(&iter, &key, NULL)) {
        take_key(&transfer, group, key);
    }
    if (target) {
        set_lists(&transfer);
    }
    g_hash_table_destroy(usable);
}

/* ---- groups that the embedded tables know ---- */

/* What is known of a group while its texts are checked. */
struct known_group {
    const struct text_table *english;
    const char *target;     /* the group of the embedded texts */
    const char *rule;       /* "rule ID" without variant; NULL if it is no rule */
    const char *const *own; /* keys that the group may have besides the embedded ones */
};

bool
site_text_is_numbered(const char *key)
{
    guint64 number;

    return (g_str_has_prefix(key, "why.") || g_str_has_prefix(key, "fix.")) &&
           g_ascii_string_to_unsigned(key + strlen("why."), 10, 1, MOST_TEXTS, &number, NULL);
}

/* What a text of a rule is looked for by: its key or a part of it. */
typedef bool (*text_test)(const char *key, const char *text, const char *wanted);

static bool
has_key(const char *key, const char *text, const char *wanted)
{
    (void)text;
    return strcmp(key, wanted) == 0;
}

static bool
has_part(const char *key, const char *text, const char *wanted)
{
    (void)key;
    return text && strstr(text, wanted);
}

/* True if the group, or one of a variant of the same rule, has a text that fits. */
static bool
any_text_of_rule(const struct known_group *known, text_test fits, const char *wanted)
{
    const char *const *group;
    bool found = false;

    for (group = text_table_groups(known->english); *group && !found; group++) {
        gsize length = strlen(known->rule), i;
        const char **keys;

        if (strncmp(*group, known->rule, length) != 0 || !strchr("/", (*group)[length])) {
            continue;
        }
        keys = text_table_keys(known->english, *group);
        for (i = 0; keys[i] && !found; i++) {
            found = fits(keys[i], text_table_find(known->english, *group, keys[i]), wanted);
        }
        g_free(keys);
    }
    return found;
}

static bool
is_known_text(const void *context, const char *key)
{
    const struct known_group *known = context;

    if (text_table_find(known->english, known->target, key) ||
        (known->rule && any_text_of_rule(known, has_key, key))) {
        return true;
    }
    return known->own && (site_text_is_numbered(key) || g_strv_contains(known->own, key));
}

static bool
is_known_placeholder(const void *context, const char *key, const char *name)
{
    static const char *const of_codes[] = { "code", "x00", NULL };
    const struct known_group *known = context;
    char *needle = g_strdup_printf("{%s}", name);
    const char *english = text_table_find(known->english, known->target, key);
    bool found;

    if (known->rule) {
        found = any_text_of_rule(known, has_part, needle);
    } else {
        found =
            (english && strstr(english, needle)) || (known->own && g_strv_contains(of_codes, name));
    }
    g_free(needle);
    return found;
}

static const char *const keys_of_code[] = { "verdict", "means", "retry", "note", NULL };
static const char *const keys_of_rule[] = { "verdict", NULL };
static const char *const keys_of_pair[] = { "differs", NULL };

static bool
code_read(const char *word, uint32_t *code)
{
    guint64 number;
    bool valid = g_ascii_string_to_unsigned(word, 10, 100, 699, &number, NULL);

    *code = valid ? (uint32_t)number : 0;
    return valid;
}

static bool
check_code(const struct site_reader *reader, const char *group, uint32_t code)
{
    if (code_table_find(reader->table, code)) {
        return true;
    }
    text_table_report(reader->file, reader->problems, group, NULL,
                      "no such code; a group [code %u] adds it", code);
    return false;
}

static void
take_known(const struct site_reader *reader, const char *group, struct known_group *known)
{
    static const struct site_grammar grammar = { .is_text = is_known_text,
                                                 .is_placeholder = is_known_placeholder };

    known->english = code_table_english(reader->table);
    site_texts_take(reader, group, known->target, &grammar, known);
}

/* "404", "404 REGISTER", "404 vs 480". @return false if the group is no such one */
static bool
take_code_group(const struct site_reader *reader, const char *group)
{
    char **words = g_strsplit(group, " ", 3);
    guint count = g_strv_length(words);
    struct known_group known = { .target = group, .own = keys_of_code };
    char *pair = NULL;
    uint32_t code, other = 0;
    bool valid = count && code_read(words[0], &code);

    if (valid && count == 3) {
        valid = strcmp(words[1], "vs") == 0 && code_read(words[2], &other);
        pair = g_strdup_printf("%u vs %u", MIN(code, other), MAX(code, other));
        known.target = pair;
        known.own = keys_of_pair;
    }
    if (valid && check_code(reader, group, code) && (!other || check_code(reader, group, other))) {
        take_known(reader, group, &known);
    }
    g_free(pair);
    g_strfreev(words);
    return valid;
}

/* "rule ID", "rule ID/VARIANT". @return false if the group is no such one */
static bool
take_rule_group(const struct site_reader *reader, const char *group)
{
    const char *slash = strchr(group, '/');
    char *rule = slash ? g_strndup(group, (gsize)(slash - group)) : g_strdup(group);
    struct known_group known = { .target = group, .rule = rule, .own = keys_of_rule };
    bool is_rule = g_str_has_prefix(group, "rule ");

    if (is_rule && text_table_has_group(code_table_english(reader->table), group)) {
        take_known(reader, group, &known);
    } else if (is_rule) {
        text_table_report(reader->file, reader->problems, group, NULL, "no such rule");
    }
    g_free(rule);
    return is_rule;
}

bool
site_text_group_take(const struct site_reader *reader, const char *group)
{
    struct known_group known = { .target = group };

    if (take_rule_group(reader, group) || take_code_group(reader, group)) {
        return true;
    }
    if (!text_table_has_group(code_table_english(reader->table), group)) {
        return false;
    }
    if (g_str_has_suffix(group, "xx") || strcmp(group, "invalid") == 0) {
        known.own = keys_of_code;
    }
    take_known(reader, group, &known);
    return true;
}
