"""From a file to what the rules say of each item in it, with the place of every finding."""

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from bot.cli.common import say
from bot.reading import sandbox
from bot.reading.bullets import Bullet, FileLimits, Unreadable
from bot.reading.document import Shape
from bot.reading.likeness import find_nearest, is_foreign
from bot.rules import Comparison, Critic, Finding, Refused, Report, batch
from bot.rules import compare as compare_reports
from bot.rules.batch import EXAMPLE, Bad, Judged

STDIN = "-"
SHOWN_PAGES = 20
"""A file of more pages tells how far its reading is, this often."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of `file` and its report; `since` compares it with the same item of an older file. `bullet` says where
    in a document it stands; a line of JSON has none. One that `is_foreign`, in another language, isn't judged."""

    file: str
    judged: Judged
    bullet: Bullet | None = None
    since: Comparison | None = None
    fresh: bool = False
    """Whether the older file has no item like this one."""
    is_foreign: bool = False

    @property
    def text(self) -> str:
        return self.judged.item.text

    @property
    def report(self) -> Report | None:
        """The report on a text; None for a set of projects, and for what isn't judged."""
        report = self.judged.report
        return report if isinstance(report, Report) and not self.is_foreign else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, hints last."""
        report = self.judged.report
        return (*report.findings, *report.hints) if isinstance(report, Report) else report.findings

    @property
    def lines(self) -> frozenset[int]:
        if self.bullet is None:
            return frozenset([self.judged.item.line])
        return frozenset(place.line for place in self.bullet.places)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column in the file, from 1, of the character `at` of the text."""
        if self.bullet is None:
            return self.judged.item.line, at + 1
        return self.bullet.place(at)

    def fingerprint(self, finding: Finding) -> str:
        return fingerprint(finding.rule, self.text)

    def row(self, *, explain: bool) -> dict[str, Any]:
        """The item as one object of `--format json`; of one that isn't judged every judgment is null. With
        `explain` a bullet has its better line, or the question that stands for it."""
        row = self.judged.row()
        if explain and self.report is not None and self.report.is_bullet:
            row["advice"] = self.report.advice
        if self.is_foreign and isinstance(self.judged.report, Report):
            row |= dict.fromkeys(("scores", "verdict", *self.judged.report.flags))
        if self.fresh or self.since is not None:
            row["since"] = {"new": self.fresh, "better": [], "worse": [], "open": []}
        if self.since is not None:
            row["since"] |= {"better": self.since.fixed, "worse": self.since.new, "open": self.since.open}
        return row


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


def read(critic: Critic, kind: str, file: str, stdin_name: str = STDIN) -> Iterator[Entry | Trouble]:
    """Every item of a file, or of standard input, in its order; standard input is called `stdin_name`."""
    if file == STDIN:
        if sys.stdin.isatty():
            say("Write or paste one item per line; Ctrl-D ends.")
        yield from _entries(critic, kind, stdin_name, sys.stdin.buffer)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below; the output's errors are not the file's
    except OSError as error:
        yield Trouble(file, f"it can't be read: {error.strerror}. Name a file, or - for standard input.")
        return
    with stream:
        yield from _entries(critic, kind, file, stream)


def _entries(critic: Critic, kind: str, file: str, stream: IO[bytes]) -> Iterator[Entry | Trouble]:
    lines, head = _lines(stream), list[bytes]()
    for line in lines:  # up to the first one that says something
        head.append(line)
        if line.strip():
            break
    if not batch.is_json_lines(file, b"".join(head)):
        yield from _document(critic, kind, file, b"".join(head) + stream.read(FileLimits().size + 1))
        return
    for one in batch.judge_lines(critic, kind, chain(head, lines)):
        yield Trouble(file, str(one)) if isinstance(one, Bad) else _entry(critic, kind, file, one)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines; of one that is longer than is read, as much as shows that."""
    while line := stream.readline(batch.LONGEST + 2):
        yield line
        while len(line) > batch.LONGEST + 1 and not line.endswith(b"\n"):
            line = stream.readline(batch.LONGEST + 2)


def _document(critic: Critic, kind: str, file: str, data: bytes) -> Iterator[Entry | Trouble]:
    if re.match(rb"\s*\[\s*\{", data):
        yield Trouble(file, f"that isn't JSON Lines. Write one object per line: {EXAMPLE}.")
        return
    try:
        shape: Shape = "bullets" if kind == "bullet" else "passages"
        found = sandbox.read(Path(file).name, data, shape, progress=_progress)
    except Unreadable as error:
        yield Trouble(file, str(error))
        return
    if found.cut:
        say(f"{file}: I judge the first {len(found.bullets)} bullets.")
    chosen = batch.critic_for(critic, kind)
    for one in found.bullets:
        yield _judge(chosen, kind, file, one)


def _judge(critic: Critic, kind: str, file: str, one: Bullet) -> Entry | Trouble:
    """One text of a document."""
    try:
        judged = Judged(batch.Item(one.line, str(one.line), one.text), critic.critique(one.text, kind))
    except Refused as error:
        return Trouble(file, f"line {one.line}: {error}")
    return _entry(critic, kind, file, judged, one)


def _entry(critic: Critic, kind: str, file: str, judged: Judged, bullet: Bullet | None = None) -> Entry:
    """What is in another language is told so and has no finding."""
    if unread := is_foreign(judged.item.text):
        say(f"{file}:{judged.item.line}: this isn't in English, so I don't judge it.")
        judged = replace(judged, report=batch.critic_for(critic, kind).critique("", kind))
    return Entry(file, judged, bullet, is_foreign=unread)


def _progress(page: int, pages: int) -> None:
    if pages > SHOWN_PAGES and page % SHOWN_PAGES == 0:
        say(f"Page {page} of {pages}.")


# against what was there before


class Older:
    """The items of an older file, found by id (JSON Lines) or by likeness (documents)."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_id = {one.judged.item.id: one for one in entries}
        self._texts = [one.text for one in entries]
        self._entries = entries

    def like(self, entry: Entry) -> Entry | None:
        if entry.bullet is None:
            return self._by_id.get(entry.judged.item.id)
        at = find_nearest(entry.text, self._texts)
        return None if at is None else self._entries[at]


def compare(entry: Entry, known: frozenset[str], older: Older | None) -> Entry:
    """The entry without the findings that a baseline holds, beside the one of its id in older JSON Lines or the one
    most like it in an older document."""
    report = entry.judged.report
    changed: Any = {"findings": tuple(f for f in report.findings if entry.fingerprint(f) not in known)}
    if isinstance(report, Report):
        changed["hints"] = tuple(f for f in report.hints if entry.fingerprint(f) not in known)
    if known:
        entry = replace(entry, judged=replace(entry.judged, report=replace(report, **changed)))
    if older is None:
        return entry
    before = older.like(entry)
    if before is None or before.report is None or entry.report is None:
        return replace(entry, fresh=before is None)
    return replace(entry, since=compare_reports(before.report, entry.report))
