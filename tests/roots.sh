# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Roots of Debian releases, for tests/run and tests/packages. Source it after environment.sh; $WORK is a folder for logs.

# step TEXT COMMAND...: runs it silently, shows its duration, and its output only when it fails.
step() {
    local text=$1 started=$SECONDS status=0 log=$WORK/step.log
    shift
    printf '%-56s' "$text"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    printf '%6s  %s\n' "$((SECONDS - started)) s" "$([ "$status" = 0 ] && echo ok || echo FAILED)"
    [ "$status" = 0 ] || cat "$log"
    return "$status"
}

# prepare_roots: sets ROOTS to the folder that keeps them, or ends the script.
prepare_roots() {
    if [ "$(id -u)" != 0 ]; then
        complain "this needs root: it makes roots of other Debian releases and enters them with chroot"
        exit 2
    fi
    require_packages "${ROOT_PACKAGES[@]}"
    ROOTS=${SIPWHY_ROOTS:-${HOME:-$(getent passwd "$(id -u)" | cut -d : -f 6)}/.cache/sipwhy/roots}
    mkdir -p "$ROOTS"
    ROOTS=$(cd "$ROOTS" && pwd)
}

TREE=/srv/sipwhy # the copy of the checkout in a root

# The mirror that apt uses on this machine: repository "" for the releases, "-security" for their updates.
debian_mirror() {
    local targets
    # shellcheck disable=SC2016 # expanded by apt-get
    targets=$(apt-get indextargets --format '$(ORIGIN) $(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian //p')
    if [ -z "$targets" ]; then # apt-get update has not run yet
        # shellcheck disable=SC2016
        targets=$(apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' \
            'Created-By: Packages')
    fi
    awk -v suite="^[a-z]+$1\$" '$2 == "main" && $1 ~ suite && !found { print $3; found = 1 }' <<<"$targets"
}

# The lines of sources.list for a suite. Testing has no updates of its own that matter here.
root_sources() {
    local mirror security
    mirror=$(debian_mirror '')
    security=$(debian_mirror -security)
    printf 'deb %s %s main\n' "${mirror:-http://deb.debian.org/debian}" "$1"
    if [ "$1" != testing ] && [ -n "$security" ]; then
        printf 'deb %s %s-security main\n' "$security" "$1"
    fi
}

# root_is ROOT SUITE PACKAGES...: whether make_root made it with these arguments.
root_is() {
    printf '%s\n' "${@:2}" | cmp -s - "$1/etc/sipwhy-root"
}

# in_root ROOT COMMAND...: with /proc and /dev of its own where mounting is permitted, else with chroot alone.
in_root() {
    local root=$1 environment
    shift
    environment=(env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8)
    if unshare --mount true 2>/dev/null; then
        # shellcheck disable=SC2016
        unshare --mount sh -c '
            mount -t proc proc "$1/proc"
            [ -c "$1/dev/null" ] || mount --rbind /dev "$1/dev"
            shift
            exec "$@"' - "$root" "${environment[@]}" chroot "$root" "$@"
    else
        "${environment[@]}" chroot "$root" "$@"
    fi
}

# make_root ROOT SUITE PACKAGES...: it is made under another name, so that what stands under its own name is complete.
make_root() {
    local root=$1 suite=$2 packages
    packages=$(IFS=, && echo "${*:3}")
    rm -rf --one-file-system "$root.new" || return 1
    root_sources "$suite" >"$WORK/$suite.list" || return 1
    # Testing's index may be past its date, and a clock may be wrong; the signature is still checked.
    mmdebstrap --variant=minbase ${packages:+--include="$packages"} \
        --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
        "$suite" "$root.new" "$WORK/$suite.list" || return 1
    printf '%s\n' "${@:2}" >"$root.new/etc/sipwhy-root" || return 1
    rm -rf --one-file-system "$root" && mv -T "$root.new" "$root"
}

# The files of the checkout as they are now: those that git knows and those that it does not ignore.
checkout_files() {
    if git -c safe.directory='*' -C "$SOURCE_DIR" rev-parse --git-dir >/dev/null 2>&1; then
        git -c safe.directory='*' -C "$SOURCE_DIR" ls-files -z --cached --others --exclude-standard --deduplicate |
            while IFS= read -r -d '' file; do
                [ ! -e "$SOURCE_DIR/$file" ] || printf '%s\0' "$file"
            done
    else
        (cd "$SOURCE_DIR" && find . -path ./build -prune -o -type f -print0)
    fi
}

copy_checkout() {
    rm -rf "${1:?}$TREE" && mkdir -p "$1$TREE" || return 1
    checkout_files | tar -C "$SOURCE_DIR" --null --no-recursion -T - -c | tar -C "$1$TREE" --no-same-owner -x
}
