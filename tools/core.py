#!/usr/bin/env python3
"""`loopmate critique`, `rules`, `content` and `pair` from a checkout, with the packages that these alone need:
`python3 tools/core.py critique cv.md`. The first run installs them by the hashes of requirements-core.lock, beside
this checkout's other files; `pair` computes more, and has requirements-pair.lock. The pre-commit hook and the GitHub
action run this. Any system with Python 3.11.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / f"requirements-{'pair' if sys.argv[1:2] == ['pair'] else 'core'}.lock"
PROGRAM = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"


def environment() -> Path:
    """The Python that has what the lock names; installed first where there is none yet."""
    home = ROOT / f".core-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    if not home.exists():
        _install(home)
    return home / PROGRAM


def _install(home: Path) -> None:
    """Two at once each make their own, and the first one stays."""
    new = home.with_name(f"{home.name}-{os.getpid()}")
    try:
        venv.create(new, with_pip=True, symlinks=sys.platform != "win32")
        pip = [str(new / PROGRAM), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
        wanted = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK)]
        subprocess.run([*pip, "install", *wanted], check=True, stdout=sys.stderr)
        surplus = ["uninstall", "--yes", "pip", "setuptools"]
        subprocess.run([*pip, *surplus], check=True, stderr=subprocess.DEVNULL)
        if not home.exists():
            new.rename(home)
    except subprocess.CalledProcessError:
        sys.exit(f"The packages of {LOCK.name} couldn't be installed: pip's words above say why.")
    finally:
        shutil.rmtree(new, ignore_errors=True)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever runs the hook runs this
        sys.exit(f"Loopmate needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [str(environment()), "-c", "from bot.cli import main; main()", *sys.argv[1:]]
    sys.exit(subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode)


if __name__ == "__main__":
    main()
