"""When a question comes back: FSRS as published, and as its own package schedules, by the ratings we give."""

import datetime as dt
import math
from random import Random

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz import memory
from handlers.quiz.memory import ANEW, ENOUGH, History, best_weights, fit_weights, mean_loss, rate
from handlers.quiz.model import Answers, Learner, Memory, Outcome, Turn

DAY = dt.date(2026, 11, 24)
ONE = dt.timedelta(days=1)
HOW = memory.scheduler(90)
RATINGS = st.sampled_from((Rating.Again, Rating.Hard, Rating.Good))


def remember(known: Memory | None, rating: Rating, day: dt.date) -> Memory:
    return memory.remember(known, rating, day, HOW)


@pytest.mark.parametrize("wanted", [80, 90, 95])
def test_a_thousand_reviews_fall_due_when_the_package_itself_says(wanted: int) -> None:
    theirs = Scheduler(
        desired_retention=wanted / 100,
        learning_steps=[ONE],
        relearning_steps=[ONE],
        maximum_interval=memory.LONGEST,
        enable_fuzzing=False,
    )
    chance = Random(wanted)
    for _ in range(100):
        card, known, at = Card(card_id=1, due=noon(DAY)), None, DAY
        for _ in range(10):
            rating = chance.choices((Rating.Again, Rating.Hard, Rating.Good), (2, 1, 7))[0]
            card, _log = theirs.review_card(card, rating, noon(at))
            known = memory.remember(known, rating, at, memory.scheduler(wanted))
            assert known.due == card.due.date()
            assert known.stability == pytest.approx(card.stability, rel=1e-6)
            at = known.due + chance.choice((0, 0, 0, 1, 5)) * ONE


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


@given(st.lists(RATINGS, max_size=12))
def test_what_was_not_right_always_comes_back_tomorrow(before: list[Rating]) -> None:
    known, day = None, DAY
    for rating in before:
        known = remember(known, rating, day)
        day = known.due
    assert remember(known, Rating.Again, day).due == day + ONE


@given(st.lists(RATINGS, min_size=1, max_size=30), st.integers(0, 400))
def test_a_question_comes_back_within_sixty_days(ratings: list[Rating], late: int) -> None:
    known, day = None, DAY
    for rating in ratings:
        known = remember(known, rating, day)
        assert ONE <= known.due - day <= memory.LONGEST * ONE
        day = known.due + late * ONE


@pytest.mark.parametrize("outcome", ["wrong", "unsure"])
@pytest.mark.parametrize("hinted", [True, False])
@pytest.mark.parametrize("seconds", [None, 1, 200])
def test_wrong_and_not_known_are_always_again(outcome: Outcome, hinted: bool, seconds: int | None) -> None:
    assert rate(outcome, "numeric", seconds, hinted=hinted) is Rating.Again


@pytest.mark.parametrize(
    ("kind", "seconds", "rating"),
    [
        ("single", 5, Rating.Good),
        ("single", 89, Rating.Good),
        ("single", 90, Rating.Hard),
        ("sentence", 900, Rating.Hard),
        ("single", 901, Rating.Good),
        ("numeric", 179, Rating.Good),
        ("numeric", 180, Rating.Hard),
        ("scenario", 600, Rating.Good),
        ("single", None, Rating.Good),
    ],
)
def test_right_is_hard_only_when_it_took_long_and_nobody_was_away(
    kind: str, seconds: int | None, rating: Rating
) -> None:
    assert rate("right", kind, seconds) is rating
    assert rate("right", kind, seconds, hinted=True) is Rating.Hard


def test_seconds_count_from_the_first_sight_of_the_question_and_not_across_a_break() -> None:
    at = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    seen = Turn(question="x", shown=at)
    assert memory.seconds_of(seen, at + dt.timedelta(seconds=75)) == 75
    assert memory.seconds_of(seen, at + dt.timedelta(minutes=40)) is None
    assert memory.seconds_of(seen, at - dt.timedelta(seconds=5)) is None
    assert memory.seconds_of(Turn(question="x"), at) is None


def test_a_zone_further_west_makes_no_review_negative() -> None:
    known = remember(None, Rating.Good, DAY)
    assert remember(known, Rating.Good, DAY - ONE).due >= DAY


# weights of one's own: from enough answers on, and only where they foresee answers that took no part in the fit


AGAIN, GOOD = Rating.Again, Rating.Good


def member(stability: float, questions: int, chance: Random) -> dict[str, History]:
    """Someone whose memory of a first right answer lasts `stability` days: 90 % are known after so many."""
    histories: dict[str, History] = {}
    for number in range(questions):
        days = chance.choice((1, 2, 4, 8, 12))
        known = (1 + (0.9 ** (-1 / DEFAULT_PARAMETERS[20]) - 1) * days / stability) ** -DEFAULT_PARAMETERS[20]
        histories[f"q{number:03}"] = [(0, GOOD), (days, GOOD if chance.random() < known else AGAIN)]
    return histories


def learner(histories: dict[str, History], **more: object) -> Learner:
    answers = {
        name: Answers(
            topic="cost",
            right=sum(rating is not AGAIN for _, rating in history),
            wrong=sum(rating is AGAIN for _, rating in history),
            history=" ".join(f"{days}:{rating.value}" for days, rating in history),
        )
        for name, history in histories.items()
    }
    return Learner.model_validate({"answers": answers, **more})


@pytest.mark.parametrize("seed", range(3))
def test_a_long_memory_is_found_and_foresees_other_answers_of_the_same_member_better(seed: int) -> None:
    own = best_weights(member(20.0, 300, Random(seed)))
    assert 2 * DEFAULT_PARAMETERS[2] < own[2] < 60
    assert own[3:] == tuple(DEFAULT_PARAMETERS[3:])
    others = member(20.0, 300, Random(seed + 100)).values()
    assert mean_loss(others, own) < mean_loss(others, DEFAULT_PARAMETERS)


def test_what_does_not_foresee_held_out_answers_better_is_not_kept() -> None:
    """Each fifth question is forgotten and all others are known: the fit to those is wrong about the fifth."""
    histories = {f"q{n:03}": [(0, GOOD), (8, AGAIN if n % 5 == 0 else GOOD)] for n in range(300)}
    assert best_weights(histories) == ()


def test_a_rating_that_was_seldom_given_keeps_its_published_weight() -> None:
    own = best_weights(member(20.0, 300, Random(1)))
    assert own[0] == DEFAULT_PARAMETERS[0]
    assert own[1] == DEFAULT_PARAMETERS[1]


def test_the_loss_is_the_mean_of_minus_the_logarithm_of_what_was_foreseen() -> None:
    known = memory.remember(None, GOOD, dt.date(2026, 11, 24), memory.scheduler(90))
    chance = memory.recall(known, dt.date(2026, 12, 2), memory.scheduler(90))
    histories: list[History] = [[(0, GOOD), (8, GOOD)], [(0, GOOD), (8, AGAIN)], [(0, AGAIN)]]
    expected = -(math.log(chance) + math.log(1 - chance)) / 2
    assert mean_loss(histories, DEFAULT_PARAMETERS) == pytest.approx(expected)
    assert mean_loss([], DEFAULT_PARAMETERS) == 0.0


def test_nothing_is_fitted_before_enough_answers_and_then_once_in_a_while() -> None:
    few = learner(member(20.0, ENOUGH // 2 - 1, Random(1)))
    assert fit_weights(few) is few
    enough = fit_weights(learner(member(20.0, ENOUGH // 2, Random(1))))
    assert enough.fitted == ENOUGH
    assert enough.weights
    assert fit_weights(enough) is enough
    more = learner(member(20.0, (ENOUGH + ANEW) // 2, Random(1)), fitted=ENOUGH, weights=enough.weights)
    assert fit_weights(more).fitted == ENOUGH + ANEW


def test_own_weights_decide_when_the_next_new_question_comes_back() -> None:
    own = fit_weights(learner(member(20.0, ENOUGH // 2, Random(1))))
    day = dt.date(2026, 11, 24)
    gaps = [
        (memory.remember(None, GOOD, day, memory.scheduler_of(one)).due - day).days
        for one in (Learner(), own)
    ]
    assert gaps[0] == round(DEFAULT_PARAMETERS[2])
    assert gaps[1] == round(own.weights[2])


def test_the_forgetting_curve_of_the_fit_is_the_packages_own() -> None:
    known = memory.remember(None, GOOD, dt.date(2026, 1, 1), memory.scheduler(90))
    for days in (1, 3, 10, 40):
        theirs = memory.recall(known, dt.date(2026, 1, 1) + dt.timedelta(days=days), memory.scheduler(90))
        assert memory.forgetting_curve(DEFAULT_PARAMETERS[2], days) == pytest.approx(theirs, rel=1e-9)
