"""All words about single tasks: how one is done, what was ticked off, and what is left."""

from collections.abc import Sequence

from bot.core.card import Button, Card, Line, Quoted, buttons, card, details, line
from bot.core.layout import page_of
from bot.core.text import many, shorten, spell
from content.models import Task
from handlers.checklist import calls
from handlers.checklist.cards import (
    ONE_MORE,
    PLAN,
    ROOM,
    SHOW,
    actions,
    done_button,
    fit,
    headline,
    list_buttons,
    name,
    numbered,
    open_button,
    sentence,
    tail,
    title,
)
from handlers.checklist.model import COMMANDS, Row, is_derived
from handlers.checklist.planner import Resize
from handlers.checklist.records import Day
from handlers.quiz.model import Session


def begin(row: Row, page: int, *, opens: bool, others: bool) -> Card:
    """Its steps, when it is done, and why; `opens`: there is a command that it is done with."""
    steps = list(enumerate(row.task.steps, 1))[row.part.first : row.part.upto]
    how = [*(f"{n}. {s.text}, {s.minutes} min" for n, s in steps), f"Done when: {row.task.done_when}"]
    listed = page_of(how, page, ROOM)
    time = f"{sentence(title(row))} {many(row.minutes, 'minute')}."
    first = time if listed.number == 1 else f"{sentence(title(row))} Page {listed.number}."
    return card(
        first,
        *map(shorten, listed.shown),
        details("Why this task.", row.task.why) if listed.number == 1 else None,
        buttons(
            open_button(row.task, style="main") if opens else None,
            SHOW if row.done else None if is_derived(row.task) else done_button(row),
            calls.Next(ref=row.ref).button("Next task") if others else None,
            listed.next_button(calls.Begin(ref=row.ref), "More steps"),
        ),
    )


def nothing_open(day: Day) -> Card:
    """There is nothing to begin or to tick off."""
    return card(headline(day), *tail(day), buttons(*list_buttons(day)))


def nothing_more(day: Day) -> Card:
    """No task is left to add to the list."""
    if day.days_left in (0, 1):
        return card("I won't add anything new now: your interview is too close.", buttons(SHOW))
    return card(
        "You have no more open tasks.",
        "Repeated tasks, such as reviews, come back on their day.",
        buttons(SHOW, PLAN),
    )


# ticking off


def done_receipt(row: Row, day: Day, untouched: int = 0) -> Card:
    """What was ticked off, and what is left; `untouched` of those that were meant are done by doing them."""
    then = day.open[0] if day.open else None
    others = f"The other {spell(untouched)} tick themselves off once you do them." if untouched else None
    return card(
        f"Done: {sentence(shorten(title(row), 60))} {_left(day)}",
        "The other one ticks itself off once you do it." if untouched == 1 else others,
        buttons(
            _undo(row),
            calls.Begin(ref=then.ref).button("Next task", spoken=shorten(f"Next: {name(then)}", 75))
            if then
            else ONE_MORE,
        ),
    )


def _undo(row: Row) -> Button:
    return calls.Undo(ref=row.ref).button("Undo", spoken=shorten(f"Undo: {name(row)}", 75))


def not_by_word(row: Row, quiz: Session | None) -> Card:
    """A task that is done by doing it; `quiz`: the open one."""
    path = row.task.call.path if row.task.call else ""
    once = "answer any question" if row.task.daily else COMMANDS[path][1]
    return card(
        f"That one ticks itself off once you {once}.",
        f"Your open quiz is at {quiz.answered} of {len(quiz.turns)}." if quiz else None,
        buttons(open_button(row.task, style="main"), SHOW),
    )


def _left(day: Day) -> str:
    run = day.streak.days
    streak = f" {run}-day streak." if run and not day.log.celebrates(run) else ""  # said once
    if not day.open:
        return f"That's all for today.{streak}"
    return f"{spell(len(day.open)).capitalize()} left, {many(day.left, 'minute')}.{streak}"


def done_already(rows: Sequence[Row], day: Day) -> Card:
    one = rows[0] if len(rows) == 1 else None
    named = f"Done already: {sentence(shorten(title(one), 70))}" if one else "Those are done already."
    return card(f"{named} Nothing changed.", _left(day), buttons(SHOW, _undo(one) if one else None))


def which(found: Sequence[tuple[int, Row]], first: str | Line = "Which of these is done?") -> Card:
    """Several tasks may be meant: each with its number and a button."""
    shown = found[: fit(ROOM, lambda some: card(first, *numbered(found[:some])))]
    return card(first, *numbered(shown), buttons(*actions(shown), SHOW))


def which_instead(listed: Sequence[tuple[int, Row]], unknown: str) -> Card:
    """The list, where a text means none of its tasks."""
    return which(listed, line("I can't find ", Quoted(text=shorten(unknown, 40)), " on this list:"))


def undo_receipt(row: Row, day: Day) -> Card:
    return card(
        f"Undone: {sentence(shorten(title(row), 80))}",
        _left(day),
        buttons(*actions([(0, row)]), SHOW),
    )


def no_undo() -> Card:
    return card("That isn't marked as done, so there's nothing to undo.", buttons(SHOW))


def resize_receipt(task: Task, how: Resize) -> Card:
    """What becomes of a task that was asked about."""
    said = {
        "small": "I'll bring it one step at a time.",
        "never": "I won't put it on your lists again.",
        "later": "It comes back later this week.",
        "back": "It comes back in its turn.",
    }[how]
    undo = calls.Resize(task=task.key, how="back").button("Undo") if how != "back" else None
    return card(said, f"Task: {sentence(task.title)}", buttons(SHOW, undo))
