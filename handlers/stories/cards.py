"""All words about projects, stories and rehearsals."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.core.card import (
    Button,
    Card,
    Instant,
    Line,
    Quoted,
    buttons,
    card,
    details,
    items,
    line,
    pairs,
    small,
)
from bot.core.layout import LINES, PHONE, page_of
from bot.core.text import all_of, many, shorten, wrap_lines
from bot.core.values import Private
from bot.rules import Finding, Report
from bot.rules.sets import SetReport
from handlers.stories import calls, model
from handlers.stories.model import PROJECT, STORY, Genre, Kept

KEPT = "Deleted after 30 minutes unless you keep it."
FOREIGN = "not in English, so I didn't judge it."
SHORT = 2 * PHONE - 5
"""Characters of a finding on the first card; all of it waits behind [More]."""
SEVERITY = {"major": "Important", "minor": "Open", "hint": "A hint"}
NEEDED = {
    "has_situation": "the situation",
    "has_task": "your task",
    "has_action": "your action",
    "has_result": "the result",
    "result_quantified": "a number for the result",
}
EXTRA = {
    "collaboration_specific": "a named partner who acts",
    "learning_from_failure": "a failure and what changed",
}
PAGE = 4
"""Stories on a page of the list."""
NEW = calls.StoryNew().button("Write a story", style="main", ask=True)
LIST = calls.StoryList().button("My stories")
PROJECTS = calls.Projects().button("My projects")
MAP = calls.StoryMap().button("What they cover")
REHEARSE = calls.Rehearse().button("Rehearse aloud, 2 min")


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def point(found: Finding) -> str:
    """A finding in short: what it says, and what to do, as far as two lines of a phone hold it in whole sentences."""
    said, grade = found.message, f"{SEVERITY[found.severity]}: "
    fix = found.fix.split(", for example")[0].rstrip(".") + "."
    first = said.partition(". ")[0].rstrip(".") + "."
    fitting = (text for text in (f"{said} {fix}", said) if len(grade) + len(text) <= SHORT)
    return shorten(grade + next(fitting, first))


# one story, one summary


def verdict(
    genre: Genre, title: str, parts: Mapping[str, str], report: Report | None, kept: Kept | None = None
) -> Card:
    """What the rules say of a story or a summary. Without a report it's in another language: that isn't a fault, and
    no ground for a judgment either."""
    build = _story if genre is STORY else _summary
    return build(title, parts, report, kept)


def _story(title: str, parts: Mapping[str, str], report: Report | None, kept: Kept | None) -> Card:
    """How good it is, how long it takes aloud, what is missing, and the gravest of what is open."""
    aloud, values = clock(model.spoken_seconds(parts)), _args(title, parts)
    row = buttons(
        _change(STORY, values),
        None if kept else calls.KeepStory.model_validate(values).button("Keep this story"),
        REHEARSE,
        calls.MoreStory.model_validate(values).button("More", spoken="More of this story"),
        calls.DropStory(id=kept.id).button("Delete the story", style="danger") if kept else None,
        LIST if kept else None,
    )
    named = Quoted(text=shorten(title, 60))
    if report is None:
        said = f"Aloud it takes about {aloud}; aim for 1:30 to 2:30."
        return card(line("Story ", named, f": {FOREIGN}"), said, None if kept else small(KEPT), row)
    left = "Nothing important to fix" if report.hints else "Nothing to fix"  # [More] has the hints
    rest = [point(one) for one in report.findings[:1]] or [f"{left}. An interviewer may ask: who disagreed?"]
    return card(
        line("Story ", named, f": {report.verdict}. Aloud {aloud}; aim for 1:30 to 2:30."),
        _to_add(report.flags),
        *rest,
        None if kept else small(KEPT),
        row,
    )


def _to_add(flags: Mapping[str, bool]) -> str | None:
    """What every story needs; a whole one hears what it can show besides."""
    needed, extra = ([what for flag, what in of.items() if not flags[flag]] for of in (NEEDED, EXTRA))
    if needed:
        return f"Add {all_of(needed)}."
    return f"Where it fits, add {all_of(extra)}." if extra else None


def _args(title: str, parts: Mapping[str, str]) -> dict[str, Private[str]]:
    return {"title": Private(title), **{name: Private(text) for name, text in parts.items()}}


def _change(genre: Genre, values: Mapping[str, Private[str]]) -> Button:
    form = calls.StoryNew if genre is STORY else calls.Project
    what = "story" if genre is STORY else "summary"
    return form.model_validate(values).button(f"Change the {what}", style="main", ask=True)


def in_full(
    genre: Genre,
    args: calls.MoreProject | calls.MoreStory,
    title: str,
    parts: Mapping[str, str],
    report: Report,
) -> Card:
    """A page of everything that is open, whole."""
    every = (*report.findings, *report.hints)
    said = [f"{SEVERITY[one.severity]}: {one.message} {one.fix} Why: {one.why}" for one in every]
    lines = [part for text in said for part in wrap_lines(text)]
    found = page_of(lines or ["Nothing to fix."], args.page, LINES - 1)
    which = f" Page {found.number} of {found.total}." if found.total > 1 else ""
    return card(
        f"Everything to fix in your {'story' if genre is STORY else 'summary'}.{which}",
        *found.shown,
        buttons(
            _change(genre, _args(title, parts)), found.next_button(args, f"More, page {found.number + 1}")
        ),
    )


def kept_line(title: str, *, again: bool) -> Line:
    """That it is kept, and if so, that the one of that name is gone."""
    said = "Kept. It replaces " if again else "Kept: "
    return line(said, Quoted(text=shorten(title, 60)), ". ")


def keep_receipt(title: str, count: int, *, again: bool) -> Card:
    return card(
        line(*kept_line(title, again=again), f"You have {count} of {STORY.most} stories here."),
        small("It's encrypted where it's stored, and goes when you delete it or forget everything."),
        buttons(MAP, LIST, REHEARSE),
    )


def drop_receipt(what: str, by: dt.datetime | None) -> Card:
    return card(
        f"I deleted the {what}.",
        line("It leaves this server's disk by ", Instant(at=by), ".")
        if by
        else "Backups of the Redis server may hold it, encrypted, until they are replaced.",
        buttons(LIST),
    )


# all stories


def story_list(stories: Sequence[Kept], projects: int, page: int) -> Card:
    if not stories:
        return card(
            "You haven't kept a story yet. Three are enough: one each on collaboration, ownership, and a failure.",
            f"You keep {projects} project summaries." if projects else None,
            buttons(NEW, PROJECTS if projects else None),
        )
    found = page_of(stories, page, PAGE)
    lengths = [(one, clock(model.spoken_seconds(one.texts))) for one in found.shown]
    named = [line(Quoted(text=shorten(one.title.value, 60)), f", {length} aloud") for one, length in lengths]
    which = f" Page {found.number} of {found.total}." if found.total > 1 else ""
    return card(
        f"Your stories, {len(stories)} of {STORY.most} at most.{which}",
        items(*named, numbered=True, start=found.start),
        buttons(
            *(calls.OpenStory(id=one.id).button(f"Open story {n}") for n, one in found.numbered),
            MAP,
            NEW,
            found.next_button(calls.StoryList(), "More stories"),
            PROJECTS if projects else None,
        ),
    )


def coverage(found: Mapping[str, Sequence[int]], count: int) -> Card:
    """Each quality with the stories that show it, the gaps first."""
    if not count:
        return card("You haven't kept a story yet, so nothing is covered.", buttons(NEW))
    gaps = sum(not numbers for numbers in found.values())
    need = "needs" if gaps == 1 else "need"
    first = (
        f"{gaps} of {len(found)} qualities {need} a story." if gaps else "Your stories show every quality."
    )
    rows = []
    for name, numbers in found.items():
        shown = f"{'story' if len(numbers) == 1 else 'stories'} {', '.join(map(str, numbers))}"
        rows.append((name, shown if numbers else "none yet"))
    return card(first, pairs(*rows), buttons(NEW, LIST))


# aloud


def prompt(stage: int, run: str) -> Card:
    """What to say next, or at the end how it was."""
    seconds, said = model.PROMPTS[stage]
    if stage == len(model.PROMPTS) - 1:
        return card(
            said,
            "I recorded nothing, and I don't keep your answer.",
            buttons(
                calls.Rated(how="clear").button("Clear and in time"),
                calls.Rated(how="long").button("Too long"),
                calls.Rated(how="lost").button("Lost the thread"),
                calls.Rehearse().button("Rehearse once more"),
            ),
        )
    first = "Speak aloud now. The next prompts come by DM; nothing is recorded." if not stage else None
    stop = calls.StopClock(run=run).button("Stop the clock")
    return card(f"{clock(seconds)} {said}", first, buttons(stop))


STOPPED = card("Stopped. No more prompts will come.", buttons(calls.Rehearse().button("Rehearse once more")))
ADVICE = {
    "clear": "Good. Tell it once more tomorrow, to somebody who doesn't know the project.",
    "long": "Halve the situation: one sentence on what was wrong, one on your task. The action gets the time.",
    "lost": "Write one word for each of the four parts on paper, and tell it from these four words.",
}


def advice(how: str) -> Card:
    return card(ADVICE[how], buttons(calls.Rehearse().button("Rehearse once more"), LIST))


REJECTED = "Which option did you reject, and on what number?"
TURNED = "At what number would the option you rejected have won?"
NEW_SUMMARY = calls.Project().button("Summarize a project", style="main", ask=True)


def _summary(title: str, parts: Mapping[str, str], report: Report | None, kept: Kept | None) -> Card:
    """The verdict, what is missing, the gravest findings, the question; and the page to read and to print."""
    named = {"rejected", *parts}  # the question asks for the rejected option, and so does a button
    missing = [model.NAMES[name].casefold() for name in calls.PARTS if name not in named] if report else []
    values = _args(title, parts)
    points = [point(one) for one in report.findings[:1]] if report else []
    change = _change(PROJECT, values)
    said = f"{report.verdict}." if report else FOREIGN
    return card(
        line("Summary of ", Quoted(text=shorten(title, 60)), f": {said}"),
        shorten(f"Not filled in: {', '.join(missing)}.", SHORT) if missing else None,
        *(points or (["The rules found nothing to fix."] if report else [])),
        f'An interviewer will ask: "{TURNED if "rejected" in parts else REJECTED}"',
        None if kept else small(KEPT),
        *model.files_of(title, parts),
        buttons(
            change,
            Button(label="Name the rejected option", call=change.call.copy_with(page=2))
            if "rejected" not in parts
            else None,
            None if kept else calls.KeepProject.model_validate(values).button("Keep this summary"),
            calls.MoreProject.model_validate(values).button("More", spoken="More of this summary"),
            calls.DropProject(id=kept.id).button("Delete the project", style="danger") if kept else None,
            PROJECTS if kept else None,
        ),
    )


def _question_line(projects: Sequence[Kept]) -> Line:
    """The question about the first project that has no answer to it yet; about the first one otherwise."""
    open_one = next((one for one in projects if "rejected" not in one.parts), None)
    about = (open_one or projects[0]).title.value
    asked = REJECTED if open_one else TURNED
    return line("Of ", Quoted(text=shorten(about, 40)), f' an interviewer will ask: "{asked}"')


def whole_set(projects: Sequence[Kept], found: SetReport, *, first: Line | None = None) -> Card:
    """The verdict on all that is kept: how many, how deep, and the question that follows."""
    if not projects:
        return card("You haven't kept a project summary yet. Two or three are enough.", buttons(NEW_SUMMARY))
    cycles = [
        "problem, data, training and a live result are there" if full else "not the full cycle yet"
        for full in found.full_cycle
    ]
    shown = [
        line(Quoted(text=shorten(one.title.value, 60)), f": {cycle}")
        for one, cycle in zip(projects, cycles, strict=True)
    ][:3]
    others = f", and {len(projects) - 3} more" if len(projects) > 3 else ""
    fit = "the right number" if found.right_count else "two or three are enough"
    points = [point(one) for one in found.findings if one.rule != "wrong_number_of_projects"][:1]
    return card(
        line(*(first or ()), f"{many(len(projects), 'project')}{others}: {fit}."),
        items(*shown, numbered=True),
        _question_line(projects),
        details("What your projects don't show yet.", *points) if points else None,
        buttons(
            *(calls.OpenProject(id=one.id).button(f"Open project {n}") for n, one in enumerate(projects, 1)),
            NEW_SUMMARY,
        ),
    )
