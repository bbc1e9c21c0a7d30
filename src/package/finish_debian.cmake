# SPDX-License-Identifier: GPL-2.0-or-later
# cpack runs this on what it has installed and is about to pack: what only a Debian package has.
if(NOT CPACK_GENERATOR STREQUAL DEB)
    return()
endif()
set(VERSION ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

# sipwhy_compress(FILE): as the policy demands, without a name or a time in it.
function(sipwhy_compress file)
    execute_process(COMMAND gzip -9 --no-name --force ${file} RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "gzip could not compress ${file}")
    endif()
    file(CHMOD ${file}.gz PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

# sipwhy_document(ROOT PACKAGE): copyright and both changelogs of PACKAGE, which is being built in ROOT.
function(sipwhy_document root package)
    set(folder ${root}/usr/share/doc/${package})
    file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${folder}
        FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ
        DIRECTORY_PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
    configure_file(${CPACK_SIPWHY_CHANGELOG} ${folder}/changelog COPYONLY)
    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH's
    file(WRITE ${folder}/changelog.Debian "${package} (${VERSION}) unstable; urgency=medium

  * Version ${CPACK_PACKAGE_VERSION}; changelog.gz tells what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
    sipwhy_compress(${folder}/changelog)
    sipwhy_compress(${folder}/changelog.Debian)
endfunction()

# sipwhy_strip(FILES...): CPack leaves sections that no user of a package needs.
function(sipwhy_strip)
    execute_process(COMMAND strip --remove-section=.comment --remove-section=.note ${ARGV} RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "strip failed on ${ARGV}")
    endif()
endfunction()

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} upper)
    sipwhy_document(${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component} ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
endforeach()

# folders on the way to what is installed are made with the umask of whoever packs
file(CHMOD_RECURSE ${CPACK_TEMPORARY_INSTALL_DIRECTORY} DIRECTORY_PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
file(GLOB_RECURSE PLUGINS ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/plugin/*.so)
set(COMMAND_FOLDER ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/command/usr)
sipwhy_strip(${COMMAND_FOLDER}/bin/sipwhy ${PLUGINS})
sipwhy_compress(${COMMAND_FOLDER}/share/man/man1/sipwhy.1)
# Debian's zsh leaves site-functions to the administrator
file(RENAME ${COMMAND_FOLDER}/share/zsh/site-functions ${COMMAND_FOLDER}/share/zsh/vendor-completions)
