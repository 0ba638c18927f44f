"""What got better, what was practiced on which day, which milestones are reached, and what shows each round."""

import datetime as dt
from typing import Any

import pytest

from bot.core.card import plain
from content.finder import load
from content.models import Round
from content.quiz import name_topic
from handlers.checklist.calendar import Streak
from handlers.checklist.model import Checklist, Tick
from handlers.practice import Practice as Log
from handlers.progress import cards, model
from handlers.progress.model import Growth, Overview, Proof
from handlers.quiz.model import Answers, Learner, Memory, Tally
from tests.world import card_problems, write

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY
TOPICS = sorted({q.topic for q in load().questions.values()})


def tick(task: str, day: dt.date, *, whole: bool = True, told: bool = False) -> Tick:
    return Tick(task=task, upto=1, whole=whole, day=day, at=NOW, told=told)


def memory(last: dt.date) -> Memory:
    return Memory(stability=1, difficulty=5, state=1, last=last, due=last + DAY)


def learner(**histories: tuple[str, str, str]) -> Learner:
    """Questions by id: topic, first outcome, and history; all were answered last today."""
    answers = {
        name: Answers.model_validate({"topic": topic, "first": first, "history": history})
        for name, (topic, first, history) in histories.items()
    }
    return Learner(answers=answers, memories={name: memory(TODAY) for name in answers})


def practice(
    record: Checklist | None = None, known: Learner | None = None, log: Log | None = None
) -> Overview:
    return model.overview(
        record or Checklist(),
        log or Log(),
        known or Learner(),
        streak=None,
        due=0,
        today=TODAY,
        joined=LONG_AGO,
    )


def text(found: Overview) -> str:
    return "\n".join(plain(cards.overview(found), write))


def test_the_week_is_today_and_the_six_days_before_it() -> None:
    days = [TODAY - n * DAY for n in (0, 6, 7, 30)]
    record = Checklist(ticks=tuple(tick(f"t{n}", day) for n, day in enumerate(days)))
    found = practice(record, learner(q=("latency", "wrong", "0:1 6:1 1:3")))  # today, yesterday, a week ago
    assert (found.week_tasks, found.week_questions) == (2, 2)


def test_the_calendar_has_tasks_and_all_other_practice_of_two_weeks() -> None:
    record = Checklist(ticks=(tick("a", TODAY), tick("b", TODAY - DAY, told=True)))
    log = Log(days={TODAY: ("quiz", "mock"), TODAY - 13 * DAY: ("day",), TODAY - 14 * DAY: ("story",)})
    found = practice(record, log=log)
    assert {day: words for day, words in found.calendar.items() if words} == {
        TODAY - 13 * DAY: ("question",),
        TODAY: ("task", "quiz", "mock"),
    }
    assert (found.days, len(found.calendar)) == (2, 14)


# growth


def test_a_question_is_gained_when_it_was_missed_at_first_and_is_right_now() -> None:
    known = learner(
        gained=("latency", "wrong", "0:1 3:3"),
        always=("latency", "right", "0:3 3:3"),
        lost=("latency", "unsure", "0:1 2:3 4:1"),
        slow=("cost", "unsure", "0:1 2:2"),
    )
    assert model.gained(known) == {"cost": 1, "latency": 1}
    assert "You now get 2 questions right that you missed at first." in text(practice(known=known))


def test_families_are_shown_from_their_first_to_their_latest_week() -> None:
    known = learner(
        a=("latency", "wrong", "0:1 14:3"), b=("memory", "right", "0:3 14:3"), c=("cost", "right", "0:3")
    )
    assert model.growth(known) == [Growth("efficiency", (1, 2), (2, 2))]
    shown = text(practice(known=known))
    assert "Bars of right answers, first week to latest week: efficiency from 1 of 2 to 2 of 2." in shown


# milestones


@pytest.mark.parametrize(
    ("streak", "ago", "done", "reached"),
    [
        (2, [0], {}, []),
        (3, [0], {}, ["streak-3"]),
        (13, [0], {}, ["streak-3", "streak-7"]),
        (1, [13, 9, 5, 3, 0], {}, ["fortnight"]),
        (1, [12, 9, 5, 3, 0], {}, []),
        (1, [13, 9, 5, 0], {}, []),
        (0, [], {"mocks": 1, "rounds": 5, "strong": True}, ["bullet", "mock", "rounds"]),
    ],
    ids=["two days", "three", "each below it", "two weeks", "not over yet", "four days of them", "firsts"],
)
def test_milestones_are_reached_by_days_in_a_row_in_two_weeks_and_by_firsts(
    streak: int, ago: list[int], done: dict[str, Any], reached: list[str]
) -> None:
    days = [TODAY - n * DAY for n in ago]
    given: dict[str, Any] = {"mocks": 0, "rounds": 0, "strong": False, **done}
    assert model.milestones(streak, days, TODAY, **given) == reached


# rounds to proof


def test_a_skill_is_the_topic_that_is_right_most_often_and_at_least_half_the_time() -> None:
    tallies = {
        "latency": Tally(right=8, wrong=2),
        "memory": Tally(right=2),
        "cost": Tally(right=1, wrong=4),
        "rag": Tally(right=9),
    }
    assert model.strongest(tallies, ["latency", "memory", "cost"]) == ("latency", Tally(right=8, wrong=2))
    assert model.strongest(tallies, ["memory", "cost"]) is None


def test_the_rounds_that_something_shows_come_first() -> None:
    shown = Proof(
        Round.INFERENCE,
        ("latency", Tally(right=8, wrong=2)),
        "Int8 reranker",
        (3, 2, 4),
        TODAY,
    )
    body = cards.rounds([Proof(Round.CODING_ML), Proof(Round.BEHAVIOURAL), shown])
    rows = plain(body, write)
    assert rows[0] == "You can show something for 1 of the 3 rounds."
    assert rows[1] == (
        "- Inference: latency (8 of 10 right); Int8 reranker; mock on 24 November, marks 3, 2, 4."
    )
    assert rows[2] == "A quiz on a round, a story or project you keep, or a mock will change that."
    assert not card_problems(body)


# the cards


def test_somebody_who_comes_back_is_told_what_they_have() -> None:
    shown = text(Overview(quiz={"latency": Tally(right=3, wrong=1)}))
    assert shown.startswith("You've answered 4 questions so far.")


def test_a_streak_is_told_with_the_free_day_that_kept_it_and_a_lost_one_with_how_to_begin_anew() -> None:
    days = {TODAY - DAY: ("quiz",), TODAY: ()}
    assert "1-day streak. Sunday was your free day." in text(
        Overview(days, streak=Streak(1, TODAY - 2 * DAY))
    )
    assert "Any practice today begins a new streak." in text(Overview(days, streak=Streak(0)))
    assert "streak" not in text(Overview(days, streak=None))


def test_the_card_keeps_its_rules_for_the_busiest_and_the_idlest_member() -> None:
    much = Tally(right=10_000, wrong=10_000, unsure=10_000)
    everything = dict.fromkeys([*TOPICS, "knitting"], much)
    two_weeks = {TODAY - n * DAY: ("task", *model.KINDS.values()) for n in range(14)}
    growth = [Growth("language models", (99_999, 99_999), (99_999, 99_999))] * 4
    run = Streak(999, TODAY - DAY)
    busy = Overview(two_weeks, everything, dict.fromkeys(TOPICS, 9_999), growth, 9_999, 99, 99, run)
    assert not card_problems(cards.overview(busy))
    assert not card_problems(cards.overview(Overview()))
    assert model.calendar_picture(two_weeks).alt
    for page in (1, 2, 3, 4, 99):
        assert not card_problems(cards.by_topic(busy, TOPICS, page))
        assert not card_problems(cards.by_topic(Overview(), TOPICS, page))


def test_every_topic_is_on_one_page_of_the_counts() -> None:
    found = Overview(quiz={"latency": Tally(right=4, wrong=3, unsure=1)})
    pages = -(-len(TOPICS) // cards.PAGE)
    lines = [
        line
        for page in range(1, pages + 1)
        for line in plain(cards.by_topic(found, TOPICS, page), write)
        if line.startswith("- ")
    ]
    assert lines[0] == "- latency: 4 of 8 right, 1 not known"
    assert {line[2:].split(":")[0] for line in lines} == set(map(name_topic, TOPICS))
    assert len(lines) == len(TOPICS)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "on your first day."), (4, "on 1 of your first 5 days."), (13, "1 of the last 14 days.")],
)
def test_somebody_new_is_measured_by_the_days_since_they_joined(days: int, said: str) -> None:
    log = Log().with_kind("quiz", TODAY)
    joined = TODAY - days * DAY
    found = model.overview(Checklist(), log, Learner(), streak=None, due=0, today=TODAY, joined=joined)
    assert said in text(found)
