"""What was practised: counts by kind, topic and family, and what never was."""

import datetime as dt

from bot.core.card import plain
from bot.core.ids import MemberId
from content.finder import load
from handlers.checklist.model import Checklist, Tick
from handlers.mocks.model import Mock
from handlers.progress import cards, model
from handlers.progress.model import Practice
from handlers.quiz.model import Learner, Memory, Tally
from tests.world import card_problems, write

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
TOPICS = sorted({q.topic for q in load().questions.values()})


def tick(task: str, day: dt.date, *, whole: bool = True, told: bool = False) -> Tick:
    return Tick(task=task, upto=1, whole=whole, day=day, at=NOW, told=told)


def memory(last: dt.date) -> Memory:
    return Memory(stability=1, difficulty=5, state=1, last=last, due=last + DAY)


def mock(round_: str, at: dt.datetime, *, cancelled: bool = False) -> Mock:
    return Mock.model_validate(
        {
            "week": at.date(),
            "at": at,
            "members": (MemberId("a"), MemberId("b")),
            "round": round_,
            "state": "cancelled" if cancelled else "proposed",
        }
    )


def practice(
    record: Checklist | None = None, learner: Learner | None = None, mocks: tuple[Mock, ...] = ()
) -> Practice:
    return model.practice(
        record or Checklist(), learner or Learner(), mocks, tradeoffs=0, bullets=0, today=TODAY, now=NOW
    )


def text(found: Practice) -> str:
    return "\n".join(plain(cards.overview(found, TOPICS, None), write))


def test_only_whole_tasks_that_were_done_count_not_what_the_settings_say() -> None:
    record = Checklist(
        ticks=(tick("a", TODAY), tick("b", TODAY, whole=False), tick("c", TODAY, told=True), tick("d", TODAY))
    )
    assert practice(record).tasks == 2


def test_the_week_is_today_and_the_six_days_before_it() -> None:
    days = [TODAY - n * DAY for n in (0, 6, 7, 30)]
    record = Checklist(ticks=tuple(tick(f"t{n}", day) for n, day in enumerate(days)))
    learner = Learner(memories={f"q{n}": memory(day) for n, day in enumerate(days)})
    found = practice(record, learner)
    assert (found.tasks, found.week_tasks, found.week_questions) == (4, 2, 2)


def test_mocks_count_when_they_have_been_and_were_not_cancelled() -> None:
    found = practice(
        mocks=(
            mock("inference", NOW - DAY),
            mock("inference", NOW - 8 * DAY),
            mock("behavioural", NOW - DAY, cancelled=True),
            mock("system_design", NOW + DAY),
        )
    )
    assert dict(found.mocks) == {"inference": 2}
    assert model.never_mocked(found) == ["coding_algorithms", "coding_ml", "system_design", "behavioural"]


def test_topics_are_summed_into_families_and_an_unknown_topic_stands_beside_them() -> None:
    tallies = {
        "latency": Tally(right=2, wrong=1),
        "memory": Tally(unsure=1),
        "accuracy": Tally(right=1),
        "knitting": Tally(wrong=4),
    }
    sums = model.by_family(practice(learner=Learner(tallies=tallies)))
    assert sums == {
        "accuracy": Tally(right=1),
        "efficiency": Tally(right=2, wrong=1, unsure=1),
        "cost": Tally(),
        "decisions": Tally(),
        "other topics": Tally(wrong=4),
    }


def test_no_topic_is_in_two_families() -> None:
    every = [topic for topics in model.FAMILIES.values() for topic in topics]
    assert len(every) == len(set(every))


def test_topics_come_most_answered_first_and_those_never_answered_last() -> None:
    found = practice(learner=Learner(tallies={"b": Tally(right=1), "c": Tally(right=2, wrong=1)}))
    assert [topic for topic, _ in model.order_topics(found, ["d", "c", "b", "a"])] == ["c", "b", "a", "d"]
    assert model.never_asked(found, ["d", "c", "b", "a"]) == ["a", "d"]


# the cards


def test_somebody_who_did_nothing_is_told_where_to_begin_not_how_little_it_is() -> None:
    shown = text(Practice())
    assert shown.startswith("Nothing is practised yet. One task of today's list is a good beginning.")
    assert "0" not in shown


def test_there_is_never_a_percentage() -> None:
    busy = Practice(tasks=3, quiz={"latency": Tally(right=4, wrong=3)}, mocks={"inference": 1}, bullets=2)
    assert "%" not in text(busy)
    assert "These are counts, not a grade." in text(busy)


def test_every_kind_of_practice_is_named_with_its_count() -> None:
    busy = Practice(
        tasks=12, tradeoffs=1, bullets=2, quiz={"latency": Tally(right=4, wrong=3)}, mocks={"inference": 1}
    )
    assert "12 tasks, 7 quiz answers, 1 trade-off, 2 bullets, 1 mock" in text(busy)
    assert "efficiency 4 of 7" in text(busy)
    assert "Mocks: inference 1." in text(busy)


def test_the_card_keeps_its_rules_for_the_busiest_and_the_idlest_member() -> None:
    much = Tally(right=10_000, wrong=10_000, unsure=10_000)
    everything = dict.fromkeys([*TOPICS, "knitting"], much)
    rounds = dict.fromkeys(
        ("any", "coding_algorithms", "coding_ml", "system_design", "inference", "behavioural"), 99
    )
    busy = Practice(9_999, 9_999, 9_999, everything, rounds, 99, 99)
    assert not card_problems(cards.overview(busy, TOPICS, None))
    assert not card_problems(cards.overview(Practice(), TOPICS, None))
    for page in (1, 2, 3, 4, 99):
        assert not card_problems(cards.by_topic(busy, TOPICS, page))
        assert not card_problems(cards.by_topic(Practice(), TOPICS, page))


def test_every_topic_is_on_one_page_of_the_counts() -> None:
    found = Practice(quiz={"latency": Tally(right=4, wrong=3, unsure=1)})
    pages = -(-len(TOPICS) // cards.PAGE)
    lines = [
        line
        for page in range(1, pages + 1)
        for line in plain(cards.by_topic(found, TOPICS, page), write)
        if line.startswith("- ")
    ]
    assert lines[0] == "- latency: 8 answers, 4 right, 3 wrong, 1 not known"
    assert sorted(line[2:].split(":")[0] for line in lines) == TOPICS
