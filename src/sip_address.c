/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_values.h"

#include "sip_syntax.h"

static const struct span absent = { NULL, 0 };

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/** Length of the scheme at the start; 0 if there is none. */
static size_t
scheme_length(struct span text)
{
    size_t i = 0;

    if (!text.length || !is_letter(text.text[0])) {
        return 0;
    }
    while (i < text.length &&
           (is_letter(text.text[i]) || (text.text[i] >= '0' && text.text[i] <= '9') ||
            text.text[i] == '+' || text.text[i] == '-' || text.text[i] == '.')) {
        i++;
    }
    return i < text.length && text.text[i] == ':' ? i : 0;
}

/** [ user [ ":" password ] "@" ] host [ ":" port ] [ ";" parameters ] [ "?" headers ]. The user may
 * hold ';' and '?', so the '@' is looked for first. */
static void
sip_part_read(struct span text, struct sip_uri *uri)
{
    size_t at = span_find(text, '@');
    size_t end = 0;

    if (at < text.length) {
        struct span user = span_take(text, at);

        uri->user = span_take(user, span_find(user, ':'));
        text = span_skip(text, at + 1);
    }
    while (end < text.length && text.text[end] != ';' && text.text[end] != '?') {
        end++;
    }
    sip_hostport_read(span_take(text, end), &uri->host, &uri->port);
    text = span_skip(text, end);
    end = span_find(text, '?');
    if (end < text.length) {
        uri->headers = span_skip(text, end + 1);
    }
    if (end > 1) {
        uri->parameters = span_skip(span_take(text, end), 1);
    }
}

static void
tel_part_read(struct span text, struct sip_uri *uri)
{
    size_t end = span_find(text, ';');

    uri->user = span_take(text, end);
    if (end + 1 < text.length) {
        uri->parameters = span_skip(text, end + 1);
    }
}

bool
sip_uri_read(struct span text, struct sip_uri *uri)
{
    size_t scheme;
    struct span rest;

    text = span_trim(text);
    scheme = scheme_length(text);
    if (!scheme) {
        return false;
    }
    *uri = (struct sip_uri){ .scheme = span_take(text, scheme) };
    rest = span_skip(text, scheme + 1);
    if (span_equal_nocase(uri->scheme, SPAN("sip")) ||
        span_equal_nocase(uri->scheme, SPAN("sips"))) {
        sip_part_read(rest, uri);
    } else if (span_equal_nocase(uri->scheme, SPAN("tel"))) {
        tel_part_read(rest, uri);
    }
    return true;
}

/** What follows the scheme of a URI that is written as most are.
 * @return false if it is written in another way */
static bool
usual_rest(struct span uri, struct span *rest)
{
    const struct span sip = SPAN("sip:"), sips = SPAN("sips:");
    size_t scheme;

    if (uri.length <= sips.length || span_is_space(uri.text[uri.length - 1])) {
        return false;
    }
    scheme = span_bytes_equal(uri.text, sip.text, sip.length)     ? sip.length
             : span_bytes_equal(uri.text, sips.text, sips.length) ? sips.length
                                                                  : 0;
    *rest = span_skip(uri, scheme);
    return scheme != 0;
}

struct span
sip_uri_user(struct span text)
{
    struct span rest;
    struct sip_uri uri;
    size_t at;

    if (!usual_rest(text, &rest)) {
        return sip_uri_read(text, &uri) ? uri.user : absent;
    }
    at = span_find(rest, '@');
    if (at == rest.length) {
        return absent;
    }
    rest = span_take(rest, at);
    return span_take(rest, span_find(rest, ':'));
}

struct span
sip_uri_host(struct span text)
{
    struct sip_uri uri;
    struct span rest;
    uint16_t port;
    size_t at, end = 0;

    if (!usual_rest(text, &rest)) {
        return sip_uri_read(text, &uri) ? uri.host : absent;
    }
    at = span_find(rest, '@');
    rest = at < rest.length ? span_skip(rest, at + 1) : rest;
    while (end < rest.length && rest.text[end] != ';' && rest.text[end] != '?') {
        end++;
    }
    sip_hostport_read(span_take(rest, end), &rest, &port);
    return rest;
}

/** Position of the '<' that opens the URI, or the length if the element is an addr-spec: a '<' in a
 * parameter of an addr-spec opens nothing. */
static size_t
bracket_find(struct span text)
{
    size_t bracket = span_find(text, '<');

    if (bracket < text.length && scheme_length(text) && span_find(text, ';') < bracket) {
        return text.length;
    }
    return bracket;
}

/** Cuts an element into its parts without a look at the URI. @return true if the URI stands in
 * brackets */
static bool
address_split(struct span element, struct sip_address *address)
{
    struct span rest = span_trim(element);
    size_t open, close, semicolon;
    bool in_brackets;

    *address = (struct sip_address){ absent, absent, absent };
    if (!sip_quoted_next(&rest, &address->display_name) && rest.length && rest.text[0] == '"') {
        rest = span_skip(rest, 1); /* the closing quote is missing: up to the bracket */
    }
    open = bracket_find(rest);
    in_brackets = open < rest.length;
    if (in_brackets) {
        struct span before = span_trim(span_take(rest, open));

        if (before.length && !address->display_name.text) {
            address->display_name = before;
        }
        rest = span_skip(rest, open + 1);
        close = span_find(rest, '>');
        address->uri = span_trim(span_take(rest, close));
        rest = span_skip(rest, close + 1);
        semicolon = span_find(rest, ';');
    } else {
        semicolon = span_find(rest, ';');
        address->uri = span_trim(span_take(rest, semicolon));
    }
    rest = span_trim(span_skip(rest, semicolon + 1));
    if (rest.length) {
        address->parameters = rest;
    }
    return in_brackets;
}

bool
sip_address_read(struct span element, struct sip_address *address)
{
    struct sip_address parts;
    bool in_brackets = address_split(element, &parts);

    if (!parts.uri.length) {
        return false;
    }
    if (!in_brackets && !scheme_length(parts.uri) && !span_equal(parts.uri, SPAN("*"))) {
        return false;
    }
    *address = parts;
    return true;
}

/** Position of the '<' that opens the URI, if nothing before it could have another meaning; else
 * the length. */
static size_t
plain_bracket_find(struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        switch (text.text[i]) {
        case '<':
            return i;
        case '"':
        case ';':
        case '>':
            return text.length;
        default:
            break;
        }
    }
    return text.length;
}

/** The parameters of a value in the usual form: a display name, in quotes or not, and the URI in
 * brackets.
 * @return false if it has another form */
static bool
parameters_find(struct span value, struct span *parameters)
{
    struct span rest = value, display_name;
    size_t close;

    sip_quoted_next(&rest, &display_name);
    rest = span_skip(rest, plain_bracket_find(rest));
    close = span_find(rest, '>');
    if (close == rest.length) {
        return false;
    }
    rest = span_skip(rest, close + 1);
    *parameters = span_skip(rest, span_find(rest, ';') + 1);
    return true;
}

struct span
sip_tag(struct span value)
{
    struct sip_address parts;
    struct span parameters;

    if (parameters_find(value, &parameters)) {
        return sip_parameter_find(parameters, SPAN("tag"));
    }
    /* The tag counts also where the URI is no URI. */
    address_split(value, &parts);
    return sip_parameter_find(parts.parameters, SPAN("tag"));
}

/** Takes "SIP/2.0/UDP" off, with white space around the slashes. Absent if it is not of that form.
 */
static struct span
via_transport_next(struct span *rest)
{
    const struct span usual = SPAN("SIP/2.0/");
    struct span text = *rest;

    if (text.length >= usual.length && span_bytes_equal(text.text, usual.text, usual.length)) {
        *rest = span_skip(text, usual.length);
        return sip_word_next(rest);
    }
    for (int slashes = 0; slashes < 2; slashes++) {
        size_t slash = span_find(text, '/');

        if (slash == text.length) {
            return absent;
        }
        text = span_skip(text, slash + 1);
    }
    *rest = text;
    return sip_word_next(rest);
}

/** A host of a parameter; many write an IPv6 address in brackets, against the grammar of
 * `received`. */
static struct span
host_unbracket(struct span host)
{
    if (host.length >= 2 && host.text[0] == '[' && host.text[host.length - 1] == ']') {
        return span_skip(span_take(host, host.length - 1), 1);
    }
    return host;
}

/** Transport and sent-by. @param parameters  receives what follows them */
static bool
via_head_read(struct span element, struct sip_via *via, struct span *parameters)
{
    size_t end = span_find(element, ';');
    struct span sent_by = span_take(element, end);

    *via = (struct sip_via){ .transport = via_transport_next(&sent_by) };
    if (!via->transport.text) {
        return false;
    }
    sip_hostport_read(sent_by, &via->host, &via->port);
    *parameters = span_skip(element, end);
    return via->host.length > 0;
}

bool
sip_via_read(struct span element, struct sip_via *via)
{
    struct span parameters, name, value;
    struct sip_via result;

    if (!via_head_read(element, &result, &parameters)) {
        return false;
    }
    while (sip_parameter_next(&parameters, ';', &name, &value)) {
        uint64_t port;

        if (!result.branch.text && span_equal_nocase(name, SPAN("branch"))) {
            result.branch = value;
        } else if (!result.received.text && span_equal_nocase(name, SPAN("received"))) {
            result.received = host_unbracket(value);
        } else if (!result.has_rport && span_equal_nocase(name, SPAN("rport"))) {
            result.has_rport = true;
            result.rport = span_to_unsigned(value, UINT16_MAX, &port) ? (uint16_t)port : 0;
        }
    }
    *via = result;
    return true;
}

/** The branch among parameters of the usual form: without quotes, brackets, white space or
 * capitals in the name. Absent if they are not of that form, or have no branch: then they are read
 * one by one. */
static struct span
usual_branch(struct span parameters)
{
    const struct span name = SPAN(";branch=");

    if (span_find(parameters, '"') < parameters.length ||
        span_find(parameters, '<') < parameters.length) {
        return absent;
    }
    while (parameters.length > name.length) {
        struct span value = span_skip(parameters, name.length);
        char start = parameters.text[1];

        if (span_bytes_equal(parameters.text, name.text, name.length)) {
            value = span_take(value, span_find(value, ';'));
            return span_is_set(value) && !span_is_space(value.text[0]) &&
                           !span_is_space(value.text[value.length - 1])
                       ? value
                       : absent;
        }
        if (start == 'b' || start == 'B' || span_is_space(start)) {
            return absent; /* it may be a branch that is written otherwise */
        }
        parameters = span_skip(parameters, 1 + span_find(span_skip(parameters, 1), ';'));
    }
    return absent;
}

bool
sip_via_read_key(struct span element, struct sip_via *via)
{
    struct span parameters, name, value, branch;
    struct sip_via result;

    if (!via_head_read(element, &result, &parameters)) {
        return false;
    }
    branch = usual_branch(parameters);
    while (!branch.text && sip_parameter_next(&parameters, ';', &name, &value)) {
        if (name.length == 6 && span_equal_nocase(name, SPAN("branch"))) {
            branch = value;
        }
    }
    *via = result;
    via->branch = branch;
    return true;
}
