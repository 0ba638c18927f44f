"""Pure: a resume file judged as a whole, in the worker process; the file itself is read in a child of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.reading import sandbox
from bot.reading.bullets import FileLimits
from bot.reading.likeness import is_foreign
from bot.rules import Critic, Refused, load_critic

LIMITS = FileLimits(bullets=500, cpu=10, wall=30)
"""In chat other members' files wait behind it, so a file has less time than on the command line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One bullet of a resume; `score` from 0 to 100."""

    text: str
    verdict: str
    rules: tuple[str, ...]
    score: int
    findings: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Review:
    """All bullets in their order, without those that aren't judged: `foreign` of them aren't in English, `long` of
    them have too many characters. `cut`: there were more."""

    lines: tuple[Line, ...]
    foreign: int = 0
    long: int = 0
    cut: bool = False

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.verdict for line in self.lines)

    @property
    def weakest(self) -> Sequence[Line]:
        """At most three, the weakest first, and none in which nothing is open."""
        order = {"weak": 0, "fair": 1, "strong": 2}
        open_ones = [line for line in self.lines if line.rules]
        return sorted(open_ones, key=lambda line: (order[line.verdict], line.score))[:3]


def review(root: Path, name: str, data: bytes) -> Review:
    """The bullets of a file by the rules under `root`.

    Raises:
        Unreadable: in words.
    """
    read, known = sandbox.read(name, data, limits=LIMITS), load_critic(root)
    english = [bullet.text for bullet in read.bullets if not is_foreign(bullet.text)]
    judged = [_line(known, text) for text in english]
    lines = tuple(line for line in judged if line is not None)
    return Review(lines, len(read.bullets) - len(english), len(judged) - len(lines), read.cut)


def _line(known: Critic, text: str) -> Line | None:
    try:
        report = known.critique(text)
    except Refused:
        return None
    findings = [f"{one.message} {one.fix}" for one in report.findings]
    return Line(
        text,
        report.verdict,
        tuple(one.rule for one in report.findings),
        report.score,
        tuple(findings if report.is_bullet else ["This doesn't look like a resume bullet."]),
        report.advice,
    )


def in_full(found: Review) -> str:
    """Every bullet with all that is open in it, as Markdown."""
    parts = ["# Your bullets by rule", ""]
    for number, line in enumerate(found.lines, 1):
        parts += [f"## {number}. {line.verdict}", "", f"    {line.text}", ""]
        parts += [f"- {said}" for said in line.findings] or ["Nothing to fix."]
        parts += ["", *([line.advice, ""] if line.advice else [])]
    return "\n".join(parts)
