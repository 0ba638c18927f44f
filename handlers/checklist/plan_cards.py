"""All words about the plan."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core.card import Button, Card, Instant, buttons, card, details, items, line, pairs
from bot.core.dates import write_day
from bot.core.layout import page_of
from bot.core.member import Event
from bot.core.rounds import round_name
from bot.core.text import LINE_LENGTH, all_of, many, shorten, spell
from bot.core.values import Call
from content.models import Task, TimelineStage
from handlers.ask.calls import RemindMe
from handlers.ask.wait_cards import days
from handlers.ask.waits import COUNTRY, Wait
from handlers.checklist.calls import AskAnswer, BringIn, EventPlan, MorePlan, MoreTime, Plan, Swap, TakePlan
from handlers.checklist.cards import PAUSE, QUESTIONS, RESUME, ROOM, SHOW, discreet_first, not_sent, sentence
from handlers.checklist.model import Part, Tasks, minutes_of
from handlers.checklist.outlook import AHEAD, MocksLeft, Outlook
from handlers.checklist.records import Day

ITEMS = ("rounds", "projects", "trade-offs", "stories", "study", "mocks", "questions")
MOST = 240
STEP = 15
WHOLE = Plan().button("Show the whole plan")


def plan(day: Day, found: Outlook) -> Card:
    """How much time there is, what fits, and what doesn't."""
    if not found.study_days:
        paused = day.member.paused(day.date)
        lists = (
            "None of your study days comes before it" if day.member.days else "You've turned your lists off"
        )
        why = "You have paused everything" if paused else lists
        change = Button(label="Change my days", call=Call(path="remind", ask=True))
        return card(
            _span(day, found),
            f"{why}, so you have no study days.",
            pairs(("Open", _amount(found.over, found.over_minutes))),
            buttons(RESUME if paused else change, SHOW),
        )
    # what makes the card's minutes add up
    repeated, spare = found.repeated_minutes, found.spare
    free = ("Free", many(spare, "minute") + (f", after {repeated} for reviews" if repeated else ""))
    others = f", {repeated} to reviews and questions" if repeated else ""
    left = f", and {spare} stay free" if spare else ""
    dates = Button(label="Enter a date", call=Call(path="settings", ask=True))
    return card(
        _span(day, found),
        pairs(*_amounts(day, found), free if spare else None),
        details(
            "What fits, and what doesn't.",
            _fits(found),
            _over(found),
            f"Of {many(found.minutes, 'minute')}, {found.fit_minutes} go to tasks{others}{left}.",
        ),
        buttons(
            _week_button(1, found) if found.days else None,
            more_minutes(day) if found.over else None,
            dates if day.days_left is None else None,
            SHOW,
        ),
    )


def _amounts(day: Day, found: Outlook) -> list[tuple[str, str]]:
    """How much time there is, how much fits, and how much doesn't; one day alone is its own sum."""
    days = f"{many(found.study_days, 'study day')} of {many(day.member.minutes, 'minute')}"
    return [
        ("Time", days if found.study_days == 1 else f"{days}, {many(found.minutes, 'minute')}"),
        ("Fits", _amount(found.fits, found.fit_minutes)),
        ("Doesn't fit", _amount(found.over, found.over_minutes)),
    ]


def _amount(tasks: Sequence[Task], minutes: int) -> str:
    """`23 tasks, 176 minutes`; of a task that is only begun, its minutes."""
    counted = [many(len(tasks), "task")] if tasks else []
    return ", ".join([*counted, many(minutes, "minute")]) if minutes else "nothing"


def _span(day: Day, found: Outlook) -> str:
    if day.event is None or day.days_left is None:
        none = "No interview ahead" if day.member.events else "No interview date"
        return f"{none}, so this covers the next two weeks, to {write_day(found.end)}."
    if day.days_left == 0:
        return f"Today is your {day.event.kind} day. After it the plan goes to {write_day(found.end)}."
    if day.days_left == 1:
        return f"Your {day.event.kind} is tomorrow, {write_day(day.event.date)}."
    ahead = f" I plan {AHEAD // 7} weeks ahead." if day.days_left > AHEAD else ""
    return f"Your {day.event.kind} is in {many(day.days_left, 'day')}, {write_day(day.event.date)}.{ahead}"


def _fits(found: Outlook) -> str:
    """How many tasks fit, of which kinds."""
    if not found.fits and found.fit_minutes:
        return f"No whole task fits, only {many(found.fit_minutes, 'minute')} of one."
    if not found.fits:
        return "Nothing is open, so nothing has to fit." if not found.over else "No open task fits."
    return _kinds(found.fits, found.fit_minutes, does_fit=True)


def _over(found: Outlook) -> str | None:
    if not found.over:
        return "Everything that is open fits." if found.fits else None
    return _kinds(found.over, found.over_minutes, does_fit=False)


def _kinds(tasks: Sequence[Task], minutes: int, *, does_fit: bool) -> str:
    """`12 tasks (96 minutes) fit: 5 on projects and 7 on stories.`"""
    per = Counter(t.item for t in tasks)
    kinds = all_of([f"{per[n]} on {ITEMS[n - 1]}" for n in sorted(per)])
    one, several = ("fits", "fit") if does_fit else ("doesn't fit", "don't fit")
    verb = one if len(tasks) == 1 else several
    return f"{many(len(tasks), 'task')} ({many(minutes, 'minute')}) {verb}: {kinds}."


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
    """What is on each day of a week, five days a page."""
    listed = page_of(found.week(number), page, ROOM)
    first = found.start + dt.timedelta(days=7 * (number - 1))
    at = f", page {listed.number}" if listed.number > 1 else ""
    return card(
        f"Week {number} of {found.weeks}, from {write_day(first)}{at}.",
        items(*(_day_line(tasks, day, parts) for day, parts in listed.shown))
        if listed.shown
        else "Nothing is planned in it.",
        buttons(
            listed.next_button(MorePlan(week=number), "More days of this week"),
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
        if len(text) <= LINE_LENGTH - 2:  # a mark comes before it
            return text
    return shorten(text, LINE_LENGTH - 2)


DATES = Button(label="Enter a date", call=Call(path="member.dates", ask=True))
RETURN = Button(label="Quiet until I return", call=PAUSE.call)
STORIES = Button(label="Open my stories", call=Call(path="story.list"))
MOCKS = Button(label="Join the mock rounds", call=Call(path="mock.join"))
SEE = EventPlan().button("Show the plan for it")
SWAP = Swap().button("Swap a task")
TAKE = TakePlan().button("Take this plan", style="main")


def no_interview() -> Card:
    return card(
        "You have no interview coming up, so there's no plan for one.",
        buttons(DATES, WHOLE),
    )


# two weeks before


def ahead(day: Day, event: Event, found: Outlook, mocks: MocksLeft) -> Card:
    """How much time there is, what fits and what doesn't, and what to practice in the mocks."""
    left = (event.date - day.date).days
    first = f"Your {event.kind} is in {many(left, 'day')}, {write_day(event.date)}."
    outside = not mocks.joined and not mocks.count
    times = {0: "never done", 1: "done once"}
    named = [f"{round_name(name)} ({times.get(n, f'done {n} times')})" for name, n in mocks.next]
    return card(
        *discreet_first(day.member, first),
        pairs(
            *_amounts(day, found),
            ("Mocks", "none, you aren't in the mock rounds" if outside else str(mocks.count or "none")),
        ),
        details(
            "What fits, and what doesn't.",
            _fits(found),
            shorten(f"Doesn't fit: {'; '.join(t.title for t in found.over)}.") if found.over else None,
            f"For the mocks: {', '.join(named)}." if named else None,
        ),
        buttons(
            TAKE if found.fits or found.over else None,
            SHOW,
            more_minutes(day, MoreTime.path) if found.over else None,
            SWAP if found.over else None,
            None if mocks.joined else MOCKS,
            WHOLE,
        ),
    )


def plan_receipt(event: Event, found: Outlook) -> Card:
    waits = f"{many(len(found.over), 'task')} that {'does' if len(found.over) == 1 else 'do'}n't fit"
    return card(
        f"Plan taken. Until {write_day(event.date)} your lists hold what fits.",
        f"{waits} will wait until afterward." if found.over else None,
        buttons(SHOW, SWAP if found.over else None, WHOLE),
    )


def swap(over: Sequence[Task], wanted: Iterable[str], page: int) -> Card:
    """What doesn't fit, to choose from; pages are counted from 1."""
    if not over:
        return card("Everything that is open fits, so there's nothing to swap.", buttons(SEE, SHOW))
    listed, kept = page_of(over, page, 4), set(wanted)
    return card(
        "What should come first? Press it, and I'll say what no longer fits."
        if listed.number == 1
        else f"More that doesn't fit, page {listed.number}:",
        items(*(f"{shorten(t.title, 80)}, {many(t.minutes, 'minute')}" for t in listed.shown), numbered=True),
        buttons(
            *(
                BringIn(task=t.key).button(f"Put {n} first", spoken=shorten(f"First: {t.title}", 75))
                for n, t in enumerate(listed.shown, 1)
                if t.key not in kept
            ),
            listed.next_button(Swap(), "More tasks that don't fit"),
            SEE,
        ),
    )


def swap_receipt(task: Task, out: Sequence[Task], *, whole: bool) -> Card:
    """What came in, `whole` or as much as fits, and what went out for it."""
    title = shorten(task.title, 70)
    first = f"First now: {title}." if whole else f"First now: {title}. It doesn't fit whole."
    return card(
        first,
        shorten(f"Doesn't fit anymore: {'; '.join(t.title for t in out)}")
        if out
        else "Nothing had to go for it.",
        buttons(
            BringIn(task=task.key, on=False).button("Undo", spoken=shorten(f"Undo: {task.title}", 75)),
            SWAP,
            SEE,
        ),
    )


def unswap_receipt(task: Task) -> Card:
    return card(
        f"Undone: {sentence(shorten(task.title, 70))}", "It comes in its turn again.", buttons(SWAP, SEE)
    )


def no_task() -> Card:
    return card("That task isn't on your plan anymore.", buttons(SEE, SHOW))


# the day before


def eve(day: Day, event: Event, stories: int) -> Card:
    if event.kind == "decision":
        return card(
            *discreet_first(day.member, "Your decision is expected tomorrow. Nothing new today."),
            "There's nothing to do for it. I won't write tomorrow.",
            not_sent(day),
            buttons(SHOW),
        )
    own = f"Read once: your {'story' if stories == 1 else f'{spell(stories)} stories'}." if stories else None
    return card(
        *discreet_first(day.member, f"Your {event.kind} is tomorrow. Nothing new today."),
        own,
        "Choose the questions you'll ask. I won't write tomorrow.",
        not_sent(day),
        buttons(STORIES if stories else None, QUESTIONS, SHOW),
    )


# the day after


def after(day: Day, event: Event, found: Wait, other: TimelineStage | None) -> Card:
    """How long the wait is, what that rests on, and when to write."""
    remind = RemindMe(stage=found.stage.key, date=found.began)
    first, last = (f"{date.day} {date:%B}" for date in (found.first, found.last))
    whose = "US federal" if found.country == COUNTRY else f"{found.country} public"
    return card(
        *discreet_first(day.member, f"Your {event.kind} is over. What should I do while you wait?"),
        pairs(
            ("Usual answer", f"{first} to {last}"),
            ("I'd write on", f"{write_day(found.write)} at the earliest"),
        ),
        not_sent(day),
        details(
            f"The usual wait is {days(found.stage.reading)}.",
            f"{whose} holidays don't count, and it's not a promise.",
            f"The article says {days(found.stage.window)} in one place, {days(other.window)} in another."
            if other
            else None,
        ),
        buttons(Button(label="Remind me then", call=remind.call(), style="main"), RETURN, SHOW, DATES),
    )


def decision_wait(day: Day, event: Event, write: dt.date) -> Card:
    """The day after a decision was expected."""
    ask = AskAnswer(date=event.date).button("Remind me then", style="main")
    now = write <= day.date
    return card(
        *discreet_first(day.member, f"Your decision was expected on {event.date:%A}. I hope it came."),
        f"If it didn't, one friendly sentence to the recruiter {'is enough today' if now else 'is enough'}.",
        None if now else f"I'd write on {write_day(write)} at the earliest.",
        not_sent(day),
        buttons(None if now else ask, RETURN, SHOW, DATES),
    )


def will_ask(at: dt.datetime) -> Card:
    return card(
        line("I'll remind you ", Instant(at=at), "."),
        "If you hear before that, ignore the reminder.",
        buttons(SHOW),
    )


def ask_today(date: dt.date) -> Card:
    """The first day on which one may ask for a decision."""
    return card(
        f"The decision was expected on {write_day(date)}. If you have heard nothing, write to the recruiter.",
        buttons(RETURN, SHOW, DATES),
    )
