/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Diagnosis rules: what a rule is, what it looks at, and what it says.
 *
 * A rule is a small function that looks at a response and at what the history knows, and a row in
 * the table of its family (rules_*.c); its words stand in data/en.ini in the group [rule ID], and
 * for each of its variants in [rule ID/VARIANT]:
 *
 *   verdict      one line, no full stop: why this response is here
 *   why.1 ...    what is behind it
 *   fix.1 ...    "actor: what to do"; none if there is nothing to repair
 *   evidence.KEY one observed fact, linked to a frame (cause_show)
 *
 * A variant's group may have any of these keys; what it lacks is taken from the rule's group; of
 * why.N and of fix.N either all or none. Placeholders {name} are the cause's arguments; what stands
 * between ⟦ and ⟧ is left out if one in it has no value.
 */
#ifndef SIPWHY_RULE_H
#define SIPWHY_RULE_H

#include "finding.h"
#include "history.h"

/** What a rule looks at; all borrowed. */
struct subject {
    const struct code_table *table;
    const struct history *history;
    /** The response; for rules about requests that nobody answered: the request's first
     * transmission. */
    const struct history_message *message; /**< always a first transmission */
    const struct history_message *shown; /**< the transmission that is shown: the same, or a copy */
    const struct sip_message *sip; /**< the same message, read again from its bytes: all headers */
    const struct history_message *request; /**< NULL if no request before the response fits it */
    /** NULL if the message lacks what is needed to tell, then there is no request either. */
    const struct history_transaction *transaction;
    const struct code_facts *facts; /**< NULL for a code that the table does not know */
    uint32_t code;                  /**< of a response */
};

#define CAUSE_ARGUMENTS 40

/** What a rule found. The rule fills it; without a call of cause_is it is certain and chat. */
struct cause {
    const struct rule *rule;
    const char *variant; /**< NULL if there is none; static */
    enum confidence confidence;
    enum severity severity;
    enum finding_group group;
    uint32_t outcome_frame;                              /**< where the story ended; 0: not known */
    GArray *evidence;                                    /**< of struct statement */
    struct text_argument arguments[CAUSE_ARGUMENTS + 1]; /**< ended by name == NULL */
    struct finding *finding;                             /* private: holds the strings */
};

/** Who wrote a rule. */
enum rule_owner {
    RULE_BUILT_IN,
    RULE_OF_PACK, /**< a site table that is embedded */
    RULE_OF_SITE  /**< a site table of the user's own */
};

struct rule {
    const char *id; /**< static, kebab-case, never changes; NULL ends a table */
    /** Codes that it speaks about, separated by blanks: "401 407", "3xx", "final" (200 to 699),
     * "rejected" (300 to 699), "any" (100 to 699), "none": requests without a final answer. */
    const char *codes;
    const char *methods; /**< of the CSeq, separated by blanks; NULL: any */
    /** @return true if it holds: then it has filled the cause. It must be silent where the
     * capture proves nothing, and must not claim that something is absent before the waiting time
     * is over (subject_covers) and unless the capture sees both directions (subject_sees). */
    bool (*holds)(const struct subject *subject, struct cause *cause);
    /** Where the behaviour is defined: "RFC 3261 section 22.1; RFC 7616 section 3.3". */
    const char *references;
    /** It adds to what explains the response, however loud it is, and never explains it alone. */
    bool only_adds;
    /** It only tells of normal life: whatever it finds is chat. Not asked by who wants what is bad.
     */
    bool is_quiet;
    enum rule_owner owner;
    /* of rules that are not built in */
    const char *source; /**< where what it says was taken from; NULL if that is not known */
    const char *url;    /**< a page about it; NULL if there is none */
};

/** What the rules of a family speak of. */
enum rule_topic {
    TOPIC_EXCHANGE, /**< messages that are lost, repeated or stray, whatever they say: such a rule
                       makes no response quieter than its code */
    TOPIC_HEADERS,  /**< what any response may carry */
    TOPIC_CODE      /**< the code: these rules come first */
};

/** A table of rules. */
struct rule_family {
    const struct rule *rules;
    enum rule_topic topic;
};

/** All families in the order of their weight, ended by rules == NULL. */
extern const struct rule_family rule_families[];

/** The number by which the rules of a message are found: the code of a response, 0 for a request.
 * Rules speak about no code below 100; all of these are 1, as the code of a response can be 0. */
uint32_t rule_code(const struct subject *subject);

/** True if the rule speaks about this code (see rule_code) and method. */
bool rule_applies(const struct rule *rule, uint32_t code, struct span method);

/** A rule and the family that it is of. */
struct rule_of_code {
    const struct rule *rule; /**< NULL ends a list */
    const struct rule_family *family;
    uint32_t methods; /**< that it speaks about, see rule_method */
};

/** The bit of a method in rule_of_code.methods; an absent or strange one has a bit that only rules
 * for any method have. */
uint32_t rule_method(struct span method);

/** The rules that speak about this code (see rule_code), whatever the method, in the order of their
 * weight.
 * @return found once for each code, and kept while the program runs */
const struct rule_of_code *rules_of_code(uint32_t code);

/** The rule with this id. @return NULL if there is none */
const struct rule *rule_find(const char *id);

/** A text of the rule or its variant. @param variant  may be NULL. @return NULL if there is none */
const char *rule_text(const struct code_table *table, const char *id, const char *variant,
                      const char *key);

/* ---- what a rule says ---- */

/** Variant (NULL: none), confidence, severity. */
void cause_is(struct cause *cause, const char *variant, enum confidence confidence,
              enum severity severity);

/** Gives a placeholder a value, see statement_set. A later value replaces an earlier one; an absent
 * or empty one takes it away. */
void cause_set(struct cause *cause, const char *name, struct span value);
void cause_set_text(struct cause *cause, const char *name, const char *value);
void cause_set_number(struct cause *cause, const char *name, uint64_t value);
void cause_set_frame(struct cause *cause, const char *name, uint32_t frame);
void cause_set_duration(struct cause *cause, const char *name, int64_t nanoseconds);

/** "192.0.2.1:5060", "[2001:db8::1]:5060"; without the port if it is 0. */
void cause_set_endpoint(struct cause *cause, const char *name, const struct endpoint *endpoint);

/** Adds an observed fact: the text evidence.KEY, linked to the frame of the message. The
 * placeholder {KEY} becomes the frame number, unless KEY had one before. @return the statement, for
 * values of its own (statement_set with cause->finding); valid until the next call. */
struct statement *cause_show(struct cause *cause, const char *key,
                             const struct history_message *message);

/** The same for a frame without a message; 0: no frame, the fact is in this message. */
struct statement *cause_show_frame(struct cause *cause, const char *key, uint32_t frame);

/** Where the story ended: shown as its own field too. */
void cause_set_outcome(struct cause *cause, const struct history_message *message);

#endif
