"""Pure: from a draft, and perhaps the one before it, to what a card says."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.core.kinds import text
from bot.rules import Comparison, Critic, Report, compare
from bot.rules.pack import Rule

_WORD = re.compile(r"\w+")
_ENGLISH = re.compile(r"\b(?:the|of|to|by|with|from|and|for|on|at|in|an?|our|so|that|which|now)\b")
_OTHER = re.compile(
    r"\b(?:der|die|das|und|für|mit|durch|von|le|la|les|des|et|pour|avec|dans|el|los|las|para|con|por|del|"
    r"il|che|di|gli|uma|os|het|een|voor|van|och|med|för|på)\b"
)
_plain = text().read


@cache
def critic(root: Path) -> Critic:
    """The rules and words under the content's `root`, read at the first use in this process."""
    return Critic.load(root)


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


def critique(known: Critic, draft: str, before: str | None = None) -> Critique:
    """Judges `draft`; compared with `before` where that was a bullet."""
    report = known.critique(draft)
    old = known.critique(before) if before is not None else None
    comparison = compare(old, report) if old is not None and old.is_bullet else None
    return Critique(report, comparison, comparison is not None and draft == before, foreign(draft))


def akin(one: str, other: str) -> bool:
    """Whether two texts are drafts of one bullet: they share half of the words of the shorter one."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 0 and 2 * len(words & others) >= fewer


def foreign(draft: str) -> bool:
    """Whether a text is mostly in another script, or has small words of another language and no English one."""
    letters = [c for c in draft if c.isalpha()]
    if 2 * sum(ord(c) > 0x24F for c in letters) > len(letters):
        return True
    small = set(_OTHER.findall(draft.casefold()))
    return len(small) >= 2 and not _ENGLISH.search(draft.casefold())


def _words(draft: str) -> set[str]:
    return set(_WORD.findall(draft.casefold()))


def rule_of(known: Critic, rule: str) -> Rule | None:
    """The rule of this id, if the pack has one."""
    return next((r for r in known.pack.rules if r.id == rule), None)


def next_hour(now: dt.datetime) -> dt.datetime:
    """The next full hour, at which deleted text leaves the disk."""
    return (now + dt.timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
