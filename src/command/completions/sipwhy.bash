# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion of sipwhy for bash: the command itself knows what may stand where.

_sipwhy() {
    local word
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        COMPREPLY+=("$word")
    done < <("$1" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _sipwhy sipwhy # file names if it names nothing
