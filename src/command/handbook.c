/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "handbook.h"

#include <string.h>

#include "document.h"
#include "embedded_data.h"
#include "handbook_private.h"
#include "language.h"
#include "subcommand.h"

#define GROUP "handbook"

const char *
handbook_word(const struct handbook *handbook, const char *key)
{
    return code_table_text(handbook->table, GROUP, key);
}

static void
write_language(const struct handbook *handbook)
{
    char *tag = g_strdelimit(g_strdup(handbook->language), "_", '-'); /* BCP 47 */

    document_escape_html(handbook->out, tag);
    g_free(tag);
}

static void
write_direction(const struct handbook *handbook)
{
    g_string_append(handbook->out, handbook->right_to_left ? "rtl" : "ltr");
}

static void
write_style(const struct handbook *handbook)
{
    g_string_append(handbook->out, handbook->style);
}

static void
write_script(const struct handbook *handbook)
{
    g_string_append(handbook->out, handbook->script);
}

static void
write_data(const struct handbook *handbook)
{
    handbook_write_data(handbook->table, handbook->out);
}

static void
write_hash(const struct handbook *handbook, const char *text)
{
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof(digest);
    char *encoded;

    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    encoded = g_base64_encode(digest, length);
    g_string_append_printf(handbook->out, "'sha256-%s'", encoded);
    g_free(encoded);
    g_checksum_free(checksum);
}

/* Nothing may be loaded from anywhere, and nothing runs but this very script. */
static void
write_policy(const struct handbook *handbook)
{
    g_string_append(handbook->out, "default-src 'none'; base-uri 'none'; form-action 'none'; "
                                   "style-src ");
    write_hash(handbook, handbook->style);
    g_string_append(handbook->out, "; script-src ");
    write_hash(handbook, handbook->script);
}

/* The parts that are no words: {name} in the template. */
static const struct {
    const char *name;
    void (*write)(const struct handbook *handbook);
} parts[] = {
    { "language", write_language },
    { "direction", write_direction },
    { "policy", write_policy },
    { "style", write_style },
    { "symptoms", handbook_write_symptoms },
    { "options", handbook_write_options },
    { "contents", handbook_write_contents },
    { "entries", handbook_write_entries },
    { "rules", handbook_write_rules },
    { "data", write_data },
    { "script", write_script },
};

static void
write_word(const struct handbook *handbook, const char *key)
{
    char codes[16];
    const struct text_argument arguments[] = { { "codes", codes },
                                               { "version", SIPWHY_VERSION },
                                               { NULL, NULL } };
    const char *text = handbook_word(handbook, key);
    char *filled;
    gsize count;

    code_table_all(handbook->table, &count);
    g_snprintf(codes, sizeof(codes), "%" G_GSIZE_FORMAT, count);
    filled = text_expand(text ? text : key, arguments);
    document_escape_html(handbook->out, filled);
    g_free(filled);
}

static void
write_part(const struct handbook *handbook, const char *name)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (strcmp(parts[i].name, name) == 0) {
            parts[i].write(handbook);
            return;
        }
    }
    write_word(handbook, name);
}

static void
write_template(const struct handbook *handbook, const char *template)
{
    const char *brace;

    while ((brace = strchr(template, '{'))) {
        const char *close = strchr(brace, '}');
        char *name = g_strndup(brace + 1, (gsize)(close - brace - 1));

        g_string_append_len(handbook->out, template, brace - template);
        write_part(handbook, name);
        g_free(name);
        template = close + 1;
    }
    g_string_append(handbook->out, template);
}

void
handbook_write(const struct code_table *table, const char *language, GString *out)
{
    struct handbook handbook = {
        .table = table,
        .language = language,
        .right_to_left = language_is_right_to_left(table),
        .style = g_strconcat(embedded_file_find("document.css")->bytes,
                             embedded_file_find("handbook.css")->bytes, NULL),
        .script = embedded_file_find("handbook.js")->bytes,
        .out = out,
    };

    write_template(&handbook, embedded_file_find("handbook.html")->bytes);
    g_free(handbook.style);
}

int
run_handbook(struct invocation *invocation)
{
    handbook_write(invocation->table, invocation->language, invocation->out);
    return EXIT_FINE;
}
