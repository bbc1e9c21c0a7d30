#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads damaged captures with tshark and the plugin: no crash, no hang, no growth, no word on stderr.

Each capture is damaged in each of the ways below: that makes a variant. tshark reads several variants at a time, one
behind the other, in one pass and in two, with every report. If something is wrong the variants of that file are read
one by one, to name the one to blame. With a build that has sanitizers (-DSIPWHY_SANITIZE=address,undefined and gcc)
their library is loaded into tshark.
"""

import argparse
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
ENVIRONMENT = SOURCE / "tests" / "environment.sh"
CAPTURES = sorted((SOURCE / "captures").glob("*.pcapng"))
REPORTS = ["-z", "sipwhy,report", "-z", "sipwhy,json", "-z", "sipwhy,calls", "-z", "sipwhy,tree"]
PASSES = {"one pass": ["-n", "-V"], "two passes": ["-2", "-n", "-V"]}
CPU_SECONDS = 300
MEMORY_MB = 3000
HEADERS = "42"  # bytes of Ethernet, IPv4 and UDP, which some ways of damage leave whole
OF_OTHERS = re.compile(rb"Dissector bug, protocol (?!SIP Why)|This could be dangerous|^$")

NO_FRAMES = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)  # a pcap file

Frames = list[bytes]  # records of a pcap file
Change = Callable[[Frames, random.Random], Frames]


def swap_neighbours(frames: Frames, chance: random.Random) -> Frames:
    return [frame for _, frame in sorted(enumerate(frames), key=lambda item: item[0] + chance.uniform(0, 3))]


def shuffle(frames: Frames, chance: random.Random) -> Frames:
    return chance.sample(frames, len(frames))


def drop(rate: float) -> Change:
    return lambda frames, chance: [frame for frame in frames if chance.random() >= rate]


def repeat(frames: Frames, chance: random.Random) -> Frames:
    return [frame for frame in frames for _ in range(chance.choice((1, 1, 2, 3)))]


# Options of editcap, or what becomes of the frames.
DAMAGES: dict[str, list[str] | Change] = {
    "bytes 0.001": ["-E", "0.001"],
    "bytes 0.005": ["-E", "0.005"],
    "bytes 0.05": ["-E", "0.05"],
    "SIP bytes 0.001": ["-E", "0.001", "-o", HEADERS],
    "SIP bytes 0.002": ["-E", "0.002", "-o", HEADERS],
    "SIP bytes 0.005": ["-E", "0.005", "-o", HEADERS],
    "SIP bytes 0.02": ["-E", "0.02", "-o", HEADERS],
    "SIP bytes 0.1": ["-E", "0.1", "-o", HEADERS],
    "cut at 60": ["-s", "60"],
    "cut at 190": ["-s", "190"],
    "cut at 420": ["-s", "420"],
    "cut at 900": ["-s", "900"],
    "swapped": swap_neighbours,
    "shuffled": shuffle,
    "reversed": lambda frames, chance: frames[::-1],
    "one in five dropped": drop(0.2),
    "one in two dropped": drop(0.5),
    "repeated": repeat,
}
BARE = ("cut at 60",)  # so short that no response is left


def merge(files: list[Path], merged: Path) -> None:
    """Put captures one behind the other. Wireshark 4.0 writes the keys of TLS only if there are several."""
    subprocess.run(["mergecap", "-a", "-w", str(merged), *map(str, files)], check=True)


@dataclass(frozen=True)
class Variant:
    """A damaged capture."""

    capture: Path
    damage: str
    seed: int

    def write(self, file: Path) -> None:
        """Write it; if its frames change places as pcap, which cannot hold the keys of TLS."""
        way = DAMAGES[self.damage]
        if isinstance(way, list):
            options = ["--seed", str(self.seed), *way]
        else:
            options = ["-F", "pcap", "--discard-all-secrets"]
        whole = file.with_suffix(".whole")
        whole.with_suffix(".none").write_bytes(NO_FRAMES)
        merge([self.capture, whole.with_suffix(".none")], whole)
        command = ["editcap", *options, str(whole), str(file)]
        subprocess.run(command, check=True, capture_output=True)
        if callable(way):
            change_frames(file, way, random.Random(f"{self.capture.name} {self.damage} {self.seed}"))

    def __str__(self) -> str:
        return f"{self.capture.name}, {self.damage}, seed {self.seed}"


def change_frames(file: Path, way: Change, chance: random.Random) -> None:
    """Take the records of a pcap file apart and put them together otherwise."""
    data = file.read_bytes()
    frames, place = [], 24
    while place < len(data):
        (length,) = struct.unpack_from("<I", data, place + 8)
        frames.append(data[place : place + 16 + length])
        place += 16 + length
    file.write_bytes(data[:24] + b"".join(way(frames, chance)))


@dataclass
class Totals:
    """What was read."""

    variants: int = 0
    runs: int = 0
    explained: int = 0  # responses that the plugin explained
    faults: list[str] = field(default_factory=list)


@cache
def settings_of(build: Path) -> list[str]:
    """Return a command that sets limits, and loads the library of the sanitizers if the build has them."""
    cache_text = (build / "CMakeCache.txt").read_text()
    limits = ["prlimit", f"--cpu={CPU_SECONDS}"]
    if not re.search(r"^SIPWHY_SANITIZE:\w+=.*address", cache_text, re.M):
        return [*limits, f"--as={MEMORY_MB * 1024 * 1024}"]
    find = ["gcc", "-print-file-name=libasan.so"]
    library = subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip()
    return [
        *limits, "env", f"LD_PRELOAD={os.path.realpath(library)}", "UBSAN_OPTIONS=print_stacktrace=1",
        f"ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb={MEMORY_MB}",  # Wireshark leaks by itself
        "WIRESHARK_EXTCAP_DIR=/nonexistent",  # it starts these programs, with the library too
    ]


def run_tshark(build: Path, arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    command = ["bash", str(ENVIRONMENT), "wireshark_run", str(build), *settings_of(build), "tshark", *arguments]
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def require_plugin(build: Path) -> None:
    listing = run_tshark(build, ["-G", "plugins"])
    if not re.search(rb"^sipwhy\.so\s", listing.stdout, re.M):
        sys.exit(f"tshark did not load the plugin in {build}:\n{listing.stderr.decode()}")


def faults_of(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return what is wrong with a run."""
    faults = []
    if result.returncode != 0:
        faults.append(f"status {result.returncode}")
    if b"Dissector bug, protocol SIP Why" in result.stdout:
        faults.append("a dissector bug of the plugin")
    if b'"type":"summary"' not in result.stdout:
        faults.append("no report")
    lines = [line for line in result.stderr.splitlines() if not OF_OTHERS.search(line)]
    faults += [line.decode(errors="replace")[:200] for line in lines[:5]]
    return faults


def read(build: Path, file: Path, totals: Totals) -> dict[str, list[str]]:
    """Read a file in all passes. Return what is wrong with each."""
    wrong = {}
    for name, options in PASSES.items():
        result = run_tshark(build, [*options, *REPORTS, "-r", str(file)])
        totals.runs += 1
        totals.explained += result.stdout.count(b"\n[SIP Why: ")
        faults = faults_of(result)
        if faults:
            wrong[name] = faults
    return wrong


def read_together(build: Path, variants: list[Variant], folder: Path, totals: Totals) -> None:
    """Read variants one behind the other; if something is wrong, one by one."""
    files = []
    for place, variant in enumerate(variants):
        files.append(folder / f"{place}.pcapng")
        variant.write(files[-1])
    merged = folder / "merged.pcapng"
    merge(files, merged)
    totals.variants += len(variants)
    wrong = read(build, merged, totals)
    if not wrong:
        return
    before = len(totals.faults)
    for variant, file in zip(variants, files, strict=True):
        for name, faults in read(build, file, totals).items():
            totals.faults.append(f"{variant}, {name}: " + "; ".join(faults))
    if len(totals.faults) == before:
        names = ", ".join(map(str, variants))
        totals.faults.append(f"only together ({names}): {wrong}")


def all_variants(count: int) -> Iterator[Variant]:
    """Yield so many variants, evenly spread over captures and damages; the kind of damage changes slowest."""
    every = [Variant(capture, damage, seed) for seed in range(1, 10) for damage in DAMAGES for capture in CAPTURES]
    whole = min(len(every), max(count, 1))
    if whole <= len(CAPTURES) * len(DAMAGES):
        every = every[: len(CAPTURES) * len(DAMAGES)]
        yield from (every[place * len(every) // whole] for place in range(whole))
    else:
        yield from every[:whole]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=SOURCE / "build" / "default", help="folder with the plugin")
    parser.add_argument("--variants", type=int, default=len(CAPTURES) * len(DAMAGES), help="how many (default: all)")
    parser.add_argument("--together", type=int, default=38, help="how many are read as one file")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    require_plugin(arguments.build)
    totals = Totals()
    variants = list(all_variants(arguments.variants))
    for start in range(0, len(variants), arguments.together):
        group = variants[start : start + arguments.together]
        with tempfile.TemporaryDirectory() as folder:
            read_together(arguments.build, group, Path(folder), totals)
        print(f"{totals.variants} variants, {totals.runs} runs, {len(totals.faults)} faults", file=sys.stderr)
    print(f"{totals.variants} variants of {len(CAPTURES)} captures, {totals.runs} runs of tshark, "
          f"{totals.explained} responses explained, {len(totals.faults)} faults")
    print(*totals.faults, sep="\n")
    return 1 if totals.faults or not totals.explained else 0


if __name__ == "__main__":
    sys.exit(main())
