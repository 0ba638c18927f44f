"""All words about the checklist."""

from collections.abc import Callable, Iterator, Sequence

from bot.core.card import Button, Card, Instant, Item, Line, Style, buttons, card, items, line
from bot.core.layout import count_lines
from bot.core.member import Member
from bot.core.text import many, shorten, spell, wrap_lines
from bot.core.values import Call
from bot.core.wall_time import DAY
from content.models import Task
from handlers.checklist import calls
from handlers.checklist.calendar import Streak
from handlers.checklist.model import COMMANDS, Row, is_derived
from handlers.checklist.records import Day

ROOM = 5
"""Lines of a card after its first."""
LEAST = 3
"""Tasks that a list shows at least; the pages behind [More] begin after them."""
LONGEST = 9
"""Lines of a list on a phone, where a long title takes two: the more of them, the fewer tasks."""
LABEL = 40
"""Characters of a title on a button."""
SHOW = calls.Today().button("Show my list")
PLAN = calls.Plan().button("Show my plan")
TOMORROW = calls.Tomorrow().button("Tomorrow", spoken="Send my list again tomorrow")
ONE_MORE = calls.OneMore().button("One more task")
LATER = calls.Later().button("Later today")
PAUSE = Button(label="Pause everything", call=Call(path="pause"))
RESUME = Button(label="Resume everything", call=Call(path="resume"))
QUESTIONS = Button(label="Questions to ask", call=Call(path="to-ask"))


def sentence(text: str) -> str:
    """`text` with a period, unless it ends like a sentence."""
    return text if text.endswith(("?", "!", ".", "…")) else f"{text}."


def _steps(row: Row) -> str:
    """`, steps 2 to 3`, when only some of the task's are meant."""
    part = row.part
    if (part.first, part.upto) == (0, len(row.task.steps)):
        return ""
    one = part.upto - part.first == 1
    return f", step {part.upto}" if one else f", steps {part.first + 1} to {part.upto}"


def title(row: Row) -> str:
    some = _steps(row)
    return f"{row.task.title}{some} of {len(row.task.steps)}" if some else row.task.title


def name(row: Row) -> str:
    """The task on a button."""
    return shorten(row.task.title, LABEL) + _steps(row)


def done_button(row: Row, place: int = 0) -> Button:
    """Ticks a task off; `place` is its number, where a card has several."""
    label = f"Done {place}" if place else "Done"
    return calls.Done(item=row.ref).button(label, spoken=shorten(f"Done: {name(row)}", 75))


def open_button(task: Task, *, style: Style = "plain") -> Button | None:
    """Opens what a task is done with; None for a task that is done elsewhere."""
    if task.call is None:
        return None
    label, _ = COMMANDS.get(task.call.path, ("Open it", ""))
    return Button(label=label, call=Call(path=task.call.path, values=dict(task.call.values)), style=style)


def actions(rows: Sequence[tuple[int, Row]]) -> list[Button]:
    """What does each of these rows: a tick, or what it is done with; each label is on a card once."""
    made = (open_button(r.task) if is_derived(r.task) else done_button(r, n) for n, r in rows if not r.done)
    return list({button.label: button for button in made if button}.values())


# the day's list


def today(day: Day) -> Card:
    """The list as somebody asked for it."""
    return list_card(day, headline(day), tail(day))


def reminder(day: Day) -> Card:
    """The list as a message; a lock screen shows how long it takes, and the first task."""
    more = (
        "Read once what you have: your stories and the questions you will ask." if day.days_left == 1 else ""
    )
    first = ready(day.member) if day.member.discreet else headline(day)
    return list_card(day, first, tail(day, more))


def nudge(day: Day) -> Card:
    """The list once more."""
    waits = f"Your list is still waiting: {many(day.left, 'minute')}."
    return list_card(day, ready(day.member) if day.member.discreet else waits, ())


def welcome_back(day: Day) -> Card:
    """To somebody who has been silent for weeks: one question to get going."""
    question = Button(label="Ask me a question", call=Call(path="quiz", values={"count": "1"}), style="main")
    return card(
        f"Good to see you, {shorten(day.member.name, 30)}.",
        "Your plan and answers are where you left them. One question is enough for today.",
        buttons(question, SHOW),
    )


def ready(member: Member) -> str:
    """A first line that tells a locked screen nothing."""
    return f"Your {member.at:%H:%M} list is ready."


def discreet_first(member: Member, first: str) -> list[str]:
    """The first line, after one that tells a locked screen nothing if the member wants that."""
    return [ready(member), first] if member.discreet else [first]


def headline(day: Day) -> str:
    if not day.rows and day.event and day.days_left == 0:
        return f"Today is your {day.event.kind} day. There is nothing to do here."
    if not day.rows and day.event and day.days_left == 1:
        return f"Nothing new today, because your {day.event.kind} is tomorrow."
    if not day.rows:
        return "Nothing is left on your checklist."
    if not day.open:
        return f"All done for today, {many(day.minutes, 'minute')}."
    if len(day.open) < len(day.rows):
        return f"Today: {spell(len(day.open))} left, {many(day.left, 'minute')}."
    ahead = "" if (day.days_left or 0) < 2 else _countdown(day)
    return ", ".join(filter(None, (f"Today, {many(day.left, 'minute')}", ahead))) + "."


def _countdown(day: Day) -> str:
    """`12 days to your onsite`"""
    if day.event is None or day.days_left is None or day.member.discreet:
        return ""
    near = {0: f"Your {day.event.kind} is today", 1: f"Your {day.event.kind} is tomorrow"}
    return near.get(day.days_left, f"{day.days_left} days to your {day.event.kind}")


def list_card(day: Day, first: str, end: tuple[str, ...]) -> Card:
    """The day's list under a first line of its own. What it shows may be called left by somebody who did none of it,
    so tasks come before a card's six lines."""
    missed, asks, asked = not_sent(day), None, list[Button]()
    if day.asked is not None:
        left = sentence(shorten(day.asked.title, 70))
        asks = f"You left this three times, so I took it off: {left}"
        asked = [
            calls.Resize(task=day.asked.key, how="small").button("Too big?"),
            calls.Resize(task=day.asked.key, how="never").button("Not for me"),
            calls.Resize(task=day.asked.key, how="later").button("Later this week"),
        ]
    room = max(LEAST, ROOM - len(end) - (missed is not None) - 2 * (asks is not None))
    rows = [Item(line=(_named(r),), mark="Done" if r.done else "") for r in day.rows]

    def made(shown: int) -> Card:
        return card(first, missed, items(*rows[:shown], numbered=True), *end, asks)

    room = fit(room, made)
    if room == LEAST and count_lines(made(room)) > LONGEST:
        end = ()  # three long titles and a question leave no room for the streak
    return card(
        first,
        missed,
        items(*rows[:room], numbered=True),
        *end,
        asks,
        buttons(
            *list_buttons(day),
            *asked,
            calls.MoreToday(page=2).button("More", spoken="More tasks") if rows[room:] else None,
        ),
    )


def fit(most: int, made: Callable[[int], Card]) -> int:
    """How many tasks a card shows that is `made` of so many: at most `most`, and LEAST in any case."""
    return next((n for n in range(most, LEAST, -1) if count_lines(made(n)) <= LONGEST), LEAST)


def _named(row: Row) -> str:
    return title(row) if row.done else f"{title(row)}, {row.minutes} min"


def numbered(rows: Sequence[tuple[int, Row]]) -> Iterator[str]:
    """The lines of a list that have the numbers which they have on the whole list."""
    return (f"{n}. {'Done: ' if r.done else ''}{_named(r)}" for n, r in rows)


def list_buttons(day: Day) -> list[Button | None]:
    last_day = QUESTIONS if day.days_left == 1 else None
    if not day.open:
        return [last_day, ONE_MORE if day.days_left != 0 and day.rows else None, PLAN]
    # for the first open task that is ticked off, and for one that is done by doing it: a quiz, if there is one
    left = [(n, r) for n, r in enumerate(day.rows, 1) if not r.done]
    ticked = [(n, r) for n, r in left if not is_derived(r.task)]
    derived = [(n, r) for n, r in left if is_derived(r.task)]
    derived.sort(key=lambda pair: pair[1].task.call is None or pair[1].task.call.path != "quiz")
    return [
        calls.Begin().button(f"Start my {many(day.left, 'minute')}", style="main"),
        *actions(sorted([*ticked[:1], *derived[:1]], key=lambda pair: pair[0])),
        last_day,
        LATER if day.later else None,
        TOMORROW if day.record.tomorrow != day.date and not day.member.silent(day.date + DAY) else None,
    ]


def write_streak(run: Streak) -> str:
    """The streak, and the free day that has kept it."""
    used = f" {run.free:%A} was your free day." if run.free else ""
    return f"{run.days}-day streak.{used}"


def tail(day: Day, more: str = "") -> tuple[str, ...]:
    """What is said below a list, as lines; less where something is asked there, too."""
    streak = write_streak(day.streak) if day.streak.days > bool(day.streak.free) else ""
    if day.asked is not None:
        return wrap_lines(" ".join(filter(None, (streak, more))))
    # a list of which nothing is done has said how many days are left in its first line
    counts = bool(day.rows) and ((day.days_left or 0) < 2 or len(day.open) < len(day.rows))
    ahead = f"{_countdown(day)}." if counts and _countdown(day) else ""
    free = "Today's a free day: skipping won't break your streak." if day.free and day.open else ""
    if day.member.paused(day.date):
        free = "Your lists are paused. Type resume when you want them back."
    shorter = ("Shorter today, to match what you've done lately.",) if day.shorter and not day.missed else ()
    said = wrap_lines(" ".join(filter(None, (ahead, streak, more, free))))
    return (*said, *shorter) if len(said) < 2 else said


def not_sent(day: Day) -> Line | None:
    """Which reminders were left out, if any were."""
    if not day.missed:
        return None
    if len(day.missed) > 1:
        first = Instant(at=day.missed[0])
        return line(f"{len(day.missed)} reminders since ", first, " weren't sent: I was down.")
    at = Instant(at=day.missed[0], style="time")
    return line("The ", at, " reminder wasn't sent: I was down.")


def more_today(day: Day, page: int) -> Card:
    """The lines of the list that didn't fit, with the numbers by which they are ticked off.

    The first page is `today`, as is one past the end. Pages overlap: the first may have had fewer lines to give.
    """
    rows = list(enumerate(day.rows, 1))[LEAST + (page - 2) * ROOM :] if page > 1 else []
    if not rows:
        return today(day)
    more = calls.MoreToday(page=page + 1).button("More", spoken="More tasks") if len(rows) > ROOM else None
    return card(f"Today's list, page {page}.", *numbered(rows[:ROOM]), buttons(SHOW, more))


def stranger() -> Card:
    return card(
        "Practice for interviews in 15 minutes a day. Press Join, and your list appears here.",
        "Nobody is enrolled without pressing it.",
        buttons(
            Button(label="Join", call=Call(path="start"), style="main"),
            Button(label="What do you keep?", call=Call(path="privacy.show")),
        ),
    )
