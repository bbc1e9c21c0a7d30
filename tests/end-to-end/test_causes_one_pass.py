# SPDX-License-Identifier: GPL-2.0-or-later
"""What test_causes checks in sharkd holds in tshark's single pass, too: all built conversations.

Which rules hold does not depend on Wireshark's version, so one version is enough for these; those of
a single pass alone, and all real captures, are read by test_causes on each. Conversations with changes
are left out: what differs between the passes is what comes later, and that they have from the original.
"""

from pathlib import Path

import pytest

from alteration import SEPARATOR
from dissection import dissect_files
from test_causes import FOR_OURS, LESSONS, ROWS
from test_causes import Dissected, Row, by_frame, check, files

__all__ = ["files"]  # a fixture

BUILT = [
    row for row in ROWS
    if row.passes == "both" and row.capture not in LESSONS and SEPARATOR not in row.capture
]


@pytest.fixture(scope="module")
def one_pass(files: dict[str, Path]) -> Dissected:
    """Return what tshark shows while it reads the files."""
    return by_frame(dissect_files(files, FOR_OURS))


@pytest.mark.parametrize("row", BUILT, ids=lambda row: row.name)
def test_one_pass(one_pass: Dissected, row: Row) -> None:
    check(row, one_pass)
