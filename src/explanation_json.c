/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explanation_json.h"

void
explanation_write_why(const struct explanation *explanation, struct json_writer *writer)
{
    guint i;

    json_array_begin(writer, "why");
    for (i = 0; i < explanation->why->len; i++) {
        json_string(writer, NULL, g_ptr_array_index(explanation->why, i));
    }
    json_array_end(writer);
}

void
explanation_write_fix(const struct explanation *explanation, struct json_writer *writer)
{
    guint i;

    json_array_begin(writer, "fix");
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        json_object_begin(writer, NULL);
        json_strings(writer, "actors", (const char *const *)step->actors);
        json_string(writer, "text", step->text);
        json_object_end(writer);
    }
    json_array_end(writer);
}

void
explanation_write_references(const GPtrArray *references, struct json_writer *writer)
{
    guint i;

    json_array_begin(writer, "references");
    for (i = 0; i < references->len; i++) {
        const struct explanation_reference *reference = g_ptr_array_index(references, i);

        json_object_begin(writer, NULL);
        json_string(writer, "text", reference->text);
        json_string(writer, "url", reference->url);
        json_object_end(writer);
    }
    json_array_end(writer);
}
