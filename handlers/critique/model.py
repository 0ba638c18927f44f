"""Pure: from a draft, and perhaps the one before it, to what a card says."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.kinds import text
from bot.reading.likeness import is_foreign
from bot.rules import Comparison, Critic, Report, compare
from bot.rules.pack import Rule

_plain = text().read


def clean(typed: str) -> str:
    """A draft without control characters; the unusual spaces of a pasted PDF become ordinary ones."""
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in typed)
    cleaned: str = _plain(spaced)
    return cleaned


@dataclass(frozen=True, slots=True)
class Critique:
    """`comparison` is None for a first draft; `same` means that nothing was changed since the last one."""

    report: Report
    comparison: Comparison | None = None
    same: bool = False
    foreign: bool = False
    draft: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of a draft with nothing open: the parts of a project's summary that it tells, by the names of their fields."""

    @property
    def wordless(self) -> bool:
        """Whether there is no letter and no digit in it."""
        return not any(map(str.isalnum, self.draft))


def critique(known: Critic, draft: str, before: str | None = None) -> Critique:
    """Judges `draft`; compared with `before` where that was a bullet."""
    report = known.gravest_first(known.critique(draft))
    old = known.critique(before) if before is not None else None
    comparison = compare(old, report) if old is not None and old.is_bullet else None
    same = comparison is not None and draft == before
    parts = {} if report.findings else project_parts(known, draft)
    return Critique(report, comparison, same, is_foreign(draft), draft, parts)


def project_parts(known: Critic, draft: str) -> dict[str, str]:
    """What a draft tells of a project, in the author's words: the impact is a business result, else an outcome."""
    told = known.evidence(draft)
    impact = told.get("business") or told.get("outcome", "")
    fields = {
        "approach": draft,
        "accuracy": told.get("accuracy", ""),
        "speed": told.get("efficiency", ""),
        "cost": told.get("cost", ""),
        "impact": impact,
    }
    return {name: text for name, text in fields.items() if text}


def rule_of(known: Critic, rule: str) -> Rule | None:
    """The rule of this id, if the pack has one."""
    return next((r for r in known.pack.rules if r.id == rule), None)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, and the rule that they are about, if any."""

    rule: str
    lines: tuple[str, ...]


def paginate(blocks: Sequence[Passage], room: int) -> list[list[Passage]]:
    """The blocks on pages of `room` lines; one is divided only where it is longer than a page."""
    found: list[list[Passage]] = []
    left = 0
    for block in (part for whole in blocks for part in _split_long(whole, room)):
        if len(block.lines) > left:
            found.append([])
            left = room
        found[-1].append(block)
        left -= len(block.lines)
    return found


def _split_long(block: Passage, room: int) -> list[Passage]:
    starts = range(0, len(block.lines), room)
    return [Passage(block.rule, block.lines[start : start + room]) for start in starts]
