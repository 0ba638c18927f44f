"""The output of `loopmate critique` in each of its formats, entry by entry, and how much it was in all."""

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from bot.cli import judging, reports, sarif
from bot.cli.common import out, say
from bot.cli.judging import Entry, Trouble
from bot.rules.report import SEVERITIES, Severity


@dataclass(slots=True)
class Tally:
    """How many items were judged, how many findings of each severity they have, what could not be read."""

    items: int = 0
    found: Counter[Severity] = field(default_factory=Counter)
    grave: bool = False
    troubles: list[Trouble] = field(default_factory=list)

    def count(self, entry: Entry, least: Severity | None) -> None:
        """One more item; findings from `least` on are grave."""
        self.items += 1
        self.found.update(one.severity for one in entry.findings)
        self.grave = self.grave or judging.grave(entry, least)

    def __str__(self) -> str:
        if not self.items:
            return "Nothing was judged."
        said = ", ".join(f"{self.found[grade]} {grade}" for grade in SEVERITIES if self.found[grade])
        return f"{self.items} {'item' if self.items == 1 else 'items'}: {said or 'nothing open'}."


class Printer(Protocol):
    """Prints an entry when it comes, and at the end what needs all of them."""

    def entry(self, entry: Entry) -> None: ...

    def close(self, tally: Tally) -> None: ...


def printer(style: str, *, explain: bool) -> Printer:
    if style == "json":
        return Json()
    if style == "github":
        return GitHub()
    return Sarif() if style == "sarif" else Text(explain=explain)


class Text:
    """Lines as of a linter, in colour on a terminal that has not asked for none (no-color.org)."""

    def __init__(self, *, explain: bool) -> None:
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._explain = explain

    def entry(self, entry: Entry) -> None:
        for line in reports.text(entry, colour=self._colour, explain=self._explain):
            out(line)

    def close(self, tally: Tally) -> None:
        say(str(tally))


class Json:
    """An object a line."""

    def entry(self, entry: Entry) -> None:
        out(json.dumps(entry.row(), ensure_ascii=False))

    def close(self, tally: Tally) -> None:
        """All is said."""


class GitHub:
    """Workflow commands."""

    def entry(self, entry: Entry) -> None:
        for line in reports.github(entry):
            out(line)

    def close(self, tally: Tally) -> None:
        """All is said."""


class Sarif:
    """One log, at the end."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def entry(self, entry: Entry) -> None:
        self._entries.append(entry)

    def close(self, tally: Tally) -> None:
        try:
            number = version("loopmate")
        except PackageNotFoundError:
            number = "0"
        out(sarif.log(self._entries, tally.troubles, number))
