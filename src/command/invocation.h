/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * One call of the command: what was asked for, and how the answer goes out.
 */
#ifndef SIPWHY_COMMAND_INVOCATION_H
#define SIPWHY_COMMAND_INVOCATION_H

#include "code_table.h"
#include "document.h"
#include "json_writer.h"
#include "options.h"

/** Exit codes of all subcommands. */
enum { EXIT_FINE = 0, EXIT_NOTHING = 1, EXIT_WRONG = 2 };

/** The schema of all JSON that sipwhy writes. */
#define JSON_SCHEMA "sipwhy/1"

/** Reports have those but Markdown; the last two are theirs only. */
enum output_format {
    FORMAT_TEXT,
    FORMAT_MARKDOWN,
    FORMAT_JSON,
    FORMAT_HTML,
    FORMAT_CSV,
    FORMAT_JUNIT
};

struct subcommand;

/** All borrowed but `out`. */
struct invocation {
    const struct code_table *table;
    const char *language; /**< id of it */
    const struct options *options;
    const struct subcommand *subcommand;
    enum output_format format;
    const char *method;           /**< one of entry_methods; NULL if none was named */
    const char *const *arguments; /**< behind the subcommand's name; NULL-terminated */
    GString *out;                 /**< written to the standard output when the subcommand ends */
};

/** A text of the group [command] with values. @return newly allocated (g_free) */
char *command_text(const struct code_table *table, const char *key,
                   const struct text_argument *arguments);

/** Says on one line of the standard error what is wrong: a text of the group [command].
 *  @param near  like what the text is about, for the placeholder {near}; NULL: nothing is
 *  @return EXIT_WRONG */
int complain(const struct code_table *table, const char *key, const char *word, const char *near);

/** The same for a message that is not from the texts: of the system or of GLib. */
int complain_plainly(const char *message);

/** An empty document in the language of the invocation. */
struct document *invocation_document(const struct invocation *invocation, const char *title);

/** Renders the document in the format asked for (not JSON) and frees it. */
void invocation_show(struct invocation *invocation, struct document *document);

/** Begins an object on a line of its own, with "schema", "type" and "language". */
void invocation_json_begin(struct invocation *invocation, struct json_writer *writer,
                           const char *type);
void invocation_json_end(struct json_writer *writer);

#endif
