/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Message fragments (RFC 3420), as NOTIFY carries them.
 */
#include "fuzz.h"
#include "sip_body.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span fragment = fuzz_input(data, size), phrase;
    uint32_t code;

    if (sip_fragment_status(fragment, &code, &phrase)) {
        FUZZ_CHECK(code >= 100 && code <= 699);
        fuzz_lies_in(phrase, fragment);
    }
    return 0;
}
