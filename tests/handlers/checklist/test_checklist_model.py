"""What is done, the streak, and which task a text means."""

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import registry
from bot.core.card import LABEL
from bot.core.member import Member, Pause
from bot.core.wall_time import EVERY_DAY, Quiet
from bot.store.repo import Repo
from bot.store.vault import Vault
from content.finder import load
from content.models import Task
from handlers.checklist import model
from handlers.checklist.calendar import Streak, again_at, holiday, measure_streak, next_lists, rest_of
from handlers.checklist.cards import open_button
from handlers.checklist.model import (
    COMMANDS,
    Checklist,
    Part,
    Row,
    find_rows,
    fits,
    with_practice,
    with_tick,
    without_tick,
)
from handlers.checklist.planner import with_list
from handlers.critique import records as critique
from handlers.tradeoff import records as tradeoff
from tests.handlers.checklist.checklist_examples import (
    DAY,
    MONDAY,
    NOON,
    courses,
    days_done,
    member,
    task,
    tasks,
    tick,
)

FRIDAY = MONDAY + 4 * DAY


def run(record: Checklist, who: Member, today: dt.date, country: str = "") -> Streak:
    return measure_streak({t.day for t in record.ticks if not t.told}, record, who, today, country)


def streak(record: Checklist, who: Member, today: dt.date, country: str = "") -> int:
    return run(record, who, today, country).days


# the streak


def test_a_week_forgives_one_missed_day_and_says_so_until_the_next_practice() -> None:
    tuesday, wednesday = MONDAY + DAY, MONDAY + 2 * DAY
    assert run(days_done(MONDAY), member(), wednesday) == Streak(1, tuesday)
    assert run(days_done(MONDAY, wednesday), member(), wednesday) == Streak(2)
    twice = days_done(MONDAY, wednesday, FRIDAY)
    assert run(twice, member(), FRIDAY) == Streak(2)  # Thursday is forgiven, Tuesday is not
    next_monday = FRIDAY + 3 * DAY
    before = days_done(MONDAY, wednesday, MONDAY + 3 * DAY, FRIDAY)
    assert run(before, member(), next_monday) == Streak(4)
    assert run(before, member(), next_monday + DAY) == Streak(4, next_monday)


def test_a_public_holiday_is_neutral_where_the_group_has_that_country() -> None:
    thursday = dt.date(2026, 11, 26)  # Thanksgiving
    record = days_done(thursday - 2 * DAY, thursday + DAY)
    assert run(record, member(), thursday + DAY, "US") == Streak(2)
    assert run(record, member(), thursday + DAY, "DE") == Streak(1)
    around = days_done(thursday - DAY, thursday + DAY)
    assert run(around, member(), thursday + DAY, "US") == Streak(2)
    assert run(around, member(), thursday + DAY) == Streak(2)


def test_the_day_of_an_event_is_neutral() -> None:
    record = days_done(MONDAY, MONDAY + 2 * DAY)
    assert run(record, member(onsite=MONDAY + DAY), MONDAY + 2 * DAY) == Streak(2)


def test_a_country_that_the_holidays_do_not_know_has_none() -> None:
    assert holiday("XX", dt.date(2026, 12, 25)) == holiday("", dt.date(2026, 12, 25)) == ""
    assert holiday("US", dt.date(2026, 12, 25)) == "Christmas Day"


def test_practice_on_a_day_off_counts() -> None:
    assert streak(days_done(FRIDAY, FRIDAY + DAY), member(), FRIDAY + 2 * DAY) == 2


def test_a_pause_is_neutral_while_it_lasts_and_when_it_was_kept() -> None:
    record, later = days_done(MONDAY), MONDAY + 9 * DAY
    assert streak(record, member(), later) == 0
    assert streak(record, member(pause=Pause(since=NOON + DAY)), later) == 1
    kept = record.copy_with(rests=((MONDAY + DAY, MONDAY + 8 * DAY),))
    assert streak(kept, member(), later) == 1


def test_the_days_of_a_pause_end_before_the_first_day_back() -> None:
    pause = Pause(since=NOON, until=MONDAY + 3 * DAY)
    assert rest_of(member(pause=pause), MONDAY + 9 * DAY) == (MONDAY, MONDAY + 2 * DAY)
    assert rest_of(member(pause=pause), MONDAY + 2 * DAY) == (MONDAY, MONDAY + DAY)
    assert rest_of(member(pause=pause), MONDAY) is None
    assert rest_of(member(), MONDAY) is None


def test_the_list_comes_after_the_pause_and_out_of_the_quiet_hours() -> None:
    back = MONDAY + 7 * DAY
    who = member(at=dt.time(6), pause=Pause(since=NOON, until=back))
    seven = dt.datetime.combine(back, dt.time(7), dt.UTC)
    assert next_lists(who, NOON) == [seven, seven + DAY, seven + 2 * DAY]
    assert next_lists(member(pause=Pause(since=NOON)), NOON) == []
    assert next_lists(who, seven + DAY)[0] == seven + 2 * DAY


def test_no_list_is_named_for_an_interview_and_the_days_around_it_which_have_cards_of_their_own() -> None:
    who = member(days=EVERY_DAY, onsite=MONDAY + 3 * DAY)
    assert [at.date() for at in next_lists(who, NOON)] == [MONDAY + n * DAY for n in (1, 5, 6)]


def test_moving_west_over_midnight_loses_no_day() -> None:
    record = days_done(MONDAY, MONDAY + DAY)
    assert streak(record, member(zone="Pacific/Honolulu"), MONDAY) == 2


@settings(deadline=None)
@given(st.sets(st.integers(0, 30)), st.integers(0, 30))
def test_with_every_day_a_study_day_a_streak_is_the_longest_span_whose_weeks_miss_a_day_at_most(
    done: set[int], now: int
) -> None:
    done = {n for n in done if n <= now}

    def holds(first: int) -> bool:
        missed = Counter(n // 7 for n in range(first, now) if n not in done)
        return max(missed.values(), default=0) <= 1

    expected = max((sum(n >= first for n in done) for first in done if holds(first)), default=0)
    record = days_done(*(MONDAY + n * DAY for n in done))
    assert streak(record, member(days=EVERY_DAY), MONDAY + now * DAY) == expected


# doing and taking back


@settings(deadline=None)
@given(courses(), st.integers(5, 60), st.integers(0, 11))
def test_undo_leaves_things_as_they_were(known: dict[str, Task], minutes: int, place: int) -> None:
    record = with_list(known, member(minutes=minutes), Checklist(), MONDAY, NOON)
    for part in record.listed[place : place + 1]:
        after = without_tick(with_tick(record, part, known[part.task], MONDAY, NOON), part.ref)
        assert after is not None
        assert after.ticks == record.ticks
        assert model.rows(known, after) == model.rows(known, record)


def test_undo_of_an_earlier_part_takes_the_later_ones_back_too() -> None:
    record = Checklist(ticks=(tick("a", 1, MONDAY, whole=False), tick("a", 2, MONDAY)))
    after = without_tick(record, "a/1")
    assert after is not None
    assert after.ticks == ()


def test_doing_the_last_part_does_the_parts_before_it() -> None:
    known = tasks(task("a", 5, 5, 5, 5))
    record = with_list(known, member(minutes=30), Checklist(), MONDAY, NOON)
    assert [p.ref for p in record.listed] == ["a/3", "a/4"]
    record = with_tick(record, record.listed[1], known["a"], MONDAY, NOON)
    assert [r.done for r in model.rows(known, record)] == [True, True]


def test_a_task_stays_done_when_content_gives_it_another_step() -> None:
    record = Checklist(ticks=(tick("a", 1, MONDAY),))
    assert with_list(tasks(task("a", 5, 5)), member(), record, MONDAY + DAY, NOON).listed == ()


def test_old_ticks_of_repeated_tasks_go_and_those_of_other_tasks_stay() -> None:
    old = MONDAY - 500 * DAY
    record = Checklist(ticks=(tick("once", 1, old), tick("review", 1, old), tick("review", 1, MONDAY - DAY)))
    after = with_tick(record, Part(task="x", first=0, upto=1), task("x", 5), MONDAY, NOON)
    assert [(t.task, t.day) for t in after.ticks] == [("once", old), ("review", MONDAY - DAY), ("x", MONDAY)]


# what follows from practice

CALLS = tasks(
    task("a", 3, call="tradeoff seed=1"), task("b", 3, call="tradeoff"), task("c", 3, call="settings")
)


def marks(record: Checklist, known: dict[str, Task]) -> list[str]:
    return [r.task.key for r in model.rows(known, record) if r.done]


def test_one_use_of_a_command_does_one_task_however_often_one_looks() -> None:
    record = with_list(CALLS, member(), Checklist(), MONDAY, NOON, ["tradeoff"])
    assert marks(record, CALLS) == ["a"]
    assert with_list(CALLS, member(), record, MONDAY, NOON, ["tradeoff"]) == record


def test_what_was_ticked_off_by_hand_is_not_credited_twice() -> None:
    record = with_list(CALLS, member(), Checklist(), MONDAY, NOON)
    record = with_tick(record, record.listed[1], CALLS["b"], MONDAY, NOON)
    assert marks(with_practice(CALLS, record, MONDAY, NOON, ["tradeoff"], []), CALLS) == ["b"]


def test_what_was_taken_back_is_not_marked_again_that_day() -> None:
    record = with_list(CALLS, member(), Checklist(), MONDAY, NOON, ["tradeoff"])
    after = without_tick(record, "a/1")
    assert after is not None
    assert marks(with_list(CALLS, member(), after, MONDAY, NOON, ["tradeoff"]), CALLS) == []
    assert marks(with_list(CALLS, member(), after, MONDAY + DAY, NOON, ["tradeoff"]), CALLS) == ["a"]


def test_a_task_that_the_settings_answer_is_marked_or_on_no_list_and_makes_no_streak() -> None:
    known = dict(load().tasks)
    yesterday = with_list(known, member(), Checklist(), MONDAY, NOON)
    marked = with_list(known, member(), yesterday, MONDAY, NOON, (), ("loop-date",))
    assert "loop-date" in marks(marked, known)
    later = with_list(known, member(), yesterday, MONDAY + DAY, NOON, (), ("loop-date",))
    assert [part.task for part in yesterday.listed].count("loop-date") == 1
    assert "loop-date" not in [part.task for part in later.listed]
    assert (streak(marked, member(), MONDAY), streak(later, member(), MONDAY + DAY)) == (0, 0)


@pytest.mark.parametrize(
    ("spec", "yes"),
    [
        ("quiz", True),
        ("quiz topic=cost", True),
        ("quiz count=3", True),
        ("quiz topic=latency", False),
        ("bullet", False),
    ],
)
def test_a_use_fits_a_task_unless_a_value_says_otherwise(spec: str, yes: bool) -> None:
    assert fits(spec, task("q", 5, call="quiz topic=cost")) is yes
    assert not fits(spec, task("q", 5))


# which task is meant

LISTED = (
    Row(Part(task="p1-page", first=0, upto=2), task("p1-page", 3, 3, title="Project 1: the summary"), False),
    Row(Part(task="p2-page", first=0, upto=1), task("p2-page", 3, title="Project 2: the summary"), True),
    Row(Part(task="weigh", first=0, upto=1), task("weigh", 3, 3, title="Weigh your options"), False),
    Row(Part(task="weigh", first=1, upto=2), task("weigh", 3, 3, title="Weigh your options"), False),
)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("1", ["p1-page/2"]),
        ("#2", ["p2-page/1"]),
        ("03.", ["weigh/1"]),
        ("0", []),
        ("5", []),
        ("-1", []),
        ("²", []),
        ("9" * 200, []),
        ("weigh", ["weigh/1"]),
        ("weigh/2", ["weigh/2"]),
        ("p2-page", ["p2-page/1"]),
        ("WEIGH  your", ["weigh/1"]),
        ("summary", ["p1-page/2"]),
        ("project 2", ["p2-page/1"]),
        ("", ["p1-page/2", "weigh/1", "weigh/2"]),
        ("@everyone", []),
        ("\x00", []),
    ],
)
def test_a_number_a_key_or_a_part_of_a_title_names_a_task(text: str, refs: list[str]) -> None:
    assert [r.ref for r in find_rows(text, LISTED)] == refs


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_any_text_means_something_or_nothing(text: str) -> None:
    assert set(find_rows(text, LISTED)) <= set(LISTED)
    known = tasks(*(r.task for r in LISTED))
    row = model.find_unlisted(text, known, Checklist(), 15, MONDAY, MONDAY)
    assert row is None or row.task.key in known


def test_an_older_button_does_its_task_once() -> None:
    known = tasks(task("a", 5, 5, 5, 5))
    row = model.find_unlisted("a/3", known, Checklist(), 15, MONDAY, MONDAY)
    assert row is not None
    assert not row.done
    record = with_tick(Checklist(), row.part, row.task, MONDAY, NOON)
    again = model.find_unlisted("a/3", known, record, 15, MONDAY, MONDAY)
    rest = model.find_unlisted("a", known, record, 15, MONDAY, MONDAY)
    assert again is not None
    assert rest is not None
    assert (again.done, rest.done, rest.part) == (True, False, Part(task="a", first=3, upto=4))


# later

QUIET = Quiet(start=dt.time(21), end=dt.time(7))


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "again"),
    [
        ("08:00", "UTC", QUIET, "11:00"),
        ("18:00", "UTC", QUIET, "20:30"),
        ("20:00", "UTC", QUIET, None),
        ("22:00", "UTC", None, None),
        ("17:00", "Europe/Berlin", QUIET, "19:30"),
        ("08:00", "UTC", Quiet(start=dt.time(10), end=dt.time(12)), None),
        ("08:00", "UTC", Quiet(start=dt.time(1), end=dt.time(7)), "11:00"),
    ],
)
def test_later_is_in_three_hours_or_before_the_evening_ends(
    now: str, zone: str, quiet: Quiet | None, again: str | None
) -> None:
    at = dt.datetime.combine(MONDAY, dt.time.fromisoformat(now), dt.UTC)
    found = again_at(at, zone, quiet)
    assert (f"{found:%H:%M}" if found else None) == again


# the calls of tasks

TASKS = list(load().tasks.values())
REGISTRY = registry()


def test_the_command_of_a_task_exists_and_takes_every_value_it_is_given() -> None:
    for opened in filter(None, map(open_button, TASKS)):
        command = REGISTRY.find(opened.call.path)
        assert command is not None and command.kind == "command", f"{opened.call.path} isn't a command"
        for name, value in opened.call.values.items():
            parameter = command.parameter(name)
            assert parameter is not None
            parameter.read(value)


def test_every_command_of_a_task_has_a_button_of_its_own_and_all_but_the_settings_tick_themselves_off() -> (
    None
):
    paths = {t.call.path for t in TASKS if t.call}
    assert set(COMMANDS) == paths
    assert {path for path, (_, once) in COMMANDS.items() if not once} == {"settings"}
    assert max(len(label) for label, _ in COMMANDS.values()) <= LABEL


def test_an_argument_that_a_task_spells_out_can_be_typed_as_it_stands() -> None:
    spelled = [
        (one, name, value)
        for one in TASKS
        for step in one.steps
        for name, value in re.findall(r"\b([a-z]\w*)=(\w+)", step.text)
    ]
    assert [one.key for one, _, _ in spelled] == ["limit-first"]
    for one, name, value in spelled:
        command = REGISTRY.find(one.call.path) if one.call else None
        parameter = command.parameter(name) if command else None
        assert parameter is not None, f"{one.key}: {name} isn't an argument"
        parameter.read(value)


@pytest.mark.parametrize(
    ("repo", "body", "spec"),
    [
        (tradeoff.PRACTICE, b'{"last":"2026-11-23","times":3}', "tradeoff"),
        (critique.PRACTICE, b'{"days":["2026-11-23"],"times":3,"token":"","contested":[]}', "bullet"),
    ],
)
def test_what_earlier_versions_counted_is_read_over(repo: Repo[Any], body: bytes, spec: str) -> None:
    vault = Vault((Fernet.generate_key().decode(),))
    _, known = repo.unpack(b"stamp\n1\n" + body, vault)
    assert known.uses() == {(MONDAY, spec)}
    assert b"times" not in repo.pack("stamp", known, vault)
