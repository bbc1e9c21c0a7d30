/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reads what report_to_json wrote, line by line.
 */
#ifndef SIPWHY_COMMAND_REPORT_READ_H
#define SIPWHY_COMMAND_REPORT_READ_H

#include "report.h"

/** What a line holds. */
enum report_line {
    REPORT_LINE_WRONG,  /**< it could not be read */
    REPORT_LINE_CALL,   /**< a call or another request: it was added to the report */
    REPORT_LINE_SUMMARY /**< the last line about a capture: all of it was added to the report */
};

/**
 * @param line    not ended by NUL, without its line end
 * @param report  what the line says is added to it; of a wrong line nothing is
 * @param reason  set for a wrong line: why, in words that are the same in all languages; newly
 * allocated (g_free)
 */
enum report_line report_read_line(const char *line, gsize length, struct report *report,
                                  char **reason);

#endif
