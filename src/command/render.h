/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Writes a report in the format that was asked for, and judges what is in it.
 */
#ifndef SIPWHY_COMMAND_RENDER_H
#define SIPWHY_COMMAND_RENDER_H

#include "invocation.h"
#include "report.h"

/** The worst of all that went wrong. @return SEVERITY_CHAT if nothing did */
enum severity report_severity(const struct report *report);

/** Reads --fail-on. @param least  unchanged if it was not given
 *  @return EXIT_FINE, or EXIT_WRONG after a complaint */
int render_read_level(const struct invocation *invocation, enum severity *least);

/** Writes the report to --out or the standard output.
 *  @return EXIT_FINE; EXIT_NOTHING if something is as bad as --fail-on says; EXIT_WRONG after a
 * complaint */
int render_report(const struct invocation *invocation, const struct report *report);

#endif
