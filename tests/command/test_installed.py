# SPDX-License-Identifier: GPL-2.0-or-later
"""What is installed: the executable, its manual page, and completion in the shells themselves."""

import os
import re
import select
import shutil
import subprocess
import time
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import BUILD, SIPWHY, SOURCE, clean_environment, objects

MANUAL = BUILD / "src" / "command" / "sipwhy.1"
COMPLETIONS = SOURCE / "src" / "command" / "completions"
TIME_LIMIT = 60

with_bash = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
with_fish = pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
with_zsh = pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
with_man = pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")


def test_install(tmp_path: Path) -> None:
    subprocess.run(["cmake", "--install", str(BUILD), "--component", "command"], check=True,
                   env=clean_environment(DESTDIR=str(tmp_path)), stdout=subprocess.DEVNULL)
    files = {str(path.relative_to(tmp_path)).removeprefix("usr/local/") for path in tmp_path.rglob("*") if path.is_file()}
    documents = {path for path in files if path.startswith("share/doc/sipwhy/")}
    assert {"share/doc/sipwhy/site-example.ini", "share/doc/sipwhy/SITE-TABLES.md",
            "share/doc/sipwhy/packs/kamailio.ini"} <= documents
    assert files - documents == {"bin/sipwhy", "share/man/man1/sipwhy.1", "share/bash-completion/completions/sipwhy",
                     "share/zsh/site-functions/_sipwhy", "share/sipwhy/command.schema.json", "share/sipwhy/report.schema.json",
                     "share/fish/vendor_completions.d/sipwhy.fish"}
    installed = next(tmp_path.rglob("bin/sipwhy"))
    assert subprocess.run([installed, "--version"], check=True, env=clean_environment(), capture_output=True,
                          encoding="utf-8").stdout.startswith("sipwhy ")


def test_libraries() -> None:
    """Nothing but GLib's own libraries, and what reports need."""
    needed = subprocess.run(["objdump", "-p", str(SIPWHY)], check=True, capture_output=True, encoding="utf-8").stdout
    libraries = set(re.findall(r"NEEDED +(\S+)", needed))
    assert "libglib-2.0.so.0" in libraries
    assert not [name for name in libraries if re.match(r"lib(wireshark|wiretap|wsutil)", name)]
    assert libraries <= {"libglib-2.0.so.0", "libgio-2.0.so.0", "libgobject-2.0.so.0", "libjson-glib-1.0.so.0",
                         "libpcap.so.0.8", "libc.so.6", "libm.so.6"}


# --- The manual page ---


@with_man
def test_manual_has_no_warnings() -> None:
    result = subprocess.run(["man", "--warnings=w", "-l", "-Tutf8", "-Z", str(MANUAL)], check=True, capture_output=True,
                            env=clean_environment(LC_ALL="C.UTF-8", MANROFFSEQ="", MANWIDTH="80"))
    assert result.stderr == b""


@with_man
def test_manual_has_everything() -> None:
    result = subprocess.run(["man", "-l", str(MANUAL)], check=True, capture_output=True, encoding="utf-8",
                            env=clean_environment(LC_ALL="C.UTF-8", MANWIDTH="200", MAN_KEEP_FORMATTING=""))
    text = re.sub("\033\\[[0-9;]*m|.\b", "", result.stdout)
    commands = objects("help")
    assert re.findall(r"^       ([a-z]+)(?: \[?[A-Z]+\]?(?:\.\.\.)?)*$", text.split("OPTIONS")[0].split("COMMANDS")[1], re.M) == [
        command["name"] for command in commands]
    for command in commands:
        assert re.search(rf"^       {command['name']} {re.escape(command['arguments'])}".rstrip() + "$", text, re.M)
    options = {option for command in commands for option in command["options"]} | {"version"}
    assert set(re.findall(r"^       .*--([a-z-]+)(?:=[A-Z]+)?$", text.split("OPTIONS")[1].split("EXIT")[0], re.M)) == options


# --- Completion ---

CASES = [
    (["--format", "j"], {"json"}),
    (["--format=j"], {"json", "--format=json"}),
    (["404", "--meth"], {"--method"}),
    (["404", "--method", "REG"], {"REGISTER"}),
    (["list", "5"], {"5xx"}),
    (["48"], {"480", "481", "482", "483", "484", "485", "486", "487", "488", "489"}),
    (["cause", "404-r"], {"404-registered-elsewhere"}),
    (["404", "60"], {"600", "603", "604", "606", "607", "608"}),
    (["lan"], {"languages"}),
    (["--lang", "ja"], {"ja"}),
    (["-f", "h"], {"html"}),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, a folder with a file to complete, and the command in the path."""
    (tmp_path / "table.ini").write_text("[a]\nb=c\n", encoding="utf-8")
    return clean_environment(HOME=str(tmp_path), PWD=str(tmp_path), TERM="dumb", LC_ALL="C.UTF-8") | {
        "PATH": f"{SIPWHY.parent}:{os.environ['PATH']}"}


@with_bash
@pytest.mark.parametrize(("words", "expected"), CASES, ids=lambda value: " ".join(value))
def test_bash(words: list[str], expected: set[str], environment: dict[str, str]) -> None:
    script = ('source "$1"; shift; COMP_WORDS=(sipwhy "$@"); COMP_CWORD=$#; _sipwhy sipwhy; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    if words[-1].startswith("--format="):
        words = ["--format", "=", words[-1].removeprefix("--format=")] # as bash breaks it up
    result = subprocess.run(["bash", "--norc", "-c", script, "bash", str(COMPLETIONS / "sipwhy.bash"), *words],
                            env=environment, check=True, capture_output=True, encoding="utf-8", timeout=TIME_LIMIT)
    completions = set(result.stdout.split())
    assert completions and completions <= expected
    assert result.stderr == ""


@with_bash
def test_bash_registered(environment: dict[str, str]) -> None:
    """It is there for the name sipwhy, and leaves the place of a file to bash."""
    result = subprocess.run(["bash", "--norc", "-c", f"source {COMPLETIONS / 'sipwhy.bash'}; complete -p sipwhy"],
                            env=environment, check=True, capture_output=True, encoding="utf-8")
    assert result.stdout == "complete -o default -F _sipwhy sipwhy\n"


def fish_completes(line: str, environment: dict[str, str]) -> set[str]:
    script = f"source {COMPLETIONS / 'sipwhy.fish'}; complete -C '{line}'"
    result = subprocess.run(["fish", "--no-config", "-c", script], env=environment, cwd=environment["HOME"], check=True,
                            capture_output=True, encoding="utf-8", timeout=TIME_LIMIT)
    return {entry.split("\t")[0] for entry in result.stdout.splitlines()}


@with_fish
@pytest.mark.parametrize(("words", "expected"), CASES, ids=lambda value: " ".join(value))
def test_fish(words: list[str], expected: set[str], environment: dict[str, str]) -> None:
    completions = fish_completes(" ".join(["sipwhy", *words]), environment)
    assert completions and completions <= expected


@with_fish
def test_fish_files(environment: dict[str, str]) -> None:
    assert "table.ini" in fish_completes("sipwhy check t", environment)
    assert "table.ini" not in fish_completes("sipwhy list ", environment)


class Zsh:
    """An interactive zsh with the completion; what is typed is answered on a terminal."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.unread = ""
        self.process, self.terminal = pty.fork()
        if not self.process:
            os.chdir(environment["HOME"])
            os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
        self.send(f"PS1='ready> '; fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -D -u; "
                  "bindkey -e; unsetopt BEEP; setopt NO_LIST_BEEP; echo st''arted\n")
        self.read_until("\nstarted\r\n")
        self.read_until("ready> ")

    def send(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def read_until(self, end: str) -> str:
        limit = time.monotonic() + TIME_LIMIT
        while end not in self.unread:
            ready = select.select([self.terminal], [], [], max(0, limit - time.monotonic()))[0]
            assert ready, self.unread
            self.unread += os.read(self.terminal, 65536).decode(errors="replace")
        text, self.unread = self.unread.split(end, 1)
        return text

    def complete(self, line: str) -> str:
        """The line after the key for completion, as the shell would run it."""
        self.send(f"{line}\t\x01print -r -- ran: \n") # Control-A: to the start of the line
        text = self.read_until("ready> ")
        runs = re.findall(r"^ran: (.*?)\r?$", text, re.M)
        assert runs, text
        return str(runs[-1]).strip()

    def close(self) -> None:
        os.close(self.terminal)
        os.waitpid(self.process, 0)


@pytest.fixture
def zsh(environment: dict[str, str]) -> Iterator[Zsh]:
    shell = Zsh(environment)
    yield shell
    shell.close()


@with_zsh
def test_zsh(zsh: Zsh) -> None:
    assert zsh.complete("sipwhy --format j") == "sipwhy --format json"
    assert zsh.complete("sipwhy --format=j") == "sipwhy --format=json"
    assert zsh.complete("sipwhy 404 --meth") == "sipwhy 404 --method"
    assert zsh.complete("sipwhy 404 --method REG") == "sipwhy 404 --method REGISTER"
    assert zsh.complete("sipwhy cause 404-r") == "sipwhy cause 404-registered-elsewhere"
    assert zsh.complete("sipwhy list 5") == "sipwhy list 5xx"
    assert zsh.complete("sipwhy lan") == "sipwhy languages"
    assert zsh.complete("sipwhy check tab") == "sipwhy check table.ini"
