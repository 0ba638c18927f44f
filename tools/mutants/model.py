"""A planted fault as data: where it goes, by file and function, and what it changes there."""

import ast
import re
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

LISTED = Path(__file__).with_name("mutants.yaml")


class Stale(Exception):
    """The code has changed so that a mutant no longer finds its place; the message names both."""


class Mutant(BaseModel):
    """`was` stands once in the function `at` of the file and becomes `now`; blanks and line breaks in it are alike.

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
    return [
        Mutant(file=group["file"], **{"tests": group["tests"], **row})
        for group in rows
        for row in group["mutants"]
    ]
