/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_list.h"

/* More elements than this are not looked at. */
#define MOST_ELEMENTS 64

#define MOST_SHOWN 5
#define MORE ", …"

struct fact_list
fact_list_of(const struct sip_message *sip, enum sip_header header)
{
    struct span field = sip->header[header];

    return (struct fact_list){ .sip = sip, .header = header, .field = field, .rest = field };
}

struct fact_list
fact_list_of_value(struct span value)
{
    return (struct fact_list){ .rest = value };
}

struct span
fact_list_next(struct fact_list *list)
{
    while (list->taken++ < MOST_ELEMENTS) {
        struct span element = sip_list_next(&list->rest);

        if (element.text || !list->field.text) {
            return element;
        }
        list->field = sip_message_next(list->sip, list->header, list->field);
        list->rest = list->field;
    }
    return (struct span){ NULL, 0 };
}

bool
fact_list_next_address(struct fact_list *list, struct sip_address *address)
{
    struct span element;

    while ((element = fact_list_next(list)).text) {
        if (sip_address_read(element, address)) {
            return true;
        }
    }
    return false;
}

bool
fact_list_next_reason(struct fact_list *list, struct sip_reason *reason)
{
    struct span element;

    while ((element = fact_list_next(list)).text) {
        if (sip_reason_read(element, reason)) {
            return true;
        }
    }
    return false;
}

bool
fact_list_next_warning(struct fact_list *list, struct sip_warning *warning)
{
    struct span element;

    while ((element = fact_list_next(list)).text) {
        if (sip_warning_read(element, warning)) {
            return true;
        }
    }
    return false;
}

unsigned
fact_list_count(struct fact_list list)
{
    unsigned count = 0;

    while (fact_list_next(&list).text) {
        count++;
    }
    return count;
}

void
fact_list_show(GString *shown, struct span text)
{
    gsize i;
    unsigned separators = 0;

    for (i = 0; i + 1 < shown->len; i++) {
        separators += shown->str[i] == ',' && shown->str[i + 1] == ' ';
    }
    if (separators + 1 < MOST_SHOWN) {
        g_string_append(shown, shown->len ? ", " : "");
        g_string_append_len(shown, text.text, (gssize)text.length);
    } else if (!g_str_has_suffix(shown->str, MORE)) {
        g_string_append(shown, MORE);
    }
}
