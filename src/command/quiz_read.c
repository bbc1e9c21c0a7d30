/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what question_to_json wrote. */
#include "quiz.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "language.h"

/* ---- values: those of another type are as good as absent ---- */

/* Fit to show, whoever wrote the line. @return NULL if there is none */
static char *
read_string(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);

    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? span_to_display(span_of(json_node_get_string(node)), 0)
               : NULL;
}

static uint32_t
read_number(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);
    gint64 number = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;

    return number > 0 && number <= UINT32_MAX ? (uint32_t)number : 0;
}

/* @return NULL if it is none */
static JsonArray *
read_array(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);

    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

/* Numbers too become strings. */
static char **
read_list(JsonObject *object, const char *key)
{
    JsonArray *array = read_array(object, key);
    guint i, length = array ? json_array_get_length(array) : 0;
    GPtrArray *list = g_ptr_array_new();

    for (i = 0; i < length; i++) {
        JsonNode *node = json_array_get_element(array, i);

        if (!JSON_NODE_HOLDS_VALUE(node)) {
            continue;
        }
        g_ptr_array_add(list, json_node_get_value_type(node) == G_TYPE_STRING
                                  ? span_to_display(span_of(json_node_get_string(node)), 0)
                                  : g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node)));
    }
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}

/* ---- a question ---- */

static void
read_options(JsonObject *object, struct question *question)
{
    JsonArray *array = read_array(object, "options");
    guint i, length = array ? json_array_get_length(array) : 0;

    for (i = 0; i < length && i < QUESTION_OPTIONS; i++) {
        JsonNode *node = json_array_get_element(array, i);

        if (JSON_NODE_HOLDS_OBJECT(node)) {
            JsonObject *option = json_node_get_object(node);
            char *text = read_string(option, "text"), *reason = read_string(option, "reason");

            question_add_option(question, text ? text : "", reason);
            g_free(text);
            g_free(reason);
        }
    }
}

static struct quiz_question *
read_question(const struct code_table *table, JsonObject *object, const char *line)
{
    struct quiz_question *question = g_new0(struct quiz_question, 1);
    char **frames = read_list(object, "frames");

    question->line = g_strdup(line);
    question->frame = read_number(object, "frame");
    question->text = read_string(object, "question");
    question->hints = read_list(object, "hints");
    question->why = read_list(object, "why");
    question->frames =
        *frames ? language_join(table, (const char *const *)frames, LIST_PLAIN) : NULL;
    question->own = question_new_empty();
    question->own->verdict = read_string(object, "verdict");
    question->own->right = read_number(object, "right");
    read_options(object, question->own);
    g_strfreev(frames);
    return question;
}

static bool
is_whole(const struct quiz_question *question)
{
    return question->frame && question->text && question->own->verdict &&
           question->own->options->len > 1 && question->own->right < question->own->options->len;
}

static bool
is_question(JsonObject *object)
{
    char *type = read_string(object, "type"), *schema = read_string(object, "schema");
    bool is = g_strcmp0(type, "question") == 0 && g_strcmp0(schema, JSON_SCHEMA) == 0;

    g_free(type);
    g_free(schema);
    return is;
}

struct quiz_question *
quiz_question_read(const struct code_table *table, const char *line)
{
    JsonNode *root = json_from_string(line, NULL);
    struct quiz_question *question = NULL;

    if (root && JSON_NODE_HOLDS_OBJECT(root) && is_question(json_node_get_object(root))) {
        question = read_question(table, json_node_get_object(root), line);
        if (!is_whole(question)) {
            quiz_question_free(question);
            question = NULL;
        }
    }
    if (root) {
        json_node_unref(root);
    }
    return question;
}

void
quiz_question_free(gpointer data)
{
    struct quiz_question *question = data;

    g_free(question->line);
    g_free(question->text);
    g_free(question->frames);
    g_strfreev(question->hints);
    g_strfreev(question->why);
    question_free(question->own);
    g_free(question);
}
