# SPDX-License-Identifier: GPL-2.0-or-later
"""Goes through steps in Wireshark on a display of its own.

Run by conftest.py as an ordinary user, in a home of its own:

    python3 desktop.py RESULTS CAPTURE FRAME STEP...

Each step opens the capture with this frame selected, and writes what the window showed to RESULTS/STEP.json and
RESULTS/STEP.png. DISPLAY names the X server.
"""

import json
import os
import shutil
import subprocess
import sys
import traceback
from multiprocessing import Process
from pathlib import Path

from gi.repository import GLib
from steps import ENVIRONMENT, SETTINGS, Steps, prepare_home
from wireshark import Program, StartError, wait_for

STARTS = 2


def start_bus() -> subprocess.Popen[bytes]:
    """Start a session bus in the home folder; the accessibility bus starts with it."""
    address = f"unix:path={os.environ['HOME']}/bus"
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", f"--address={address}"], stderr=subprocess.DEVNULL)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    wait_for("session bus", lambda: Path(os.environ["HOME"], "bus").exists())
    return bus


def run_step(capture: Path, frame: str, results: Path, step: str) -> None:
    """Write what the step shows, and a picture."""
    arguments = ["-C", "SIP Why", "-r", str(capture), "-g", frame, *SETTINGS.get(step, [])]
    program = Program(arguments, capture.name, ENVIRONMENT.get(step, {}))
    try:
        shown = getattr(Steps(program), step)()
    finally:
        subprocess.run(["import", "-window", "root", str(results / f"{step}.png")], check=False)
        program.leave()
    (results / f"{step}.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")


def try_step(capture: Path, frame: str, results: Path, step: str) -> None:
    """Go through a step, once more if Wireshark does not start or answer in time, or redraws what is being read."""
    for _ in range(STARTS):
        try:
            run_step(capture, frame, results, step)
        except (StartError, TimeoutError, GLib.GError) as problem:
            print(f"step {step}: {problem!r}", flush=True)
            continue
        except Exception:  # noqa: BLE001 - the next step has a Wireshark of its own
            print(f"step {step}:\n{traceback.format_exc()}", flush=True)
        return


def main() -> None:
    results, capture, frame = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    settings = Path(os.environ["WIRESHARK_CONFIG_DIR"])
    untouched = settings.rename(settings.with_name("untouched"))
    os.environ["XDG_RUNTIME_DIR"] = str(Path(os.environ["HOME"], "run"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
    prepare_home(Path(os.environ["HOME"]))
    bus = start_bus()
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        for step in sys.argv[4:]:
            shutil.rmtree(settings, ignore_errors=True)
            shutil.copytree(untouched, settings)
            # in a process of its own, which has not seen the programs of other steps
            process = Process(target=try_step, args=(capture, frame, results, step))
            process.start()
            process.join()
    finally:
        manager.terminate()
        bus.terminate()


if __name__ == "__main__":
    main()
