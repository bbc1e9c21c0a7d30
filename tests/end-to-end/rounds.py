# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks one sharkd the same things again and again, and looks at its memory after each round.

Run as an ordinary user, in a home of its own, with the command that starts sharkd if it is not to be "sharkd -". On its standard input
stands {"rounds": number, "requests": [[method, parameters]]}. "{round}" in a text of the parameters becomes the number of the round:
sharkd keeps the frames of every filter. On its standard output stands {"memory": [bytes], "kinds": [number]}: the resident memory
after each round, and how many different answers there were to each request.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = 4096


def numbered(value: Any, number: int) -> Any:
    """Return the parameters for a round."""
    if isinstance(value, dict):
        return {name: numbered(item, number) for name, item in value.items()}
    return value.replace("{round}", str(number)) if isinstance(value, str) else value


def ask(server: subprocess.Popen[str], method: str, params: dict[str, Any]) -> str:
    """Return the line that sharkd answers."""
    assert server.stdin and server.stdout
    server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n")
    server.stdin.flush()
    answer = server.stdout.readline()
    if '"result"' not in answer:
        sys.exit(f"sharkd {method} {params}: {answer!r}")
    return answer


def resident(process: int) -> int:
    """Return the bytes of a process that are in memory."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * PAGE


def main() -> None:
    """Go through all rounds."""
    task = json.load(sys.stdin)
    server = subprocess.Popen(
        sys.argv[1:] or ["sharkd", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, encoding="utf-8", bufsize=1
    )
    memory = []
    answers: list[set[int]] = [set() for _ in task["requests"]]
    for number in range(task["rounds"]):
        for (method, params), known in zip(task["requests"], answers, strict=True):
            known.add(hash(ask(server, method, numbered(params, number))))
        memory.append(resident(server.pid))
    assert server.stdin
    server.stdin.close()
    if server.wait():
        sys.exit(f"sharkd ended with {server.returncode}")
    json.dump({"memory": memory, "kinds": [len(known) for known in answers]}, sys.stdout)


if __name__ == "__main__":
    main()
