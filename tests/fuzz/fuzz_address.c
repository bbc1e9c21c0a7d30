/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Addresses, URIs, Via, CSeq, RAck: what names parties and transactions.
 */
#include "facts.h"
#include "fuzz.h"
#include "sip_values.h"

static void
check_uri(struct span text)
{
    struct sip_uri uri;
    uint8_t address[16];

    if (!sip_uri_read(text, &uri)) {
        return;
    }
    fuzz_lies_in(uri.scheme, text);
    fuzz_lies_in(uri.user, text);
    fuzz_lies_in(uri.host, text);
    fuzz_lies_in(uri.parameters, text);
    fuzz_lies_in(uri.headers, text);
    FUZZ_CHECK(sip_uri_equal(text, text));
    FUZZ_CHECK(span_equal(sip_uri_user(text), uri.user));
    FUZZ_CHECK(span_equal(sip_uri_host(text), uri.host));
    g_free(fact_number(uri.user));
    fact_is_private(uri.host);
    fact_address_read(uri.host, address);
}

static void
check_element(struct span element)
{
    struct sip_address address;
    struct sip_via via, key;

    if (sip_address_read(element, &address)) {
        fuzz_lies_in(address.display_name, element);
        fuzz_lies_in(address.uri, element);
        fuzz_lies_in(address.parameters, element);
        check_uri(address.uri);
    }
    FUZZ_CHECK(sip_via_read(element, &via) == sip_via_read_key(element, &key));
    if (sip_via_read(element, &via)) {
        fuzz_lies_in(via.transport, element);
        fuzz_lies_in(via.host, element);
        fuzz_lies_in(via.branch, element);
        fuzz_lies_in(via.received, element);
        sip_via_read_key(element, &key);
        FUZZ_CHECK(span_equal(via.host, key.host) && span_equal(via.branch, key.branch) &&
                   via.port == key.port);
    }
}

static void
check_numbers(struct span text)
{
    struct sip_cseq cseq;
    struct sip_rack rack;

    if (sip_cseq_read(text, &cseq)) {
        fuzz_lies_in(cseq.method, text);
    }
    if (sip_rack_read(text, &rack)) {
        fuzz_lies_in(rack.cseq.method, text);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size), rest = text, element, left, right = text;

    check_uri(text);
    check_numbers(text);
    fuzz_lies_in(sip_tag(text), text);
    fuzz_lies_in(fact_address_uri(text), text);
    while ((element = sip_list_next(&rest)).text) {
        check_element(element);
    }
    left = fuzz_part(&right, '\x1e');
    FUZZ_CHECK(sip_uri_equal(left, right) == sip_uri_equal(right, left));
    return 0;
}
