"""`python -m tools.mutants`: plants each listed fault in a copy of the project and runs the tests that cover it.

What they let through is tried against the whole suite. Exit 1: a fault that should be noticed was not, one marked as
equivalent was, or a mutant no longer finds its place. Arguments choose mutants by a part of their name.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from itertools import compress
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).parents[1]
COPIES = 2
PATIENCE = 300
"""Seconds for the tests of one mutant: what hangs was noticed."""
LISTED = Path(__file__).with_name("mutants.yaml")


class Stale(Exception):
    """The code has changed so that a mutant no longer finds its place; the message names both."""


class Mutant(BaseModel):
    """`was` occurs once in the function `at` of the file and becomes `now`; blanks and line breaks in it are alike.

    `tests` are the paths that cover the place, or the ids of single tests (`path::name`). `equivalent`: the reason
    why no test can notice the change.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    at: str
    was: str
    now: str
    tests: Annotated[tuple[str, ...], Field(min_length=1)]
    equivalent: str = ""

    @property
    def name(self) -> str:
        return f"{self.file}:{self.at}: {self.was} -> {self.now or 'nothing'}"

    def source(self, root: Path) -> str:
        """The file's text with the fault planted.

        Raises:
            Stale: there is no such function, or `was` isn't in it exactly once.
        """
        text = (root / self.file).read_text("utf-8")
        start, end = _place(text, self.at, self.file)
        pattern = r"\s+".join(re.escape(word) for word in self.was.split())
        found = list(re.finditer(pattern, text[start:end]))
        if len(found) != 1:
            raise Stale(f"{self.file}: {self.was!r} is {len(found)} times in {self.at}, not once")
        at = start + found[0].start()
        return text[:at] + self.now + text[start + found[0].end() :]


def _place(text: str, name: str, file: str) -> tuple[int, int]:
    """The offsets of a function, method or class; all of the file for `module`."""
    if name == "module":
        return 0, len(text)
    scope: list[ast.stmt] = ast.parse(text).body
    node: ast.stmt | None = None
    for part in name.split("."):
        node = next((one for one in scope if getattr(one, "name", None) == part), None)
        if node is None:
            raise Stale(f"{file} has no {name}")
        scope = getattr(node, "body", [])
    assert node is not None  # noqa: S101 - a name has a part
    lines = text.splitlines(keepends=True)
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
    return len("".join(lines[: first - 1])), len("".join(lines[: node.end_lineno]))


def listed() -> list[Mutant]:
    """All mutants, in the order of the file."""
    rows = yaml.safe_load(LISTED.read_text("utf-8"))
    return [Mutant(file=g["file"], **{"tests": g["tests"], **row}) for g in rows for row in g["mutants"]]


@contextmanager
def copies(number: int) -> Iterator["SimpleQueue[Path]"]:
    """Copies of the project's own files, in which a fault does no harm."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        free: SimpleQueue[Path] = SimpleQueue()
        for n in range(number):
            copy = Path(folder) / str(n)
            for name in files.decode().split("\0"):
                if name and (ROOT / name).is_file():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, copy / name)
            (copy / ".venv").symlink_to(ROOT / ".venv")
            free.put(copy)
        yield free


def passes(copy: Path, tests: Sequence[str], patience: float, *options: str) -> bool:
    """Whether these tests pass in a copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *options, *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(patience) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()


@contextmanager
def planted(mutant: Mutant, copy: Path) -> Iterator[None]:
    """The fault is in the copy inside."""
    file = copy / mutant.file
    sound = file.read_text("utf-8")
    file.write_text(mutant.source(copy), "utf-8")
    try:
        yield
    finally:
        file.write_text(sound, "utf-8")


def passes_in_copy(
    free: "SimpleQueue[Path]",
    tests: Sequence[str],
    mutant: Mutant | None = None,
    patience: float = PATIENCE,
    *options: str,
) -> bool:
    """Whether these tests pass in the next free copy, with the fault in it if there is one."""
    copy = free.get()
    try:
        with planted(mutant, copy) if mutant else nullcontext():
            return passes(copy, tests, patience, *options)
    finally:
        free.put(copy)


def main(chosen: Sequence[str]) -> int:
    """The report; the exit code."""
    begun = time.monotonic()
    mutants = [one for one in listed() if not chosen or any(part in one.name for part in chosen)]
    stale = [str(error) for error in map(_stale, mutants) if error]
    with copies(COPIES) as free, ThreadPoolExecutor(COPIES) as pool:
        sound = sorted({test for one in mutants for test in one.tests})
        passed = pool.map(lambda test: passes_in_copy(free, (test,)), sound)
        if broken := [test for test, ok in zip(sound, passed, strict=True) if not ok]:
            say(f"These tests fail without any fault, so nothing can be said: {', '.join(broken)}")
            return 2
        fit = [one for one in mutants if _stale(one) is None]
        through = list(compress(fit, pool.map(lambda mutant: _reported(mutant, free), fit)))
        suite = ("-n", str(COPIES))
        alive = [m for m in through if m.equivalent or passes_in_copy(free, (), m, 3 * PATIENCE, *suite)]
    missed = [one for one in alive if not one.equivalent]
    wrong = [one for one in fit if one.equivalent and one not in through]
    for words, some in (("not noticed", missed), ("said to be equivalent, and noticed", wrong)):
        for one in some:
            say(f"{words}: {one.name}")
    for line in stale:
        say(f"out of place: {line}")
    equivalent = sum(bool(one.equivalent) for one in fit)
    flagged = len(fit) - equivalent - len(missed)
    say(
        f"{flagged} of {len(fit) - equivalent} faults noticed, {equivalent} equivalent, {len(stale)} out of place, "
        f"in {(time.monotonic() - begun) / 60:.0f} minutes"
    )
    return 1 if missed or wrong or stale else 0


def _reported(mutant: Mutant, free: "SimpleQueue[Path]") -> bool:
    begun = time.monotonic()
    alive = passes_in_copy(free, mutant.tests, mutant)
    say(f"{'THROUGH' if alive else 'noticed'} {time.monotonic() - begun:5.1f} s  {mutant.name}")
    return alive


def _stale(mutant: Mutant) -> Stale | None:
    try:
        mutant.source(ROOT)
    except Stale as stale:
        return stale
    return None


def say(line: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
