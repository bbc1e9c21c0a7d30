# SPDX-License-Identifier: GPL-2.0-or-later
"""What the benchmarks share: the programs with and without the plugin, what a run of them took, captures, tables."""

import argparse
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import captures

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / "environment.sh"
TASK = ["-q", "-z", "sip,stat"]
REPORT_TASK = ["-q", "-z", "sipwhy,report"]


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def fail(text):
    sys.exit(f"{Path(sys.argv[0]).name}: {text}")


def environment(script, *arguments):
    """Runs a line of bash that can use the functions of tests/environment.sh, returns what it prints."""
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", f". {shlex.quote(str(ENVIRONMENT))}; {script}",
                           sys.argv[0], *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


# --- What is compared ---


@dataclass
class Variant:
    """One of the ways to run tshark that are compared."""
    name: str
    plugin: bool = False
    lua: bool = False
    field: str = None  # there if and only if the variant does what it should
    task: tuple = tuple(TASK)


PLAIN = Variant("plain")
PLUGIN = Variant("plugin", plugin=True, field="sipwhy.code")
REPORT = Variant("plugin's report", plugin=True, field="sipwhy.code", task=tuple(REPORT_TASK))
LUA = Variant("Lua look-up", lua=True, field="lookup.meaning")


def plugin_build(folder):
    """The folder with the plugin, which is built if none is given, and what to call this plugin."""
    if folder:
        return folder.resolve(), f"in {folder}"
    revision = subprocess.run(["git", "-C", str(HERE), "describe", "--always", "--dirty"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    build = environment('require_packages "${PLUGIN_PACKAGES[@]}"; '
                        'build bench -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF; echo "$BUILD_DIR/bench"')
    return Path(build), revision or "of unknown revision"


def machine():
    """What it was measured on."""
    model = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return (f"{os.cpu_count()} cores{', ' + model[1] if model else ''}; "
            f"load at the end {os.getloadavg()[0]:.1f}")


# --- Captures ---


def make_captures(wanted, folder):
    """Writes the captures that are not there yet, and sets their `path`; each has a `kind` and a number of `packets`."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        fail(f"{folder} belongs to somebody else; choose another one with --cache")
    generator = hashlib.sha256((HERE / "captures.py").read_bytes()).hexdigest()[:8]
    for capture in wanted:
        capture.path = folder / f"{capture.kind}-{capture.packets}-{generator}.pcap"
        if capture.path.exists():
            continue
        say(f"Making {capture.path}")
        unfinished = capture.path.with_suffix(f".{os.getpid()}")
        try:
            captures.write(capture.kind, capture.packets, unfinished)
            unfinished.replace(capture.path)
        finally:
            unfinished.unlink(missing_ok=True)
    environment('unprivileged test -r "$1" || { complain "ordinary users cannot read $1"; exit 1; }',
                wanted[0].path)


# --- Runs ---


@dataclass
class Run:
    cpu: float = 0  # seconds
    wall: float = 0  # seconds
    memory: float = 0  # bytes, peak
    instructions: int = 0


class Programs:
    """Wireshark's programs with a home for each variant, so that all of them differ in nothing else."""

    def __init__(self, build):
        self.build = build
        self.homes = {}
        self.user = int(environment('echo "$UNPRIVILEGED_ID"')) if os.geteuid() == 0 else None
        self.hide_installed = not environment('installed_plugin "$1" || echo none', build)
        environment('require_plugin "$1"', build)

    def __enter__(self):
        for plugin in (False, True):
            home = Path(environment("make_home"))
            self.homes[plugin] = home
            shutil.copy(HERE / "lookup.lua", home)
            if plugin:
                environment('offer_plugins "$1" "$2"', self.build, home)
        return self

    def __exit__(self, *_):
        for home in self.homes.values():
            shutil.rmtree(home, ignore_errors=True)

    def start(self, variant, command, **streams):
        """Starts a program as an ordinary user."""
        home = self.homes[variant.plugin]
        settings = {key: value for key, value in os.environ.items() if not key.startswith("WIRESHARK_")}
        settings |= {"HOME": str(home), "WIRESHARK_CONFIG_DIR": str(home / "config"), "LC_ALL": "C.UTF-8"}
        if self.hide_installed:  # replaces the folder of everybody's plugins
            settings |= {"HOME": str(home / "config"),
                         "WIRESHARK_PLUGIN_DIR": str(home / ".local/lib/wireshark/plugins")}
        identity = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return subprocess.Popen(command, env=settings, cwd="/", **{"stdin": subprocess.DEVNULL} | streams, **identity)

    def tshark(self, variant, *arguments):
        lua = ["-X", f"lua_script:{self.homes[variant.plugin] / 'lookup.lua'}"] if variant.lua else []
        return ["tshark", *lua, *arguments]

    def fields(self, variant, capture, field):
        process = self.start(variant, self.tshark(variant, "-r", capture.path, "-T", "fields", "-e", field),
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return process.communicate()[0].split()

    def check(self, variants, capture):
        """Wireshark goes on without a plugin or a script that it cannot load."""
        for variant in variants:
            for other in (PLUGIN, LUA):
                if bool(self.fields(variant, capture, other.field)) != (other is variant):
                    fail(f"{variant.name}: {other.field} is {'missing' if other is variant else 'there'}")

    def measure(self, variant, capture, instructions=False):
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"] if instructions else []
        with tempfile.TemporaryFile() as errors:
            began = time.monotonic()
            command = self.tshark(variant, *variant.task, "-r", capture.path)
            process = self.start(variant, [*valgrind, *command], stdout=subprocess.DEVNULL, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            complaints = errors.read().decode(errors="replace")
        if process.returncode:
            fail(f"{shlex.join(map(str, process.args))} ended with {process.returncode}:\n{complaints}")
        if instructions:
            return Run(instructions=int(re.search(r"Collected : (\d+)", complaints)[1]))
        return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)


# --- Tables ---


def table(head, rows):
    print()
    for row in [head, ["---", *["---:"] * (len(head) - 1)], *rows]:
        print("|", " | ".join(row), "|")


# --- Command line ---


def positive(kind):
    def convert(text):
        number = kind(text)
        if not number > 0:
            raise argparse.ArgumentTypeError("must be more than 0")
        return number
    return convert


def add_folders(parser):
    parser.add_argument("--build", type=Path, metavar="DIR",
                        help="measure the plugin of this build folder (default: builds it in build/bench)")
    parser.add_argument("--cache", type=Path, metavar="DIR",
                        default=Path(tempfile.gettempdir()) / f"sipwhy-bench-{os.geteuid()}",
                        help="folder for the captures, which are reused (default: %(default)s)")
