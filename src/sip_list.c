/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_values.h"

#include <string.h>

#include "sip_syntax.h"

static const struct span absent = { NULL, 0 };

/** True if neither quotes nor brackets can hide a comma: most values are that simple. */
static bool
is_plain(struct span text)
{
    return span_find(text, '"') == text.length && span_find(text, '<') == text.length;
}

/** Length of the element at the start, up to the comma. What is opened and never closed takes all
 * the rest. */
static size_t
element_length(struct span text)
{
    size_t i = 0, comma = span_find(text, ',');

    if (comma == text.length || is_plain(span_take(text, comma))) {
        return comma;
    }
    while (i < text.length && text.text[i] != ',') {
        struct span rest = span_skip(text, i), content;

        if (text.text[i] == '"') {
            if (!sip_quoted_next(&rest, &content)) {
                return text.length;
            }
            i = text.length - rest.length;
        } else if (text.text[i] == '<') {
            i += span_find(rest, '>');
        } else {
            i++;
        }
    }
    return i;
}

struct span
sip_list_next(struct span *rest)
{
    while (rest->length) {
        size_t length = element_length(*rest);
        struct span element = span_trim(span_take(*rest, length));

        *rest = span_skip(*rest, length + 1);
        if (element.length) {
            return element;
        }
    }
    return absent;
}

bool
sip_list_has(struct span value, struct span token)
{
    struct span element;

    while ((element = sip_list_next(&value)).text) {
        if (span_equal_nocase(span_trim(span_take(element, span_find(element, ';'))), token)) {
            return true;
        }
    }
    return false;
}

/** The value after the '=', up to the separator. */
static struct span
parameter_value(struct span *rest, char separator)
{
    struct span text = span_trim(*rest), value, after;
    size_t end = 0;

    if (text.length && text.text[0] == '"') {
        after = text;
        if (!sip_quoted_next(&after, &value)) {
            *rest = span_skip(*rest, rest->length);
            return span_skip(text, 1);
        }
        *rest = span_skip(after, span_find(after, separator));
        return value;
    }
    if (text.length && text.text[0] == '<') {
        end = span_find(text, '>');
    }
    end += span_find((struct span){ text.text + end, text.length - end }, separator);
    *rest = (struct span){ text.text + end, text.length - end };
    return span_trim((struct span){ text.text, end });
}

/** Position of the first '=' or separator, or the length. No separator is above '=', and letters
 * are. */
static size_t
parameter_name_end(struct span text, char separator)
{
    size_t end = 0;

    while (end < text.length &&
           (text.text[end] > '=' || (text.text[end] != separator && text.text[end] != '='))) {
        end++;
    }
    return end;
}

bool
sip_parameter_next(struct span *rest, char separator, struct span *name, struct span *value)
{
    while (rest->length) {
        size_t end = parameter_name_end(*rest, separator);
        struct span before = span_trim((struct span){ rest->text, end }), found = absent;
        bool has_value = end < rest->length && rest->text[end] == '=';

        *rest = span_skip(*rest, end + 1);
        if (has_value) {
            found = parameter_value(rest, separator);
        }
        if (before.length) {
            *name = before;
            *value = found;
            return true;
        }
    }
    return false;
}

/** True if the first parameter has that name, without white space before and behind it, and a
 * value. */
static bool
starts_with_parameter(struct span parameters, struct span name)
{
    return parameters.length > name.length && parameters.text[name.length] == '=' &&
           span_bytes_equal(parameters.text, name.text, name.length);
}

struct span
sip_parameter_find(struct span parameters, struct span wanted)
{
    struct span name, value;

    if (starts_with_parameter(parameters, wanted)) {
        parameters = span_skip(parameters, wanted.length + 1);
        return parameter_value(&parameters, ';');
    }
    while (sip_parameter_next(&parameters, ';', &name, &value)) {
        if (span_equal_nocase(name, wanted)) {
            return value.text ? value : span_skip(name, name.length);
        }
    }
    return absent;
}

struct sip_value
sip_value_read(struct span text)
{
    struct sip_value result = { absent, absent };
    struct span rest = span_trim(text);
    size_t end;

    /* RFC 4474 put the Identity value in quotes; a Call-ID (Replaces) may hold a quote without a
     * second one. */
    if (sip_quoted_next(&rest, &result.value)) {
        end = span_find(rest, ';');
    } else {
        end = span_find(rest, ';');
        result.value = span_trim(span_take(rest, end));
    }
    rest = span_trim(span_skip(rest, end + 1));
    if (rest.length) {
        result.parameters = rest;
    }
    return result;
}

bool
sip_seconds_read(struct span text, uint32_t *seconds)
{
    uint64_t number;

    if (!span_to_unsigned(span_take(text, span_find(text, ';')), UINT32_MAX, &number)) {
        return false;
    }
    *seconds = (uint32_t)number;
    return true;
}
