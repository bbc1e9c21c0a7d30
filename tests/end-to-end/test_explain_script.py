# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/explain tells what came of things: it reads a capture before it explains it."""

import subprocess

from conftest import SOURCE


def test_outcome_is_told() -> None:
    command = [str(SOURCE / "captures" / "explain"), str(SOURCE / "captures" / "transfer-failed.pcapng")]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert result.returncode == 0, result.stderr
    told = " ".join(result.stdout.split())
    assert "SIP Why: 202 Accepted: the REFER was accepted, but the call to sip:nobody@a.example failed: 404 Not Found" in told
    assert "its result is open" not in told
