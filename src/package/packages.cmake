# SPDX-License-Identifier: GPL-2.0-or-later
# What cpack makes: cpack -G DEB the Debian packages, one for each component, and cpack --config CPackSourceConfig.cmake
# the source archive. Needs CMake 3.19.
set(CPACK_VERBATIM_VARIABLES TRUE)
set(CPACK_PACKAGE_NAME sipwhy)
set(CPACK_PACKAGE_VENDOR "") # only CPack's own example has one
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(SIPWHY_PACKAGE_CONTACT "sipwhy maintainers <maintainers@sipwhy.example>" CACHE STRING
    "Who makes the packages: name and address, for those who use them")
set(CPACK_PACKAGE_CONTACT ${SIPWHY_PACKAGE_CONTACT})
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/packing_time.cmake)
set(CPACK_SIPWHY_CHANGELOG ${PROJECT_SOURCE_DIR}/CHANGELOG.md)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL command)
if(SIPWHY_PLUGIN)
    list(APPEND CPACK_COMPONENTS_ALL plugin)
endif()

# --- Debian ---

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME sipwhy)
set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME wireshark-plugin-sipwhy)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/finish_debian.cmake)

# The packages of one version differ with the Wireshark that they are for; a newer Debian has a newer one.
set(SIPWHY_PACKAGE_RELEASE 1 CACHE STRING "Revision of the Debian packages")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${SIPWHY_PACKAGE_RELEASE})
if(SIPWHY_PLUGIN)
    string(APPEND CPACK_DEBIAN_PACKAGE_RELEASE "+wireshark${WIRESHARK_SERIES}")
endif()

# sipwhy report and sipwhy quiz let tshark read captures, and that needs the plugin of the same version.
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS
    "wireshark-plugin-sipwhy (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
set(CPACK_DEBIAN_COMMAND_DESCRIPTION "explain the response codes of the Session Initiation Protocol
What a SIP status code means as an answer to a request, why one sees it, how
to fix it and who has to act: in a terminal, as Markdown, JSON or HTML.

It compares any two codes, searches codes and causes by words, checks tables
of one's own, and writes a handbook. With tshark and the plugin in
wireshark-plugin-sipwhy it writes reports about captures, and asks questions
about them for training. In English and Japanese, with labels in twelve more
languages.")

if(SIPWHY_PLUGIN)
    set(CPACK_DEBIAN_PLUGIN_PACKAGE_RECOMMENDS "tshark | wireshark")
    set(CPACK_DEBIAN_PLUGIN_PACKAGE_SUGGESTS sipwhy)
    set(CPACK_DEBIAN_PLUGIN_PACKAGE_ENHANCES "tshark, wireshark")
    set(CPACK_DEBIAN_PLUGIN_DESCRIPTION "explain SIP responses in Wireshark
For each response of the Session Initiation Protocol in a capture, this plugin
for Wireshark and tshark says in the packet what the code means, why one sees
it here, and how to fix it, with links to the frames that prove it.

It adds filter fields, expert information, reports about whole captures (with
\"tshark -z sipwhy\" and in menus) and the configuration profile \"SIP Why\".

This package is for Wireshark ${WIRESHARK_SERIES} and no other.")

    # The library's own dependency says "from ${WIRESHARK_SERIES}.0 on"; a plugin serves one series (the name of the
    # package is that of the library's file, which a distribution may have added something to).
    execute_process(COMMAND dpkg-query --search ${WIRESHARK_LIBRARY} OUTPUT_VARIABLE owner ERROR_QUIET)
    if(owner MATCHES "^([a-z0-9.+-]+)(:[a-z0-9]+)?: ")
        set(owner ${CMAKE_MATCH_1})
        string(REGEX MATCH "^([0-9]+)\\.([0-9]+)$" series ${WIRESHARK_SERIES})
        math(EXPR next_minor "${CMAKE_MATCH_2} + 1")
        set(CPACK_DEBIAN_PLUGIN_PACKAGE_DEPENDS
            "${owner} (>= ${WIRESHARK_SERIES}~), ${owner} (<< ${CMAKE_MATCH_1}.${next_minor}~)")
    endif()
endif()

# --- Source archive ---

set(CPACK_SOURCE_GENERATOR TXZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME sipwhy-${PROJECT_VERSION})
string(REGEX REPLACE "([][+.*()^$?|\\])" "\\\\\\1" source_folder "${PROJECT_SOURCE_DIR}")
set(CPACK_SOURCE_IGNORE_FILES "^${source_folder}/build[^/]*/" "^${source_folder}/\\.git(/|$)" /__pycache__/
    "/\\.pytest_cache/" "~$" "\\.swp$")

include(CPack)
