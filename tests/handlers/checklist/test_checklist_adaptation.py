"""Lists that follow what a member does with them: nothing untouched comes thrice, and unused minutes go."""

import datetime as dt

import pytest

from bot.core.member import Member
from content.finder import load
from content.models import Task
from handlers.checklist import model
from handlers.checklist.model import Checklist
from handlers.checklist.planner import course, pace, resize, with_list
from tests.handlers.checklist.checklist_examples import DAY, MONDAY, NOON, member, task, tasks, total

TASKS = dict(load().tasks)
DAILY = task("question", 1, call="quiz count=1", every_days=1, daily=True)


def weekdays(count: int) -> list[dt.date]:
    days = (MONDAY + n * DAY for n in range(2 * count))
    return [day for day in days if day.weekday() < 5][:count]


def idle(known: dict[str, Task], who: Member, count: int) -> list[Checklist]:
    """The record on each of so many weekdays on which nothing is done."""
    record, found = Checklist(), []
    for day in weekdays(count):
        record = with_list(known, who, record, day, NOON)
        found.append(record)
    return found


def keys(record: Checklist) -> list[str]:
    return [p.task for p in record.listed]


@pytest.mark.parametrize("minutes", [5, 15, 60])
def test_nobody_gets_the_same_list_on_three_days(minutes: int) -> None:
    lists = [[k for k in keys(r) if k != "question-daily"] for r in idle(TASKS, member(minutes=minutes), 15)]
    assert not [
        one for one, two, three in zip(lists, lists[1:], lists[2:], strict=False) if one == two == three
    ]


def test_a_task_that_was_left_twice_gives_way_and_comes_back_one_step_at_a_time() -> None:
    known = tasks(task("long", 5, 5, priority=5), task("other", 5, priority=1))
    records = idle(known, member(minutes=10), 6)
    assert [keys(r) for r in records[:3]] == [["long"], ["long"], ["other"]]
    assert [(p.task, p.upto) for p in records[5].listed] == [("long", 1)]


def test_a_list_that_was_never_shown_was_left_by_nobody() -> None:
    known = tasks(task("long", 5, 5, priority=5), task("other", 5, priority=1))
    record = Checklist()
    for day in weekdays(6):
        record = with_list(known, member(minutes=10), record, day, NOON, shown=False)
        assert keys(record) == ["long"]
    assert not (record.skips or record.asked or record.used)


@pytest.mark.parametrize(("rests", "asked"), [(0, "long"), (6, "long"), (7, "")])
def test_a_task_that_was_left_three_times_is_asked_about_and_one_in_a_week_at_most(
    rests: int, asked: str
) -> None:
    known = tasks(task("long", 5), task("other", 5), task("earlier", 5))
    record = Checklist(day=MONDAY, minutes=5, listed=(model.Part(task="long", first=0, upto=1),))
    left = record.copy_with(skips={"long": 2}, rested={"earlier": MONDAY + DAY + rests * DAY})
    made = with_list(known, member(minutes=5), left, MONDAY + DAY, NOON)
    assert (made.asked, keys(made)) == (asked, ["other"])
    assert made.rested["long"] == MONDAY + DAY + (13 if asked else 3) * DAY


def test_what_was_begun_counts_as_touched() -> None:
    known = tasks(task("long", 5, 5, 5, priority=5))
    record = with_list(known, member(minutes=5), Checklist(), MONDAY, NOON)
    record = model.with_tick(record, record.listed[0], known["long"], MONDAY, NOON)
    for n in range(1, 3):
        record = with_list(known, member(minutes=5), record, MONDAY + n * DAY, NOON)
    assert record.skips == {"long": 1}


def test_an_answer_about_a_task_is_kept_and_can_be_taken_back() -> None:
    known = tasks(task("long", 5, 5, priority=5), task("other", 5, priority=1))
    record = Checklist(asked="long", skips={"long": 2})

    def listed(how: model.Checklist) -> list[tuple[str, int]]:
        made = with_list(known, member(minutes=10), how, MONDAY + DAY, NOON)
        return [(p.task, p.upto) for p in made.listed]

    small = resize(record, "long", "small", MONDAY)
    assert listed(small) == [("long", 1), ("other", 1)]
    never = resize(record, "long", "never", MONDAY)
    assert listed(never) == [("other", 1)]
    assert listed(resize(record, "long", "later", MONDAY)) == [("other", 1)]
    assert listed(resize(never, "long", "back", MONDAY)) == [("long", 2)]
    assert not any(one.asked for one in (small, never))


# minutes


def test_three_lists_that_were_hardly_used_make_shorter_ones_until_one_is_done() -> None:
    who = member(minutes=30)
    records = idle(TASKS, who, 5)
    assert [total(r.listed, TASKS) > 6 for r in records] == [True, True, True, False, False]
    record = records[-1]
    for row in model.rows(TASKS, record):
        record = model.with_tick(record, row.part, row.task, weekdays(5)[-1], NOON)
    record = with_list(TASKS, who, record, weekdays(6)[-1], NOON)
    assert total(record.listed, TASKS) > 20


@pytest.mark.parametrize(
    ("used", "minutes"),
    [((0, 0), 30), ((0, 0, 0), 5), ((0, 7, 3), 10), ((0, 15, 0), 15), ((0, 16, 0), 30), ((30, 0, 0), 30)],
)
def test_a_list_is_shortened_to_what_was_used(used: tuple[int, ...], minutes: int) -> None:
    assert pace(Checklist(used=used, minutes=30), 30) == minutes
    assert pace(Checklist(used=used, minutes=15), 30) == 30  # other minutes were asked for meanwhile


def test_what_the_settings_say_is_no_minute_used() -> None:
    known = tasks(task("date", 5, priority=5), task("other", 5, priority=1))
    record = with_list(known, member(minutes=10), Checklist(), MONDAY, NOON)
    record = with_list(known, member(minutes=10), record, MONDAY, NOON, facts={"date"})
    assert [row.done for row in model.rows(known, record)] == [True, False]
    assert with_list(known, member(minutes=10), record, MONDAY + DAY, NOON).used == (0,)


@pytest.mark.parametrize(("spent", "used"), [(7, 7), (12, 12), (0, 0)])
def test_practice_beside_the_list_is_time_that_was_used(spent: int, used: int) -> None:
    known = tasks(task("long", 5, 5))
    record = with_list(known, member(minutes=10), Checklist(), MONDAY, NOON)
    assert with_list(known, member(minutes=10), record, MONDAY + DAY, NOON, spent=spent).used == (used,)


# a question every day


@pytest.mark.parametrize(("minutes", "whole"), [(5, 6), (9, 6), (10, 6), (11, 11)])
def test_a_roomy_day_takes_the_question_out_of_its_minutes(minutes: int, whole: int) -> None:
    known = tasks(task("a", 5), task("b", 5), DAILY)
    record = with_list(known, member(minutes=minutes), Checklist(), MONDAY, NOON)
    assert total(record.listed, known) == whole


@pytest.mark.parametrize("minutes", [5, 10, 240])
def test_a_question_is_on_each_list_from_the_first_on(minutes: int) -> None:
    for record in idle(TASKS, member(minutes=minutes), 10):
        assert [t for t in keys(record) if (call := TASKS[t].call) and call.path == "quiz"]


def test_a_finished_quiz_does_its_own_task_beside_the_daily_question() -> None:
    known = tasks(task("drill", 5, call="quiz topic=latency"), task("a", 5), DAILY)
    record = with_list(known, member(), Checklist(), MONDAY, NOON)
    listed = record.copy_with(listed=(*record.listed, model.Part(task="question", first=0, upto=1)))
    specs = {model.QUESTION, "quiz topic=latency mode=mixed"}
    done = {
        r.task.key
        for r in model.rows(known, with_list(known, member(), listed, MONDAY, NOON, specs))
        if r.done
    }
    assert done == {"drill", "question"}


# around an interview


def test_six_days_before_an_interview_what_matters_then_comes_first() -> None:
    known = tasks(task("long", 5, priority=5), task("aloud", 5, priority=1, phase="last"))
    onsite = MONDAY + 10 * DAY
    who = member(onsite=onsite)
    order = {ahead: course(known, who, None, onsite - ahead * DAY)[0].key for ahead in (7, 6, 1)}
    assert order == {7: "long", 6: "aloud", 1: "aloud"}


def test_after_the_last_interview_what_is_past_is_gone_and_a_new_date_brings_it_back() -> None:
    past, ahead = member(onsite=MONDAY - DAY), member(onsite=MONDAY + 30 * DAY)
    gone = {t.key for t in course(TASKS, ahead, None, MONDAY)} - {
        t.key for t in course(TASKS, past, None, MONDAY)
    }
    assert gone == {t.key for t in TASKS.values() if t.phase}
    assert {"loop-date", "ask-pick"} <= gone
