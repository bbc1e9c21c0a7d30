# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What captures/explain and tests/run share: Debian packages, builds, and Wireshark with the plugin of a build.
# Source it for its functions, or call one of them: bash tests/environment.sh FUNCTION [ARGUMENTS...]

SOURCE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD_DIR=$SOURCE_DIR/build

# Wireshark loads no personal plugin for root, nor for the group 0.
UNPRIVILEGED_ID=65534

# Installed without what they recommend, so that is named here where it is needed.
# shellcheck disable=SC2034 # the scripts that source this file use the lists
{
    PLUGIN_PACKAGES=(gcc libc6-dev cmake ninja-build pkgconf libglib2.0-dev wireshark-dev tshark)
    TEST_PACKAGES=("${PLUGIN_PACKAGES[@]}" libjson-glib-dev libpcap0.8-dev
        python3-pytest python3-jsonschema)
    # what does not depend on Wireshark's version is tested once: manual, completion in each shell, pages in a
    # browser, reports over hosts
    COMMAND_PACKAGES=(binutils bash-completion fish groff-base jq man-db zsh
        chromium chromium-driver fonts-noto-cjk poppler-utils python3-selenium
        openssh-client openssh-server parallel rsync wireshark-common)
    # Wireshark's own windows, read through the accessibility tree
    DISPLAY_PACKAGES=(at-spi2-core dbus fonts-noto-cjk gir1.2-atspi-2.0 imagemagick openbox python3-pyatspi wireshark
        xdotool xvfb)
    SANITIZER_PACKAGES=(clang libclang-rt-dev)
    ROOT_PACKAGES=(mmdebstrap debian-archive-keyring)
    # what makes the Debian packages and looks at them
    PACKAGING_PACKAGES=(dpkg-dev file lintian)
}

complain() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# --- Debian packages ---

missing_packages() {
    local package installed
    installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null) || true
    for package; do
        [[ $'\n'$installed$'\n' == *$'\n'"$package installed"$'\n'* ]] || printf '%s\n' "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# install_packages PACKAGE...: fetches and installs them without a question.
install_packages() {
    local log status=0
    log=$(mktemp) || return 1
    if [[ " $* " == *" tshark "* || " $* " == *" wireshark-dev "* ]] &&
        [ -n "$(missing_packages wireshark-common)" ]; then
        echo 'wireshark-common wireshark-common/install-setuid boolean false' |
            as_root debconf-set-selections >"$log" 2>&1 || status=$?
    fi
    if [ "$status" = 0 ]; then
        {
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update &&
                as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
                    install -y --no-install-recommends "$@"
        } </dev/null >"$log" 2>&1 || status=$?
    fi
    [ "$status" = 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# require_packages PACKAGE...: ends the script with status 2 when one is missing and cannot be installed.
require_packages() {
    local -a missing
    if ! command -v dpkg-query >/dev/null; then
        complain "this is no Debian; install what these packages hold, then build with cmake: $*"
        exit 2
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    mapfile -t missing <<<"$missing"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        complain "packages are missing, and installing them needs root or sudo. As root: apt-get install ${missing[*]}"
        exit 2
    fi
    printf 'Installing %s\n' "${missing[*]}" >&2
    if ! install_packages "${missing[@]}"; then
        complain "could not install ${missing[*]}"
        exit 2
    fi
}

# --- Builds ---

# A checkout that was moved or copied with its build folder cannot go on with it; nor can another generator's folder.
foreign_cache() {
    local cache=$1/CMakeCache.txt
    [ -e "$cache" ] &&
        ! { grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$SOURCE_DIR" "$cache" &&
            grep -qxF 'CMAKE_GENERATOR:INTERNAL=Ninja' "$cache"; }
}

configure_and_compile() {
    local directory=$1
    shift
    if foreign_cache "$directory"; then
        rm -rf "$directory/CMakeCache.txt" "$directory/CMakeFiles" "$directory/configured"
    fi
    if [ "$(cat "$directory/configured" 2>/dev/null)" != "$*" ]; then
        rm -f "$directory/configured"
        cmake -S "$SOURCE_DIR" -B "$directory" -G Ninja "$@" || return 1
        printf '%s\n' "$*" >"$directory/configured"
    fi
    cmake --build "$directory"
}

# build NAME [CMAKE OPTIONS...]: builds into build/NAME; says something only when it fails.
build() {
    local directory=$BUILD_DIR/$1
    shift
    if ! mkdir -p "$directory" 2>/dev/null || ! [ -w "$directory" ]; then
        complain "no permission to write to $directory: it belongs to another user; remove it, or work as that user"
        return 1
    fi
    (
        flock 9
        if ! configure_and_compile "$directory" "$@" >"$directory/build.log" 2>&1 9>&-; then
            cat "$directory/build.log" >&2
            complain "the build in $directory failed"
            exit 1
        fi
    ) 9>"$directory/lock"
}

# --- Wireshark with the plugin ---

# Every program of Wireshark runs as an ordinary user with a home of its own.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$UNPRIVILEGED_ID" --regid="$UNPRIVILEGED_ID" --clear-groups "$@"
    else
        "$@"
    fi
}

make_home() {
    local home
    home=$(mktemp -d) || return 1
    if [ "$(id -u)" = 0 ]; then
        chown "$UNPRIVILEGED_ID:$UNPRIVILEGED_ID" "$home"
        if ! unprivileged test -w "$home"; then # TMPDIR in a folder of root's own
            rmdir "$home"
            home=$(mktemp -d -p /tmp) || return 1
        fi
    fi
    mkdir -p "$home/.local/lib/wireshark" "$home/config" "$home/captures"
    printf '%s\n' "$home"
}

# offer_plugins BUILD HOME: linked, or copied where the ordinary user cannot reach the build.
offer_plugins() {
    local offered=$2/.local/lib/wireshark/plugins
    if unprivileged ls "$1"/plugins/*/epan/sipwhy.so >/dev/null 2>&1; then
        ln -s "$1/plugins" "$offered"
    elif ls "$1"/plugins/*/epan/sipwhy.so >/dev/null 2>&1; then
        cp -R "$1/plugins" "$offered"
    else
        complain "there is no plugin in $1; build it first"
        return 1
    fi
}

# A sipwhy.so that is installed for everyone hides the build's, unless the global folder is replaced.
installed_plugin() {
    local folder
    folder=$(sed -n 's/^SIPWHY_PLUGIN_INSTALL_DIR:PATH=//p' "$1/CMakeCache.txt")
    [ -n "$folder" ] && [ -e "$folder/sipwhy.so" ]
}

# readable_capture FILE HOME: the file, or a copy of it where the ordinary user cannot read it.
readable_capture() {
    if [ -f "$1" ] && [ -r "$1" ] && ! unprivileged test -r "$1"; then
        cp -- "$1" "$2/captures/" || return 1
        printf '%s\n' "$2/captures/$(basename -- "$1")"
    else
        printf '%s\n' "$1"
    fi
}

# wireshark_run BUILD PROGRAM [ARGUMENTS...]: the program with the plugin in the folder BUILD, and nobody's own settings
# but the files in the folder $SIPWHY_CONFIG, if that is set. A capture is named as "-r FILE".
wireshark_run() (
    build_dir=$(cd "$1" && pwd) || exit 1
    shift
    home=$(make_home) || exit 1
    trap 'rm -rf "$home"' EXIT
    offer_plugins "$build_dir" "$home" || exit 1
    if [ -n "${SIPWHY_CONFIG:-}" ]; then
        cp -R "$SIPWHY_CONFIG/." "$home/config/" || exit 1
    fi
    command=()
    while [ $# -gt 0 ]; do
        command+=("$1")
        if [ "$1" = -r ] && [ $# -gt 1 ]; then
            command+=("$(readable_capture "$2" "$home")") || exit 1
            shift
        fi
        shift
    done
    if [ "$(id -u)" = 0 ]; then
        chown -R "$UNPRIVILEGED_ID:$UNPRIVILEGED_ID" "$home"
    fi
    settings=(-u WIRESHARK_RUN_FROM_BUILD_DIRECTORY -u WIRESHARK_PLUGIN_DIR -u WIRESHARK_DATA_DIR
        HOME="$home" WIRESHARK_CONFIG_DIR="$home/config")
    if installed_plugin "$build_dir"; then
        settings+=(WIRESHARK_PLUGIN_DIR="$home/.local/lib/wireshark/plugins" HOME="$home/config")
    fi
    unprivileged env "${settings[@]}" "${command[@]}"
)

# require_plugin BUILD: Wireshark's exit status does not tell whether it loaded a plugin, its list of plugins does.
require_plugin() {
    local listing
    listing=$(wireshark_run "$1" tshark -G plugins 2>&1) || true
    if grep -q '^sipwhy\.so[[:space:]]' <<<"$listing"; then
        return 0
    fi
    complain "$(wireshark_version) did not load the plugin in $1"
    grep -v $'\t' <<<"$listing" >&2 || true # the lines of the list have tabs
    if [ "$(id -u)" != 0 ] && [ "$(id -g)" = 0 ]; then
        complain "it loads no plugins for a user whose group is 0"
    fi
    return 1
}

wireshark_version() {
    tshark --version 2>/dev/null | sed -n '1s/^TShark (Wireshark) \([0-9.]*[0-9]\).*/Wireshark \1/p'
}

# --- Tests ---

# run_tests NAME [CTEST ARGUMENTS...]: ctest on build/NAME, with its results and pytest's in build/NAME/results.
run_tests() {
    local directory=$BUILD_DIR/$1
    shift
    rm -rf "$directory/results"
    mkdir -p "$directory/results"
    if [ -d "$directory/plugins" ]; then
        wireshark_version
    fi >"$directory/results/wireshark"
    ctest --test-dir "$directory" --output-on-failure --parallel "$(nproc)" --timeout 900 \
        --test-output-size-passed 10000000 --test-output-size-failed 10000000 \
        --output-junit "$directory/results/ctest.xml" "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    "$@"
fi
