/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Whether two URIs name the same place (RFC 3261 section 19.1.4).
 */
#include "sip_values.h"

/* Parameters that count even if only one of the two has them. */
static const struct span compulsory[] = {
    { "user", 4 }, { "ttl", 3 }, { "method", 6 }, { "maddr", 5 }, { "transport", 9 },
};

/* More parameters than this are not compared. */
#define MOST_PARAMETERS 32

static bool
both_or_none(struct span a, struct span b, struct span name)
{
    struct span left = sip_parameter_find(a, name), right = sip_parameter_find(b, name);

    return !left.text == !right.text && (!left.text || span_equal_nocase(left, right));
}

/* What both have must be equal. */
static bool
common_are_equal(struct span a, struct span b)
{
    struct span name, value, other;
    int count = 0;

    while (count++ < MOST_PARAMETERS && sip_parameter_next(&a, ';', &name, &value)) {
        other = sip_parameter_find(b, name);
        if (other.text && !span_equal_nocase(value.text ? value : span_take(other, 0), other)) {
            return false;
        }
    }
    return true;
}

static bool
parameters_are_equal(struct span a, struct span b)
{
    size_t i;

    for (i = 0; i < sizeof(compulsory) / sizeof(compulsory[0]); i++) {
        if (!both_or_none(a, b, compulsory[i])) {
            return false;
        }
    }
    /* both ways: a parameter may stand twice, against the grammar, or beyond those compared */
    return common_are_equal(a, b) && common_are_equal(b, a);
}

static bool
same_user(struct span a, struct span b)
{
    return span_is_set(a) == span_is_set(b) && (!span_is_set(a) || span_equal(a, b));
}

bool
sip_uri_equal(struct span a, struct span b)
{
    struct sip_uri left, right;

    if (span_equal(a, b)) {
        return true;
    }
    if (!sip_uri_read(a, &left) || !sip_uri_read(b, &right)) {
        return false;
    }
    if (!span_equal_nocase(left.scheme, right.scheme)) {
        return false;
    }
    if (!left.host.text || !right.host.text) {
        return left.user.text && span_equal(left.user, right.user);
    }
    return same_user(left.user, right.user) && span_equal_nocase(left.host, right.host) &&
           left.port == right.port && parameters_are_equal(left.parameters, right.parameters);
}
