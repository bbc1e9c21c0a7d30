/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "display.h"

#include <string.h>

#include "expert_items.h"
#include "text_line.h"

/* Bytes of a line in the packet details; Wireshark takes the last one for its NUL. */
#define LINE_ROOM (ITEM_LABEL_LENGTH - 1)

/* Bytes of a text on one line; a window that is not maximized shows about as many. */
#define TEXT_ROOM 160

/* Before what goes on on another line. */
#define CONTINUED "    "

static int proto_sipwhy = -1;

static int hf_code = -1;
static int hf_class = -1;
static int hf_verdict = -1;
static int hf_cause = -1;
static int hf_actor = -1;
static int hf_confidence = -1;
static int hf_severity = -1;
static int hf_also = -1;
static int hf_also_verdict = -1;
static int hf_means = -1;
static int hf_why = -1;
static int hf_fix = -1;
static int hf_evidence = -1;
static int hf_evidence_frame = -1;
static int hf_request_frame = -1;
static int hf_outcome_frame = -1;
static int hf_origin = -1;
static int hf_confused_with = -1;
static int hf_confused_with_difference = -1;
static int hf_reference = -1;
static int hf_reference_url = -1;
static int hf_continued = -1;

static int ett_sipwhy = -1;
static int ett_evidence = -1;
static int ett_also = -1;
static int ett_confused_with = -1;
static int ett_reference = -1;

#define STRING_FIELD(variable, name, filter, blurb)                                                \
    {                                                                                              \
        &(variable),                                                                               \
        {                                                                                          \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                              \
        }                                                                                          \
    }

static void
register_fields(void)
{
    static hf_register_info fields[] = {
        { &hf_code,
          { "Status code", "sipwhy.code", FT_UINT16, BASE_DEC, NULL, 0,
            "Status code of the response that is explained", HFILL } },
        STRING_FIELD(hf_class, "Class", "sipwhy.class", "Class of the status code"),
        STRING_FIELD(hf_verdict, "Verdict", "sipwhy.verdict",
                     "The specific cause on one line, or the meaning of the code"),
        STRING_FIELD(hf_cause, "Cause", "sipwhy.cause",
                     "Id of the rule that found the cause, general if none did"),
        STRING_FIELD(hf_actor, "Who has to act", "sipwhy.actor", "Who can do something about it"),
        STRING_FIELD(hf_confidence, "Confidence", "sipwhy.confidence",
                     "How sure the cause is: certain, likely, possible, general"),
        STRING_FIELD(hf_severity, "Severity", "sipwhy.severity",
                     "How bad it is: chat, note, warn, error, as in the expert item"),
        STRING_FIELD(hf_also, "Also possible", "sipwhy.also",
                     "Id of another rule whose cause is possible as well"),
        STRING_FIELD(hf_also_verdict, "Verdict", "sipwhy.also.verdict", "What that cause would be"),
        STRING_FIELD(hf_means, "Means", "sipwhy.means", "What the code means"),
        STRING_FIELD(hf_why, "Why", "sipwhy.why", "Why you see this"),
        STRING_FIELD(hf_fix, "Fix", "sipwhy.fix", "How to fix it, one step"),
        STRING_FIELD(hf_evidence, "Evidence", "sipwhy.evidence", "An observed fact"),
        { &hf_evidence_frame,
          { "Evidence in frame", "sipwhy.evidence.frame", FT_FRAMENUM, BASE_NONE,
            FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, "Another frame that proves the fact", HFILL } },
        { &hf_request_frame,
          { "Request in frame", "sipwhy.request_frame", FT_FRAMENUM, BASE_NONE,
            FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0, "The request that this answers", HFILL } },
        { &hf_outcome_frame,
          { "Outcome in frame", "sipwhy.outcome_frame", FT_FRAMENUM, BASE_NONE,
            FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, "Where the story ended", HFILL } },
        STRING_FIELD(hf_origin, "First sent by", "sipwhy.origin",
                     "The element that first sent this response"),
        { &hf_confused_with,
          { "Often confused with", "sipwhy.confused_with", FT_UINT16, BASE_DEC, NULL, 0,
            "A code that people mix up with this one", HFILL } },
        STRING_FIELD(hf_confused_with_difference, "Difference", "sipwhy.confused_with.difference",
                     "How to tell the two codes apart"),
        STRING_FIELD(hf_reference, "Reference", "sipwhy.reference",
                     "Where the code is defined, or more about it"),
        STRING_FIELD(hf_reference_url, "Link", "sipwhy.reference.url", "The reference on the web"),
        { &hf_continued,
          { "Continued", "sipwhy.continued", FT_NONE, BASE_NONE, NULL, 0,
            "The rest of a text that is longer than a line; its field holds all of it", HFILL } },
    };
    static int *subtrees[] = { &ett_sipwhy, &ett_evidence, &ett_also, &ett_confused_with,
                               &ett_reference };

    proto_register_field_array(proto_sipwhy, fields, array_length(fields));
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

void
display_register(int proto)
{
    proto_sipwhy = proto;
    register_fields();
    expert_items_register(proto);
}

void
display_change_texts(void)
{
    expert_items_change_texts();
}

/* What does not fit on the line of the item that it belongs to. */
static void
add_rest(proto_tree *tree, tvbuff_t *tvb, const char *rest)
{
    while (*rest) {
        size_t length;

        rest += *rest == ' ';
        length = text_line_length(rest, TEXT_ROOM - strlen(CONTINUED));
        proto_item_set_generated(proto_tree_add_none_format(tree, hf_continued, tvb, 0, 0,
                                                            CONTINUED "%.*s", (int)length, rest));
        rest += length;
    }
}

/* Wireshark cuts a line that is too long, and nobody reads one that is wider than the window, so
 * that the text goes on on further lines; the value of the field is all of it. */
static proto_item *
add_string(proto_tree *tree, tvbuff_t *tvb, int hf, const char *label, const char *value)
{
    size_t used = strlen(label) + strlen(": ");
    size_t length =
        text_line_length(value, used < TEXT_ROOM / 2 ? TEXT_ROOM - used : TEXT_ROOM / 2);
    proto_item *item = proto_tree_add_string_format(tree, hf, tvb, 0, 0, value, "%s: %.*s", label,
                                                    (int)length, value);

    proto_item_set_generated(item);
    add_rest(tree, tvb, value + length);
    return item;
}

static void
add_frame(proto_tree *tree, tvbuff_t *tvb, int hf, const char *label, uint32_t frame)
{
    if (frame) {
        proto_item_set_generated(
            proto_tree_add_uint_format(tree, hf, tvb, 0, 0, frame, "%s: %u", label, frame));
    }
}

static void
add_reasons(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
            const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->why->len; i++) {
        add_string(tree, tvb, hf_why, explanation_label(table, "why"),
                   g_ptr_array_index(explanation->why, i));
    }
}

static void
add_steps(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
          const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);
        char *value = g_strdup_printf("(%s) %s", step->label, step->text);

        add_string(tree, tvb, hf_fix, explanation_label(table, "fix"), value);
        g_free(value);
    }
}

static void
add_evidence(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
             const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);
        proto_item *item = add_string(tree, tvb, hf_evidence, explanation_label(table, "evidence"),
                                      evidence->text);

        if (evidence->frame) {
            add_frame(proto_item_add_subtree(item, ett_evidence), tvb, hf_evidence_frame,
                      explanation_label(table, "evidence-frame"), evidence->frame);
        }
    }
}

void
display_code(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
             const struct explanation *explanation)
{
    if (!explanation->is_response) {
        return;
    }
    if (explanation->code <= UINT16_MAX) {
        proto_item_set_generated(proto_tree_add_uint_format(
            tree, hf_code, tvb, 0, 0, explanation->code, "%s: %u %s",
            explanation_label(table, "code"), explanation->code, explanation->phrase));
    }
    add_string(tree, tvb, hf_class, explanation_label(table, "class"), explanation->class_name);
}

static void
add_possibilities(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
                  const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->also->len; i++) {
        const struct explanation_possibility *also = g_ptr_array_index(explanation->also, i);
        proto_item *item =
            add_string(tree, tvb, hf_also, explanation_label(table, "also"), also->cause);

        add_string(proto_item_add_subtree(item, ett_also), tvb, hf_also_verdict,
                   explanation_label(table, "verdict"), also->verdict);
    }
}

static void
add_cause(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
          const struct explanation *explanation)
{
    guint i;

    add_string(tree, tvb, hf_cause, explanation_label(table, "cause"), explanation->cause);
    add_string(tree, tvb, hf_confidence, explanation_label(table, "confidence"),
               explanation->confidence);
    add_string(tree, tvb, hf_severity, explanation_label(table, "severity"),
               severity_name(explanation->severity));
    add_possibilities(tree, tvb, table, explanation);
    for (i = 0; i < explanation->actors->len; i++) {
        add_string(tree, tvb, hf_actor, explanation_label(table, "actor"),
                   g_ptr_array_index(explanation->actors, i));
    }
}

static void
add_confusions(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
               const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->confusions->len; i++) {
        const struct explanation_confusion *confusion =
            g_ptr_array_index(explanation->confusions, i);
        proto_item *item = proto_tree_add_uint_format(
            tree, hf_confused_with, tvb, 0, 0, confusion->code, "%s: %u %s",
            explanation_label(table, "confused"), confusion->code, confusion->phrase);

        proto_item_set_generated(item);
        if (confusion->difference) {
            add_string(proto_item_add_subtree(item, ett_confused_with), tvb,
                       hf_confused_with_difference, explanation_label(table, "difference"),
                       confusion->difference);
        }
    }
}

static void
add_references(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
               const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(explanation->references, i);
        proto_item *item = add_string(tree, tvb, hf_reference,
                                      explanation_label(table, "reference"), reference->text);

        if (reference->url) {
            item = add_string(proto_item_add_subtree(item, ett_reference), tvb, hf_reference_url,
                              explanation_label(table, "url"), reference->url);
            proto_item_set_url(item);
        }
    }
}

/* A text that has one line only. @return newly allocated (g_free) */
static char *
cut(const char *text, size_t room)
{
    const char *ellipsis = "\342\200\246";

    return strlen(text) <= room
               ? g_strdup(text)
               : g_strdup_printf("%.*s%s", (int)text_line_length(text, room - strlen(ellipsis)),
                                 text, ellipsis);
}

proto_item *
display_explanation(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
                    const struct explanation *explanation)
{
    char *title = cut(explanation->title, LINE_ROOM);
    proto_item *item = proto_tree_add_protocol_format(tree, proto_sipwhy, tvb, 0, 0, "%s", title);
    proto_tree *own = proto_item_add_subtree(item, ett_sipwhy);

    g_free(title);
    proto_item_set_generated(item);
    add_string(own, tvb, hf_verdict, explanation_label(table, "verdict"), explanation->verdict);
    if (explanation->means) {
        add_string(own, tvb, hf_means, explanation_label(table, "means"), explanation->means);
    }
    add_reasons(own, tvb, table, explanation);
    add_steps(own, tvb, table, explanation);
    add_evidence(own, tvb, table, explanation);
    add_frame(own, tvb, hf_request_frame, explanation_label(table, "request"),
              explanation->request_frame);
    add_frame(own, tvb, hf_outcome_frame, explanation_label(table, "outcome"),
              explanation->outcome_frame);
    if (explanation->origin) {
        add_string(own, tvb, hf_origin, explanation_label(table, "origin"), explanation->origin);
    }
    display_code(own, tvb, table, explanation);
    add_cause(own, tvb, table, explanation);
    add_confusions(own, tvb, table, explanation);
    add_references(own, tvb, table, explanation);
    return item;
}

void
display_expert(packet_info *pinfo, proto_item *item, const struct finding *finding,
               const char *verdict)
{
    char *text = finding->is_response
                     ? g_strdup_printf("%u: %s", finding->code, verdict)
                     : g_strdup_printf("%s: %s", finding->method ? finding->method : "", verdict);
    char *line = cut(text, LINE_ROOM);

    expert_add_info_format(pinfo, item, expert_items_of(finding), "%s", line);
    g_free(line);
    g_free(text);
}
