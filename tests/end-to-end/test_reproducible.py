# SPDX-License-Identifier: GPL-2.0-or-later
"""The same sources give the same bytes, in whatever folder and whenever they are built."""

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import BUILD, SOURCE

PARTS = ["CMakeLists.txt", "CHANGELOG.md", "LICENSE", "src", "plugin"]
SETTINGS = ["CMAKE_BUILD_TYPE", "CMAKE_C_COMPILER", "CMAKE_C_FLAGS", "SIPWHY_HARDENING"]
TIME_LIMIT = 600  # of a busy machine


def cache() -> dict[str, str]:
    """Return what the build under test was configured with."""
    lines = (BUILD / "CMakeCache.txt").read_text().splitlines()
    return {line.partition(":")[0]: line.partition("=")[2] for line in lines if "=" in line}


def test_two_builds_have_the_same_bytes(tmp_path: Path) -> None:
    if not (BUILD / "CMakeCache.txt").exists():
        pytest.skip("not a build folder")
    if cache().get("CMAKE_C_COMPILER_LAUNCHER"):
        pytest.skip("a cache of compilations gives sources names of its own")
    sources = tmp_path / "the same sources elsewhere"
    sources.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (SOURCE / part).is_dir() else shutil.copyfile  # without the times of the files
        copy(SOURCE / part, sources / part)
    second = tmp_path / "second"
    options = [f"-D{name}={cache()[name]}" for name in SETTINGS]
    configure = ["cmake", "-S", sources, "-B", second, "-G", "Ninja", "-DBUILD_TESTING=OFF", *options]
    subprocess.run(configure, check=True, stdout=subprocess.DEVNULL, timeout=TIME_LIMIT)
    subprocess.run(["cmake", "--build", second], check=True, stdout=subprocess.DEVNULL, timeout=TIME_LIMIT)
    built = [*second.glob("plugins/*/epan/sipwhy.so"), second / "bin" / "sipwhy"]
    assert len(built) == 2
    for file in built:
        assert file.read_bytes() == (BUILD / file.relative_to(second)).read_bytes(), file.name
        assert str(tmp_path).encode() not in file.read_bytes()
