/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The pseudonyms themselves.
 */
#include "mask_private.h"

#include <string.h>

#include "facts.h"
#include "finding.h"
#include "intern.h"

#define DIGEST 32         /* octets of SHA-256 */
#define SUFFIX 8          /* letters of 5 bits each */
#define SUFFIX_OF_CALL 12 /* there are more calls than users */

static struct mask *in_use;

struct mask *
mask_new(const void *key, gsize length)
{
    struct mask *mask = g_new(struct mask, 1);

    mask->key = g_bytes_new(key, length);
    mask->known = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL);
    return mask;
}

void
mask_free(struct mask *mask)
{
    if (!mask) {
        return;
    }
    if (in_use == mask) {
        in_use = NULL;
    }
    g_bytes_unref(mask->key);
    g_hash_table_destroy(mask->known);
    g_free(mask);
}

void
mask_forget(struct mask *mask)
{
    if (mask) {
        g_hash_table_remove_all(mask->known);
    }
}

void
mask_use(struct mask *mask)
{
    in_use = mask;
}

struct mask *
mask_in_use(void)
{
    return in_use;
}

/* The kind is hashed too: a user and a host of the same name have nothing in common. */
static void
digest_of(const struct mask *mask, const char *kind, struct span name, guint8 digest[DIGEST])
{
    gsize length, digest_length = DIGEST;
    const guchar *key = g_bytes_get_data(mask->key, &length);
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, length);

    g_hmac_update(hmac, (const guchar *)kind, (gssize)strlen(kind) + 1);
    g_hmac_update(hmac, (const guchar *)name.text, (gssize)name.length);
    g_hmac_get_digest(hmac, digest, &digest_length);
    g_hmac_unref(hmac);
}

/* Letters and digits that are not mixed up, and make no words. */
static char *
suffix_of(const struct mask *mask, const char *kind, struct span name, size_t length)
{
    static const char letters[] = "0123456789bcdfghjkmnpqrstvwxyz";
    guint8 digest[DIGEST];
    char *suffix = g_malloc(length + 1);
    size_t i;

    digest_of(mask, kind, name, digest);
    for (i = 0; i < length; i++) {
        suffix[i] = letters[digest[i] % (sizeof(letters) - 1)];
    }
    suffix[length] = '\0';
    return suffix;
}

static char *
with_suffix(const struct mask *mask, const char *kind, struct span name, size_t length)
{
    char *suffix = suffix_of(mask, kind, name, length);
    char *text = g_strconcat(kind, "-", suffix, NULL);

    g_free(suffix);
    return text;
}

/* ---- users and hosts ---- */

/* Digits with their usual separators (RFC 3966 section 5.1.1). */
static bool
is_number(struct span name)
{
    size_t i, digits = 0;

    for (i = 0; i < name.length; i++) {
        digits += g_ascii_isdigit(name.text[i]);
        if (!g_ascii_isdigit(name.text[i]) && !strchr("+-.()*#", name.text[i])) {
            return false;
        }
    }
    return digits > 0;
}

/* That a number is an international one is worth knowing, and names nobody. */
static char *
user_pseudonym(const struct mask *mask, struct span name)
{
    char *text, *number;

    if (!is_number(name)) {
        return with_suffix(mask, "user", name, SUFFIX);
    }
    number = with_suffix(mask, "number", name, SUFFIX);
    text = g_strconcat(*name.text == '+' ? "+" : "", number, NULL);
    g_free(number);
    return text;
}

/* What stands for nobody in particular (RFC 3323 section 4.1.1.3, RFC 2606). */
static bool
is_nobody(struct span name)
{
    return span_equal_nocase(name, SPAN("anonymous")) ||
           span_equal_nocase(name, SPAN("anonymous.invalid")) ||
           span_equal_nocase(name, SPAN("localhost"));
}

/* @return NULL if it is no address */
static char *
address_pseudonym(const struct mask *mask, struct span name)
{
    struct endpoint endpoint, masked;

    if (!fact_endpoint(name, &endpoint)) {
        return NULL;
    }
    mask_endpoint(mask, &endpoint, &masked);
    return finding_endpoint_as_is(&masked);
}

static char *
host_pseudonym(const struct mask *mask, struct span name)
{
    char *address = address_pseudonym(mask, name), *lower, *host, *text;

    if (address) {
        return address;
    }
    lower = g_ascii_strdown(name.text, (gssize)name.length);
    host = with_suffix(mask, "host", span_of(lower), SUFFIX);
    text = g_strconcat(host, ".example", NULL);
    g_free(host);
    g_free(lower);
    return text;
}

char *
mask_name(const struct mask *mask, enum mask_kind kind, struct span name)
{
    if (is_nobody(name)) {
        return g_strndup(name.text, name.length);
    }
    switch (kind) {
    case MASK_USER:
        return user_pseudonym(mask, name);
    case MASK_HOST:
        return host_pseudonym(mask, name);
    case MASK_NAME:
        return with_suffix(mask, "name", name, SUFFIX);
    case MASK_CALL:
        return with_suffix(mask, "call", name, SUFFIX_OF_CALL);
    case MASK_TAG:
        break;
    }
    return with_suffix(mask, "tag", name, SUFFIX_OF_CALL);
}

/* ---- addresses ---- */

/* "No address" is none of anybody. */
static bool
is_unspecified(const struct endpoint *endpoint)
{
    static const uint8_t zero[16];

    return memcmp(endpoint->address, zero, endpoint->length) == 0;
}

void
mask_endpoint(const struct mask *mask, const struct endpoint *endpoint, struct endpoint *masked)
{
    guint8 digest[DIGEST];

    *masked = *endpoint;
    if (is_unspecified(endpoint)) {
        return;
    }
    digest_of(mask, "address", (struct span){ (const char *)endpoint->address, endpoint->length },
              digest);
    if (endpoint->length == 4) {
        memcpy(masked->address, digest, 4);
        masked->address[0] = (uint8_t)(0xF0 | (digest[0] & 0x0F));
    } else {
        static const uint8_t documentation[] = { 0x20, 0x01, 0x0D, 0xB8 };

        memset(masked->address, 0, sizeof(masked->address));
        memcpy(masked->address, documentation, sizeof(documentation));
        memcpy(masked->address + 8, digest, 8);
    }
}

/* ---- for those who show ---- */

char *
mask_display(struct span text, size_t maximum)
{
    char *masked, *shown;

    if (!in_use) {
        return span_to_display(text, maximum);
    }
    masked = mask_text(in_use, text);
    shown = span_to_display(span_of(masked), maximum);
    g_free(masked);
    return shown;
}

char *
mask_display_call_id(struct span call_id, size_t maximum)
{
    return in_use ? mask_name(in_use, MASK_CALL, call_id) : span_to_display(call_id, maximum);
}

char *
mask_display_tag(struct span tag, size_t maximum)
{
    return in_use ? mask_name(in_use, MASK_TAG, tag) : span_to_display(tag, maximum);
}
