# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration profile "SIP Why": Wireshark takes its files, and they show what they promise."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from conftest import BUILD, SOURCE, run_wireshark
from dissection import CAPTURES, readable_folder

NAME = "SIP Why"
PROFILE = SOURCE / "plugin" / "profile" / NAME
LESSONS = SOURCE / "captures"
TRANSFER = LESSONS / "transfer-failed.pcapng"
SEVERITIES = ["error", "warn", "note", "chat"]
CONTRAST = 7.0  # WCAG 2.2, success criterion 1.4.6
DISTANCE = 0.18  # of two backgrounds, of 1: clearly different

# How people without one kind of cones see linear red, green, blue (Viénot, Brettel, Mollon 1999).
VISIONS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}

Colour = tuple[float, float, float]


def lines(file: str) -> list[str]:
    """Return the lines of a file of the profile that are no comments."""
    text = (PROFILE / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def columns() -> dict[str, str]:
    """Return the columns: title and format."""
    return dict(re.findall(r'^\t"([^"]+)", "([^"]+)"', (PROFILE / "preferences").read_text(), re.M))


def buttons() -> dict[str, str]:
    """Return the filter buttons: label and filter."""
    rows = [re.findall(r'"([^"]*)"', line) for line in lines("dfilter_buttons")]
    return {row[1]: row[2].replace(r"\x22", '"').replace(r"\x5c", "\\") for row in rows}


def colour_rules() -> list[tuple[str, str, Colour, Colour]]:
    """Return the colour rules: name, filter, background, letters."""
    rows = []
    for line in lines("colorfilters"):
        _, name, condition, colours = line.split("@")
        both = [tuple(int(part) / 65535 for part in of) for of in re.findall(r"\[(\d+),(\d+),(\d+)\]", colours)]
        rows.append((name, condition, *both))
    return rows


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration folder as one has it after a personal install."""
    folder = tmp_path_factory.mktemp("config")
    shutil.copytree(PROFILE, folder / "profiles" / NAME)
    return folder


def tshark(config: Path, *args: str) -> list[str]:
    """Return the lines that tshark prints with the profile; it must have nothing to complain about."""
    result = run_wireshark(["tshark", "-C", NAME, *args], config)
    assert (result.returncode, result.stderr.decode()) == (0, "")
    return result.stdout.decode().splitlines()


def frames(config: Path, capture: Path, condition: str) -> list[int]:
    """Return the frames that a filter finds."""
    found = tshark(config, "-2", "-r", str(capture), "-Y", condition, "-T", "fields", "-e", "frame.number")
    return [int(frame) for frame in found]


# --- The files ---


def test_columns_show_code_verdict_cause_and_actor(config: Path) -> None:
    """Wireshark reads them from the profile, and they are the plugin's fields."""
    printed = tshark(config, "-2", "-r", str(TRANSFER), "-Y", "frame.number == 12")
    (line,) = (" ".join(line.split()) for line in printed)
    verdict = "the REFER was accepted, but the call to sip:nobody@a.example failed: 404 Not Found"
    assert re.search(rf" 202 {verdict}.* 202-refer-failed caller Status: 202 Accepted", line), line


def test_columns_are_fields(config: Path) -> None:
    fields = [text.split(":")[1] for text in columns().values() if text.startswith("%Cus:")]
    assert len(fields) == 4
    found = frames(config, TRANSFER, " && ".join(fields))
    assert 12 in found


def test_recent_names_the_columns() -> None:
    """Wireshark looks a width up by the column's format, of custom ones without occurrence and form."""
    text = (PROFILE / "recent").read_text(encoding="utf-8").split("column.width:")[1]
    widths = [name.strip('"') for name in re.findall(r'^\t("?%\S+), \d+', text, re.M)]
    assert widths == [re.sub(r"^(%Cus:[^:]+):.*", r"\1", text) for text in columns().values()]


def test_details_are_shown() -> None:
    assert "gui.tree_view_show: TRUE" in lines("recent")
    assert "gui.layout_content_2: PDETAILS" in lines("preferences")


@pytest.mark.parametrize(
    ("capture", "frame", "rule"),
    [
        ("transfer-failed", 12, "SIP Why: failed"),
        ("transfer-failed", 2, "SIP Why: normal"),
        ("busy-486", 1, None),
        ("busy-486", 13, "SIP Why: worth knowing"),
        ("loop-of-two-proxies-483", 12, "SIP Why: violation, loop or no answer"),
        ("cancelled-487", 2, "SIP Why: normal"),
    ],
)
def test_coloured_by_severity(config: Path, capture: str, frame: int, rule: str | None) -> None:
    asked = ["-Y", f"frame.number == {frame}", "-T", "fields", "-e", "frame.coloring_rule.name"]
    found = tshark(config, "-2", "--color", "-r", str(LESSONS / f"{capture}.pcapng"), *asked)
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in found] == [rule or ""]


def test_each_severity_has_a_rule() -> None:
    conditions = [condition for name, condition, *_ in colour_rules() if name.startswith(NAME)]
    assert conditions == [f'sipwhy.severity == "{severity}"' for severity in SEVERITIES]


def test_all_severities_occur(config: Path) -> None:
    seen = set()
    with readable_folder() as folder:
        merged = Path(folder) / "all.pcapng"
        subprocess.run(["mergecap", "-w", str(merged), *map(str, CAPTURES)], check=True)
        merged.chmod(0o644)
        asked = ["-Y", "sipwhy", "-T", "fields", "-e", "sipwhy.severity"]
        for line in tshark(config, "-2", "-r", str(merged), *asked):
            seen.update(line.split("\t")[0].split(","))
    assert seen == set(SEVERITIES)


# --- The filter buttons ---


@pytest.mark.parametrize(
    ("button", "capture", "found"),
    [
        ("Failed calls", "busy-486", [13, 15]),
        ("Failed calls", "call-challenged-407", []),
        ("Failed calls", "cancelled-487", []),
        ("Failed calls", "not-found-404", [2]),
        ("Authentication", "register-wrong-password", [2, 4]),
        ("Authentication", "call-challenged-407", [2]),
        ("Authentication", "busy-486", []),
        ("Media", "no-common-codec-488", [4, 6]),
        ("Media", "answer-without-media", [3]),
        ("Media", "busy-486", []),
        ("Transfers", "transfer-failed", [10, 11, 12, 15, 17, 20, 23, 25]),
        ("Transfers", "busy-486", []),
        ("No answer", "phone-gone-408", [5, 9]),
        ("No answer", "answers-lost", [2, 4, 6, 8, 10, 12, 14]),
        ("No answer", "busy-486", []),
    ],
)
def test_button(config: Path, button: str, capture: str, found: list[int]) -> None:
    assert frames(config, LESSONS / f"{capture}.pcapng", buttons()[button]) == found


@pytest.mark.parametrize("button", buttons())
def test_button_spares_an_ordinary_call(config: Path, button: str) -> None:
    assert frames(config, LESSONS / "plain-call.pcapng", buttons()[button]) == []


# --- Colours ---


def linear(colour: Colour) -> list[float]:
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]


def luminance(colour: Colour) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen_as(colour: Colour, vision: str) -> list[float]:
    light = linear(colour)
    mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in VISIONS[vision]]
    return [max(0.0, min(1.0, part)) ** (1 / 2.2) for part in mixed]


@pytest.mark.parametrize("rule", colour_rules(), ids=lambda rule: rule[0])
def test_letters_stand_out(rule: tuple[str, str, Colour, Colour]) -> None:
    """A rule brings both colours, so that a dark theme changes neither."""
    lighter, darker = sorted((luminance(rule[2]), luminance(rule[3])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= CONTRAST


@pytest.mark.parametrize("vision", VISIONS)
def test_backgrounds_differ(vision: str) -> None:
    for one, other in combinations(colour_rules()[: len(SEVERITIES)], 2):
        pair = zip(seen_as(one[2], vision), seen_as(other[2], vision), strict=True)
        distance = (sum((a - b) ** 2 for a, b in pair) / 3) ** 0.5
        assert distance >= DISTANCE, f"{one[0]} and {other[0]}: {distance:.2f}"


# --- Where it is installed ---


@pytest.fixture(scope="module")
def data_folder() -> Iterator[Path]:
    """Give Wireshark's data folder with the profile among its global ones."""
    installed = Path("/usr/share/wireshark")
    with readable_folder() as name:
        folder = Path(name)
        for entry in installed.iterdir():
            if entry.name != "profiles":
                (folder / entry.name).symlink_to(entry)
        shutil.copytree(PROFILE, folder / "profiles" / NAME)
        yield folder


def test_global_profile_is_found(data_folder: Path) -> None:
    """A user who has no profiles of his own chooses it by its name; Wireshark works on a copy."""
    ask = f'tshark -C "{NAME}" -2 -r "$1" -Y "frame.number == 12" && ls "$WIRESHARK_CONFIG_DIR/profiles/{NAME}"'
    with readable_folder() as folder:
        capture = Path(shutil.copy(TRANSFER, folder))
        capture.chmod(0o644)
        result = run_wireshark(["env", f"WIRESHARK_DATA_DIR={data_folder}", "sh", "-c", ask, "sh", str(capture)])
    assert (result.returncode, result.stderr.decode()) == (0, "")
    assert "202-refer-failed" in result.stdout.decode()
    assert {"colorfilters", "dfilter_buttons", "preferences"} <= set(result.stdout.decode().split())


def test_profile_is_installed(tmp_path: Path) -> None:
    """It is installed into Wireshark's data folder with the plugin."""
    if not (BUILD / "CMakeCache.txt").exists():
        pytest.skip("not a build folder")
    command = ["cmake", "--install", str(BUILD), "--component", "plugin"]
    subprocess.run(command, check=True, env={"PATH": "/usr/bin:/bin", "DESTDIR": str(tmp_path)}, stdout=subprocess.DEVNULL)
    (folder,) = tmp_path.rglob(NAME)
    assert folder.relative_to(tmp_path) == Path("usr/share/wireshark/profiles") / NAME
    assert sorted(file.name for file in folder.iterdir()) == sorted(file.name for file in PROFILE.iterdir())
    for file in folder.iterdir():
        assert file.read_bytes() == (PROFILE / file.name).read_bytes()
