/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A report as the XML that test runners write ("JUnit"), for systems of continuous integration: a
 * suite for each capture, a case for each call and each other request that went wrong.
 */
#ifndef SIPWHY_REPORT_JUNIT_H
#define SIPWHY_REPORT_JUNIT_H

#include "report_text.h"

/**
 * @param table  gives the words around the texts of the report
 * @param least  what is worse than this, or as bad, is a failure
 * @param write  called several times
 */
void report_to_junit(const struct report *report, const struct code_table *table,
                     enum severity least, report_write write, gpointer context);

/** The worst of what went wrong in a call. @return SEVERITY_CHAT if nothing did */
enum severity report_call_severity(const struct report_call *call);

#endif
