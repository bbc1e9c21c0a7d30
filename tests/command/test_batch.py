# SPDX-License-Identifier: GPL-2.0-or-later
"""GNU parallel over ssh, as BATCH.md says it, with two hosts on loopback."""

import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import BUILD, SIPWHY, run_sipwhy
from reports import CAPTURES, ENVIRONMENT, HAS_PLUGIN, NOBODY, lines_of, report_lines

HOSTS = ("127.0.0.1", "127.0.0.2")
SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
TIME_LIMIT = 300

pytestmark = [
    pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built"),
    pytest.mark.skipif(os.getuid() != 0, reason="logging in as somebody else needs root"),
    pytest.mark.skipif(not (SSHD and shutil.which("parallel") and shutil.which("ssh")),
                       reason="openssh-server, openssh-client or parallel is not installed"),
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def make_key(path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def write_command(place: Path) -> None:
    """What a host has in its path: the command, with tshark that finds the plugin."""
    binaries = place / "bin"
    binaries.mkdir()
    wrapper = binaries / "sipwhy"
    wrapper.write_text(f"""#!/bin/sh
printf '%s\\n' "$SSH_CONNECTION" >>{place}/connections
exec bash {ENVIRONMENT} wireshark_run {BUILD} sh -c 'TMPDIR=$HOME exec "$0" "$@"' {SIPWHY} "$@"
""")
    wrapper.chmod(0o755)


@pytest.fixture
def hosts(place: Path) -> Iterator[tuple[str, ...]]:
    """Names of two hosts for --sshlogin. Each is an sshd in a mount namespace in which nobody can log in."""
    port = free_port()
    for name in ("host_key", "user_key"):
        make_key(place / name)
    write_command(place)
    # nobody gets a shell and a home, in the namespace only
    passwd = place / "passwd"
    passwd.write_text("".join(
        line if not line.startswith("nobody:") else f"nobody:x:{NOBODY}:{NOBODY}::{place}/home:/bin/bash\n"
        for line in Path("/etc/passwd").read_text().splitlines(keepends=True)))  # fmt: skip
    (place / "home").mkdir()
    os.chown(place / "home", NOBODY, NOBODY)
    (place / "authorized").write_text((place / "user_key.pub").read_text())
    (place / "sshd_config").write_text(f"""Port {port}
ListenAddress {HOSTS[0]}
ListenAddress {HOSTS[1]}
HostKey {place}/host_key
AuthorizedKeysFile {place}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
PidFile none
SetEnv PATH={place}/bin:/usr/local/bin:/usr/bin:/bin TMPDIR={place}/home
""")
    started = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c",
         f"mount --bind {passwd} /etc/passwd && mkdir -p /run/sshd && exec {SSHD} -D -e -f {place}/sshd_config"],
        stdout=subprocess.DEVNULL, stderr=(place / "sshd.log").open("w"))  # fmt: skip
    options = f"-p {port} -i {place}/user_key -o StrictHostKeyChecking=no -o UserKnownHostsFile={place}/known -o LogLevel=ERROR"
    logins = tuple(f"ssh {options} nobody@{host}" for host in HOSTS)
    try:
        wait_for_hosts(started, logins, place)
        yield logins
    finally:
        started.terminate()
        started.wait()


def wait_for_hosts(started: subprocess.Popen[bytes], logins: tuple[str, ...], place: Path) -> None:
    for _ in range(100):
        if started.poll() is not None:
            log = (place / "sshd.log").read_text()
            if "unshare" in log or "mount" in log:
                pytest.skip(f"no mount namespace: {log}")
            pytest.fail(log)
        if all(subprocess.run([*shlex.split(login), "true"], check=False, capture_output=True).returncode == 0 for login in logins):
            return
        time.sleep(0.1)
    pytest.fail((place / "sshd.log").read_text())


def test_parallel(place: Path, hosts: tuple[str, ...]) -> None:
    names = ["busy-486", "not-found-404", "plain-call", "declined-603", "cancelled-487", "no-answer-480"]
    folder = place / "captures"
    folder.mkdir()
    for name in names:
        shutil.copy(CAPTURES / f"{name}.pcapng", folder)
    logins = [argument for login in hosts for argument in ("--sshlogin", f"1/{login}")]
    captures = "".join(f"captures/{name}.pcapng\n" for name in names)
    result = subprocess.run(
        ["parallel", *logins, "--will-cite", "--halt", "now,fail=1", "--transferfile", "{}", "--cleanup",
         f"{place}/bin/sipwhy report --jobs 1 --format json {{}}"],
        cwd=place, input=captures, capture_output=True, encoding="utf-8", timeout=TIME_LIMIT, check=False,
        env=os.environ | {"HOME": str(place), "PARALLEL_HOME": str(place)})  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count('"summary"') == len(names), (place / "sshd.log").read_text()[-3000:]
    night = place / "night.ndjson"
    night.write_text(result.stdout, encoding="utf-8")
    merged = lines_of(run_sipwhy("merge", "--format", "json", str(night)).stdout)
    here = report_lines(*(folder / f"{name}.pcapng" for name in names))
    assert strip(merged) == strip(here)
    servers = {line.split()[2] for line in (place / "connections").read_text().splitlines()}
    assert servers == set(HOSTS)
    assert not list((place / "home").rglob("*.pcapng"))


def strip(lines: list[dict[str, object]]) -> str:
    """Without the folder that captures were in."""
    return "\n".join(map(str, map(relative, lines)))


def relative(value: object) -> object:
    if isinstance(value, dict):
        return {key: relative(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [relative(inner) for inner in value]
    if isinstance(value, str) and value.endswith(".pcapng"):
        return Path(value).name
    return value
