"""Finds content: each part is read when it is first asked for, and every error names file and line.

content = load()
content.tasks["utility-by-hand"].minutes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from content.cases import Case
from content.criteria import Criterion
from content.document import Document, fit, read
from content.errors import ContentError, together
from content.interviewer import Brief, Guide
from content.models import (
    Ask,
    Claim,
    Fact,
    HelpAnswer,
    InterviewRound,
    NoteQuestions,
    Source,
    Task,
    TimelineStage,
)
from content.quiz import Question
from content.templates import Template

__all__ = ["PARTS", "Content", "ContentError", "Document", "Part", "Placed", "load"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A kind of content: where its files lie (a file, a pattern, or every file of a folder), its key, its type."""

    name: str
    place: str
    key: str
    items: Any

    def files(self, root: Path) -> tuple[Path, ...]:
        if "*" in self.place:
            return tuple(sorted(root.glob(self.place)))
        place = root / self.place
        return (place,) if place.suffix == ".yaml" else tuple(sorted(place.glob("*.yaml")))


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """An item and where it stands."""

    key: str
    item: T
    document: Document
    path: tuple[str | int, ...]

    @property
    def file(self) -> str:
        return self.document.file

    @property
    def line(self) -> int:
        return self.document.line(*self.path)

    def error(self, text: str, *field: str | int) -> ContentError:
        return self.document.error(f"{self.key}: {text}", *self.path, *field)


TASKS: Part[Task] = Part("tasks", "checklist", "key", tuple[Task, ...])
QUESTIONS: Part[Question] = Part("questions", "questions", "id", tuple[Question, ...])
TEMPLATES: Part[Template] = Part("templates", "templates", "id", tuple[Template, ...])
ROUNDS: Part[InterviewRound] = Part("rounds", "rounds", "key", tuple[InterviewRound, ...])
FACTS: Part[Fact] = Part("facts", "facts", "id", tuple[Fact, ...])
CLAIMS: Part[Claim] = Part("claims", "claims.yaml", "id", tuple[Claim, ...])
NOTE_QUESTIONS: Part[NoteQuestions] = Part(
    "note_questions", "note_questions", "note", tuple[NoteQuestions, ...]
)
SOURCES: Part[Source] = Part("sources", "sources.yaml", "id", tuple[Source, ...])
ASKS: Part[Ask] = Part("asks", "asks.yaml", "id", tuple[Ask, ...])
TIMELINE: Part[TimelineStage] = Part("timeline", "timeline.yaml", "key", tuple[TimelineStage, ...])
BRIEFS: Part[Brief] = Part("briefs", "briefs/*_[0-9].yaml", "id", tuple[Brief, ...])
GUIDES: Part[Guide] = Part("guides", "briefs/guide*.yaml", "key", tuple[Guide, ...])
CASES: Part[Case] = Part("cases", "cases", "id", tuple[Case, ...])
CRITERIA: Part[Criterion] = Part("criteria", "feedback", "key", tuple[Criterion, ...])
HELP: Part[HelpAnswer] = Part("help", "help", "key", tuple[HelpAnswer, ...])
PARTS: Mapping[str, Part[Any]] = MappingProxyType(
    {
        part.name: part
        for part in (
            TASKS,
            QUESTIONS,
            TEMPLATES,
            ROUNDS,
            FACTS,
            CLAIMS,
            NOTE_QUESTIONS,
            SOURCES,
            ASKS,
            TIMELINE,
            BRIEFS,
            GUIDES,
            CASES,
            CRITERIA,
            HELP,
        )
    }
)


@dataclass(frozen=True)
class Content:
    """All content under `root`. A part is read at its first use; errors are raised then, as ContentError."""

    root: Path

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        return self._items(TASKS)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        return self._items(QUESTIONS)

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        return self._items(TEMPLATES)

    @cached_property
    def rounds(self) -> Mapping[str, InterviewRound]:
        return self._items(ROUNDS)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        return self._items(FACTS)

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        return self._items(CLAIMS)

    @cached_property
    def note_questions(self) -> Mapping[str, NoteQuestions]:
        return self._items(NOTE_QUESTIONS)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return self._items(SOURCES)

    @cached_property
    def help(self) -> Mapping[str, HelpAnswer]:
        return self._items(HELP)

    @cached_property
    def asks(self) -> Mapping[str, Ask]:
        return self._items(ASKS)

    @cached_property
    def timeline(self) -> Mapping[str, TimelineStage]:
        return self._items(TIMELINE)

    @cached_property
    def briefs(self) -> Mapping[str, Brief]:
        return self._items(BRIEFS)

    @cached_property
    def guides(self) -> Mapping[str, Guide]:
        return self._items(GUIDES)

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        return self._items(CASES)

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return self._items(CRITERIA)

    def _items(self, part: Part[T]) -> Mapping[str, T]:
        return MappingProxyType({placed.key: placed.item for placed in placed(self.root, part)})


def load(root: Path | None = None) -> Content:
    """The content under `root`, by default what is installed, which a process reads once. Nothing is read before it
    is needed."""
    return Content(root) if root else _installed()


@cache
def _installed() -> Content:
    return Content(Path(__file__).parent)


def placed(root: Path, part: Part[T]) -> tuple[Placed[T], ...]:
    """Every item of `part` with its place. Raises ContentError with the errors of all its files."""
    found: list[Placed[T]] = []
    problems: list[ContentError] = []
    for path in part.files(root):
        try:
            found.extend(_of_file(path, path.relative_to(root.parent).as_posix(), part))
        except ContentError as error:
            problems.extend(error.all())
    problems.extend(_doubled(found))
    if problems:
        raise together(problems)
    return tuple(found)


def _of_file(path: Path, name: str, part: Part[T]) -> Iterator[Placed[T]]:
    document = read(path, name)
    if not isinstance(document.value, dict) or list(document.value) != [part.name]:
        raise document.error(
            f"must hold one list named '{part.name}' and nothing else: put everything under it"
        )
    items: tuple[T, ...] = fit(document, part.items, part.name)
    for at, item in enumerate(items):
        yield Placed(str(getattr(item, part.key)), item, document, (part.name, at))


def _doubled(found: Iterable[Placed[Any]]) -> Iterator[ContentError]:
    first: dict[str, Placed[Any]] = {}
    for one in found:
        if one.key in first:
            yield one.error(
                f"stands already in {first[one.key].file}:{first[one.key].line}: rename one of them"
            )
        first.setdefault(one.key, one)
