"""Finds content: each part is read when it is first asked for, and every error names file and line.

content = load()
content.tasks["utility-by-hand"].minutes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from content.document import ContentError, Document, fit, join_errors, read
from content.mocks import Brief, Case, Criterion, Guide
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


@dataclass(frozen=True)
class Part(Generic[T]):
    """A kind of content: where its files are (a file, a pattern, or every file of a folder), its key, its type. As an
    attribute of Content it is its items by key, read at the first use."""

    name: str
    place: str
    key: str
    items: Any

    def files(self, root: Path) -> tuple[Path, ...]:
        if "*" in self.place:
            return tuple(sorted(root.glob(self.place)))
        place = root / self.place
        return (place,) if place.suffix == ".yaml" else tuple(sorted(place.glob("*.yaml")))

    def __get__(self, content: Content, owner: type[Content]) -> Mapping[str, T]:
        items = {one.key: one.item for one in read_items(content.root, self)}
        vars(content)[self.name] = items  # found before this descriptor from now on
        return items


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """An item and its place in the files."""

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


@dataclass(frozen=True)
class Content:
    """All content under `root`. A part is read at its first use; errors are raised then, as ContentError."""

    root: Path

    tasks = Part[Task]("tasks", "checklist", "key", tuple[Task, ...])
    questions = Part[Question]("questions", "questions", "id", tuple[Question, ...])
    templates = Part[Template]("templates", "templates", "id", tuple[Template, ...])
    rounds = Part[InterviewRound]("rounds", "rounds", "key", tuple[InterviewRound, ...])
    facts = Part[Fact]("facts", "facts", "id", tuple[Fact, ...])
    claims = Part[Claim]("claims", "claims.yaml", "id", tuple[Claim, ...])
    note_questions = Part[NoteQuestions](
        "note_questions", "note_questions", "note", tuple[NoteQuestions, ...]
    )
    sources = Part[Source]("sources", "sources.yaml", "id", tuple[Source, ...])
    asks = Part[Ask]("asks", "asks.yaml", "id", tuple[Ask, ...])
    timeline = Part[TimelineStage]("timeline", "timeline.yaml", "key", tuple[TimelineStage, ...])
    briefs = Part[Brief]("briefs", "briefs/*_[0-9].yaml", "id", tuple[Brief, ...])
    guides = Part[Guide]("guides", "briefs/guide*.yaml", "key", tuple[Guide, ...])
    cases = Part[Case]("cases", "cases", "id", tuple[Case, ...])
    criteria = Part[Criterion]("criteria", "feedback", "key", tuple[Criterion, ...])
    help = Part[HelpAnswer]("help", "help", "key", tuple[HelpAnswer, ...])


PARTS: Mapping[str, Part[Any]] = {
    name: part for name, part in vars(Content).items() if isinstance(part, Part)
}


def load(root: Path | None = None) -> Content:
    """The content under `root`, by default what is installed, which a process reads once. Nothing is read before it
    is needed."""
    return Content(root) if root else _installed()


@cache
def _installed() -> Content:
    return Content(Path(__file__).parent)


def read_items(root: Path, part: Part[T]) -> tuple[Placed[T], ...]:
    """Every item of `part` with its place. Raises ContentError with the errors of all its files."""
    found: dict[str, Placed[T]] = {}
    problems: list[ContentError] = []
    for path in part.files(root):
        try:
            document = read(path, path.relative_to(root.parent).as_posix())
            if not isinstance(document.value, dict) or list(document.value) != [part.name]:
                raise document.error(
                    f"must hold one list named '{part.name}' and nothing else: put everything under it"
                )
            items: tuple[T, ...] = fit(document, part.items, part.name)
        except ContentError as error:
            problems.extend(error.all())
            continue
        for at, item in enumerate(items):
            one = Placed(str(getattr(item, part.key)), item, document, (part.name, at))
            if first := found.get(one.key):
                problems.append(one.error(f"is already in {first.file}:{first.line}: rename one of them"))
            found.setdefault(one.key, one)
    if problems:
        raise join_errors(problems)
    return tuple(found.values())
