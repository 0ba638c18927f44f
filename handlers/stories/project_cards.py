"""All words about project summaries."""

from collections.abc import Mapping, Sequence

from bot.core.card import Button, Card, File, Item, Items, Line, Quoted, buttons, card, line
from bot.core.text import shorten
from bot.core.values import Private
from bot.rules import Report
from bot.rules.sets import SetReport
from handlers.stories import model
from handlers.stories.calls import (
    PARTS,
    DropProject,
    KeepProject,
    MoreProject,
    OpenProject,
    Project,
)
from handlers.stories.cards import FOREIGN, KEPT, PROJECTS, full, point

REJECTED = "Which option did you reject, and on what number?"
TURNED = "At what number would the option you rejected have won?"
NEW = Project().button("Summarise a project", style="main", ask=True)


def _args(title: str, parts: Mapping[str, str]) -> dict[str, Private[str]]:
    return {"title": Private(title), **{name: Private(text) for name, text in parts.items()}}


def judged(title: str, parts: Mapping[str, str], report: Report, kept: model.Project | None = None) -> Card:
    """The verdict, what is missing, the gravest findings, the question; and the page to read and to print."""
    points = [point(one) for one in report.findings[:2]]
    verdict, said = f"{report.verdict}.", points or ["The rules find nothing open."]
    return _summary(title, parts, verdict, said, kept)


def unjudged(title: str, parts: Mapping[str, str], kept: model.Project | None = None) -> Card:
    """A summary in another language: the pages are made of it all the same."""
    return _summary(title, parts, FOREIGN, [], kept)


def _summary(
    title: str, parts: Mapping[str, str], verdict: str, said: Sequence[str], kept: model.Project | None
) -> Card:
    missing = [model.NAMES[name].casefold() for name in PARTS if name not in parts]
    name, values = model.file_name(title), _args(title, parts)
    change = Project.model_validate(values).call(ask=True)
    return card(
        line("Summary of ", Quoted(text=shorten(title, 60)), f": {verdict}"),
        shorten(f"Not filled in: {', '.join(missing)}.") if missing else "All eight parts are filled in.",
        *said,
        _question(parts),
        None if kept else KEPT,
        File(name=f"{name}.md", about="one page of Markdown", data=model.as_markdown(title, parts).encode()),
        File(name=f"{name}.html", about="one page to print", data=model.as_html(title, parts).encode()),
        buttons(
            Button(label="Change the summary", call=change, style="main"),
            Button(label="Name the rejected option", call=change.copy_with(page=2))
            if "rejected" not in parts
            else None,
            None
            if kept
            else Button(label="Keep this summary", call=KeepProject.model_validate(values).call()),
            Button(
                label="More", spoken="More of this summary", call=MoreProject.model_validate(values).call()
            ),
            DropProject(id=kept.id).button("Delete the project", style="danger") if kept else None,
            PROJECTS if kept else None,
        ),
    )


def _question(parts: Mapping[str, str]) -> str:
    return f'An interviewer will ask: "{TURNED if "rejected" in parts else REJECTED}"'


def _asked(projects: Sequence[model.Project]) -> Line:
    """The question about the first project that has no answer to it yet; about the first one otherwise."""
    open_one = next((one for one in projects if "rejected" not in one.parts), None)
    about = (open_one or projects[0]).title.value
    asked = REJECTED if open_one else TURNED
    return line("Of ", Quoted(text=shorten(about, 40)), f' an interviewer will ask: "{asked}"')


def in_full(args: MoreProject, title: str, parts: Mapping[str, str], report: Report) -> Card:
    more = args.copy_with(page=args.page + 1).call()
    change = Project.model_validate(_args(title, parts)).call(ask=True)
    return full(
        "Everything open in your summary.",
        report,
        args.page,
        Button(label="More", spoken=f"More, page {args.page + 1}", call=more),
        Button(label="Change the summary", call=change, style="main"),
    )


def whole_set(projects: Sequence[model.Project], found: SetReport, *, first: Line | None = None) -> Card:
    """The verdict on all that is kept: how many, how deep, and the question that follows."""
    if not projects:
        return card("You keep no project summaries here yet. Two or three are enough.", buttons(NEW))
    shown = list(zip(projects, found.full_cycle, strict=True))[:3]
    hidden = len(projects) - len(shown)
    others = f", and {hidden} more" if hidden else ""
    count = "1 project" if len(projects) == 1 else f"{len(projects)} projects"
    fit = "the right number" if found.right_count else "two or three are right"
    points = [point(one) for one in found.findings if one.rule != "wrong_number_of_projects"][:1]
    return card(
        line(*(first or ()), f"{count}{others}: {fit}."),
        Items(items=tuple(Item(line=_cycle(one, full_cycle=so)) for one, so in shown), numbered=True),
        *points,
        _asked(projects),
        buttons(
            *(OpenProject(id=one.id).button(f"Open project {n}") for n, one in enumerate(projects, 1)),
            NEW,
        ),
    )


def _cycle(one: model.Project, *, full_cycle: bool) -> Line:
    said = "problem, data, training and a live result are there" if full_cycle else "not the full cycle yet"
    return line(Quoted(text=shorten(one.title.value, 60)), f": {said}")
