"""Pure: three of FSRS's weights fitted to a member's own answers, and kept only if they foresee held-out ones better.

The weights w0, w1 and w2 are the stabilities, in days, after a first Again, Hard or Good. They alone decide how well
the second answer is foreseen, so each is found by itself: the stability with the least log loss over the second
answers that followed that rating, with a pull towards the published value of PULL times the squared logarithm of
their ratio. FSRS's own optimiser begins in this way too (github.com/open-spaced-repetition/fsrs-optimizer); what it
trains after that stays as published here. A question in HELD_OUT takes no part in the fit, and the fit is kept only
if it lowers the log loss over all later answers to these.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence

from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS

from handlers.quiz import memory
from handlers.quiz.model import Learner

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
"""Stabilities that are tried: from 0.1 to 60 days, in steps of 5 %."""
START = dt.date(2000, 1, 1)
History = Sequence[tuple[int, Rating]]
"""Days since the answer before, and the rating; the first has 0 days."""


def fitted(learner: Learner) -> Learner:
    """The record with a fit, if one is due: `fitted` notes when it was tried, `weights` what is used from now on."""
    if learner.reviews < ENOUGH or learner.reviews < learner.fitted + ANEW:
        return learner
    histories = {name: _read(answers.history) for name, answers in learner.answers.items()}
    return learner.copy_with(weights=weights(histories), fitted=learner.reviews)


def weights(histories: Mapping[str, History]) -> tuple[float, ...]:
    """The fitted weights, or () where the published ones foresee held-out answers as well."""
    names = sorted(histories)
    held = [histories[name] for name in names[::HELD_OUT]]
    kept = [histories[name] for at, name in enumerate(names) if at % HELD_OUT]
    tried = _first_three(kept)
    return tried if loss(held, tried) < loss(held, DEFAULT_PARAMETERS) else ()


def loss(histories: Iterable[History], parameters: Sequence[float]) -> float:
    """The mean log loss of all answers but the first ones; 0 where there is none."""
    losses = [one for history in histories for one in _losses(history, tuple(parameters))]
    return sum(losses) / len(losses) if losses else 0.0


def _losses(history: History, parameters: tuple[float, ...]) -> Iterable[float]:
    how, known, day = memory.scheduler(90, parameters), None, START
    for days, rating in history:
        day += dt.timedelta(days=days)
        if known is not None and days:
            yield _missed(memory.recalled(known, day, how), rating)
        known = memory.remember(known, rating, day, how)


def _missed(foreseen: float, rating: Rating) -> float:
    """The log loss of one answer."""
    chance = min(max(foreseen, 1e-6), 1 - 1e-6)
    return -math.log(1 - chance if rating is Rating.Again else chance)


def _first_three(histories: Sequence[History]) -> tuple[float, ...]:
    found = [
        _stability([h[1] for h in histories if len(h) > 1 and h[0][1] is rating and h[1][0]], published)
        for rating, published in zip(
            (Rating.Again, Rating.Hard, Rating.Good), DEFAULT_PARAMETERS, strict=False
        )
    ]
    again, hard = found[0], max(found[0], found[1])
    return (again, hard, max(hard, found[2]), *DEFAULT_PARAMETERS[3:])


def _stability(seconds: Sequence[tuple[int, Rating]], published: float) -> float:
    """The stability that foresees these second answers best."""
    if len(seconds) < FEW:
        return published
    return min(GRID, key=lambda tried: _cost(tried, seconds, published))


def _cost(tried: float, seconds: Sequence[tuple[int, Rating]], published: float) -> float:
    pull = PULL * math.log(tried / published) ** 2
    return pull + sum(_missed(recalled(tried, days), rating) for days, rating in seconds)


def recalled(stability: float, days: int) -> float:
    """The forgetting curve of FSRS 6: (1 + f t / S) ^ -w20, with f so that it is 0.9 at t = S."""
    decay = -DEFAULT_PARAMETERS[20]
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)


def _read(history: str) -> History:
    """`0:3 2:1` as days and ratings."""
    pairs = (one.split(":") for one in history.split())
    return [(int(days), Rating(int(rating))) for days, rating in pairs]
