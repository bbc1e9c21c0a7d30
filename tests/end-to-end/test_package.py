# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian packages of this build. tests/packages installs them, in three releases of Debian."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import BUILD, SOURCE

TIME_LIMIT = 300
NAMES = ["sipwhy", "wireshark-plugin-sipwhy"]
TOOLS = ["dpkg-deb", "dpkg-shlibdeps", "file", "lintian"]


def run(command: list[str | Path], folder: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIME_LIMIT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the package of each name."""
    if not (BUILD / "CPackConfig.cmake").exists():
        pytest.skip("not a build folder")
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        pytest.skip(f"not installed: {' '.join(missing)}")
    folder = tmp_path_factory.mktemp("packages")
    run(["cpack", "-G", "DEB", "-B", folder], BUILD)
    files = {file.name.partition("_")[0]: file for file in folder.glob("*.deb")}
    assert sorted(files) == NAMES
    return files


def field(package: Path, name: str) -> str:
    return run(["dpkg-deb", "--field", package, name]).strip()


def content(package: Path) -> set[str]:
    """Return the names of the files in a package."""
    lines = [line.split(None, 5) for line in run(["dpkg-deb", "--contents", package]).splitlines()]
    return {line[5].removeprefix(".") for line in lines if not line[0].startswith("d")}


def test_lintian_finds_nothing(packages: dict[str, Path]) -> None:
    run(["lintian", "--allow-root", "--fail-on", "error,warning", *packages.values()])


def test_plugin_is_for_one_series_of_wireshark(packages: dict[str, Path]) -> None:
    (plugin,) = [name for name in content(packages["wireshark-plugin-sipwhy"]) if name.endswith("/sipwhy.so")]
    found = re.search(r"/wireshark/plugins/(\d+)[.-](\d+)/epan/sipwhy\.so$", plugin)
    assert found
    major, minor = int(found[1]), int(found[2])
    depends = field(packages["wireshark-plugin-sipwhy"], "Depends")
    assert re.search(rf"\b(libwireshark\w+) \(>= {major}\.{minor}~\), \1 \(<< {major}\.{minor + 1}~\)", depends)
    assert field(packages["wireshark-plugin-sipwhy"], "Version").endswith(f"+wireshark{major}.{minor}")


def test_profile_is_in_the_package_of_the_plugin(packages: dict[str, Path]) -> None:
    profile = {f"/usr/share/wireshark/profiles/SIP Why/{file.name}" for file in (SOURCE / "plugin/profile/SIP Why").iterdir()}
    assert profile <= content(packages["wireshark-plugin-sipwhy"])


def test_command_has_what_belongs_to_it(packages: dict[str, Path]) -> None:
    assert {
        "/usr/bin/sipwhy",
        "/usr/share/man/man1/sipwhy.1.gz",
        "/usr/share/bash-completion/completions/sipwhy",
        "/usr/share/fish/vendor_completions.d/sipwhy.fish",
        "/usr/share/zsh/vendor-completions/_sipwhy",
        "/usr/share/sipwhy/report.schema.json",
        "/usr/share/sipwhy/command.schema.json",
        "/usr/share/doc/sipwhy/copyright",
        "/usr/share/doc/sipwhy/changelog.gz",
        "/usr/share/doc/sipwhy/changelog.Debian.gz",
    } <= content(packages["sipwhy"])
    assert "libwireshark" not in field(packages["sipwhy"], "Depends")


def test_packages_do_not_overlap(packages: dict[str, Path]) -> None:
    assert not content(packages["sipwhy"]) & content(packages["wireshark-plugin-sipwhy"])


def test_version_is_the_one_of_the_build(packages: dict[str, Path]) -> None:
    version = run([BUILD / "bin" / "sipwhy", "--version"]).split()[1]
    for package in packages.values():
        assert field(package, "Version").startswith(f"{version}-1")
