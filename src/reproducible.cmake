# SPDX-License-Identifier: GPL-2.0-or-later
# What is built does not depend on the folder: neither debugging information, and with it the build ID, nor messages name it.
# Debuggers find the sources when they are started in the folder of the sources.
include(CheckCCompilerFlag)
check_c_compiler_flag(-fdebug-prefix-map=/here=. SIPWHY_CAN_MAP_DEBUG)
check_c_compiler_flag(-fmacro-prefix-map=/here=. SIPWHY_CAN_MAP_MACROS)
check_c_compiler_flag(-Wa,--debug-prefix-map=/here=. SIPWHY_CAN_MAP_ASSEMBLER)
foreach(folder IN ITEMS "${PROJECT_SOURCE_DIR}=." "${PROJECT_BINARY_DIR}=build") # the last one that fits counts
    if(SIPWHY_CAN_MAP_DEBUG)
        add_compile_options("-fdebug-prefix-map=${folder}")
        add_link_options("-fdebug-prefix-map=${folder}") # the plugin is compiled once more when it is linked
    endif()
    if(SIPWHY_CAN_MAP_MACROS)
        add_compile_options("-fmacro-prefix-map=${folder}")
    endif()
    if(SIPWHY_CAN_MAP_ASSEMBLER AND CMAKE_C_COMPILER_ID STREQUAL GNU)
        # gcc's objects that can be linked with and without optimizing the whole have line tables that the assembler begins
        add_compile_options("-Wa,--debug-prefix-map=${folder}")
    endif()
endforeach()
