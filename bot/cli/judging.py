"""From a file to what the rules say of each item in it, with the place of every finding."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from bot.cli.common import say
from bot.reading import apart
from bot.reading.limits import Limits
from bot.reading.resume import Bullet, Unreadable
from bot.rules import Comparison, Critic, Finding, Refused, Report, batch
from bot.rules.batch import Bad, Judged
from bot.rules.report import SEVERITIES

STDIN = "-"
SHOWN_PAGES = 20
"""A file of more pages tells how far its reading is, this often."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of `file` and its report; `since` compares it with the same item of an older file."""

    file: str
    judged: Judged
    bullet: Bullet | None = None
    since: Comparison | None = None
    fresh: bool = False
    """Whether the older file has no item like this one."""

    @property
    def text(self) -> str:
        return self.judged.item.text

    @property
    def report(self) -> Report | None:
        """The report on a text; None for a set of projects."""
        return self.judged.report if isinstance(self.judged.report, Report) else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, hints last."""
        report = self.judged.report
        return (*report.findings, *report.hints) if isinstance(report, Report) else report.findings

    def place(self, at: int) -> tuple[int, int]:
        """Line and column in the file, from 1, of the character `at` of the text."""
        if self.bullet is None:
            return self.judged.item.line, at + 1
        return self.bullet.place(at)

    def fingerprint(self, finding: Finding) -> str:
        return fingerprint(finding.rule, self.text)

    def row(self) -> dict[str, Any]:
        """The item as one object of `--format json`."""
        row: dict[str, Any] = json.loads(self.judged.json())
        if self.since is not None:
            row["since"] = {"better": self.since.fixed, "worse": self.since.new, "open": self.since.open}
        return row | ({"since": "new"} if self.fresh else {})


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file or a line that could not be judged, in words."""

    file: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.why}"


def fingerprint(rule: str, text: str) -> str:
    """What stays the same when a text moves within its file, or is wrapped differently."""
    return hashlib.sha256(f"{rule}\0{' '.join(text.split()).casefold()}".encode()).hexdigest()[:32]


def entries(critic: Critic, kind: str, file: str, stream: IO[bytes]) -> Iterator[Entry | Trouble]:
    """Every item of an opened file, in its order."""
    lines = _lines(stream)
    head = _head(lines)
    if not batch.is_json_lines(file, b"".join(head)) and kind == "bullet":
        yield from _resume(critic, file, b"".join(head) + stream.read(Limits().size + 1))
        return
    for one in batch.judged(critic, kind, chain(head, lines), file):
        yield Trouble(file, str(one)) if isinstance(one, Bad) else Entry(file, one)


def _head(lines: Iterator[bytes]) -> list[bytes]:
    """The lines up to the first one that says something."""
    head: list[bytes] = []
    for line in lines:
        head.append(line)
        if line.strip():
            break
    return head


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines; of one that is longer than is read, as much as shows that."""
    while line := stream.readline(batch.LONGEST + 2):
        yield line
        while len(line) > batch.LONGEST + 1 and not line.endswith(b"\n"):
            line = stream.readline(batch.LONGEST + 2)


def _resume(critic: Critic, file: str, data: bytes) -> Iterator[Entry | Trouble]:
    try:
        read = apart.read(Path(file).name, data, progress=_progress)
    except Unreadable as error:
        yield Trouble(file, str(error))
        return
    if read.foreign:
        say(f"{file}: most of this is not English. My rules know English words best; numbers count anyway.")
    if read.cut:
        say(f"{file}: I judge the first {len(read.bullets)} bullets.")
    for bullet in read.bullets:
        item = batch.Item(bullet.line, str(bullet.line), bullet.text)
        try:
            yield Entry(file, Judged(item, critic.critique(bullet.text)), bullet)
        except Refused as error:
            yield Trouble(file, f"line {bullet.line}: {error}")


def _progress(page: int, pages: int) -> None:
    if pages > SHOWN_PAGES and page % SHOWN_PAGES == 0:
        say(f"Page {page} of {pages}.")


# against what was there before


def known_before(lines: Sequence[str]) -> frozenset[str]:
    """The fingerprints of an earlier `--format json`.

    Raises:
        ValueError: it is something else.
    """
    rows = [json.loads(line) for line in lines if line.strip()]
    return frozenset(
        fingerprint(found["rule"], row.get("text", "")) for row in rows for found in row["findings"]
    )


def without(entry: Entry, known: frozenset[str]) -> Entry:
    """The entry without the findings that a baseline holds."""
    report = entry.judged.report
    kept = tuple(f for f in report.findings if entry.fingerprint(f) not in known)
    if isinstance(report, Report):
        hints = tuple(f for f in report.hints if entry.fingerprint(f) not in known)
        changed: Any = replace(report, findings=kept, hints=hints)
    else:
        changed = replace(report, findings=kept)
    return replace(entry, judged=replace(entry.judged, report=changed))


def compared(entry: Entry, older: Sequence[Entry]) -> Entry:
    """The entry beside the one that is most like it in an older file."""
    from bot.reading.likeness import nearest
    from bot.rules import compare

    at = nearest(entry.text, [one.text for one in older])
    if at is None or entry.report is None or (before := older[at].report) is None:
        return replace(entry, fresh=True)
    return replace(entry, since=compare(before, entry.report))


def grave(entry: Entry, least: str) -> bool:
    """Whether the entry has a finding of severity `least` or graver; of one that is compared, a new one."""
    grades = SEVERITIES[: SEVERITIES.index(least) + 1]
    found = [f for f in entry.findings if f.severity in grades]
    return any(entry.since is None or f.rule in entry.since.new for f in found)
