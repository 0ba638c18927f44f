"""Pure: when a question comes back. FSRS 6 decides (the `fsrs` package, its published weights; `fit_weights` may put
three of the member's own in their place).

An answer becomes a rating like this:

- wrong is Again, and so is I don't know: what could not be recalled wasn't recalled. The two are counted apart.
- right is Good.
- right is only Hard after a hint, or when the answer took long: from SLOW seconds of its kind up to AWAY. Beyond
  AWAY the bus has come, and seconds say nothing about memory: then right is Good.
- nothing is Easy: on a phone a quick thumb isn't a measure.

A template is remembered as one: its items differ in numbers alone. Days are the member's local days; FSRS is told
noon of the day, so that 07:55 tomorrow is a day after 08:00 today. There is one learning step and one relearning
step of one day: what wasn't right comes back tomorrow. What wasn't right twice in a row or more leaves others their
turn, for two days, four, and then SET_ASIDE: asked daily it would be all of a quiz of one question, for good. Fuzzing
is off, and no interval is longer than LONGEST.
How much should still be known when a question comes back is the member's choice (90% unless set). A question that
was left unanswered changes nothing, in an exam too.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

from bot.core.wall_time import DAY
from handlers.quiz.model import Learner, Memory, Outcome, Turn

LONGEST = 60
"""Days: nobody prepares for longer than some months, and each question should be seen again in that time."""
SET_ASIDE = 8
SLOW: Mapping[str, int] = {"single": 90, "sentence": 90, "multiple": 180, "ordering": 180, "numeric": 180}
"""Seconds by kind; a written answer is never slow."""
AWAY = 900


@lru_cache(maxsize=256)
def scheduler(recall: int, weights: tuple[float, ...] = ()) -> Scheduler:
    """FSRS for a wanted recall in percent, with own weights if there are any."""
    return Scheduler(
        parameters=weights or DEFAULT_PARAMETERS,
        desired_retention=recall / 100,
        learning_steps=(DAY,),
        relearning_steps=(DAY,),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def rate(
    outcome: Outcome, kind: str = "single", seconds: int | None = None, *, hinted: bool = False
) -> Rating:
    """The rating of an answer."""
    if outcome != "right":
        return Rating.Again
    slow = seconds is not None and kind in SLOW and SLOW[kind] <= seconds <= AWAY
    return Rating.Hard if hinted or slow else Rating.Good


def seconds_of(turn: Turn, now: dt.datetime) -> int | None:
    """How long an answer took; None when nobody knows, or the member was away."""
    if turn.shown is None:
        return None
    took = int((now - turn.shown).total_seconds())
    return took if 0 <= took <= AWAY else None


def remember(known: Memory | None, rating: Rating, day: dt.date, how: Scheduler, misses: int = 0) -> Memory:
    """What is remembered after an answer on the local day `day`; `misses`: answers in a row that weren't right."""
    card, _ = how.review_card(_card(known, day), rating, _noon(day))
    return Memory(
        stability=round(card.stability or 0.0, 9),
        difficulty=round(card.difficulty or 0.0, 9),
        state=card.state.value,
        last=day,
        due=day + min(2 ** (misses - 1), SET_ASIDE) * DAY if misses > 1 else card.due.date(),
    )


def recall(known: Memory, day: dt.date, how: Scheduler) -> float:
    """The chance, 0 to 1, that the answer is still known on `day`, as FSRS estimates it."""
    return float(how.get_card_retrievability(_card(known, day), _noon(day)))


def scheduler_of(learner: Learner) -> Scheduler:
    """The member's own scheduler."""
    return scheduler(learner.recall, learner.weights)


def _card(known: Memory | None, day: dt.date) -> Card:
    if known is None:
        return Card(card_id=1, due=_noon(day))
    state = State(known.state)
    return Card(
        card_id=1,
        state=state,
        step=None if state is State.Review else 0,
        stability=known.stability,
        difficulty=known.difficulty,
        due=_noon(known.due),
        last_review=_noon(known.last),
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


ENOUGH = 400
"""Answers in all before anything is fitted."""
ANEW = 200
"""More answers before it is tried again."""
FEW = 12
"""Second answers after a rating below which its weight stays as published."""
PULL = 2.0
HELD_OUT = 5
"""One question in so many."""
GRID = tuple(math.exp(step / 20) for step in range(-46, 83))
"""Stabilities that are tried: from 0.1 to 60 days, in steps of 5%."""
History = Sequence[tuple[int, Rating]]
"""Days since the answer before, and the rating; the first has 0 days."""


def fit_weights(learner: Learner) -> Learner:
    """The record with a fit, if one is due: `fitted` notes when it was tried, `weights` what is used after that."""
    if learner.reviews < ENOUGH or learner.reviews < learner.fitted + ANEW:
        return learner
    histories = {
        name: [
            (int(days), Rating(int(rating))) for days, rating in (p.split(":") for p in known.history.split())
        ]
        for name, known in learner.answers.items()
    }
    return learner.copy_with(weights=best_weights(histories), fitted=learner.reviews)


def best_weights(histories: Mapping[str, History]) -> tuple[float, ...]:
    """The fitted weights, or () where the published ones foresee held-out answers as well.

    The weights w0, w1 and w2 are the stabilities, in days, after a first Again, Hard or Good. They alone decide how
    well the second answer is foreseen, so each is found by itself: the stability with the least log loss over the
    second answers that followed that rating, with a pull toward the published value of PULL times the squared
    logarithm of their ratio. FSRS's own optimizer begins in this way too
    (github.com/open-spaced-repetition/fsrs-optimizer); what it trains after that stays as published here. A question
    in HELD_OUT takes no part in the fit, and the fit is kept only if it lowers the log loss over all later answers
    to these.
    """
    names = sorted(histories)
    held = [histories[name] for name in names[::HELD_OUT]]
    kept = [histories[name] for at, name in enumerate(names) if at % HELD_OUT]
    again, hard, good = (
        _stability([h[1] for h in kept if len(h) > 1 and h[0][1] is rating and h[1][0]], published)
        for rating, published in zip(
            (Rating.Again, Rating.Hard, Rating.Good), DEFAULT_PARAMETERS, strict=False
        )
    )
    hard = max(again, hard)
    tried = (again, hard, max(hard, good), *DEFAULT_PARAMETERS[3:])
    return tried if mean_loss(held, tried) < mean_loss(held, DEFAULT_PARAMETERS) else ()


def mean_loss(histories: Iterable[History], parameters: Sequence[float]) -> float:
    """The mean log loss of all answers but the first ones; 0 where there is none."""
    how, losses = scheduler(90, tuple(parameters)), []
    for history in histories:
        known, day = None, dt.date(2000, 1, 1)
        for days, rating in history:
            day += dt.timedelta(days=days)
            if known is not None and days:
                losses.append(_log_loss(recall(known, day, how), rating))
            known = remember(known, rating, day, how)
    return sum(losses) / len(losses) if losses else 0.0


def _log_loss(foreseen: float, rating: Rating) -> float:
    """The log loss of one answer."""
    chance = min(max(foreseen, 1e-6), 1 - 1e-6)
    return -math.log(1 - chance if rating is Rating.Again else chance)


def _stability(seconds: Sequence[tuple[int, Rating]], published: float) -> float:
    """The stability that foresees these second answers best."""
    if len(seconds) < FEW:
        return published

    def cost(tried: float) -> float:
        pull = PULL * math.log(tried / published) ** 2
        return pull + sum(_log_loss(forgetting_curve(tried, days), rating) for days, rating in seconds)

    return min(GRID, key=cost)


def forgetting_curve(stability: float, days: int) -> float:
    """The forgetting curve of FSRS 6: (1 + f t / S) ^ -w20, with f so that it is 0.9 at t = S."""
    decay = -DEFAULT_PARAMETERS[20]
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)
