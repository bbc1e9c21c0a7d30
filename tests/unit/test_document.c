/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document.h"

#include <string.h>

/* One block of each kind. */
static struct document *
sample(bool right_to_left)
{
    static const char *const header[] = { "Code", "Meaning", NULL };
    static const char *const first[] = { "404", "the user is not known here", NULL };
    static const char *const second[] = { "486", "busy", NULL };
    struct document *document = document_new("en", right_to_left, "A page");

    document_heading(document, 1, "top", "404 Not Found");
    document_callout(document, TONE_WARN, "nobody of that name");
    document_field(document, "Class", "4xx Client Failure");
    document_field(document, "Who", "registrar");
    document_heading(document, 2, NULL, "Why");
    document_paragraph(document, "Because of this and that.");
    document_item(document, "First", "one");
    document_item(document, NULL, "two");
    document_step(document, "caller", "Dial again.");
    document_step(document, NULL, "Wait.");
    document_link(document, NULL, "RFC 3261", "https://example.org/rfc");
    document_table(document, header);
    document_row(document, first, "#c404");
    document_row(document, second, NULL);
    document_preformatted(document, "a\n  b\n");
    document_html(document, "<svg></svg>", "drawing");
    document_html(document, "<hr>", NULL);
    return document;
}

static void
assert_renders(void (*render)(const struct document *, GString *), const char *expected)
{
    struct document *document = sample(false);
    GString *out = g_string_new(NULL);

    render(document, out);
    g_assert_cmpstr(out->str, ==, expected);
    g_string_free(out, TRUE);
    document_free(document);
}

static void
plain_text(const struct document *document, GString *out)
{
    document_to_text(document, 30, false, out);
}

static void
test_text(void)
{
    assert_renders(plain_text, "404 Not Found\n"
                               "  nobody of that name\n\n"
                               "  Class  4xx Client Failure\n"
                               "  Who    registrar\n\n"
                               "Why\n"
                               "  Because of this and that.\n\n"
                               "  - First: one\n"
                               "  - two\n\n"
                               "  1. caller: Dial again.\n"
                               "  2. Wait.\n\n"
                               "  - RFC 3261\n"
                               "    <https://example.org/rfc>\n\n"
                               "  Code  Meaning\n"
                               "  404   the user is not known\n"
                               "        here\n"
                               "  486   busy\n\n"
                               "  a\n"
                               "    b\n\n"
                               "  drawing\n");
}

static void
test_text_colour(void)
{
    struct document *document = document_new("en", false, NULL);
    GString *out = g_string_new(NULL);

    document_heading(document, 1, NULL, "404");
    document_callout(document, TONE_ERROR, "lost");
    document_step(document, "caller", "Wait.");
    document_to_text(document, 0, true, out);
    g_assert_cmpstr(out->str, ==,
                    "\033[1m404\033[0m\n  \033[1;31mlost\033[0m\n\n"
                    "  1. \033[36mcaller\033[0m: Wait.\n");
    g_string_free(out, TRUE);
    document_free(document);
}

/* A table that is too wide gives up columns where it has most. */
static void
test_text_table(void)
{
    static const char *const header[] = { "コード", "意味", NULL };
    static const char *const row[] = { "404", "該当するユーザーは登録されていない", NULL };
    struct document *document = document_new("ja", false, NULL);
    GString *out = g_string_new(NULL);

    document_table(document, header);
    document_row(document, row, NULL);
    document_to_text(document, 28, false, out);
    g_assert_cmpstr(out->str, ==,
                    "  コード  意味\n"
                    "  404     該当するユーザーは\n"
                    "          登録されていない\n");
    g_string_free(out, TRUE);
    document_free(document);
}

static void
test_markdown(void)
{
    assert_renders(document_to_markdown, "# <a id=\"top\"></a>404 Not Found\n\n"
                                         "> **nobody of that name**\n\n"
                                         "- **Class:** 4xx Client Failure\n"
                                         "- **Who:** registrar\n\n"
                                         "## Why\n\n"
                                         "Because of this and that.\n\n"
                                         "- **First:** one\n"
                                         "- two\n\n"
                                         "1. **caller:** Dial again.\n"
                                         "1. Wait.\n\n"
                                         "- [RFC 3261](<https://example.org/rfc>)\n\n"
                                         "| Code | Meaning |\n"
                                         "|---|---|\n"
                                         "| [404](<#c404>) | the user is not known here |\n"
                                         "| 486 | busy |\n\n"
                                         "```\na\n  b\n```\n\n"
                                         "```\ndrawing\n```\n");
}

static void
test_html_blocks(void)
{
    assert_renders(
        document_to_html_blocks,
        "<h1 id=\"top\">404 Not Found</h1>\n"
        "<p class=\"callout warn\">nobody of that name</p>\n"
        "<dl>\n<dt>Class</dt><dd>4xx Client Failure</dd>\n<dt>Who</dt><dd>registrar</dd>\n</dl>\n"
        "<h2>Why</h2>\n"
        "<p>Because of this and that.</p>\n"
        "<ul>\n<li><strong class=\"label\">First:</strong> one</li>\n<li>two</li>\n</ul>\n"
        "<ol>\n<li><strong class=\"actor\">caller:</strong> Dial again.</li>\n"
        "<li>Wait.</li>\n</ol>\n"
        "<ul>\n<li><a href=\"https://example.org/rfc\">RFC 3261</a></li>\n</ul>\n"
        "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Code</th>"
        "<th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n"
        "<tr><td><a href=\"#c404\">404</a></td><td>the user is not known here</td></tr>\n"
        "<tr><td>486</td><td>busy</td></tr>\n</tbody>\n</table></div>\n"
        "<pre dir=\"ltr\">a\n  b</pre>\n<svg></svg>\n<hr>\n");
}

static void
test_html_page(void)
{
    struct document *document = sample(true);
    GString *out = g_string_new(NULL);

    document_to_html(document, out);
    g_assert_true(g_str_has_prefix(out->str, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"rtl\">\n"));
    g_assert_nonnull(strstr(out->str, "<title>A page</title>"));
    g_assert_nonnull(strstr(out->str, "prefers-color-scheme: dark"));
    g_assert_nonnull(strstr(out->str, "@media print"));
    g_assert_nonnull(strstr(out->str, "<p dir=\"auto\">Because"));
    g_assert_nonnull(strstr(out->str, "</strong> <bdi>Dial again.</bdi></li>"));
    g_assert_nonnull(strstr(out->str, "<dt><bdi>Who</bdi></dt><dd><bdi>registrar</bdi></dd>"));
    g_assert_null(strstr(out->str, "url(")); /* nothing is fetched */
    g_assert_true(g_str_has_suffix(out->str, "</html>\n"));
    g_string_free(out, TRUE);
    document_free(document);
}

/* Every string of every block is hostile. */
static struct document *
hostile(void)
{
    const char *text = "<script>alert(1)</script>\" ' & \033[31m \342\200\256 \377 \001 `|*_[x](y)";
    const char *const cells[] = { text, text, NULL };
    struct document *document = document_new("en\"><script>", false, text);

    document_heading(document, 9, text, text);
    document_paragraph(document, text);
    document_callout(document, TONE_PLAIN, text);
    document_item(document, text, text);
    document_step(document, text, text);
    document_field(document, text, text);
    document_link(document, text, text, "javascript:alert(1)");
    document_link(document, text, text, "https://x/\"><script>)>");
    document_table(document, cells);
    document_row(document, cells, "data:text/html,<script>");
    document_preformatted(document, text);
    document_html(document, "<i></i>", text);
    return document;
}

static void
text_without_width(const struct document *document, GString *out)
{
    document_to_text(document, 0, false, out);
}

static void
test_hostile(void)
{
    static void (*const renderers[])(const struct document *,
                                     GString *) = { text_without_width, document_to_markdown,
                                                    document_to_html, document_to_html_blocks };
    struct document *document = hostile();
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(renderers); i++) {
        GString *out = g_string_new(NULL);

        renderers[i](document, out);
        g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
        g_assert_null(strchr(out->str, '\033'));
        g_assert_null(strchr(out->str, '\001'));
        g_assert_null(strstr(out->str, "\342\200\256"));
        g_assert_null(strstr(out->str, "href=\"javascript"));
        g_assert_null(strstr(out->str, "data:text"));
        if (i > 1) {
            g_assert_null(strstr(out->str, "<script"));
        }
        g_string_free(out, TRUE);
    }
    document_free(document);
}

/* What Markdown would take for more than text, and where. */
static void
test_markdown_escapes(void)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        { "a*b_c`d|e", "a\\*b\\_c\\`d\\|e\n" },
        { "<b>&amp;", "&lt;b&gt;&amp;amp;\n" },
        { "![x](y)", "!\\[x\\](y)\n" },
        { "# no", "\\# no\n" },
        { "- no", "\\- no\n" },
        { "404. no", "404\\. no\n" },
        { "4) no", "4\\) no\n" },
        { "404 no", "404 no\n" },
        { "     no", "no\n" },
        { "two\n\nlines", "two lines\n" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct document *document = document_new("en", false, NULL);
        GString *out = g_string_new(NULL);

        document_paragraph(document, rows[i].text);
        document_to_markdown(document, out);
        g_assert_cmpstr(out->str, ==, rows[i].written);
        g_string_free(out, TRUE);
        document_free(document);
    }
}

static void
test_markdown_fence(void)
{
    struct document *document = document_new("en", false, NULL);
    GString *out = g_string_new(NULL);

    document_preformatted(document, "a ```` b\n```");
    document_to_markdown(document, out);
    g_assert_cmpstr(out->str, ==, "`````\na ```` b\n```\n`````\n");
    g_string_free(out, TRUE);
    document_free(document);
}

/* What has no text is not there, and a list of links is not joined to a list of items. */
static void
test_empty(void)
{
    struct document *document = document_new("en", false, NULL);
    GString *out = g_string_new(NULL);

    document_heading(document, 1, NULL, NULL);
    document_paragraph(document, "");
    document_field(document, "Label", NULL);
    document_item(document, "Label", "");
    document_to_markdown(document, out);
    g_assert_cmpstr(out->str, ==, "");
    document_item(document, NULL, "a");
    document_link(document, "See", "b", NULL);
    document_to_markdown(document, out);
    g_assert_cmpstr(out->str, ==, "- a\n\n<!-- -->\n\n- **See:** b\n");
    g_string_free(out, TRUE);
    document_free(document);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/document/text", test_text);
    g_test_add_func("/document/text/colour", test_text_colour);
    g_test_add_func("/document/text/table", test_text_table);
    g_test_add_func("/document/markdown", test_markdown);
    g_test_add_func("/document/markdown/escapes", test_markdown_escapes);
    g_test_add_func("/document/markdown/fence", test_markdown_fence);
    g_test_add_func("/document/html/blocks", test_html_blocks);
    g_test_add_func("/document/html/page", test_html_page);
    g_test_add_func("/document/hostile", test_hostile);
    g_test_add_func("/document/empty", test_empty);
    return g_test_run();
}
