/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The blocks of a document, for its renderers.
 */
#ifndef SIPWHY_DOCUMENT_PRIVATE_H
#define SIPWHY_DOCUMENT_PRIVATE_H

#include "document.h"

enum block_kind {
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_CALLOUT,
    BLOCK_ITEM,
    BLOCK_STEP,
    BLOCK_FIELD,
    BLOCK_LINK,
    BLOCK_TABLE,
    BLOCK_PREFORMATTED,
    BLOCK_HTML,
    BLOCK_KINDS
};

struct table_row {
    char **cells; /* of the table's columns */
    char *url;    /* NULL: no link */
};

/* Strings are fit to show, but `html`; one that a block lacks is NULL. */
struct block {
    enum block_kind kind;
    unsigned level;          /* of a heading */
    enum document_tone tone; /* of a callout */
    char *id;                /* of a heading */
    char *label;             /* or actor */
    char *text;              /* always there but for tables; with line ends if preformatted */
    char *url;               /* allowed ones only */
    char *html;
    char **header;   /* of a table */
    GPtrArray *rows; /* of a table: of struct table_row */
};

struct document {
    char *language;
    bool right_to_left;
    char *title;
    const char *style; /* name of a style sheet besides the common one; NULL: none */
    GPtrArray *blocks; /* of struct block */
};

/* The block at this place. @return NULL behind the last one */
const struct block *document_block(const struct document *document, guint at);

/* True if the block before this one is of the same kind: they make one list. */
bool block_continues(const struct document *document, guint at);

/* True if the block after this one is of the same kind. */
bool block_goes_on(const struct document *document, guint at);

#endif
