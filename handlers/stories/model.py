"""Pure: summaries and stories as texts, what the rules say of them, what a set of them shows."""

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.core.card import File
from bot.core.member import Activity
from bot.core.values import Frozen, Private
from bot.rules import Report, load_critic
from bot.rules.sets import Project as Titled
from bot.rules.sets import SetReport, judge
from handlers.stories.calls import PARTS, STAR


@dataclass(frozen=True, slots=True)
class Genre:
    """What stories and summaries of projects differ in: where they're kept and how many, their parts, their rules."""

    plural: Literal["stories", "projects"]
    most: int
    parts: Sequence[str]
    pack: str
    kind: str

    def report(self, root: Path, parts: Mapping[str, str]) -> Report:
        known = load_critic(root, self.pack)
        return known.gravest_first(known.critique(self.text(parts), self.kind))

    def text(self, parts: Mapping[str, str]) -> str:
        """As the rules read it: each field is what its heading says; a story's one text comes last, without one."""
        between = "\n" if self.plural == "projects" else " "
        return "\n".join(
            text if name == "text" else f"{name.capitalize()}:{between}{text}"
            for name, text in given_parts(parts, self.parts).items()
        )


STORY = Genre("stories", 12, (*STAR, "text"), "star", "story")
PROJECT = Genre("projects", 6, PARTS, "project", "project")
NAMES: Mapping[str, str] = {
    "problem": "Problem",
    "data": "Data",
    "approach": "Approach",
    "accuracy": "Accuracy",
    "speed": "Latency, throughput or memory",
    "cost": "Cost",
    "impact": "Impact",
    "rejected": "Rejected option",
}
PROMPTS: Sequence[tuple[int, str]] = (
    (0, "Situation, 20 seconds: what was wrong, and for whom?"),
    (20, "Task, 15 seconds: what did you have to reach?"),
    (35, "Action, 60 seconds: what did you do, step by step, and who took part?"),
    (95, "Result, 25 seconds: from what to what, and what did you learn?"),
    (120, "Two minutes. How was it?"),
)
"""Seconds from the start, and what is said then."""


class Kept(Frozen):
    """A kept story or summary: its parts by name, or a story's one text under `text`."""

    id: str
    title: Private[str]
    parts: dict[str, Private[str]]

    @property
    def texts(self) -> dict[str, str]:
        return {name: part.value for name, part in self.parts.items()}


class Portfolio(Activity):
    """What a member asked to keep; `run` is the rehearsal that goes on, `used` says when which command was."""

    stories: tuple[Kept, ...] = ()
    projects: tuple[Kept, ...] = ()
    made: int = 0
    run: str = ""
    used: dict[str, dt.date] = {}

    def kept(self, genre: Genre) -> tuple[Kept, ...]:
        return self.stories if genre is STORY else self.projects

    def uses(self) -> set[tuple[dt.date, str]]:
        return {(day, path) for path, day in self.used.items()}

    def with_use(self, spec: str, day: dt.date) -> "Portfolio":
        return self.copy_with(used=self.used | {spec: day})


def given_parts(parts: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The parts that say something, in their order."""
    return {name: parts[name].strip() for name in names if parts.get(name, "").strip()}


# projects


def set_report(root: Path, projects: Sequence[Kept]) -> SetReport:
    titled = [Titled(one.title.value, (PROJECT.text(one.texts),)) for one in projects]
    return judge(load_critic(root, "project"), titled)


def files_of(title: str, parts: Mapping[str, str]) -> tuple[File, File]:
    """The summary on one page, to read and to print; nothing in it is loaded from anywhere."""
    given = [(NAMES[name], text) for name, text in given_parts(parts, PARTS).items()]
    markdown = "\n".join([f"# {title}\n", *(f"## {name}\n\n{text}\n" for name, text in given)])
    rows = "".join(f"<h2>{name}</h2><p>{html.escape(text)}</p>\n" for name, text in given)
    style = (
        "@page{size:A4;margin:18mm}body{font:11pt/1.45 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em}"
        "h1{font-size:18pt}h2{font-size:11pt;margin:1.1em 0 0}p{margin:.2em 0;white-space:pre-line}"
        "@media print{body{font-size:10pt;line-height:1.35;max-width:none;margin:0;padding:0}h1{margin:0}}"
    )
    page = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style>\n<h1>{html.escape(title)}</h1>\n{rows}</html>\n"
    )
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40] or "project"
    return (
        File(name=f"{name}.md", about="one page of Markdown", data=markdown.encode()),
        File(name=f"{name}.html", about="one page to print", data=page.encode()),
    )


# stories


def spoken_seconds(parts: Mapping[str, str]) -> int:
    """Seconds that a story takes aloud at 150 words a minute."""
    words = sum(len(text.split()) for text in given_parts(parts, STORY.parts).values())
    return round(words * 60 / 150)


_TOOK = re.compile(
    r"\bI (?:decided|took|volunteered|proposed|owned|offered|insisted|started)\b|my decision|upon myself",
    re.IGNORECASE,
)
_DIFFERED = re.compile(
    r"disagree|objected|pushed back|refused|convince|argued|sceptic|skeptic|did not believe", re.IGNORECASE
)
Shows = Callable[[Mapping[str, bool], str], bool]
COMPETENCES: Sequence[tuple[str, Shows]] = (
    ("Collaboration", lambda flags, _text: flags["collaboration_specific"]),
    ("Ownership", lambda flags, text: flags["has_action"] and bool(_TOOK.search(text))),
    ("A failure and what changed", lambda flags, _text: flags["learning_from_failure"]),
    ("A disagreement", lambda _flags, text: bool(_DIFFERED.search(text))),
    ("A measured result", lambda flags, _text: flags["result_quantified"]),
)


def coverage(root: Path, stories: Sequence[Mapping[str, str]]) -> dict[str, list[int]]:
    """Quality -> the numbers, from 1, of the stories that show it by rule."""
    read = [(STORY.report(root, one).flags, STORY.text(one)) for one in stories]
    return {
        name: [n for n, (flags, text) in enumerate(read, 1) if shows(flags, text)]
        for name, shows in COMPETENCES
    }
