/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Challenges, credentials, and lists of parameters.
 */
#include "fuzz.h"
#include "sip_values.h"

static void
check_authentication(struct span value)
{
    struct sip_authentication read;

    if (!sip_authentication_read(value, &read)) {
        return;
    }
    FUZZ_CHECK(span_is_set(read.scheme));
    fuzz_lies_in(read.scheme, value);
    fuzz_lies_in(read.realm, value);
    fuzz_lies_in(read.nonce, value);
    fuzz_lies_in(read.algorithm, value);
    fuzz_lies_in(read.qop, value);
    fuzz_lies_in(read.opaque, value);
    fuzz_lies_in(read.stale, value);
    fuzz_lies_in(read.username, value);
    fuzz_lies_in(read.uri, value);
    fuzz_lies_in(read.response, value);
    fuzz_lies_in(read.cnonce, value);
    fuzz_lies_in(read.nonce_count, value);
}

static void
check_parameters(struct span value, char separator)
{
    struct span rest = value, name, parameter;

    while (sip_parameter_next(&rest, separator, &name, &parameter)) {
        FUZZ_CHECK(name.length > 0);
        fuzz_lies_in(name, value);
        fuzz_lies_in(parameter, value);
        fuzz_lies_in(rest, value);
    }
    fuzz_lies_in(sip_parameter_find(value, SPAN("tag")), value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span value = fuzz_input(data, size);

    check_authentication(value);
    check_parameters(value, ',');
    check_parameters(value, ';');
    return 0;
}
