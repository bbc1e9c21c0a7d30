/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a capture showed, call by call: how far each got, what went wrong, who has to act. Calls are
 * dialogs that an INVITE began or was to begin (RFC 3261 section 12); of other requests only those
 * that went wrong are here.
 *
 * A report stands for itself: it points neither to the history nor to the code table. It can be
 * made of a history (report_new), or of what was written before (report_empty, and the functions
 * that add). All strings are UTF-8, on one line and fit to show; those that are the same in all
 * languages say so, all others are in the language of the report.
 */
#ifndef SIPWHY_REPORT_H
#define SIPWHY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "code_table.h"

/** How far a call got (RFC 3261 sections 13, 17.1.1), over all attempts to set it up. */
enum report_reach {
    REACH_NOTHING,     /**< no answer at all */
    REACH_TRYING,      /**< a provisional response that does not say that it rings */
    REACH_RINGING,     /**< 180 */
    REACH_EARLY_MEDIA, /**< a provisional response with a session description */
    REACH_ANSWERED,    /**< 2xx */
    REACH_ESTABLISHED, /**< 2xx and ACK, or a request within the call */
    REACH_COUNT
};

/** How it ended, as far as the capture shows. */
enum report_result {
    RESULT_WORKED,     /**< answered and acknowledged, or the capture ends before it had to be */
    RESULT_FAILED,     /**< rejected, not answered by anybody, or answered but not acknowledged */
    RESULT_CANCELLED,  /**< the caller ended it before it was answered */
    RESULT_UNFINISHED, /**< the capture ends too early to tell, or the story went on elsewhere */
    RESULT_COUNT
};

/** "nothing", "trying", "ringing", "early-media" ...; the same in all languages. Static. */
const char *report_reach_name(enum report_reach reach);

/** "worked", "failed", "cancelled", "unfinished"; the same in all languages. Static. */
const char *report_result_name(enum report_result result);

/** Names read back. @return false, with the value untouched, for an unknown name */
bool report_reach_read(const char *name, enum report_reach *reach);
bool report_result_read(const char *name, enum report_result *result);

/** An observed fact. */
struct report_evidence {
    char *text;
    char *capture;  /**< that the frame is of; NULL if it is that of the problem */
    uint32_t frame; /**< that proves it */
};

/** A step of a repair. */
struct report_step {
    char **actors; /**< as in explanation_step: the same in all languages; NULL-terminated */
    char *label;   /**< the actors in the language of the texts */
    char *text;
};

/** Something that went wrong: a response, or a request that got none. */
struct report_problem {
    char *capture;  /**< that its frame is of; NULL if it is the only one */
    uint32_t frame; /**< of the response, or of the request without one */
    int64_t time_ns;
    char *method;     /**< of the request, as the texts call it: "INVITE", "re-INVITE" ...; NULL if
                         unknown; the same in all languages */
    uint32_t code;    /**< 0: no response */
    char *phrase;     /**< NULL without a response */
    char *cause;      /**< id of the rule, "general" if none fired; the same in all languages */
    char *confidence; /**< "certain" ...; the same in all languages */
    enum severity severity;
    char *verdict;
    char *responder; /**< address of who first sent the response, as far as the capture shows; who
                        did not respond if there is none; NULL if it has no IP address */
    char *product;   /**< its User-Agent or Server field; NULL if it sent none */
    uint32_t request_frame; /**< 0 if not captured */
    char *request_capture;  /**< as in the evidence */
    uint32_t outcome_frame; /**< 0 if not known */
    char *outcome_capture;  /**< as in the evidence */
    char **actors;          /**< all that have a step, each once; the same in all languages */
    GPtrArray *evidence;    /**< of struct report_evidence */
    GPtrArray *fix;         /**< of struct report_step */
    char *means;            /**< NULL if not wanted, or nothing is said */
    char **why;             /**< NULL if not wanted */
    char **references;      /**< NULL if not wanted; the same in all languages */
};

/** A message, for a ladder diagram: its first transmission. */
struct report_message {
    char *capture; /**< that its frame is of; NULL if it is the only one */
    uint32_t frame;
    uint32_t index; /**< in its frame, from 0 */
    int64_t time_ns;
    char *source, *destination; /**< "192.0.2.1:5060" */
    char *method;               /**< of the request or, for a response, of CSeq */
    uint32_t cseq;
    bool is_response;
    uint32_t code; /**< of a response */
    char *phrase;  /**< NULL for a request and an unknown code */
    uint32_t sent; /**< how many times */
    bool has_sdp;
};

/** A Call-ID or tag is cut after so many bytes. */
#define REPORT_CALL_ID_BYTES 256

/** One side of a back-to-back server, or the whole call if there is none: what has one Call-ID. */
struct report_leg {
    char *capture; /**< that its first message is of; NULL if it is the only one */
    char *call_id;
    char *from_tag, *to_tag;    /**< of its dialog; NULL if not known */
    char *from, *to;            /**< URIs; NULL if the capture does not show them */
    char *source, *destination; /**< of its first message */
    uint32_t frame;             /**< of its first message */
    int64_t start_ns;
    char *linked_by; /**< the header field that proves that it belongs to the call; NULL for the
                        first leg */
};

/** A call, or another request that went wrong. */
struct report_call {
    char *method; /**< "INVITE" for a call */
    bool is_call;
    char *capture;              /**< that it begins in; NULL if it is the only one */
    char *last_capture;         /**< that it ends in, if that is another one; else NULL */
    char *from, *to;            /**< URIs; NULL if the capture does not show them */
    char *source, *destination; /**< addresses of its first message, as far upstream as it shows */
    int64_t start_ns, end_ns;   /**< of its first and its last message */
    uint32_t first_frame, last_frame;
    enum report_result result;
    enum report_reach reach;        /**< of a call */
    uint32_t code;                  /**< of its last final response; 0 if it got none */
    char *phrase;                   /**< NULL without a final response */
    struct report_problem *problem; /**< what decided that it failed; NULL if it did not */
    GPtrArray *also;     /**< of struct report_problem: what else went wrong in it; of a failed call
                            and of one that worked */
    GPtrArray *legs;     /**< of struct report_leg, the first one is that of the caller */
    GPtrArray *messages; /**< of struct report_message; empty if not wanted */
    uint32_t messages_omitted; /**< beyond those */
};

/** How often a code was the final response to a method; each request counts once, however many hops
 * and copies of it were captured. */
struct report_code {
    char *method;
    uint32_t code; /**< 0: no final response */
    uint64_t count;
};

/** A cause, and what it hit. */
struct report_cause {
    char *cause;
    uint32_t code;
    char *phrase;     /**< NULL without a response */
    char *confidence; /**< of the first one */
    enum severity severity;
    char *verdict; /**< of the first one */
    char **actors;
    char **actor_labels; /**< in the language of the report, each once */
    uint32_t calls;      /**< failed calls */
    uint32_t requests;   /**< other requests that went wrong, outside of calls */
    uint32_t within;     /**< requests that went wrong within calls */
    GArray *frames;      /**< of uint32_t: of the first ones */
    GPtrArray *captures; /**< of char *: those that the frames are of, in the same order; empty if
                            there is only one */
};

/** Who sent the responses that decided, or did not respond. */
struct report_responder {
    char *address;
    char *product; /**< NULL if it sent none */
    uint32_t count;
};

/** How many SIP messages went to or came from a port. */
struct report_port {
    uint32_t port;
    uint64_t messages;
};

/** Something about a capture that the reader of the report has to know: that it was cut, that parts
 * of it were not looked at. */
struct report_note {
    char *capture; /**< NULL: all */
    char *kind;    /**< the same in all languages: "damaged", "excerpt" ... */
    char *text;
};

struct report {
    char *language;            /**< "en" */
    GPtrArray *captures;       /**< of char *: names of the files; empty if not known */
    GPtrArray *notes;          /**< of struct report_note */
    GPtrArray *ports;          /**< of struct report_port: those of servers, other than SIP's own
                                  5060 and 5061 */
    int64_t first_ns, last_ns; /**< of all packets; 0 if there is none */
    uint64_t packets;          /**< in the captures */
    uint64_t messages;         /**< SIP messages, copies too */
    GPtrArray *calls;          /**< of struct report_call: calls and requests that went wrong */
    GPtrArray *codes;          /**< of struct report_code */

    /* made of the others by report_finish */
    uint32_t results[RESULT_COUNT]; /**< calls by result */
    uint32_t call_count;
    uint32_t request_count; /**< other requests that went wrong */
    uint32_t trouble_count; /**< calls that worked, and in which something went wrong */
    GPtrArray *causes;      /**< of struct report_cause, those that hit most first */
    GPtrArray *responders;  /**< of struct report_responder, likewise */
};

/** @return free it with report_free */
struct report *report_empty(const char *language);

void report_free(struct report *report);

/** Adds to the number of responses with this code. @param method  borrowed */
void report_count_code(struct report *report, const char *method, uint32_t code, uint64_t count);

/** Adds to the number of messages on a port. */
void report_count_port(struct report *report, uint32_t port, uint64_t messages);

/** All strings are taken over. */
void report_add_note(struct report *report, char *capture, char *kind, char *text);

/**
 * Sorts what was added, and makes the members that summarize it. Calls stand in the order of their
 * start, whatever the order in which they were added. To be called once.
 */
void report_finish(struct report *report);

/** @return all members 0 or empty; free it with report_call_free, or give it to report->calls */
struct report_call *report_call_new(void);
void report_call_free(struct report_call *call);

/** @return likewise, for call->problem and call->also */
struct report_problem *report_problem_new(void);
void report_problem_free(struct report_problem *problem);

/** Append to lists of a problem or call; strings are taken over, as they are (g_free).
 * @param capture  as in struct report_evidence */
void report_add_evidence(struct report_problem *problem, char *text, char *capture, uint32_t frame);
void report_add_step(struct report_problem *problem, char **actors, char *label, char *text);

/** Append an element, all 0, to be filled. Owned by the call. */
struct report_leg *report_add_leg(struct report_call *call);
struct report_message *report_add_message(struct report_call *call);

/** "2026-11-20T14:03:07.123456Z" (ISO 8601), with nine digits if it needs them.
 * @return newly allocated (g_free) */
char *report_time(int64_t time_ns);

/** The same, read back. @return false, with the time untouched, if it has another form,
 * or is not between the years 1824 and 2115 */
bool report_time_read(const char *text, int64_t *time_ns);

#endif
