"""Pure: what is kept of a member's quizzes, and the bank of questions that quizzes are made of."""

import datetime as dt
import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.card import Chart, Picture, Point
from bot.core.values import Frozen
from bot.core.wall_time import DAY
from content.finder import Content
from content.models import Fact, Source
from content.quiz import SYNONYMS, Question, family, ground_refs, name_topic
from content.templates import Template

Outcome = Literal["right", "wrong", "unsure"]
Mode = Literal["mixed", "review", "new", "generated", "exam"]
NEAREST = 3
WRONG = "1"
"""The rating of an answer that wasn't right, in a question's history."""
NEW_A_DAY, RECALL = 10, 90
"""What a member has who sets nothing: new questions a day in mixed quizzes, percent still known when asked again."""


class Memory(Frozen):
    """What FSRS keeps of one question or template: stability in days, difficulty 1 to 10, the state's number."""

    stability: float
    difficulty: float
    state: int
    last: dt.date
    due: dt.date


class Answers(Frozen):
    """How one question or template was answered, all times."""

    topic: str
    right: int = 0
    wrong: int = 0
    unsure: int = 0
    first: Outcome = "unsure"
    seconds: int | None = None
    """Of the first answer, where it was measured."""
    history: str = ""
    """`0:3 2:1`: days since the answer before, and the rating; the first has 0."""

    @property
    def misses(self) -> int:
        """Days in a row on which it was answered and wasn't right, up to the last one."""
        answers = self.history.split()
        run = list(itertools.takewhile(lambda one: one.endswith(f":{WRONG}"), reversed(answers)))
        later = sum(not one.startswith("0:") for one in run)  # on another day than the answer before
        return max(later + (0 < len(run) == len(answers)), min(len(run), 1))


def is_gained(answers: Answers) -> bool:
    """Whether a question was wrong or unknown at first and is right now."""
    return bool(answers.history) and answers.first != "right" and answers.history.rpartition(":")[2] != WRONG


class Turn(Frozen):
    """One question of a quiz. `order`: the option keys behind the letters A, B, C..."""

    question: str
    order: str = ""
    outcome: Outcome | None = None
    chosen: str = ""
    """Option keys, of an order those placed so far; of a number or a text nothing is kept."""
    seed: int = 0
    version: int = 0
    """Of the template; 0 for a written question."""
    shown: dt.datetime | None = None
    hinted: bool = False


class Session(Frozen):
    """A quiz as it was asked for, and how far it got."""

    id: str
    topic: str | None
    mode: Mode
    count: int
    turns: tuple[Turn, ...]
    ends: dt.datetime | None = None
    """When an exam's time is over."""

    @property
    def right(self) -> int:
        return sum(t.outcome == "right" for t in self.turns)

    @property
    def answered(self) -> int:
        return sum(t.outcome is not None for t in self.turns)

    def over(self, now: dt.datetime) -> bool:
        """Whether its time is over."""
        return self.ends is not None and now >= self.ends

    def with_turn(self, number: int, turn: Turn) -> "Session":
        return self.copy_with(turns=(*self.turns[: number - 1], turn, *self.turns[number:]))


class Tally(Frozen):
    """Answers on one topic, by how they came out."""

    right: int = 0
    wrong: int = 0
    unsure: int = 0

    @property
    def answered(self) -> int:
        return self.right + self.wrong + self.unsure

    def plus(self, other: "Tally | Answers", sign: int = 1) -> "Tally":
        """The sum, or with `sign` -1 the difference."""
        counts = {n: getattr(self, n) + sign * getattr(other, n) for n in ("right", "wrong", "unsure")}
        return Tally(**{n: max(0, count) for n, count in counts.items()})


class Learner(Frozen):
    """One member's record; a quiz that has ended stays until the next one begins."""

    session: Session | None = None
    memories: dict[str, Memory] = {}
    tallies: dict[str, Tally] = {}
    """Topic -> counts of all time, without voided questions."""
    reported: tuple[str, ...] = ()
    """Questions that the member called wrong."""
    finished: int = 0
    """Quizzes answered to their end."""
    practised: tuple[str, ...] = ()
    practised_on: dt.date | None = None
    answers: dict[str, Answers] = {}
    voided: tuple[str, ...] = ()
    """Questions whose counts were taken out of the tallies."""
    new_a_day: int = NEW_A_DAY
    recall: int = RECALL
    new_on: dt.date | None = None
    new_count: int = 0
    weights: tuple[float, ...] = ()
    """FSRS parameters fitted to the member's own answers; empty: the published ones."""
    fitted: int = 0
    """Answers in all when a fit was last tried."""
    fixed: dict[str, int] = {}
    """Question -> how many corrections of its key this record has taken in."""

    def uses(self) -> set[tuple[dt.date, str]]:
        """What was finished last; with `quiz topic=all mode=review` when nothing was due anymore."""
        return {(self.practised_on, spec) for spec in self.practised} if self.practised_on else set()

    @property
    def reviews(self) -> int:
        """Answers of all time."""
        return sum(a.right + a.wrong + a.unsure for a in self.answers.values())

    def dated_answers(self) -> Iterator[tuple[str, dt.date, bool]]:
        """Topic, local day and whether it was right of each answer: a question's history has the days in between."""
        for name, one in self.answers.items():
            pairs = [pair.split(":") for pair in one.history.split()][::-1] if name in self.memories else []
            back = itertools.accumulate([0, *(int(days) for days, _ in pairs[:-1])])
            for days, (_, rating) in zip(back, pairs, strict=False):
                yield one.topic, self.memories[name].last - days * DAY, rating != WRONG

    def new_today(self, day: dt.date) -> int:
        """Questions met for the first time on the local day."""
        return self.new_count if self.new_on == day else 0


Askable = Question | Template
"""What a quiz chooses among."""


@dataclass(frozen=True, slots=True)
class Bank:
    """All that can be asked; voided questions aren't in it."""

    questions: Mapping[str, Question]
    templates: Mapping[str, Template]

    @classmethod
    def of(cls, content: Content, voided: Iterable[str] = ()) -> "Bank":
        gone = set(voided)
        return cls(
            {name: q for name, q in content.questions.items() if name not in gone},
            {name: t for name, t in content.templates.items() if name not in gone},
        )

    def on(self, topic: str | None) -> list[Askable]:
        """What is asked on a topic, or all."""
        return [a for a in (*self.questions.values(), *self.templates.values()) if topic in (None, a.topic)]

    def topic(self, turn: Turn) -> str:
        """The topic of a turn that counts."""
        return (self.templates[turn.question] if turn.version else self.questions[turn.question]).topic

    def topics(self) -> list[str]:
        """All topics, by name."""
        return sorted({a.topic for a in self.on(None)})

    def asked(self, turn: Turn) -> Question | None:
        """The question of a turn; None where the bank doesn't have it anymore."""
        if not self.has(turn):
            return None
        template = self.templates.get(turn.question) if turn.version else None
        return template.item(turn.seed) if template else self.questions.get(turn.question)

    def has(self, turn: Turn) -> bool:
        """Whether the bank still has the question as it was asked."""
        if turn.version:
            template = self.templates.get(turn.question)
            return template is not None and template.version == turn.version
        found = self.questions.get(turn.question)
        return found is not None and "".join(sorted(turn.order)) == found.keys


# topics


def find_topics(typed: str, known: Iterable[str]) -> list[str]:
    """The topics that a text can mean: the one of that name or another word for it, else those of which a word begins
    with it.

    Blanks and hyphens make no difference: `trade-offs` is `tradeoffs`. Coding isn't decoding.
    """
    word = _squash(typed)
    names = {t: _squash(t) for t in known}
    return (
        [t for t, name in names.items() if word in (name, _squash(name_topic(t)))]
        or [t for t in names if word in map(_squash, SYNONYMS.get(t, ()))]
        or [t for t, name in names.items() if word and name.startswith(word)]
        or [t for t in names if word and any(part.startswith(word) for part in t.split("-"))]
    )


def find_topics_in(text: str, known: Iterable[str]) -> list[str]:
    """The topics whose names, or other words for them, are in a sentence; the longest first."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    said = {*words, *("".join(pair) for pair in itertools.pairwise(words))}
    called = {topic: map(_squash, (topic, *SYNONYMS.get(topic, ()))) for topic in known}
    found = {topic: max((len(n) for n in names if n in said), default=0) for topic, names in called.items()}
    return sorted((topic for topic, length in found.items() if length), key=lambda topic: -found[topic])


def _squash(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").split())


def nearest_topics(typed: str, known: list[str]) -> list[str]:
    """The topics whose names come nearest to a text that names none, at most three; the first ones if none does."""
    words = [_squash(word) for word in typed[:60].split()]
    near = [t for word in words for t in difflib.get_close_matches(word, known, n=NEAREST, cutoff=0.6)]
    return (list(dict.fromkeys(near)) or known)[:NEAREST]


# sources


class Origin(Frozen):
    """Where an answer comes from: a title, and an address if there is one."""

    title: str
    url: str = ""


def origin(question: Question, facts: Mapping[str, Fact], sources: Mapping[str, Source]) -> Origin:
    """The first source that the question rests on, by itself or through a fact."""
    refs = ground_refs(question.sources, facts)
    if found := next((sources[r] for r in refs if r in sources), None):
        return Origin(title=found.title, url=next(iter(found.urls), ""))
    if line := next((r for r in refs if r.startswith("L")), None):
        return Origin(title=f"the article, line {line[1:]}")
    if claim := next((r for r in refs if r.startswith("A")), None):
        return Origin(title=f"claim {claim} of the article")
    return Origin(title="worked out from definitions")


@dataclass(frozen=True, slots=True)
class ExamPart:
    """What was asked of one family, how much of it was right, and how much was left open."""

    family: str
    right: int
    asked: int
    open: int


def exam_parts(session: Session, bank: Bank) -> tuple[ExamPart, ...]:
    """An exam by family, the most asked first; what the bank doesn't have anymore is left out."""
    rows: dict[str, list[str]] = {}
    for turn in session.turns:
        if bank.has(turn):
            rows.setdefault(family(bank.topic(turn)), []).append(turn.outcome or "")
    parts = (ExamPart(name, o.count("right"), len(o), o.count("")) for name, o in rows.items())
    return tuple(sorted(parts, key=lambda p: (-p.asked, p.family)))


def exam_picture(parts: Iterable[ExamPart]) -> Picture:
    """Bars of percent right, one a family, with the counts on each."""
    points = tuple(
        Point(x=100 * p.right / p.asked, y=0, label=f"{p.family}: {p.right} of {p.asked}", style=at % 5)
        for at, p in enumerate(parts)
    )
    chart = Chart(kind="bars", title="Exam, by family", x="Right (%)", y="", points=points)
    said = "; ".join(p.label.replace(":", "") for p in points)
    return Picture(chart=chart, alt=f"Bars of how much was right: {said}.")
