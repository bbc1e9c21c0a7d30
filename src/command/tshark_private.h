/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files share that run tshark.
 */
#ifndef SIPWHY_COMMAND_TSHARK_PRIVATE_H
#define SIPWHY_COMMAND_TSHARK_PRIVATE_H

#include <gio/gio.h>

#include "tshark.h"

/* All captures while they are looked at. */
struct pool;

const struct tshark_settings *tshark_pool_settings(const struct pool *pool);

bool tshark_pool_is_interrupted(struct pool *pool);

/* What one tshark reads. */
struct tshark_input {
    const char *capture; /* "-": what feed writes */
    const char
        *numbers; /* file with those of the frames of an excerpt; NULL: they are as they are */
    const char *places; /* file with the pieces of a series; NULL: it is one capture */
    void (*feed)(GOutputStream *out, gpointer context); /* NULL: the capture is a file */
    gpointer context;
};

/* Runs tshark over it: fills status and complaint. */
void tshark_run_input(struct pool *pool, struct tshark_run *run, const struct tshark_input *input);

/* Runs it over the capture, or an excerpt of it. */
void tshark_run_alone(struct pool *pool, struct tshark_run *run);

/* ---- tshark_series.c ---- */

/* Runs it over all pieces as one capture; if that is impossible, over each of them. */
void tshark_run_series(struct pool *pool, struct tshark_run *run);

#endif
