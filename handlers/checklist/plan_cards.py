"""All words about the plan."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import Button, Card, buttons, card
from bot.core.text import LINE_LENGTH
from content.models import Task
from handlers.checklist.calls import MorePlan, Plan
from handlers.checklist.cards import ROOM, SHOW, many, short
from handlers.checklist.choosing import AHEAD, Outlook
from handlers.checklist.model import Part, Tasks, minutes_of
from handlers.checklist.store import Day

ITEMS = ("rounds", "projects", "trade-offs", "stories", "study", "mocks", "questions to ask")
MOST = 240
STEP = 15
WHOLE = Plan().button("Show the whole plan")


def plan(day: Day, found: Outlook) -> Card:
    """How much time there is, what fits, and what does not."""
    if not found.study_days:
        return _no_days(day, found)
    return card(
        _span(day, found),
        f"You have {time_left(day, found)}.",
        fits(found),
        _over(found),
        _repeated(found),
        buttons(
            _week_button(1, found) if found.days else None,
            more_minutes(day) if found.over else None,
            Button(label="Enter a date", call=Call(path="settings", ask=True))
            if day.days_left is None
            else None,
            SHOW,
        ),
    )


def time_left(day: Day, found: Outlook) -> str:
    """`12 study days of 15 minutes, 180 minutes`; one day alone is its own sum."""
    days = f"{many(found.study_days, 'study day')} of {many(day.member.minutes, 'minute')}"
    return days if found.study_days == 1 else f"{days}, {many(found.minutes, 'minute')}"


def _span(day: Day, found: Outlook) -> str:
    if day.event is None or day.days_left is None:
        none = "No interview ahead" if day.member.events else "No interview date"
        return f"{none}, so this is a rolling fortnight, to {_long(found.end)}."
    if day.days_left == 0:
        return f"Today is your {day.event.kind} day. After it the plan goes to {_long(found.end)}."
    if day.days_left == 1:
        return f"Your {day.event.kind} is tomorrow, {_long(day.event.date)}."
    ahead = f" I plan {AHEAD // 7} weeks ahead." if day.days_left > AHEAD else ""
    return f"Your {day.event.kind} is in {many(day.days_left, 'day')}, {_long(day.event.date)}.{ahead}"


def _long(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _no_days(day: Day, found: Outlook) -> Card:
    paused = day.member.paused(day.date)
    why = "You have paused everything" if paused else "None of your days lies before it"
    resume = Button(label="Resume everything", call=Call(path="resume"))
    return card(
        _span(day, found),
        f"{why}, so you have no study days.",
        _over(found),
        buttons(
            resume if paused else Button(label="Change my days", call=Call(path="remind", ask=True)), SHOW
        ),
    )


def fits(found: Outlook) -> str:
    """How many tasks fit, of which kinds."""
    if not found.fits and not found.fit_minutes:
        return "Nothing is open, so nothing has to fit." if not found.over else "No open task fits."
    return _kinds("Fits", found.fits, found.fit_minutes)


def _over(found: Outlook) -> str | None:
    if not found.over:
        return "Everything that is open fits." if found.fits else None
    return _kinds("Does not fit", found.over, found.over_minutes)


def _kinds(first: str, tasks: Sequence[Task], minutes: int) -> str:
    """`Fits: 12 tasks, 96 minutes: projects 5, stories 4.`"""
    per = Counter(t.item for t in tasks)
    kinds = ", ".join(f"{ITEMS[n - 1]} {per[n]}" for n in sorted(per))
    return f"{first}: {many(len(tasks), 'task')}, {many(minutes, 'minute')}{': ' if kinds else ''}{kinds}."


def _repeated(found: Outlook) -> str | None:
    if not found.repeated_minutes:
        return None
    return f"Reviews and other repeated tasks take {many(found.repeated_minutes, 'minute')} of that time."


def more_minutes(day: Day, path: str = "settings") -> Button | None:
    """Half an hour a day to those who have less; a quarter more to the others. `path`: what takes them."""
    minutes = max(30, day.member.minutes + STEP)
    if minutes > MOST:
        return None
    return Button(
        label=f"I have {minutes} minutes a day", call=Call(path=path, values={"minutes": str(minutes)})
    )


def _week_button(number: int, found: Outlook) -> Button | None:
    if number > found.weeks:
        return None
    return Plan(week=number).button(f"Show week {number}")


# one week


def week(tasks: Tasks, found: Outlook, number: int, page: int) -> Card:
    """What stands on which day of a week, five days a page."""
    days = found.week(number)
    start = (page - 1) * ROOM
    shown, hidden = days[start : start + ROOM], len(days) > start + ROOM
    first = found.start + dt.timedelta(days=7 * (number - 1))
    more = MorePlan(week=number, page=page + 1).call() if hidden else None
    return card(
        f"Week {number} of {found.weeks}, from {_long(first)}{f', page {page}' if page > 1 else ''}.",
        *(_day_line(tasks, day, parts) for day, parts in shown),
        None if shown else "Nothing is planned in it.",
        buttons(
            Button(label="More", spoken="More days of this week", call=more) if more else None,
            _week_button(number + 1, found),
            WHOLE,
        ),
    )


def _day_line(tasks: Tasks, day: dt.date, parts: Sequence[Part]) -> str:
    """`Tue 24 Nov, 15 min: ...`, with as many titles as the line holds."""
    minutes = sum(minutes_of(p, tasks[p.task]) for p in parts)
    titles = list(dict.fromkeys(tasks[p.task].title for p in parts))
    lead = f"{day:%a} {day.day} {day:%b}, {minutes} min: "
    for shown in range(len(titles), 0, -1):
        rest = f"; and {len(titles) - shown} more" if shown < len(titles) else ""
        text = lead + "; ".join(titles[:shown]) + rest
        if len(text) <= LINE_LENGTH:
            return text
    return short(text, LINE_LENGTH)


def no_such_week(found: Outlook) -> str:
    """Why a week cannot be shown."""
    return f"Your plan has {many(found.weeks, 'week')}. Write a week from 1 to {found.weeks}."
