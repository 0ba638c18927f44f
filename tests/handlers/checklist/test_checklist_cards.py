"""Every card of the checklist, for every task there is, keeps the rules of cards."""

import datetime as dt
from collections.abc import Iterable

import pytest

from bot.core.card import LABEL, Card, plain
from bot.core.member import Event, Member, Pause
from bot.core.values import Call
from bot.core.wall_time import Wall, next_instant
from content.finder import load
from handlers.ask import waits
from handlers.checklist import cards, plan_cards, planner, reminder_cards, task_cards
from handlers.checklist.model import Checklist, Part, Row, steps_in
from handlers.checklist.outlook import outlook
from handlers.checklist.records import Day
from tests.handlers.checklist.checklist_examples import DAY, MONDAY, NOON, member, task, tasks, tick
from tests.world import card_problems, write

TASKS = dict(load().tasks)


def next_three(rule: Wall | None, after: dt.datetime) -> list[dt.datetime]:
    assert rule is not None
    found: list[dt.datetime] = []
    while len(found) < 3 and (instant := next_instant(rule, found[-1] if found else after)) is not None:
        found.append(instant)
    return found


def parts(limit: int) -> Iterable[Row]:
    """Every sitting of every shipped task."""
    for one in TASKS.values():
        first = 0
        while first < len(one.spans):
            upto = first + steps_in(one.spans[first:], limit)
            yield Row(Part(task=one.key, first=first, upto=upto), one, False)
            first = upto


def a_day(rows: Iterable[Row] = (), *, who: Member | None = None, missed: int = 0, streak: int = 0) -> Day:
    """A Monday with these rows, and a streak of Mondays on which something was done."""
    listed = list(rows)
    ticks = [tick(f"streak{n}", 1, MONDAY - 7 * n * DAY) for n in range(streak)]
    ticks += [tick(row.task.key, row.part.upto, MONDAY) for row in listed if row.done]
    record = Checklist(ticks=tuple(ticks), day=MONDAY, listed=tuple(row.part for row in listed))
    known = {row.task.key: row.task for row in listed}
    hours = tuple(NOON + n * dt.timedelta(hours=1) for n in range(missed))
    return Day(who or member(days=(0,)), NOON, record, known, hours)


def text(card: Card) -> list[str]:
    return plain(card, write)


def labels(card: Card) -> list[str]:
    return [b.label for b in card.buttons]


def rows_of(count: int, done: int = 0) -> list[Row]:
    known = [task(f"t{n}", 3) for n in range(count)]
    return [Row(Part(task=t.key, first=0, upto=1), t, n < done) for n, t in enumerate(known)]


# the rules of all cards


@pytest.mark.parametrize("limit", [5, 15])
def test_every_task_can_be_shown_begun_done_and_taken_back(limit: int) -> None:
    for row in parts(limit):
        day = a_day([row], streak=400)
        shown = [task_cards.begin(row, n, opens=True, others=True) for n in (1, 2)]
        shown += [
            task_cards.done_receipt(row, day),
            task_cards.done_already([row], day),
            task_cards.undo_receipt(row, day),
            cards.reminder(day),
        ]
        shown += [
            cards.today(day),
            task_cards.which_instead([(99, row), (100, row)], "x" * 200),
        ]
        assert [p for c in shown for p in card_problems(c)] == []
        assert all(len(b.label) <= LABEL for c in shown for b in c.buttons)


@pytest.mark.parametrize("count", [0, 4, 5, 6, 40])
@pytest.mark.parametrize("missed", [0, 2])
@pytest.mark.parametrize("streak", [0, 3])
def test_a_list_of_any_length_has_six_lines_and_the_rest_behind_more(
    count: int, missed: int, streak: int
) -> None:
    day = a_day(rows_of(count), missed=missed, streak=streak)
    pages = [cards.today(day)]
    while "More" in labels(pages[-1]):
        pages.append(cards.more_today(day, len(pages) + 1))
    assert [p for c in pages for p in card_problems(c)] == []
    numbers = {line.split(".")[0] for c in pages for line in text(c) if line.partition(". ")[0].isdecimal()}
    assert numbers == {str(n) for n in range(1, count + 1)}


@pytest.mark.parametrize("minutes", [5, 240])
@pytest.mark.parametrize("ahead", [None, 0, 1, 900])
@pytest.mark.parametrize("days", [(0,), (0, 1, 2, 3, 4, 5, 6)])
def test_every_page_of_every_plan_keeps_the_rules(
    minutes: int, ahead: int | None, days: tuple[int, ...]
) -> None:
    who = member(minutes=minutes, days=days, date=None if ahead is None else MONDAY + ahead * DAY)
    record = planner.with_list(TASKS, who, Checklist(), MONDAY, NOON)
    found = outlook(TASKS, who, record, MONDAY)
    day = a_day(who=who)
    weeks = [plan_cards.week(TASKS, found, n, page) for n in range(1, found.weeks + 1) for page in (1, 2)]
    assert [p for c in (plan_cards.plan(day, found), *weeks) for p in card_problems(c)] == []


# what they say


def test_a_reminder_says_how_long_it_takes_and_nothing_when_discreet() -> None:
    rows = rows_of(3, done=1)
    assert text(cards.reminder(a_day(rows)))[0] == "Today: two left, 6 minutes."
    hidden = member(discreet=True, date=MONDAY + 12 * DAY)
    assert text(cards.reminder(a_day(rows, who=hidden)))[0] == "Your 08:00 list is ready."
    assert not any("interview" in line for line in text(cards.reminder(a_day(rows, who=hidden))))


def test_a_list_names_the_reminders_that_were_not_sent() -> None:
    assert "The 2026-11-23T12:00Z reminder wasn't sent: I was down." in text(
        cards.reminder(a_day(rows_of(1), missed=1))
    )
    assert "2 reminders since 2026-11-23T12:00Z weren't sent: I was down." in text(
        cards.reminder(a_day(rows_of(1), missed=2))
    )


def test_a_title_that_asks_keeps_its_question_mark() -> None:
    asks = task("ask", 3, title="How many machines?")
    row = Row(Part(task="ask", first=0, upto=1), asks, False)
    assert text(task_cards.begin(row, 1, opens=False, others=False))[0] == "How many machines? 3 minutes."


def test_a_part_of_a_task_names_its_steps() -> None:
    long = task("long", 5, 5, 5, 5)
    assert (
        cards.title(Row(Part(task="long", first=0, upto=3), long, False))
        == "The task long, steps 1 to 3 of 4"
    )
    assert cards.title(Row(Part(task="long", first=3, upto=4), long, False)) == "The task long, step 4 of 4"
    assert cards.title(Row(Part(task="long", first=0, upto=4), long, False)) == "The task long"


def test_more_steps_than_a_card_holds_stand_on_a_second_page() -> None:
    row = Row(Part(task="many", first=0, upto=8), task("many", *[1] * 8), False)
    pages = [task_cards.begin(row, n, opens=False, others=False) for n in (1, 2)]
    steps = [line for c in pages for line in text(c) if line[0].isdecimal()]
    assert [s.split(".")[0] for s in steps] == [f"{n}" for n in range(1, 9)]
    assert ["More" in labels(c) for c in pages] == [True, False]


@pytest.mark.parametrize(("minutes", "offer"), [(5, 30), (15, 30), (30, 45), (225, 240)])
def test_a_plan_that_does_not_fit_offers_more_minutes(minutes: int, offer: int) -> None:
    known = tasks(*(task(f"t{n}", *[5] * 5) for n in range(200)))
    who = member(minutes=minutes, days=(0,), date=MONDAY + 1 * DAY)
    record = planner.with_list(known, who, Checklist(), MONDAY, NOON)
    shown = plan_cards.plan(a_day(who=who), outlook(known, who, record, MONDAY))
    button = next(b for b in shown.buttons if b.label == f"I have {offer} minutes a day")
    assert button.call == Call(path="settings", values={"minutes": str(offer)})


def test_a_plan_without_study_days_says_why() -> None:
    who = member(pause=Pause(since=NOON))
    record = planner.with_list(TASKS, who, Checklist(), MONDAY, NOON)
    shown = plan_cards.plan(a_day(who=who), outlook(TASKS, who, record, MONDAY))
    assert "You have paused everything" in text(shown)[1]
    assert "Resume everything" in labels(shown)


def test_a_pause_that_has_ended_is_not_called_a_pause() -> None:
    over = member(pause=Pause(since=NOON - 7 * DAY, until=MONDAY), days=(5,), date=MONDAY + 3 * DAY)
    shown = reminder_cards.remind(over, next_three(over.daily(), NOON), MONDAY, changed=False)
    assert "Pause everything" in labels(shown)
    assert not any("paused" in line for line in text(shown))
    record = planner.with_list(TASKS, over, Checklist(), MONDAY, NOON)
    planned = plan_cards.plan(a_day(who=over), outlook(TASKS, over, record, MONDAY))
    assert text(planned)[1] == "None of your study days comes before it, so you have no study days."


@pytest.mark.parametrize("count", [0, 2, 11])
@pytest.mark.parametrize("discreet", [True, False])
def test_the_day_before_and_the_day_after_keep_the_rules_and_tell_a_lock_screen_nothing(
    count: int, discreet: bool
) -> None:
    eve = Event(kind="onsite", date=MONDAY + DAY)
    after = Event(kind="onsite", date=MONDAY - DAY)
    answer = Event(kind="decision", date=MONDAY + DAY)
    who = member(onsite=eve.date, discreet=discreet)
    stage = load().timeline["onsite-to-update"]
    wait = waits.wait(stage, after.date, "US")
    other = waits.other_figure(load().timeline, stage)
    day = a_day(rows_of(count), who=who, missed=2, streak=3)
    shown = [
        plan_cards.eve(day, eve, count),
        plan_cards.after(day, after, wait, other),
        plan_cards.eve(day, answer, count),
        plan_cards.decision_wait(day, answer, MONDAY + 2 * DAY),
    ]
    assert [p for c in shown for p in card_problems(c)] == []
    assert {("onsite" in text(c)[0] or "decision" in text(c)[0]) for c in shown} == {not discreet}
    assert "Questions to ask" in labels(shown[0])
    assert labels(shown[1])[:2] == ["Remind me then", "Quiet until I return"]


def test_a_reminder_inside_quiet_hours_says_that_it_waits() -> None:
    who = member(at=dt.time(22))
    shown = reminder_cards.remind(who, next_three(who.daily(), NOON), MONDAY, changed=True)
    assert card_problems(shown) == []
    assert "Quiet hours (21:00-07:00) move it to 07:00." in text(shown)
