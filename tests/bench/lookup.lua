-- SPDX-License-Identifier: GPL-2.0-or-later
-- What people write today to see the meaning of a SIP code in Wireshark. The benchmark measures it next to the plugin.

local lookup = Proto("lookup", "SIP code look-up")
local meaning = ProtoField.string("lookup.meaning", "Meaning")
lookup.fields = { meaning }

local status_code = Field.new("sip.Status-Code")

local meanings = {
    [100] = "The server works on the request",
    [180] = "The phone rings",
    [183] = "Early media or other progress",
    [200] = "The request succeeded",
    [202] = "The request was accepted, its result is not known yet",
    [401] = "The registrar asks for credentials",
    [403] = "The server refuses",
    [404] = "The server does not know the user",
    [407] = "The proxy asks for credentials",
    [408] = "Nobody answered in time",
    [480] = "The user cannot be reached at the moment",
    [481] = "There is no such call or transaction",
    [486] = "The user is busy",
    [487] = "The caller gave up",
    [488] = "The media cannot be agreed on",
    [500] = "The server has an internal error",
    [503] = "The server is overloaded or under maintenance",
    [603] = "The user declined",
}

function lookup.dissector(buffer, _, tree)
    for _, code in ipairs({ status_code() }) do
        local subtree = tree:add(lookup, buffer(0, 0), "SIP code look-up")
        subtree:add(meaning, meanings[code.value] or "Unknown code"):set_generated()
    end
end

register_postdissector(lookup)
