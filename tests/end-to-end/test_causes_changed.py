# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of causes/*.tsv about built conversations with changes (see alteration.py).

Which rules hold does not depend on Wireshark's version, so one version is enough for these. What they say
in a single pass is only read where it is something else: what differs between the passes is what comes
later, and that they have from the original, which test_causes_one_pass reads.
"""

from pathlib import Path

import pytest

from alteration import SEPARATOR
from dissection import Packet, dissect_files
from test_causes import FOR_OURS, ROWS
from test_causes import Dissected, Row, by_frame, check, check_message, files, in_sharkd, sharkd_packets

__all__ = ["files", "in_sharkd", "sharkd_packets"]  # fixtures

CHANGED = [row for row in ROWS if SEPARATOR in row.capture]


@pytest.fixture(scope="module")
def one_pass(files: dict[str, Path]) -> Dissected:
    """Return what tshark shows while it reads the files."""
    read = {row.capture for row in CHANGED if row.passes == "one"}
    return by_frame(dissect_files({name: file for name, file in files.items() if name in read}, FOR_OURS))


@pytest.mark.parametrize("row", [row for row in CHANGED if row.passes == "one"], ids=lambda row: row.name)
def test_one_pass(one_pass: Dissected, row: Row) -> None:
    check(row, one_pass)


@pytest.mark.parametrize("row", [row for row in CHANGED if row.passes != "one"], ids=lambda row: row.name)
def test_sharkd(in_sharkd: Dissected, row: Row) -> None:
    check(row, in_sharkd)


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row.name)
def test_row_is_about_a_sip_message(sharkd_packets: dict[str, list[Packet]], row: Row) -> None:
    check_message(row, sharkd_packets)
