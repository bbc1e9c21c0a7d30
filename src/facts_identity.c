/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_identity.h"

#include <stdio.h>

#include "sip_values.h"

/* Tokens are some hundred bytes long. */
#define LONGEST_TOKEN 4096

/* So many digits at the end make two numbers the same, in whatever form they are written. */
#define SAME_DIGITS 7

/* ---- JSON (RFC 8259), as far as claims need it ---- */

/* Takes a value off, up to the ',', ':' or bracket that ends it. */
static struct span
json_next(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t i, depth = 0;
    bool is_quoted = false;

    for (i = 0; i < text.length; i++) {
        char byte = text.text[i];

        if (is_quoted) {
            if (byte == '\\') {
                i++;
            } else if (byte == '"') {
                is_quoted = false;
            }
        } else if (byte == '"') {
            is_quoted = true;
        } else if (byte == '{' || byte == '[') {
            depth++;
        } else if (byte == '}' || byte == ']') {
            if (depth == 0) {
                break;
            }
            depth--;
        } else if (depth == 0 && (byte == ',' || byte == ':')) {
            break;
        }
    }
    *rest = span_skip(text, i);
    return span_trim(span_take(text, i));
}

/* True if the byte comes next; it is taken off then. */
static bool
json_takes(struct span *rest, char byte)
{
    if (!rest->length || rest->text[0] != byte) {
        return false;
    }
    *rest = span_skip(*rest, 1);
    return true;
}

/* A string without its quotes; anything else as it is. Escapes are left as they are. */
static struct span
json_string(struct span value)
{
    if (value.length >= 2 && value.text[0] == '"' && value.text[value.length - 1] == '"') {
        return span_skip(span_take(value, value.length - 1), 1);
    }
    return value;
}

/* The value of a member of the object. @return absent if there is none */
static struct span
json_member(struct span object, struct span name)
{
    struct span rest = span_trim(object), key, value;

    if (!json_takes(&rest, '{')) {
        return (struct span){ NULL, 0 };
    }
    do {
        key = json_next(&rest);
        if (!json_takes(&rest, ':')) {
            break;
        }
        value = json_next(&rest);
        if (span_equal(json_string(key), name)) {
            return value;
        }
    } while (json_takes(&rest, ','));
    return (struct span){ NULL, 0 };
}

/* "tn" is a number, "uri" a URI (RFC 8225 section 5.2.1). */
static struct span
json_party(struct span object)
{
    struct span number = json_member(object, SPAN("tn"));

    return number.text ? number : json_member(object, SPAN("uri"));
}

/* ---- the token ---- */

/* The second of its three parts, decoded (RFC 7515 section 3.1). @return newly allocated, NULL if
 * it is empty, as in the compact form */
static char *
decode_claims(struct span token, size_t *length)
{
    struct span part = span_skip(token, span_find(token, '.') + 1);
    char *text, *claims;

    part = span_take(part, span_find(part, '.'));
    if (!part.length || token.length > LONGEST_TOKEN) {
        return NULL;
    }
    text = g_strdup_printf("%.*s%s", (int)part.length, part.text,
                           part.length % 4 == 2   ? "=="
                           : part.length % 4 == 3 ? "="
                                                  : "");
    g_strdelimit(text, "-", '+'); /* base64url: RFC 4648 section 5 */
    g_strdelimit(text, "_", '/');
    claims = (char *)g_base64_decode(text, length);
    g_free(text);
    return claims;
}

static struct span
without_brackets(struct span text)
{
    text = span_trim(text);
    if (text.length >= 2 && text.text[0] == '<' && text.text[text.length - 1] == '>') {
        return span_skip(span_take(text, text.length - 1), 1);
    }
    return text;
}

void
identity_read(struct span element, struct identity *identity)
{
    struct sip_value value = sip_value_read(element);
    struct span claims = { NULL, 0 };
    uint64_t signed_at;

    memset(identity, 0, sizeof(*identity));
    identity->info = without_brackets(sip_parameter_find(value.parameters, SPAN("info")));
    identity->extension = sip_parameter_find(value.parameters, SPAN("ppt"));
    identity->claims = decode_claims(value.value, &claims.length);
    if (!identity->claims) {
        return;
    }
    claims.text = identity->claims;
    identity->orig = json_string(json_party(json_member(claims, SPAN("orig"))));
    identity->dest = json_party(json_member(claims, SPAN("dest")));
    if (span_to_unsigned(json_member(claims, SPAN("iat")), INT64_MAX / SECONDS_NS, &signed_at)) {
        identity->signed_at = (int64_t)signed_at;
    }
}

void
identity_clear(struct identity *identity)
{
    g_free(identity->claims);
    memset(identity, 0, sizeof(*identity));
}

/* ---- parties ---- */

static const char *
last_digits(const char *number)
{
    size_t length = strlen(number += *number == '+');

    return number + length - MIN(length, SAME_DIGITS);
}

/* True if both are numbers and one is the end of the other: national and international form. A
 * shorter one than that is the same only as a whole. */
static bool
is_same_number(const char *a, const char *b)
{
    return a && b && strcmp(last_digits(a), last_digits(b)) == 0;
}

/* A number or URI of a claim against a URI of the request. */
static bool
is_same_party(struct span claimed, struct span uri)
{
    struct span user = fact_user(claimed);
    char *number = fact_number(span_is_set(user) ? user : claimed);
    char *own = fact_number(fact_user(uri));
    bool is_same = is_same_number(number, own) || sip_uri_equal(claimed, uri);

    g_free(own);
    g_free(number);
    return is_same;
}

bool
identity_is_for_others(const struct identity *identity, struct span uri)
{
    struct span rest = identity->dest, element;

    if (!span_is_set(uri)) {
        return false;
    }
    json_takes(&rest, '[');
    do {
        element = json_string(json_next(&rest));
        if (!span_is_set(element) || is_same_party(element, uri)) {
            return false;
        }
    } while (json_takes(&rest, ','));
    return true;
}

bool
identity_is_of_another(const struct identity *identity, struct span uri)
{
    return span_is_set(identity->orig) && span_is_set(uri) && !is_same_party(identity->orig, uri);
}

struct span
identity_first_dest(const struct identity *identity)
{
    struct span rest = identity->dest;

    json_takes(&rest, '[');
    return json_string(json_next(&rest));
}

int64_t
identity_date(struct span date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char *text = g_strndup(date.text, MIN(date.length, 40)), month[4] = "";
    const char *found;
    int day, year, hour, minute, second;
    int64_t seconds = 0;

    if (date.text &&
        sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d", &day, month, &year, &hour, &minute,
               &second) == 6 &&
        (found = strstr(months, month)) && (found - months) % 3 == 0) {
        GDateTime *time = g_date_time_new_utc(year, (int)(found - months) / 3 + 1, day, hour,
                                              minute, (double)second);

        if (time) {
            seconds = g_date_time_to_unix(time);
            g_date_time_unref(time);
        }
    }
    g_free(text);
    return seconds;
}

int64_t
identity_time(const struct identity *identity, const struct history_message *request)
{
    return identity->signed_at ? identity->signed_at
                               : identity_date(history_header(request, SIP_HEADER_DATE));
}
