"""Pure: the course of a quiz, and what an answer changes in a member's record."""

import datetime as dt
from collections.abc import Collection, Mapping

from content.quiz import Choice, Ordering, Question
from handlers.quiz import memory, selection
from handlers.quiz.model import Answers, Bank, Learner, Outcome, Session, Tally, Turn

ENOUGH = 5
"""Answers on a topic before it can be called weak."""
WEAK = 0.3
"""A topic is weak when at least this share of its answers was not right."""


def current_number(session: Session, bank: Bank, now: dt.datetime) -> int | None:
    """The number, from 1, of the first question that is open; None when the quiz has ended.

    A question that the bank no longer has as it was asked is passed over.
    """
    if session.over(now):
        return None
    waiting = (n for n, turn in enumerate(session.turns, 1) if turn.outcome is None)
    return next((n for n in waiting if bank.stands(session.turns[n - 1])), None)


def keys_of(turn: Turn, letters: str) -> str:
    """The option keys behind letters of the card, in the order in which the letters stand."""
    return "".join(turn.order[ord(letter) - ord("a")] for letter in letters)


def letter_of(turn: Turn, key: str) -> str:
    """The letter on the card of an option."""
    return chr(ord("A") + turn.order.index(key))


def chosen_right(question: Choice | Ordering, chosen: str) -> bool:
    """Whether these keys answer the question."""
    if isinstance(question, Ordering):
        return question.accepts(chosen)
    return question.accepts(frozenset(chosen))


def with_placed(turn: Turn, letter: str) -> Turn:
    """With one more item of an order placed, and the last one with the last but one."""
    key = keys_of(turn, letter)
    so_far = turn.chosen if key in turn.chosen else turn.chosen + key
    rest = "".join(sorted(set(turn.order) - set(so_far)))
    return turn.copy_with(chosen=so_far + rest if len(rest) == 1 else so_far)


def with_shown(session: Session, number: int, now: dt.datetime) -> Session:
    """The session with the instant at which the question was first seen."""
    turn = session.turns[number - 1]
    if turn.shown is not None:
        return session
    return session.with_turn(number, turn.copy_with(shown=now))


def with_answer(
    learner: Learner,
    number: int,
    question: Question,
    outcome: Outcome,
    bank: Bank,
    *,
    day: dt.date,
    now: dt.datetime,
    chosen: str = "",
) -> Learner:
    """The record after an answer to the open question `number`."""
    session = learner.session
    if session is None:
        return learner
    before = session.turns[number - 1]
    turn = before.copy_with(outcome=outcome, chosen=chosen)
    seconds = memory.seconds_of(before, now)
    first = question.id not in learner.memories
    known = with_review(learner, question, outcome, day=day, seconds=seconds, hinted=before.hinted)
    after = known.copy_with(
        session=session.with_turn(number, turn), new_on=day, new_count=learner.new_today(day) + first
    )
    return with_end(after, bank, day, now)


def with_review(
    learner: Learner,
    question: Question,
    outcome: Outcome,
    *,
    day: dt.date,
    seconds: int | None = None,
    hinted: bool = False,
) -> Learner:
    """The record after an answer, wherever the question was asked: memory, counts, history."""
    rating = memory.rate(outcome, question.kind, seconds, hinted=hinted)
    known = learner.memories.get(question.id)
    return learner.copy_with(
        memories=learner.memories
        | {question.id: memory.remember(known, rating, day, memory.scheduler_of(learner))},
        tallies=_with_tally(learner.tallies, question.topic, Tally().plus(Tally(**{outcome: 1}))),
        answers=_with_answers(learner, question, outcome, seconds, rating.value, day),
    )


def _with_tally(tallies: Mapping[str, Tally], topic: str, more: Tally) -> dict[str, Tally]:
    return dict(tallies) | {topic: tallies.get(topic, Tally()).plus(more)}


def _with_answers(
    learner: Learner, question: Question, outcome: Outcome, seconds: int | None, rating: int, day: dt.date
) -> dict[str, Answers]:
    known = learner.answers.get(question.id)
    last = learner.memories.get(question.id)
    days = max(0, (day - last.last).days) if last and known and known.history else 0
    before = known or Answers(topic=question.topic, first=outcome, seconds=seconds)
    after = before.model_copy(
        update={
            outcome: getattr(before, outcome) + 1,
            "history": f"{before.history} {days}:{rating}".strip(),
        }
    )
    return learner.answers | {question.id: after}


def with_end(learner: Learner, bank: Bank, day: dt.date, now: dt.datetime) -> Learner:
    """With what was finished on the day, when the quiz has just been answered to its end."""
    session = learner.session
    if session is None or current_number(session, bank, now) is not None:
        return learner
    done = memory.fit_weights(learner.copy_with(finished=learner.finished + 1))
    done = with_practice(done, f"quiz topic={session.topic or 'all'} mode={session.mode}", day)
    return with_nothing_due(done, day) if not selection.list_due(done, bank.on(None), day) else done


def with_nothing_due(learner: Learner, day: dt.date) -> Learner:
    """The record of somebody for whom nothing is due on the day any more."""
    return with_practice(learner, "quiz topic=all mode=review", day)


def with_practice(learner: Learner, spec: str, day: dt.date) -> Learner:
    known = learner.practised if learner.practised_on == day else ()
    return learner.copy_with(practised=tuple(dict.fromkeys((*known, spec))), practised_on=day)


def weak_topics(learner: Learner) -> dict[str, float]:
    """Topic -> share of answers that were not right, of the topics that are weak."""
    shares = {
        t: 1 - tally.right / tally.answered
        for t, tally in learner.tallies.items()
        if tally.answered >= ENOUGH
    }
    return {topic: round(share, 2) for topic, share in shares.items() if share >= WEAK}


# voided questions


def without_voided(learner: Learner, voided: Collection[str]) -> Learner:
    """The record without the answers to voided questions, and with those to questions that count again."""
    wanted = {name for name in voided if name in learner.answers}
    if wanted == set(learner.voided):
        return learner
    tallies = dict(learner.tallies)
    for name in wanted ^ set(learner.voided):
        answers = learner.answers[name]
        sign = -1 if name in wanted else 1
        tallies[answers.topic] = tallies.get(answers.topic, Tally()).plus(answers, sign)
    return learner.copy_with(tallies=tallies, voided=tuple(sorted(wanted)))


def without_withdrawn(session: Session, bank: Bank) -> Session:
    """The session without what the bank does not have any more: what a score is made of."""
    return session.copy_with(turns=tuple(t for t in session.turns if bank.stands(t)))
