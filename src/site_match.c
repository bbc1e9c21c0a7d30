/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_match.h"

#include <string.h>

#include "facts.h"
#include "pattern.h"

#define SEPARATORS ";, \t"
#define HEADER_PREFIX "header."

/* What a regular expression looks at. */
enum field { FIELD_PHRASE, FIELD_PRODUCT, FIELD_HEADER, FIELD_REQUEST_HEADER };

struct expression {
    enum field field;
    char *key;              /* without "match.": "phrase", "header.X-Foo"; names its placeholders */
    const char *name;       /* of the header, in key */
    enum sip_header header; /* SIP_HEADER_OTHER: found by name */
    struct pattern *pattern;
};

struct code_range {
    uint32_t from, to;
};

struct network {
    uint8_t bytes[16];
    unsigned length; /* of the address: 4 or 16 */
    unsigned bits;
};

struct site_match {
    GArray *codes;          /* of struct code_range; empty: any */
    char **methods;         /* NULL: any */
    char **hosts;           /* likewise */
    GArray *networks;       /* of struct network; empty: any */
    GPtrArray *expressions; /* of struct expression */
};

struct site_fit {
    GPtrArray *groups; /* of char **, for each expression: the groups of pattern_match, the first
                          one replaced by the whole field */
};

/* ---- reading ---- */

static bool
read_code(const char *word, struct code_range *range)
{
    guint64 from, to;
    char **ends;
    bool valid;

    if (strlen(word) == 3 && word[0] >= '1' && word[0] <= '6' && strcmp(word + 1, "xx") == 0) {
        range->from = (uint32_t)(word[0] - '0') * 100;
        range->to = range->from + 99;
        return true;
    }
    ends = g_strsplit(word, "-", 2);
    valid = ends[0] && g_ascii_string_to_unsigned(ends[0], 10, 100, 699, &from, NULL) &&
            g_ascii_string_to_unsigned(ends[ends[1] ? 1 : 0], 10, 100, 699, &to, NULL) &&
            from <= to;
    if (valid) {
        *range = (struct code_range){ (uint32_t)from, (uint32_t)to };
    }
    g_strfreev(ends);
    return valid;
}

static bool
read_network(const char *word, struct network *network)
{
    const char *slash = strchr(word, '/');
    struct span address = { word, slash ? (size_t)(slash - word) : strlen(word) };
    guint64 bits;

    memset(network, 0, sizeof(*network));
    network->length = fact_address_read(address, network->bytes);
    if (!network->length) {
        return false;
    }
    bits = network->length * 8;
    if (slash && !g_ascii_string_to_unsigned(slash + 1, 10, 0, bits, &bits, NULL)) {
        return false;
    }
    network->bits = (unsigned)bits;
    return true;
}

/* A host name or address; "*.example.com" are all names that end so. */
static bool
read_host(const char *word)
{
    const char *name = g_str_has_prefix(word, "*.") ? word + 2 : word;

    return *name && !strpbrk(name, "*/@");
}

static bool
read_method(const char *word)
{
    return strcmp(word, "re-INVITE") == 0 ||
           strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == strlen(word);
}

static bool
take_word(struct site_match *match, const char *key, const char *word)
{
    struct code_range range;
    struct network network;

    if (strcmp(key, "code") == 0 && read_code(word, &range)) {
        g_array_append_val(match->codes, range);
        return true;
    }
    if (strcmp(key, "source") == 0 && read_network(word, &network)) {
        g_array_append_val(match->networks, network);
        return true;
    }
    return (strcmp(key, "host") == 0 && read_host(word)) ||
           (strcmp(key, "method") == 0 && read_method(word));
}

/* A key whose value is a list of words. @return the word that is wrong, to be freed with g_free;
 * NULL if all are good */
static char *
take_words(struct site_match *match, const char *key, const char *value)
{
    char **parts = g_strsplit_set(value, SEPARATORS, -1);
    GPtrArray *words = g_ptr_array_new();
    char *wrong = NULL;
    gsize i;

    for (i = 0; parts[i]; i++) {
        if (*parts[i] && !wrong && !take_word(match, key, parts[i])) {
            wrong = g_strdup(parts[i]);
        }
        if (*parts[i]) {
            g_ptr_array_add(words, g_strdup(parts[i]));
        }
        g_free(parts[i]);
    }
    g_free(parts);
    g_ptr_array_add(words, NULL);
    if (strcmp(key, "host") == 0) {
        match->hosts = (char **)g_ptr_array_free(words, FALSE);
    } else if (strcmp(key, "method") == 0) {
        match->methods = (char **)g_ptr_array_free(words, FALSE);
    } else {
        g_strfreev((char **)g_ptr_array_free(words, FALSE));
    }
    return wrong;
}

static void
expression_free(gpointer data)
{
    struct expression *expression = data;

    pattern_free(expression->pattern);
    g_free(expression->key);
    g_free(expression);
}

/* What a key looks at. @return false if it is no key of a regular expression */
static bool
field_of_key(const char *key, enum field *field, const char **name)
{
    static const struct {
        const char *start;
        enum field field;
    } starts[] = { { HEADER_PREFIX, FIELD_HEADER }, { "request.header.", FIELD_REQUEST_HEADER } };
    gsize i;

    *name = NULL;
    if (strcmp(key, "phrase") == 0 || strcmp(key, "product") == 0) {
        *field = strcmp(key, "phrase") == 0 ? FIELD_PHRASE : FIELD_PRODUCT;
        return true;
    }
    for (i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (g_str_has_prefix(key, starts[i].start) && key[strlen(starts[i].start)]) {
            *field = starts[i].field;
            *name = key + strlen(starts[i].start);
            return true;
        }
    }
    return false;
}

/* @return NULL if it is wrong; the mistake was appended */
static struct expression *
expression_new(const struct text_table *file, const char *group, const char *full_key,
               enum field field, GPtrArray *problems)
{
    const char *key = full_key + strlen(SITE_MATCH_PREFIX);
    struct expression *expression = g_new0(struct expression, 1);
    char *mistake = NULL;

    expression->key = g_strdup(key);
    field_of_key(expression->key, &expression->field, &expression->name);
    expression->header = sip_header_find(span_of(expression->name));
    expression->pattern = pattern_new(text_table_find(file, group, full_key), &mistake);
    if (!expression->pattern) {
        text_table_report(file, problems, group, full_key, "%s", mistake);
    } else if (field == FIELD_REQUEST_HEADER && !history_keeps_of_requests(expression->header)) {
        text_table_report(file, problems, group, full_key,
                          "this header field of requests is not kept");
    } else {
        return expression;
    }
    g_free(mistake);
    expression_free(expression);
    return NULL;
}

/* @param full_key  starts with "match.". @return false if it is wrong; the mistake was appended */
static bool
take_key(struct site_match *match, const struct text_table *file, const char *group,
         const char *full_key, GPtrArray *problems)
{
    static const char *const lists[] = { "code", "method", "source", "host", NULL };
    const char *key = full_key + strlen(SITE_MATCH_PREFIX), *name;
    struct expression *expression;
    enum field field;
    char *wrong;

    if (g_strv_contains(lists, key)) {
        wrong = take_words(match, key, text_table_find(file, group, full_key));
        if (wrong) {
            text_table_report(file, problems, group, full_key, "'%s' is no %s", wrong, key);
            g_free(wrong);
            return false;
        }
        return true;
    }
    if (!field_of_key(key, &field, &name)) {
        text_table_report(file, problems, group, full_key, "no such key");
        return false;
    }
    expression = expression_new(file, group, full_key, field, problems);
    if (expression) {
        g_ptr_array_add(match->expressions, expression);
    }
    return expression != NULL;
}

struct site_match *
site_match_new(const struct text_table *file, const char *group, GPtrArray *problems)
{
    struct site_match *match = g_new0(struct site_match, 1);
    const char **keys = text_table_keys(file, group);
    bool valid = true;
    unsigned found = 0;
    gsize i;

    match->codes = g_array_new(FALSE, FALSE, sizeof(struct code_range));
    match->networks = g_array_new(FALSE, FALSE, sizeof(struct network));
    match->expressions = g_ptr_array_new_with_free_func(expression_free);
    for (i = 0; keys[i]; i++) {
        if (g_str_has_prefix(keys[i], SITE_MATCH_PREFIX)) {
            found++;
            valid = take_key(match, file, group, keys[i], problems) && valid;
        }
    }
    g_free(keys);
    if (!found) {
        text_table_report(file, problems, group, NULL, "has no match key");
    }
    if (!valid || !found) {
        site_match_free(match);
        return NULL;
    }
    return match;
}

void
site_match_free(struct site_match *match)
{
    if (match) {
        g_array_unref(match->codes);
        g_array_unref(match->networks);
        g_ptr_array_unref(match->expressions);
        g_strfreev(match->methods);
        g_strfreev(match->hosts);
        g_free(match);
    }
}

bool
site_match_covers(const struct site_match *match, uint32_t code)
{
    guint i;

    for (i = 0; i < match->codes->len; i++) {
        const struct code_range *range = &g_array_index(match->codes, struct code_range, i);

        if (code >= range->from && code <= range->to) {
            return true;
        }
    }
    return match->codes->len == 0;
}

/* ---- placeholders ---- */

static bool
place_of_word(const char *name, struct site_place *place)
{
    static const char *const words[] = {
        [SITE_CODE] = "code", [SITE_METHOD] = "method", [SITE_SOURCE] = "source",
        [SITE_HOST] = "host", [SITE_PHRASE] = "phrase", [SITE_PRODUCT] = "product",
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(words[i], name) == 0) {
            place->value = (enum site_value)i;
            return true;
        }
    }
    return false;
}

/* "header.X-Foo", "header.X-Foo.1"; the name of a header field without regard to case. */
static bool
group_of_key(const struct expression *expression, const char *name, unsigned *group)
{
    size_t length = strlen(expression->key);
    unsigned groups = pattern_groups(expression->pattern);
    guint64 number;

    if (g_ascii_strncasecmp(name, expression->key, length) != 0) {
        return false;
    }
    *group = 0;
    if (name[length] == '\0') {
        return true;
    }
    if (name[length] != '.' || !groups ||
        !g_ascii_string_to_unsigned(name + length + 1, 10, 1, groups, &number, NULL)) {
        return false;
    }
    *group = (unsigned)number;
    return true;
}

bool
site_match_place(const struct site_match *match, const char *name, struct site_place *place)
{
    guint i;

    *place = (struct site_place){ .name = (char *)name };
    if (place_of_word(name, place)) {
        return true;
    }
    place->value = SITE_GROUP;
    for (i = 0; i < match->expressions->len; i++) {
        const struct expression *expression = g_ptr_array_index(match->expressions, i);

        place->expression = i;
        if (group_of_key(expression, name, &place->group)) {
            return true;
        }
        place->group = pattern_group_of(expression->pattern, name, strlen(name));
        if (place->group) {
            return true;
        }
    }
    place->value = SITE_HEADER;
    return g_str_has_prefix(name, HEADER_PREFIX) &&
           g_regex_match_simple("^[A-Za-z0-9-]+$", name + strlen(HEADER_PREFIX), 0, 0);
}

/* ---- matching ---- */

static bool
fits_method(const struct site_match *match, const char *method)
{
    const char *const *methods = (const char *const *)match->methods;

    if (!methods || (method && g_strv_contains(methods, method))) {
        return true;
    }
    return g_strcmp0(method, "re-INVITE") == 0 && g_strv_contains(methods, "INVITE");
}

static bool
contains(const struct network *network, const struct endpoint *endpoint)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    uint8_t mask = (uint8_t)(0xff00u >> rest);

    return endpoint->length == network->length &&
           memcmp(endpoint->address, network->bytes, whole) == 0 &&
           (!rest || ((endpoint->address[whole] ^ network->bytes[whole]) & mask) == 0);
}

static bool
fits_source(const struct site_match *match, const struct endpoint *source)
{
    guint i;

    for (i = 0; i < match->networks->len; i++) {
        if (contains(&g_array_index(match->networks, struct network, i), source)) {
            return true;
        }
    }
    return match->networks->len == 0;
}

static bool
fits_host(const struct site_match *match, struct span host)
{
    char **word;

    for (word = match->hosts; word && *word; word++) {
        struct span wanted = span_of(*word);

        if (span_equal_nocase(host, wanted)) {
            return true;
        }
        if (wanted.text[0] == '*' && host.length >= wanted.length &&
            span_equal_nocase(span_skip(host, host.length - (wanted.length - 1)),
                              span_skip(wanted, 1))) {
            return true;
        }
    }
    return false;
}

static struct span
host_asked(const struct subject *subject)
{
    return subject->request ? fact_host(history_request_uri(subject->request))
                            : (struct span){ NULL, 0 };
}

static struct span
product_of(const struct subject *subject)
{
    const struct history_agent *agent = subject->message->path->source;
    struct span product = subject->sip->header[SIP_HEADER_SERVER];

    if (!span_is_set(product)) {
        product = subject->sip->header[SIP_HEADER_USER_AGENT];
    }
    if (!span_is_set(product) && fact_product(agent)) {
        product = *fact_product(agent);
    }
    return product;
}

/* The first header field of that name, which may be a compact one. */
static struct span
header_field(const struct sip_message *sip, const char *name)
{
    enum sip_header header = sip_header_find(span_of(name));

    return header != SIP_HEADER_OTHER ? sip->header[header] : sip_message_find(sip, span_of(name));
}

static struct span
first_field(const struct expression *expression, const struct subject *subject)
{
    switch (expression->field) {
    case FIELD_PHRASE:
        return subject->sip->reason_phrase;
    case FIELD_PRODUCT:
        return product_of(subject);
    case FIELD_REQUEST_HEADER:
        return subject->request ? history_header(subject->request, expression->header)
                                : (struct span){ NULL, 0 };
    case FIELD_HEADER:
    default:
        return header_field(subject->sip, expression->name);
    }
}

static struct span
next_field(const struct expression *expression, const struct subject *subject, struct span field)
{
    if (expression->field != FIELD_HEADER) {
        return (struct span){ NULL, 0 };
    }
    return expression->header != SIP_HEADER_OTHER
               ? sip_message_next(subject->sip, expression->header, field)
               : sip_message_find_next(subject->sip, span_of(expression->name), field);
}

/* The groups of the first field that fits. @return NULL if none does */
static char **
fit_expression(const struct expression *expression, const struct subject *subject, bool *stopped)
{
    struct span field = first_field(expression, subject);
    char **groups = NULL;

    for (; field.text; field = next_field(expression, subject, field)) {
        switch (pattern_match(expression->pattern, field, &groups)) {
        case PATTERN_FITS:
            g_free(groups[0]);
            groups[0] = span_to_display(field, PATTERN_SUBJECT);
            return groups;
        case PATTERN_STOPPED:
            *stopped = true;
            return NULL; /* other fields would take as long */
        case PATTERN_FITS_NOT:
        default:
            break;
        }
    }
    return NULL;
}

/* Most rules end here: no regular expression is asked while a field is missing. */
static bool
has_fields(const struct site_match *match, const struct subject *subject)
{
    guint i;

    for (i = 0; i < match->expressions->len; i++) {
        if (!first_field(g_ptr_array_index(match->expressions, i), subject).text) {
            return false;
        }
    }
    return true;
}

static void
groups_free(gpointer data)
{
    g_strfreev(data);
}

static struct site_fit *
fit_new(void)
{
    struct site_fit *fit = g_new0(struct site_fit, 1);

    fit->groups = g_ptr_array_new_with_free_func(groups_free);
    return fit;
}

struct site_fit *
site_match_fit(const struct site_match *match, const struct subject *subject, const char *method,
               bool *stopped)
{
    struct site_fit *fit = NULL; /* made late: most rules do not fit */
    guint i;

    *stopped = false;
    if (!fits_method(match, method) ||
        !fits_source(match, &subject->message->path->source->endpoint) ||
        (match->hosts && !fits_host(match, host_asked(subject))) || !has_fields(match, subject)) {
        return NULL;
    }
    for (i = 0; i < match->expressions->len; i++) {
        char **groups = fit_expression(g_ptr_array_index(match->expressions, i), subject, stopped);

        if (!groups) {
            site_fit_free(fit);
            return NULL;
        }
        fit = fit ? fit : fit_new();
        g_ptr_array_add(fit->groups, groups);
    }
    return fit ? fit : fit_new();
}

void
site_fit_free(struct site_fit *fit)
{
    if (fit) {
        g_ptr_array_unref(fit->groups);
        g_free(fit);
    }
}

void
site_fit_set(const struct site_fit *fit, const struct subject *subject, struct cause *cause,
             const struct site_place *place)
{
    const struct endpoint *source = &subject->message->path->source->endpoint;
    char **groups;

    switch (place->value) {
    case SITE_CODE:
        cause_set_number(cause, place->name, subject->code);
        break;
    case SITE_METHOD:
        cause_set_text(cause, place->name, cause->finding->method);
        break;
    case SITE_SOURCE:
        cause_set_endpoint(cause, place->name, source);
        break;
    case SITE_HOST:
        cause_set(cause, place->name, host_asked(subject));
        break;
    case SITE_PHRASE:
        cause_set(cause, place->name, subject->sip->reason_phrase);
        break;
    case SITE_PRODUCT:
        cause_set(cause, place->name, product_of(subject));
        break;
    case SITE_HEADER:
        cause_set(cause, place->name,
                  header_field(subject->sip, place->name + strlen(HEADER_PREFIX)));
        break;
    case SITE_GROUP:
    default:
        groups = g_ptr_array_index(fit->groups, place->expression);
        cause_set(cause, place->name, span_of(groups[place->group]));
        break;
    }
}
