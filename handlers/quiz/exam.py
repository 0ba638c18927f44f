"""Pure: the result of an exam by family, as values for words and for a picture."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.card import Chart, Point
from content.quiz_topics import family
from handlers.quiz.model import Bank, Session


@dataclass(frozen=True, slots=True)
class Part:
    """What was asked of one family, how much of it was right, and how much was left open."""

    family: str
    right: int
    asked: int
    open: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """An exam, family by family."""

    parts: tuple[Part, ...]

    @property
    def right(self) -> int:
        return sum(part.right for part in self.parts)

    @property
    def asked(self) -> int:
        return sum(part.asked for part in self.parts)

    @property
    def open(self) -> int:
        return sum(part.open for part in self.parts)


def result(session: Session, bank: Bank) -> Result:
    """By family, the most asked first; what the bank does not have any more is left out."""
    rows: dict[str, list[str]] = {}
    for turn in session.turns:
        if bank.stands(turn):
            rows.setdefault(family(bank.topic(turn)), []).append(turn.outcome or "")
    parts = (Part(name, o.count("right"), len(o), o.count("")) for name, o in rows.items())
    return Result(tuple(sorted(parts, key=lambda p: (-p.asked, p.family))))


def chart(parts: Iterable[Part]) -> Chart:
    """Bars of percent right, one a family, with the counts on each."""
    points = tuple(
        Point(x=100 * p.right / p.asked, y=0, label=f"{p.family}: {p.right} of {p.asked}", style=at % 5)
        for at, p in enumerate(parts)
    )
    return Chart(kind="bars", title="Exam, by family", x="Right (%)", y="", points=points)


def alt(parts: Iterable[Part]) -> str:
    """What the picture shows, in words."""
    return (
        "Bars of how much was right: " + "; ".join(f"{p.family} {p.right} of {p.asked}" for p in parts) + "."
    )
