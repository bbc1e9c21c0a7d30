/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Running text, whatever it will be shown on: a document is a list of blocks, which are appended
 * one after the other and then rendered as text for a terminal, as Markdown or as an HTML page.
 *
 * Strings that are handed in are copied, and made fit to show: control characters, and characters
 * that turn the direction of the text around them, become U+FFFD (span_to_display). None of them
 * needs to be escaped. A block whose text is NULL or empty is not added.
 */
#ifndef SIPWHY_DOCUMENT_H
#define SIPWHY_DOCUMENT_H

#include <stdbool.h>

#include <glib.h>

struct document;

/** How bad it is what a block says; a renderer may show it as a colour. */
enum document_tone { TONE_PLAIN, TONE_CHAT, TONE_NOTE, TONE_WARN, TONE_ERROR };

/**
 * @param language       for lang= in HTML: "en", "ja"
 * @param right_to_left  the language is written so
 * @param title          of the page in HTML; other renderers do not show it
 * @return empty; free it with document_free
 */
struct document *document_new(const char *language, bool right_to_left, const char *title);

void document_free(struct document *document);

/** Gives the HTML page more style. @param name  of an embedded style sheet: "report.css"; static */
void document_style(struct document *document, const char *name);

/** @param level  1 to 4. @param id  for links to this place: letters, digits, '-'; NULL: none */
void document_heading(struct document *document, unsigned level, const char *id, const char *text);

void document_paragraph(struct document *document, const char *text);

/** A paragraph that stands out: a verdict. */
void document_callout(struct document *document, enum document_tone tone, const char *text);

/** An entry of a list. @param label  stands in bold before the text; NULL: none */
void document_item(struct document *document, const char *label, const char *text);

/** An entry of a numbered list; numbers start again after any other block. @param actor  who does
 * it; NULL: nobody is named */
void document_step(struct document *document, const char *actor, const char *text);

/** A label with its value. */
void document_field(struct document *document, const char *label, const char *value);

/** An entry of a list of links. @param label  stands before it; NULL: none. @param url  http:,
 * https: or "#id"; anything else and NULL: it is shown, but is no link */
void document_link(struct document *document, const char *label, const char *text, const char *url);

/** Starts a table. @param header  NULL-terminated */
void document_table(struct document *document, const char *const *header);

/** A row of the table that is the last block. @param cells  NULL-terminated; a cell may be "".
 * @param url  what the first cell links to, as in document_link; NULL: nothing */
void document_row(struct document *document, const char *const *cells, const char *url);

/** Lines that are shown as they stand, in letters of equal width. */
void document_preformatted(struct document *document, const char *text);

/**
 * HTML of the project's own, such as a diagram.
 * @param html         taken as it is: all foreign text in it must have been escaped
 *                     (document_escape_html)
 * @param alternative  preformatted text that the other renderers show; NULL: they show nothing
 */
void document_html(struct document *document, const char *html, const char *alternative);

/** Renders it for a terminal. @param width  in columns; 0: lines are not broken. @param colour  use
 * the terminal's attributes (ECMA-48 SGR) */
void document_to_text(const struct document *document, unsigned width, bool colour, GString *out);

/** Renders it as Markdown (CommonMark with GitHub's tables). */
void document_to_markdown(const struct document *document, GString *out);

/** Renders it as one page that needs nothing else. */
void document_to_html(const struct document *document, GString *out);

/** Renders the blocks as HTML without a page around them. */
void document_to_html_blocks(const struct document *document, GString *out);

/** Appends foreign text to HTML: made fit to show, and escaped for text and quoted attributes. */
void document_escape_html(GString *out, const char *text);

#endif
