/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The families of rules, each in a file of its own; each table ends with a row without id.
 */
#ifndef SIPWHY_RULES_H
#define SIPWHY_RULES_H

#include "rule.h"

extern const struct rule
    rules_transport[]; /**< what accompanies any code: lost, repeated, stray messages */
extern const struct rule rules_headers[];      /**< Reason, Warning, Retry-After; OPTIONS probes */
extern const struct rule rules_provisional[];  /**< 1xx */
extern const struct rule rules_success[];      /**< 2xx, but for transfers */
extern const struct rule rules_registration[]; /**< answers to REGISTER, lifetimes */
extern const struct rule rules_transfer[];     /**< REFER and its NOTIFY, SUBSCRIBE, MESSAGE */
extern const struct rule rules_redirection[];  /**< 3xx */
extern const struct rule rules_authentication[]; /**< 401, 407, 403 */
extern const struct rule rules_target[];         /**< 404, 410, 416, 480, 484, 485, 604 */
extern const struct rule
    rules_method[]; /**< 400, 405, 406, 412, 413, 414, 415, 416, 501, 505, 513 */
extern const struct rule rules_waiting[];   /**< 408, 480, 502, 504 */
extern const struct rule rules_extension[]; /**< 420, 421, 422, 423 */
extern const struct rule rules_busy[];      /**< 433, 486, 600, 603, 607, 608 */
extern const struct rule rules_dialog[];    /**< 481, 482, 483, 487, 491, 500 */
extern const struct rule rules_media[];     /**< 488, 606, 489, 493, 494, 580 */
extern const struct rule rules_identity[];  /**< 428, 436, 437, 438 */
extern const struct rule rules_server[];    /**< 477, 478, 479, 503 */

#endif
