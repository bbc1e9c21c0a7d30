/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of "sipwhy report" share.
 */
#ifndef SIPWHY_COMMAND_REPORTING_H
#define SIPWHY_COMMAND_REPORTING_H

#include "invocation.h"
#include "join.h"
#include "series.h"
#include "tshark.h"

/* What this call of the command does. */
struct reporting {
    const struct invocation *invocation;
    struct tshark_settings settings;
    enum series_join series;
    char *folder, *key_file; /* own */
    GPtrArray *runs;         /* of struct tshark_run */
    bool is_split;           /* a series was too long to be read as one */
    struct join *join;
    GPtrArray *unread; /* of char *: names of captures that were not read wholly */
};

/* Joins what tshark wrote about the captures, and writes the report. @return the exit code */
int reporting_show(struct reporting *reporting);

#endif
