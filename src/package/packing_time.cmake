# SPDX-License-Identifier: GPL-2.0-or-later
# cpack reads this first. The time in a package is that of the release, so that the same sources give the same bytes; it is
# the date of the newest release in CHANGELOG.md unless SOURCE_DATE_EPOCH says another one.
if("$ENV{SOURCE_DATE_EPOCH}" STREQUAL "")
    file(STRINGS ${CPACK_SIPWHY_CHANGELOG} releases REGEX "^## .* - [0-9]+-[0-9]+-[0-9]+$")
    if(releases)
        list(GET releases 0 release)
        string(REGEX MATCH "0*([0-9]+)-0*([0-9]+)-0*([0-9]+)$" date "${release}")
        set(year ${CMAKE_MATCH_1})
        set(month ${CMAKE_MATCH_2})
        set(day ${CMAKE_MATCH_3})
        # days since 1970, with years that begin in March
        if(month LESS 3)
            math(EXPR year "${year} - 1")
            math(EXPR month "${month} + 12")
        endif()
        math(EXPR days "365 * ${year} + ${year} / 4 - ${year} / 100 + ${year} / 400
            + (153 * (${month} - 3) + 2) / 5 + ${day} - 719469")
        math(EXPR seconds "${days} * 86400")
        set(ENV{SOURCE_DATE_EPOCH} ${seconds})
    endif()
endif()
