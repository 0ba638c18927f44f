"""Which tasks stand on a day's list, and what fits before the interview."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.member import Pause
from bot.core.wall_time import EVERY_DAY
from content.finder import load
from content.models import Task
from handlers.checklist import model
from handlers.checklist.model import Checklist, Choice, Part
from handlers.checklist.outlook import Outlook, outlook
from handlers.checklist.planner import cut, one_more, with_list
from tests.handlers.checklist.checklist_examples import (
    DAY,
    MONDAY,
    NOON,
    courses,
    member,
    task,
    tasks,
    tick,
    total,
)

MINUTES = st.integers(5, 240)


def keys(parts: tuple[Part, ...]) -> list[str]:
    return [p.task for p in parts]


def first_list(known: dict[str, Task], **more: object) -> tuple[Part, ...]:
    return with_list(known, member(**more), Checklist(), MONDAY, NOON).listed


# sittings


@pytest.mark.parametrize(
    ("minutes", "sittings"),
    [(5, [5]), (15, [15]), (16, [8, 8]), (20, [10, 10]), (30, [15, 15]), (40, [14, 13, 13])],
)
def test_a_day_is_cut_into_even_sittings_of_at_most_fifteen_minutes(
    minutes: int, sittings: list[int]
) -> None:
    assert cut(minutes) == sittings


# the order


def test_a_light_task_that_a_weighty_one_waits_for_is_as_weighty() -> None:
    known = tasks(
        task("other", 5, priority=4),
        task("first", 5, priority=1),
        task("big", 5, priority=5, after=("first",)),
    )
    assert keys(first_list(known)) == ["first", "big", "other"]


def test_what_was_begun_is_finished_first() -> None:
    known = tasks(task("new", 5, priority=5), task("begun", 5, 5, priority=1))
    record = Checklist(ticks=(tick("begun", 1, MONDAY - 3 * DAY, whole=False),))
    assert with_list(known, member(), record, MONDAY, NOON).listed[0] == Part(task="begun", first=1, upto=2)


def test_tasks_of_rounds_that_the_member_does_not_have_are_left_out() -> None:
    known = tasks(task("infer", 5, round_="inference"), task("tell", 5, round_="behavioural"), task("any", 5))
    assert keys(first_list(known, rounds=("behavioural",))) == ["tell", "any"]


def test_a_weak_topic_comes_before_its_equals() -> None:
    known = tasks(task("a", 5, call="quiz topic=cost"), task("b", 5, call="quiz topic=latency"))
    assert keys(first_list(known, focus={"latency": 0.5})) == ["b", "a"]


@settings(deadline=None)
@given(courses(), MINUTES)
def test_a_list_fits_the_day_its_parts_a_sitting_and_nothing_stands_before_what_it_comes_after(
    known: dict[str, Task], minutes: int
) -> None:
    seen: dict[str, int] = {}
    listed = first_list(known, minutes=minutes)
    assert total(listed, known) <= minutes
    assert all(total((part,), known) <= min(15, minutes) for part in listed)
    for part in listed:
        missing = [
            k
            for k in known[part.task].after
            if not known[k].recurring and seen.get(k, 0) < len(known[k].steps)
        ]
        assert not missing
        assert seen.get(part.task, 0) == part.first
        seen[part.task] = part.upto


# repeated tasks


def test_a_repeated_task_comes_back_after_its_period_and_first_one_period_after_joining() -> None:
    known, record, seen = tasks(task("review", 5, every_days=2)), Checklist(), []
    for n in range(7):
        day = MONDAY + n * DAY
        record = with_list(known, member(days=EVERY_DAY), record, day, NOON)
        seen += [n for row in model.rows(known, record) if not row.done]
        for part in record.listed:
            record = model.with_tick(record, part, known["review"], day, NOON)
    assert seen == [2, 4, 6]


# one day, one list


@settings(deadline=None)
@given(courses(), MINUTES, st.lists(st.integers(0, 11), max_size=8))
def test_the_numbers_of_a_list_stay_what_they_are_whatever_is_done_in_between(
    known: dict[str, Task], minutes: int, presses: list[int]
) -> None:
    who = member(minutes=minutes)
    record = with_list(known, who, Checklist(), MONDAY, NOON)
    before = record.listed
    for place in presses:
        for part in before[place : place + 1]:
            record = model.with_tick(record, part, known[part.task], MONDAY, NOON)
        record = with_list(known, who, record, MONDAY, NOON)
        assert record.listed == before


@settings(deadline=None, max_examples=50)
@given(courses(), MINUTES)
def test_a_list_that_was_never_kept_is_the_one_that_is_kept_later(
    known: dict[str, Task], minutes: int
) -> None:
    who = member(minutes=minutes)
    yesterday = with_list(known, who, Checklist(), MONDAY, NOON)
    shown = with_list(known, who, yesterday, MONDAY + DAY, NOON)
    assert with_list(known, who, yesterday, MONDAY + DAY, NOON + dt.timedelta(hours=9)).listed == shown.listed


@settings(deadline=None)
@given(courses(), MINUTES, MINUTES)
def test_other_minutes_lengthen_or_shorten_the_list_at_its_end(
    known: dict[str, Task], now: int, then: int
) -> None:
    record = with_list(known, member(minutes=now), Checklist(), MONDAY, NOON)
    changed = with_list(known, member(minutes=then), record, MONDAY, NOON).listed
    shared = min(len(changed), len(record.listed))
    assert changed[:shared] == record.listed[:shared]
    assert len(changed) >= len(record.listed) if then >= now else len(changed) <= len(record.listed)
    assert total(changed, known) <= max(then, 15)


def test_what_was_done_on_a_day_changes_nothing_in_the_list_of_that_day() -> None:
    known = tasks(task("a", 5), task("b", 5), task("c", 5))
    moved_west = Checklist(ticks=(tick("a", 1, MONDAY + DAY),), day=MONDAY + DAY)
    record = with_list(known, member(minutes=10), moved_west, MONDAY, NOON)
    assert [(r.task.key, r.done) for r in model.rows(known, record)] == [("a", True), ("b", False)]


def test_what_is_done_stays_on_a_list_that_is_shortened() -> None:
    known = tasks(*(task(f"t{n}", 5) for n in range(6)))
    record = with_list(known, member(minutes=30), Checklist(), MONDAY, NOON)
    record = model.with_tick(record, record.listed[4], known["t4"], MONDAY, NOON)
    assert keys(with_list(known, member(minutes=5), record, MONDAY, NOON).listed) == [
        "t0",
        "t1",
        "t2",
        "t3",
        "t4",
    ]


def test_one_more_task_is_the_next_in_the_course_until_none_is_left() -> None:
    known = tasks(task("a", 5), task("b", 5), task("c", 5))
    record = with_list(known, member(minutes=10), Checklist(), MONDAY, NOON)
    part = one_more(known, member(minutes=10), record, MONDAY)
    assert part == Part(task="c", first=0, upto=1)
    longer = record.copy_with(listed=(*record.listed, part))
    assert one_more(known, member(minutes=10), longer, MONDAY) is None
    assert with_list(known, member(minutes=10), longer, MONDAY, NOON).listed == longer.listed


def test_a_task_that_content_no_longer_has_leaves_the_list() -> None:
    known = tasks(task("a", 5), task("b", 5))
    record = with_list(known, member(minutes=10), Checklist(), MONDAY, NOON)
    assert keys(with_list(tasks(known["b"]), member(minutes=10), record, MONDAY, NOON).listed) == ["b"]


# before the interview


def test_the_interview_day_has_no_list_and_the_day_before_nothing_new() -> None:
    known = tasks(task("new", 5), task("begun", 5, 5), task("review", 5, every_days=2))
    record = Checklist(ticks=(tick("begun", 1, MONDAY, whole=False),))
    eve, day = MONDAY + 7 * DAY, MONDAY + 8 * DAY
    assert set(keys(with_list(known, member(date=day), record, eve, NOON).listed)) == {"begun", "review"}
    assert with_list(known, member(date=day), record, day, NOON).listed == ()


# nothing lost


@settings(deadline=None, max_examples=20)
@given(courses(), st.integers(5, 60))
def test_who_does_every_list_has_done_every_task_in_the_end(known: dict[str, Task], minutes: int) -> None:
    who, record = member(minutes=minutes, days=EVERY_DAY), Checklist()
    for n in range(150):
        day = MONDAY + n * DAY
        record = with_list(known, who, record, day, NOON)
        if n > 7 and not record.listed:
            break
        for part in record.listed:
            record = model.with_tick(record, part, known[part.task], day, NOON)
    finished = {t.task for t in record.ticks if t.whole}
    assert finished == set(known)


# the plan


def a_plan(known: dict[str, Task], **more: object) -> Outlook:
    who = member(**more)
    return outlook(known, who, with_list(known, who, Checklist(), MONDAY, NOON), MONDAY)


@settings(deadline=None)
@given(courses(), MINUTES, st.integers(0, 40) | st.none())
def test_what_fits_and_what_does_not_is_all_that_is_open(
    known: dict[str, Task], minutes: int, ahead: int | None
) -> None:
    found = a_plan(known, minutes=minutes, date=None if ahead is None else MONDAY + ahead * DAY)
    once = [t for t in known.values() if not t.recurring]
    planned = [p for _, parts in found.days for p in parts if not known[p.task].recurring]
    assert found.fit_minutes == total(tuple(planned), known)
    assert found.fit_minutes + found.over_minutes == sum(t.minutes for t in once)
    assert sorted([*(t.key for t in found.fits), *(t.key for t in found.over)]) == sorted(t.key for t in once)
    assert found.fit_minutes + found.repeated_minutes <= found.minutes


@pytest.mark.parametrize("minutes", [10, 30])
@pytest.mark.parametrize("ahead", [9, 40])
def test_who_does_every_list_gets_the_lists_of_the_plan(minutes: int, ahead: int) -> None:
    known, who = dict(load().tasks), member(minutes=minutes, date=MONDAY + ahead * DAY)
    record = with_list(known, who, Checklist(), MONDAY, NOON)
    for day, parts in outlook(known, who, record, MONDAY).days:
        record = with_list(known, who, record, day, NOON)
        assert (day, record.listed) == (day, parts)
        for row in model.rows(known, record):
            record = model.with_tick(record, row.part, row.task, day, NOON)


def test_what_is_done_today_is_no_longer_planned() -> None:
    known, who = tasks(task("a", 5), task("b", 5)), member(minutes=5)
    record = with_list(known, who, Checklist(), MONDAY, NOON)
    record = model.with_tick(record, record.listed[0], known["a"], MONDAY, NOON)
    found = outlook(known, who, record, MONDAY)
    assert [(day, keys(parts)) for day, parts in found.days] == [(MONDAY + DAY, ["b"])]


def test_a_pause_leaves_no_study_days_before_its_end() -> None:
    pause = Pause(since=NOON, until=MONDAY + 7 * DAY)
    found = a_plan(tasks(task("a", 5)), pause=pause, date=MONDAY + 9 * DAY)
    assert (found.study_days, found.days[0][0]) == (2, MONDAY + 7 * DAY)


def test_a_date_years_ahead_is_planned_as_far_as_there_is_something_to_plan() -> None:
    found = a_plan(dict(load().tasks), date=dt.date(2999, 1, 1), minutes=5)
    assert not found.over
    assert found.weeks <= 53


@pytest.mark.parametrize("minutes", [5, 15, 240])
def test_the_shipped_course_can_be_finished_by_anybody(minutes: int) -> None:
    known = dict(load().tasks)
    found = a_plan(known, minutes=minutes, date=MONDAY + 365 * DAY)
    assert not found.over
    assert found.fit_minutes == sum(t.minutes for t in known.values() if not t.recurring)


def test_of_reviews_the_one_that_has_waited_longest_comes_first() -> None:
    known = tasks(task("a", 5, every_days=1), task("b", 5, every_days=1), task("c", 5, every_days=1))
    ticks = (tick("a", 1, MONDAY - DAY), tick("b", 1, MONDAY - 3 * DAY), tick("c", 1, MONDAY - 2 * DAY))
    made = with_list(known, member(minutes=15), Checklist(ticks=ticks), MONDAY, NOON)
    assert keys(made.listed) == ["b", "c", "a"]


def test_what_is_wanted_comes_first_and_what_can_wait_last_until_the_choice_ends() -> None:
    known = tasks(task("a", 5, priority=5), task("b", 5, priority=3), task("c", 5, priority=1))
    record = Checklist(choice=Choice(until=MONDAY + DAY, wanted=("c",), aside=("a",)))
    today, then = (with_list(known, member(minutes=15), record, MONDAY + n * DAY, NOON) for n in range(2))
    assert (keys(today.listed), keys(then.listed)) == (["c", "b", "a"], ["a", "b", "c"])


def test_after_a_day_with_a_review_other_tasks_come_first() -> None:
    known = tasks(
        task("review", 5, every_days=1, priority=5), task("a", 5, priority=1), task("b", 5, priority=1)
    )
    who, record, seen = member(minutes=5, days=EVERY_DAY), Checklist(), []
    for n in range(1, 5):
        record = with_list(known, who, record, MONDAY + n * DAY, NOON)
        seen += keys(record.listed)
        record = model.with_tick(
            record, record.listed[0], known[record.listed[0].task], MONDAY + n * DAY, NOON
        )
    assert seen == ["review", "a", "review", "b"]
