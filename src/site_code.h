/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Facts of codes in site tables: groups [code 499] with the keys of data/codes.ini.
 */
#ifndef SIPWHY_SITE_CODE_H
#define SIPWHY_SITE_CODE_H

#include "site_text.h"

/** True if the group is of this kind: then its facts were laid over the table. A code that the
 * table does not know is added, if the group has a phrase.
 * @param source  named as its source if the group has neither reference nor source */
bool site_code_take(const struct site_reader *reader, const char *group, const char *source);

#endif
