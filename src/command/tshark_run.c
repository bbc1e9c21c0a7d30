/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tshark.h"

#include <glib/gstdio.h>

struct tshark_run *
tshark_run_new(const char *path, const char *name)
{
    struct tshark_run *run = g_new0(struct tshark_run, 1);
    GStatBuf found;

    run->path = g_strdup(path);
    run->name = g_strdup(name);
    run->octets = g_stat(path, &found) == 0 ? (uint64_t)found.st_size : 0;
    run->status = -1;
    return run;
}

struct tshark_run *
tshark_run_new_series(GPtrArray *pieces)
{
    const struct tshark_run *first = g_ptr_array_index(pieces, 0);
    struct tshark_run *run = tshark_run_new(first->path, first->name);
    guint i;

    run->pieces = pieces;
    for (i = 1; i < pieces->len; i++) {
        run->octets += ((struct tshark_run *)g_ptr_array_index(pieces, i))->octets;
    }
    return run;
}

void
tshark_run_free(gpointer data)
{
    struct tshark_run *run = data;

    if (run->pieces) {
        g_ptr_array_unref(run->pieces);
    }
    g_free(run->path);
    g_free(run->name);
    g_free(run->output);
    g_free(run->complaint);
    g_free(run->no_excerpt);
    g_free(run);
}
