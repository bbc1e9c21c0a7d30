/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_writer.h"

static void
test_structure(void)
{
    static const char *const words[] = { "a", "b", NULL }, *const none[] = { NULL };
    GString *out = g_string_new(NULL);
    struct json_writer writer;

    json_writer_init(&writer, out);
    json_object_begin(&writer, NULL);
    json_string(&writer, "text", "x");
    json_string(&writer, "absent", NULL);
    json_span(&writer, "empty", SPAN(""));
    json_integer(&writer, "least", INT64_MIN);
    json_unsigned(&writer, "most", UINT64_MAX);
    json_boolean(&writer, "yes", true);
    json_strings(&writer, "words", words);
    json_strings(&writer, "none", none);
    json_array_begin(&writer, "rows");
    json_object_begin(&writer, NULL);
    json_object_end(&writer);
    json_array_begin(&writer, NULL);
    json_array_end(&writer);
    json_boolean(&writer, NULL, false);
    json_array_end(&writer);
    json_object_end(&writer);
    json_line_end(&writer);
    json_object_begin(&writer, NULL);
    json_object_end(&writer);
    g_assert_cmpstr(out->str, ==,
                    "{\"text\":\"x\",\"empty\":\"\",\"least\":-9223372036854775808,"
                    "\"most\":18446744073709551615,\"yes\":true,\"words\":[\"a\",\"b\"],"
                    "\"rows\":[{},[],false]}\n{}");
    g_string_free(out, TRUE);
}

/* What stands between the quotes for each text. */
static void
test_escapes(void)
{
    const struct {
        struct span text;
        const char *written;
    } rows[] = {
        { SPAN("\"\\/"), "\\\"\\\\/" },
        { SPAN("\n\r\t\b\0\033[31m"), "\\n\\r\\t\\u0008\\u0000\\u001b[31m" },
        { SPAN("\177\302\205"), "\\u007f\\u0085" },
        { SPAN("</script>"), "\\u003c/script>" },
        { SPAN("日本 \360\237\230\200"), "日本 \360\237\230\200" },
        { SPAN("\377a\303"), "\357\277\275a\357\277\275" },               /* no UTF-8 */
        { SPAN("\355\240\200"), "\357\277\275\357\277\275\357\277\275" }, /* a surrogate */
        { SPAN("\342\200\256\342\201\246\342\200\250"), "\\u202e\\u2066\\u2028" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *out = g_string_new(NULL);
        char *expected = g_strdup_printf("\"%s\"", rows[i].written);
        struct json_writer writer;

        json_writer_init(&writer, out);
        json_span(&writer, NULL, rows[i].text);
        g_assert_cmpstr(out->str, ==, expected);
        g_free(expected);
        g_string_free(out, TRUE);
    }
}

static void
test_key_escaped(void)
{
    GString *out = g_string_new(NULL);
    struct json_writer writer;

    json_writer_init(&writer, out);
    json_object_begin(&writer, NULL);
    json_integer(&writer, "a\"b", 1);
    json_object_end(&writer);
    g_assert_cmpstr(out->str, ==, "{\"a\\\"b\":1}");
    g_string_free(out, TRUE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json_writer/structure", test_structure);
    g_test_add_func("/json_writer/escapes", test_escapes);
    g_test_add_func("/json_writer/key-escaped", test_key_escaped);
    return g_test_run();
}
