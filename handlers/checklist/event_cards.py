"""All words about the dates of a member: two weeks before, the day before, and the wait after."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.core.call import Call
from bot.core.card import Button, Card, Instant, Line, buttons, card, line
from bot.core.member import Event
from bot.core.text import LINE_LENGTH
from content.models import Task, TimelineStage
from handlers.ask.calls import RemindMe
from handlers.ask.wait_cards import days, written
from handlers.ask.waits import COUNTRY, Wait
from handlers.checklist.ahead import Rounds, Swapped
from handlers.checklist.calls import AskAnswer, BringIn, EventPlan, MoreTime, Plan, Swap, TakePlan
from handlers.checklist.cards import LABEL, PAUSE, QUESTIONS, SHOW, count, many, not_sent, ready, short
from handlers.checklist.choosing import Outlook
from handlers.checklist.plan_cards import fits, more_minutes, time_left
from handlers.checklist.store import Day

DATES = Button(label="Enter a date", call=Call(path="member.dates", ask=True))
RETURN = Button(label="Quiet until I return", call=PAUSE.call)
STORIES = Button(label="Open my stories", call=Call(path="story.list"))
MOCKS = Button(label="Join the mock rounds", call=Call(path="mock.join"))
SEE = EventPlan().button("Show the plan for it")
SWAP = Swap().button("Swap a task")
TAKE = TakePlan().button("Take this plan", style="main")
WHOLE = Plan().button("Show the whole plan")
SHOWN = 4
"""Tasks to choose from on one card."""


def no_interview() -> Card:
    return card(
        "There is no interview ahead, so there is no plan for one.",
        buttons(DATES, WHOLE),
    )


# two weeks before


def ahead(day: Day, event: Event, found: Outlook, mocks: Rounds) -> Card:
    """How much time there is, what fits and what does not, and what to practise in the mocks."""
    left = (event.date - day.date).days
    first = f"Your {event.kind} is in {many(left, 'day')}, {written(event.date)}."
    return card(
        *_quietly(day, first),
        f"You have {time_left(day, found)}, and {_mocks(mocks)}.",
        fits(found),
        _over(found.over, found.over_minutes) if found.over else "Everything that is open fits.",
        _rounds(mocks),
        buttons(
            TAKE if found.fits or found.over else None,
            more_minutes(day, MoreTime.path) if found.over else None,
            SWAP if found.over else None,
            None if mocks.joined else MOCKS,
            WHOLE,
        ),
    )


def _quietly(day: Day, first: str) -> list[str]:
    """The first line, behind one that tells a locked screen nothing where the member wants that."""
    return [ready(day), first] if day.member.discreet else [first]


def _mocks(mocks: Rounds) -> str:
    if not mocks.joined and not mocks.count:
        return "no mock, because you are not in the mock rounds"
    return many(mocks.count, "mock") if mocks.count else "no mock"


def _rounds(mocks: Rounds) -> str | None:
    if not mocks.next:
        return None
    named = (f"{name.replace('_', ' ')} ({_times(done)})" for name, done in mocks.next)
    return f"For the mocks: {', '.join(named)}."


def _times(done: int) -> str:
    return {0: "never done", 1: "done once"}.get(done, f"done {done} times")


def _over(tasks: Sequence[Task], minutes: int) -> str:
    """What does not fit, by name: as many as the line holds."""
    for shown in range(len(tasks), 0, -1):
        more = f", and {len(tasks) - shown} more" if shown < len(tasks) else ""
        names = "; ".join(t.title for t in tasks[:shown])
        text = f"Does not fit, {many(minutes, 'minute')}: {names}{more}."
        if len(text) <= LINE_LENGTH:
            return text
    return short(f"Does not fit, {many(minutes, 'minute')}: {tasks[0].title}", LINE_LENGTH)


def taken(event: Event, found: Outlook) -> Card:
    waits = len(found.over)
    return card(
        f"Taken. Until {written(event.date)} your lists hold what fits.",
        f"{many(waits, 'task').capitalize()} that {'does' if waits == 1 else 'do'} not fit wait"
        f"{'s' if waits == 1 else ''} until after it."
        if waits
        else None,
        buttons(SHOW, SWAP if found.over else None, WHOLE),
    )


def swap(over: Sequence[Task], wanted: Iterable[str], page: int) -> Card:
    """What does not fit, to choose from; pages are counted from 1."""
    shown, hidden = over[(page - 1) * SHOWN :][:SHOWN], len(over) > page * SHOWN
    kept = set(wanted)
    more = Swap(page=page + 1).button("More", spoken="More tasks that do not fit")
    return card(
        "What shall come first? Press it, and I say what does not fit then."
        if page == 1
        else f"More that does not fit, page {page}:",
        *(f"{short(t.title, 80)}, {many(minutes(t), 'minute')}" for t in shown),
        buttons(*(_bring(t) for t in shown if t.key not in kept), more if hidden else None, SEE),
    )


def minutes(task: Task) -> int:
    return sum(step.minutes for step in task.steps)


def _bring(task: Task) -> Button:
    return BringIn(task=task.key).button(f"First: {short(task.title, LABEL)}")


def all_fits() -> Card:
    return card("Everything that is open fits, so there is nothing to swap.", buttons(SEE, SHOW))


def swapped(task: Task, found: Swapped) -> Card:
    """What came in, and what went out for it."""
    title = short(task.title, 70)
    first = f"First now: {title}." if found.comes_in else f"First now: {title}. It does not fit whole."
    return card(
        first,
        _went("Does not fit any more", found.out) if found.out else "Nothing had to go for it.",
        buttons(
            BringIn(task=task.key, on=False).button(f"Undo: {short(task.title, LABEL)}"),
            SWAP,
            SEE,
        ),
    )


def unswapped(task: Task) -> Card:
    return card(f"As before: {short(task.title, 70)} comes in its turn.", buttons(SWAP, SEE))


def _went(lead: str, tasks: Sequence[Task]) -> str:
    return short(f"{lead}: {'; '.join(t.title for t in tasks)}", LINE_LENGTH)


def no_task() -> Card:
    return card("That task is not on your plan any more.", buttons(SEE, SHOW))


# the day before


def eve(day: Day, event: Event, stories: int) -> Card:
    if event.kind == "decision":
        return card(
            *_quietly(day, "Your decision is expected tomorrow. Nothing new today."),
            "There is nothing to do for it. Tomorrow I write nothing.",
            not_sent(day),
            buttons(SHOW),
        )
    own = f"Read once: your {'story' if stories == 1 else f'{count(stories)} stories'}." if stories else None
    return card(
        *_quietly(day, f"Your {event.kind} is tomorrow. Nothing new today."),
        own,
        "Choose the questions that you will ask. Tomorrow I write nothing.",
        not_sent(day),
        buttons(STORIES if stories else None, QUESTIONS, SHOW),
    )


# the day after


def after(day: Day, event: Event, found: Wait, other: TimelineStage | None) -> Card:
    """How long the wait is, what that rests on, and when to write."""
    remind = RemindMe(stage=found.stage.key, date=found.began)
    return card(
        *_quietly(day, f"How do you want the wait after your {event.kind}?"),
        f"{days(found.stage.reading).capitalize()} is {_short(found.first)} to {_short(found.last)} "
        f"({_holidays(found)} do not count; not a promise).",
        f"The article says {days(found.stage.window)} in one place, {days(other.window)} in another."
        if other
        else None,
        f"I would write to the recruiter on {written(found.write)} at the earliest.",
        not_sent(day),
        buttons(Button(label="Remind me then", call=remind.call(), style="main"), RETURN, SHOW, DATES),
    )


def _short(date: dt.date) -> str:
    return f"{date.day} {date:%B}"


def _holidays(found: Wait) -> str:
    return "US federal holidays" if found.country == COUNTRY else f"public holidays of {found.country}"


def decided(day: Day, event: Event, write: dt.date) -> Card:
    """The day after a decision was expected."""
    ask = AskAnswer(date=event.date).button("Remind me then", style="main")
    now = write <= day.date
    return card(
        *_quietly(day, f"Your decision was expected on {written(event.date)}. I hope it came."),
        f"If it did not, one friendly sentence to the recruiter {'is enough today' if now else 'is enough'}.",
        None if now else f"I would write on {written(write)} at the earliest.",
        not_sent(day),
        buttons(None if now else ask, RETURN, SHOW, DATES),
    )


def will_ask(at: dt.datetime) -> Card:
    return card(
        line("I will remind you ", Instant(at=at), "."),
        "If the answer comes before that, leave the reminder unread.",
        buttons(SHOW),
    )


def ask_today(date: dt.date, *, discreet: bool) -> Card:
    """The first day on which one may ask for a decision."""
    said = f"The decision was expected on {written(date)}. If you have heard nothing, write to the recruiter."
    lead: Line | None = ("Your reminder for today.",) if discreet else None
    return card(*([lead] if lead else []), said, buttons(RETURN, SHOW, DATES))
