/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reason, Warning, Retry-After, and values with parameters.
 */
#include "fuzz.h"
#include "sip_values.h"

static void
check_element(struct span element)
{
    struct sip_reason reason;
    struct sip_warning warning;

    if (sip_reason_read(element, &reason)) {
        fuzz_lies_in(reason.protocol, element);
        fuzz_lies_in(reason.text, element);
        fuzz_lies_in(reason.location, element);
    }
    if (sip_warning_read(element, &warning)) {
        FUZZ_CHECK(warning.code <= 999);
        fuzz_lies_in(warning.agent, element);
        fuzz_lies_in(warning.text, element);
    }
}

static void
check_value(struct span text)
{
    struct sip_retry_after retry_after;
    struct sip_value value = sip_value_read(text);
    uint32_t seconds;

    fuzz_lies_in(value.value, text);
    fuzz_lies_in(value.parameters, text);
    sip_seconds_read(text, &seconds);
    sip_list_has(text, SPAN("100rel"));
    if (sip_retry_after_read(text, &retry_after)) {
        fuzz_lies_in(retry_after.comment, text);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size), rest = text, element;

    check_value(text);
    while ((element = sip_list_next(&rest)).text) {
        FUZZ_CHECK(element.length > 0);
        fuzz_lies_in(element, text);
        check_element(element);
    }
    return 0;
}
