# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of sipwhy for fish: the command itself knows what may stand where.

function __sipwhy_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    sipwhy complete $words[2..-1] "$current" 2>/dev/null
end

function __sipwhy_wants_file
    test -z "$(__sipwhy_complete)"
end

complete -c sipwhy -f -a '(__sipwhy_complete)'
complete -c sipwhy -n __sipwhy_wants_file -F
