/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "comparison.h"
#include "explanation_json.h"

static void
write_side(const struct comparison_side *side, struct json_writer *writer)
{
    json_object_begin(writer, NULL);
    json_unsigned(writer, "code", side->code);
    json_string(writer, "phrase", side->facts ? side->facts->phrase : NULL);
    json_string(writer, "class", side->entry->class_name);
    json_string(writer, "severity", severity_name(side->entry->severity));
    json_string(writer, "verdict", side->entry->verdict);
    json_string(writer, "means", side->entry->means);
    explanation_write_why(side->entry, writer);
    explanation_write_fix(side->entry, writer);
    json_string(writer, "expect", side->expect);
    json_string(writer, "do", side->remedy);
    json_object_end(writer);
}

static void
write_differences(const struct comparison *comparison, struct json_writer *writer)
{
    guint i;

    json_array_begin(writer, "differences");
    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference =
            g_ptr_array_index(comparison->differences, i);

        json_object_begin(writer, NULL);
        json_string(writer, "text", difference->text);
        json_string(writer, "kind", difference->kind);
        if (difference->subject) {
            json_unsigned(writer, "subject", difference->subject);
        }
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void
write_related(const struct comparison *comparison, struct json_writer *writer)
{
    guint i;

    json_array_begin(writer, "related");
    for (i = 0; i < comparison->related->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(comparison->related, i);

        json_object_begin(writer, NULL);
        json_unsigned(writer, "code", related->code);
        json_string(writer, "phrase", related->phrase);
        json_object_end(writer);
    }
    json_array_end(writer);
}

void
comparison_to_json(const struct comparison *comparison, struct json_writer *writer)
{
    json_string(writer, "summary", comparison->summary);
    json_boolean(writer, "by_hand", comparison->by_hand);
    write_differences(comparison, writer);
    json_array_begin(writer, "codes");
    write_side(&comparison->first, writer);
    write_side(&comparison->second, writer);
    json_array_end(writer);
    write_related(comparison, writer);
    explanation_write_references(comparison->references, writer);
}
