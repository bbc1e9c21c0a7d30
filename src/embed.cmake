# SPDX-License-Identifier: GPL-2.0-or-later
# Writes C source that holds the files FILES (separated by '|') as byte arrays, with a table of them.
# Each has its path below FOLDER as its name.
# Called at build time: cmake -DFILES=/x/a.ini|/x/b/c.ini -DFOLDER=/x -DOUTPUT=embedded_data.c -P embed.cmake
string(REPLACE "|" ";" FILES "${FILES}")
set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
    file(RELATIVE_PATH name "${FOLDER}" "${file}")
    file(READ "${file}" bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}0};\n")
    string(APPEND rows
        "    { \"${name}\", (const char *)file_${number}, sizeof(file_${number}) - 1 },\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"embedded_data.h\"\n\n${arrays}
const struct embedded_file embedded_files[] = {\n${rows}    { 0, 0, 0 },\n};\n")
