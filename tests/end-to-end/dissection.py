# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark and sharkd show of the SIP messages of a capture, and what the plugin adds to it."""

import fcntl
import hashlib
import json
import pickle
import shlex
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree

import pytest

from conftest import BUILD, ROOT_WARNING, SOURCE, run_wireshark

CAPTURES = sorted((SOURCE / "captures").glob("*.pcapng"))
CAPTURE_NAMES = [capture.name for capture in CAPTURES]
TOGETHER = 2  # runs of tshark at a time
BATCH = 25  # captures in each of them
XML = b"<?xml "

Item = TypeVar("Item")

SEVERITIES = {0x200000: "chat", 0x400000: "note", 0x600000: "warn", 0x800000: "error"}
GROUPS = {0x02000000: "Sequence", 0x03000000: "Response", 0x09000000: "Protocol"}


@dataclass
class Expert:
    """An expert item."""

    severity: str
    group: str
    text: str


@dataclass
class Explanation:
    """An item of the plugin."""

    title: str
    fields: dict[str, list[str]]
    experts: list[Expert]

    def first(self, name: str) -> str:
        """Return the first value of sipwhy.NAME, "" if there is none."""
        return self.fields.get(f"sipwhy.{name}", [""])[0]

    @property
    def code(self) -> int:
        """Return the status code."""
        return int(self.first("code"))

    @property
    def request_frame(self) -> int | None:
        """Return the frame of the request that is answered."""
        return int(self.first("request_frame") or 0) or None

    @property
    def evidence(self) -> list[str]:
        """Return the observed facts."""
        return self.fields.get("sipwhy.evidence", [])

    @property
    def evidence_frames(self) -> list[int]:
        """Return the frames that prove the facts."""
        return [int(frame) for frame in self.fields.get("sipwhy.evidence.frame", [])]

    @property
    def expert(self) -> Expert:
        """Return the one expert item."""
        assert len(self.experts) == 1, f"{self.title}: {len(self.experts)} expert items"
        return self.experts[0]


@dataclass
class Message:
    """A SIP message as Wireshark's own dissector shows it."""

    fields: dict[str, list[str]]

    def first(self, name: str) -> str:
        """Return the first value of sip.NAME, "" if there is none."""
        return self.fields.get(f"sip.{name}", [""])[0]

    @property
    def code(self) -> int | None:
        """Return the status code of a response."""
        return int(self.first("Status-Code")) if self.first("Status-Code") else None


@dataclass
class Packet:
    """What was dissected of a frame."""

    number: int
    source: str = ""
    target: str = ""
    messages: list[Message] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)

    @property
    def explanation(self) -> Explanation:
        """Return the one explanation."""
        found = [explanation.code for explanation in self.explanations]
        assert len(found) == 1, f"frame {self.number}: explained {found}"
        return self.explanations[0]

    @property
    def codes(self) -> list[int]:
        """Return the explained codes."""
        return [explanation.code for explanation in self.explanations]


# --- tshark ---


def tshark_output(args: Sequence[str], capture: Path | None, stdin: bytes | None = None) -> bytes:
    """Return what tshark prints; it has to write nothing to stderr and to end with status 0."""
    command = ["tshark", *args, *(["-r", str(capture)] if capture else [])]
    result = run_wireshark(command, stdin=stdin)
    errors = [line for line in result.stderr.splitlines() if ROOT_WARNING.encode() not in line]
    assert not errors, f"{command} wrote to stderr: {errors}"
    assert result.returncode == 0, f"{command}: status {result.returncode}"
    return result.stdout


def dissect(capture: Path, args: Sequence[str] = ()) -> list[Packet]:
    """Return the packets that tshark shows."""
    return packets_of(tshark_output(["-T", "pdml", *args], capture))


def dissect_by_number(capture: Path, args: Sequence[str] = ()) -> dict[int, Packet]:
    """Return the packets that tshark shows, by frame number."""
    return {packet.number: packet for packet in dissect(capture, args)}


def packets_of(pdml: bytes) -> list[Packet]:
    """Read the output of tshark -T pdml."""
    return [packet_of(packet) for packet in ElementTree.fromstring(pdml).iter("packet")]


def packet_of(element: ElementTree.Element) -> Packet:
    """Read one packet of PDML. Messages in bodies and in ICMP errors are not counted."""
    packet = Packet(number=0)
    quoted = False
    for proto in element.findall("proto"):
        name, fields = proto.get("name"), fields_of(proto)
        quoted = quoted or name in ("icmp", "icmpv6")
        if name == "frame":
            packet.number = int(fields["frame.number"][0])
        elif name in ("ip", "ipv6") and not packet.source:
            packet.source = fields[f"{name}.src"][0]
            packet.target = fields[f"{name}.dst"][0]
        elif name == "sip" and not quoted:
            packet.messages.append(Message(fields))
        elif name == "sipwhy":
            experts = [expert_of(item) for item in proto.iter() if item.get("name") == "_ws.expert"]
            packet.explanations.append(Explanation(proto.get("showname", ""), fields, experts))
    return packet


def fields_of(proto: ElementTree.Element) -> dict[str, list[str]]:
    """Return the values of all fields under an item, by name, in their order."""
    fields: dict[str, list[str]] = {}
    for item in proto.iter("field"):
        fields.setdefault(item.get("name", ""), []).append(item.get("show", ""))
    return fields


def expert_of(item: ElementTree.Element) -> Expert:
    """Read an expert item of PDML."""
    fields = fields_of(item)
    return Expert(
        severity=SEVERITIES[int(fields["_ws.expert.severity"][0])],
        group=GROUPS[int(fields["_ws.expert.group"][0])],
        text=fields["_ws.expert.message"][0],
    )


def dissect_files(files: Mapping[str, Path], args: Sequence[str] = ()) -> dict[str, list[Packet]]:
    """Return the packets of many captures by their names, each read by a tshark of its own.

    Preparing Wireshark takes longer than reading a small capture, so that is done once for some.
    """
    batches = list(batched(files.values(), BATCH))
    with readable_folder() as folder, ThreadPoolExecutor(TOGETHER) as pool:
        outputs = pool.map(lambda batch: tshark_outputs(batch, args, Path(folder)), batches)
        packets = [packets_of(pdml) for output in outputs for pdml in output]
    return dict(zip(files, packets, strict=True))


def tshark_outputs(files: Sequence[Path], args: Sequence[str], folder: Path) -> list[bytes]:
    """Return what tshark -T pdml prints of each capture."""
    lines = ["set -e"]
    for file in files:
        copy = Path(tempfile.mkstemp(suffix=file.suffix, dir=folder)[1])
        copy.write_bytes(file.read_bytes())
        copy.chmod(0o644)
        lines.append(shlex.join(["tshark", "-T", "pdml", *args, "-r", str(copy)]))
    result = run_wireshark(["sh", "-c", "\n".join(lines)])
    errors = [line for line in result.stderr.splitlines() if ROOT_WARNING.encode() not in line]
    names = " ".join(file.name for file in files)
    assert not errors, f"tshark {args} of {names} wrote to stderr: {errors}"
    assert result.returncode == 0, f"tshark {args} of {names}: status {result.returncode}"
    outputs = [XML + output for output in result.stdout.split(XML)[1:]]
    assert len(outputs) == len(files), f"tshark {args} of {names}: {len(outputs)} outputs"
    return outputs


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Give the items in lists of at most so many."""
    left = list(items)
    for start in range(0, len(left), size):
        yield left[start : start + size]


def dissect_all(args: Sequence[str] = ()) -> dict[str, list[Packet]]:
    """Return the packets of all lesson captures, by the captures' names.

    Several test programs ask for the same, which takes half a minute: the first one keeps it for the others.
    """
    kept = BUILD / "results" / "dissected" / state_of_all(args)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            packets = dissect_files(dict(zip(CAPTURE_NAMES, CAPTURES, strict=True)), args)
            unfinished = kept.with_suffix(".new")
            unfinished.write_bytes(pickle.dumps(packets))
            unfinished.rename(kept)
        return pickle.loads(kept.read_bytes())


def state_of_all(args: Sequence[str]) -> str:
    """Return a name that is another one when anything has changed that dissect_all reads."""
    files = [*BUILD.glob("plugins/**/sipwhy.so"), *CAPTURES, Path(__file__)]
    state = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return hashlib.sha256(repr([*args, state]).encode()).hexdigest()


# --- sharkd ---


@contextmanager
def readable_folder() -> Iterator[Path]:
    """Give a folder that every user can read, unlike pytest's own: sharkd opens files by itself."""
    with tempfile.TemporaryDirectory(prefix="sipwhy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


Requests = list[tuple[str, dict[str, Any]]]


def sharkd(requests: Sequence[tuple[str, dict[str, Any]]], config: Path | None = None) -> list[Any]:
    """Return the results of one sharkd process for the methods with their parameters.

    The files in the folder `config` are its configuration.
    """
    answers = sharkd_answers(requests, config)
    for (method, params), answer in zip(requests, answers, strict=True):
        assert "result" in answer, f"sharkd {method} {params}: {answer}"
    return [answer["result"] for answer in answers]


def sharkd_answers(
    requests: Sequence[tuple[str, dict[str, Any]]], config: Path | None = None
) -> list[dict[str, Any]]:
    """Return the answers of one sharkd process, which may be errors."""
    if not shutil.which("sharkd"):
        pytest.skip("sharkd is not installed: it is in Debian's package wireshark-common")
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        for number, (method, params) in enumerate(requests, 1)
    ]
    answer = run_wireshark(["sharkd", "-"], config, stdin="\n".join([*lines, ""]).encode())
    assert answer.returncode == 0, f"sharkd: status {answer.returncode}: {answer.stderr.decode()}"
    return [json.loads(line) for line in answer.stdout.splitlines() if line.strip()]


def sharkd_files(files: Mapping[str, Path], column: str) -> dict[str, list[Packet]]:
    """Return what one sharkd explains in the frames whose column is not empty.

    A column finds them: sharkd 4.0 keeps the frames of a filter when it opens another file.
    """
    loads = [("load", {"file": str(file)}) for file in files.values()]
    listing = ("frames", {"column0": f"{column}:1"})
    listings = sharkd([ask for load in loads for ask in (load, listing)])[1::2]
    asked: list[tuple[str, int]] = []
    requests: Requests = []
    for name, load, frames in zip(files, loads, listings, strict=True):
        numbers = [frame["num"] for frame in frames if frame["c"][0]]
        requests += [load, *(("frame", {"frame": number, "proto": True}) for number in numbers)]
        asked += [(name, 0), *((name, number) for number in numbers)]
    result: dict[str, list[Packet]] = {name: [] for name in files}
    for (name, number), answer in zip(asked, sharkd(requests), strict=True):
        if number:
            items = sharkd_explanations(answer["tree"])
            result[name].append(Packet(number, explanations=items))
    return result


def sharkd_frames(
    files: Mapping[str, Path], frames: Mapping[str, Iterable[int]]
) -> dict[str, list[Packet]]:
    """Return the packets of the frames of each file, read by several sharkd processes.

    Those that are not there are left out.
    """
    with ThreadPoolExecutor(TOGETHER) as pool:
        batches = pool.map(
            lambda names: sharkd_batch({name: files[name] for name in names}, frames),
            batched(files, BATCH),
        )
        return {name: packets for batch in batches for name, packets in batch.items()}


def sharkd_batch(
    files: Mapping[str, Path], frames: Mapping[str, Iterable[int]]
) -> dict[str, list[Packet]]:
    """Return the packets of the frames of each file, all read by one sharkd."""
    asked: list[tuple[str, int]] = []
    requests: Requests = []
    for name, file in files.items():
        asked.append((name, 0))
        requests.append(("load", {"file": str(file)}))
        for number in frames[name]:
            asked.append((name, number))
            requests.append(("frame", {"frame": number, "proto": True}))
    result: dict[str, list[Packet]] = {name: [] for name in files}
    for (name, number), answer in zip(asked, sharkd_answers(requests), strict=True):
        if number and "result" in answer:
            tree = answer["result"]["tree"]
            messages = [Message({}) for node in tree if node.get("f") == "sip"]
            items = sharkd_explanations(tree)
            result[name].append(Packet(number, messages=messages, explanations=items))
        else:
            assert number or answer["result"] == {"status": "OK"}, f"{files[name]}: {answer}"
    return result


def sharkd_explanations(tree: Sequence[dict[str, Any]]) -> list[Explanation]:
    """Return the plugin's items of a tree that sharkd made of a frame."""
    return [sharkd_explanation(node) for node in tree if node.get("f") == "sipwhy"]


def sharkd_explanation(node: dict[str, Any]) -> Explanation:
    """Read one item: numbers and frames stand in filters, for example sipwhy.code == 404."""
    fields: dict[str, list[str]] = {}
    experts = []
    for child in sharkd_nodes(node):
        label = str(child["l"])
        name, _, value = str(child.get("f", "")).partition(" == ")
        if label.startswith("Expert Info ("):
            kind, _, text = label.removeprefix("Expert Info (").partition("): ")
            severity, _, group = kind.partition("/")
            experts.append(Expert(severity.lower().replace("warning", "warn"), group, text))
        elif name.startswith("sipwhy.") and value:
            fields.setdefault(name, []).append(value.strip('"'))
    return Explanation(str(node["l"]), fields, experts)


def sharkd_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give all nodes under a node."""
    for child in node.get("n", []):
        yield child
        yield from sharkd_nodes(child)
