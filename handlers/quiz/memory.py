"""Pure: when a question comes back. FSRS 6 decides (the `fsrs` package, its published weights; fitting.py may put
three of the member's own in their place).

An answer becomes a rating like this:

- wrong is Again, and so is I don't know: what could not be recalled was not recalled. The two are counted apart.
- right is Good.
- right is only Hard after a hint, or when the answer took long: from SLOW seconds of its kind up to AWAY. Beyond
  AWAY the bus has come, and seconds say nothing about memory: then right is Good.
- nothing is Easy: on a phone a quick thumb is no measure.

A template is remembered as one: its items differ in numbers alone. Days are the member's local days; FSRS is told
noon of the day, so that 07:55 tomorrow is a day after 08:00 today. There is one learning step and one relearning
step of one day: what was not right comes back tomorrow. Fuzzing is off, and no interval is longer than LONGEST.
How much shall still be known when a question comes back is the member's choice (90 % unless set). A question that
was left unanswered changes nothing, in an exam too.
"""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

from handlers.quiz.model import Learner, Memory, Outcome, Turn

DAY = dt.timedelta(days=1)
LONGEST = 60
"""Days: nobody prepares for longer than some months, and each question should be seen again in that time."""
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


def rated(
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


def remember(known: Memory | None, rating: Rating, day: dt.date, how: Scheduler) -> Memory:
    """What is remembered after an answer on the local day `day`."""
    card, _ = how.review_card(_card(known, day), rating, _noon(day))
    return Memory(
        stability=round(card.stability or 0.0, 9),
        difficulty=round(card.difficulty or 0.0, 9),
        state=card.state.value,
        last=day,
        due=card.due.date(),
    )


def recalled(known: Memory, day: dt.date, how: Scheduler) -> float:
    """The chance, 0 to 1, that the answer is still known on `day`, as FSRS estimates it."""
    return float(how.get_card_retrievability(_card(known, day), _noon(day)))


def of(learner: Learner) -> Scheduler:
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
