"""Pure: the course of a quiz: what it asks, and what an answer changes in a member's record.

What is due comes first, then what is new; topics take turns, weak ones come more often.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.core.values import new_id
from content.quiz import Question, family
from content.templates import Template
from handlers.quiz import memory
from handlers.quiz.model import Answers, Askable, Bank, Learner, Mode, Outcome, Session, Tally, Turn

SEEDS = 1_000_000
"""Items of a template: their seeds are below this."""
EXAM = 10
EXAM_TIME = dt.timedelta(minutes=20)
Focus = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """The quiz that is asked for."""

    topic: str | None = None
    mode: Mode = "mixed"
    count: int = 5


def list_due(
    learner: Learner, pool: Iterable[Askable], day: dt.date, focus: Focus | None = None
) -> list[Askable]:
    """What is to be reviewed by `day`, least remembered first; a weight of w counts recall as recall^(1 + w)."""
    how = memory.scheduler_of(learner)

    def urgency(one: Askable) -> tuple[float, str]:
        known = memory.recall(learner.memories[one.id], day, how)
        return known ** (1 + _weight(focus or {}, one.topic)), one.id

    return sorted((a for a in pool if (m := learner.memories.get(a.id)) and m.due <= day), key=urgency)


def draw_by_topic(pool: Iterable[Askable], focus: Focus, chance: Random) -> list[Askable]:
    """All of the pool: a topic is drawn by 1 + focus, shared by what it has given already, then one of it."""
    piles: dict[str, list[Askable]] = {}
    for one in sorted(pool, key=lambda a: a.id):
        piles.setdefault(one.topic, []).append(one)
    for pile in piles.values():
        chance.shuffle(pile)
    given: Counter[str] = Counter()
    drawn: list[Askable] = []
    while piles:
        names = sorted(piles)
        topic = chance.choices(names, [(1 + _weight(focus, t)) / (1 + given[t]) ** 2 for t in names])[0]
        drawn.append(piles[topic].pop())
        given[topic] += 1
        if not piles[topic]:
            del piles[topic]
    return drawn


def _weight(focus: Focus, topic: str) -> float:
    return max(0.0, focus.get(topic, 0.0))


def choose_questions(
    learner: Learner, bank: Bank, wish: Wish, *, day: dt.date, focus: Focus, chance: Random
) -> list[Askable]:
    """At most as many as are wished, none twice. New ones of a mixed quiz end at the member's daily limit."""
    pool = bank.on(wish.topic)
    if wish.mode == "exam":
        return _exam(pool, focus, chance)
    if wish.mode == "generated":  # never used up, so neither limit nor due date keeps one back
        ready = list_due(learner, (a for a in pool if isinstance(a, Template)), day, focus)
        others = [a for a in pool if isinstance(a, Template) and a not in ready]
        return spread_topics([*ready, *draw_by_topic(others, focus, chance)][: wish.count])
    reviews = list_due(learner, pool, day, focus)[: wish.count] if wish.mode != "new" else []
    room = wish.count - len(reviews) if wish.mode != "review" else 0
    if wish.mode == "mixed":
        room = min(room, max(0, learner.new_a_day - learner.new_today(day)))
    new = draw_by_topic((a for a in pool if a.id not in learner.memories), focus, chance)[:room]
    return [*spread_topics(reviews), *spread_topics(sorted(new, key=lambda a: a.difficulty))]


def _exam(pool: Iterable[Askable], focus: Focus, chance: Random) -> list[Askable]:
    """Ten of all families in turn, known or new; nothing that is answered in sentences."""
    piles: dict[str, list[Askable]] = {}
    for one in draw_by_topic((a for a in pool if a.kind != "scenario"), focus, chance):
        piles.setdefault(family(one.topic), []).append(one)
    order = sorted(piles)
    chance.shuffle(order)
    rounds = max((len(pile) for pile in piles.values()), default=0)
    mixed = [piles[name][at] for at in range(rounds) for name in order if at < len(piles[name])]
    return mixed[:EXAM]


def spread_topics(chosen: Sequence[Askable]) -> list[Askable]:
    """The same in nearly the same order: one of another topic goes first where two of one topic would meet."""
    left = list(chosen)
    out: list[Askable] = []
    while left:
        last = out[-1].topic if out else None
        at = next((i for i, one in enumerate(left[:3]) if one.topic != last), 0)
        out.append(left.pop(at))
    return out


def begin_session(chosen: Sequence[Askable], wish: Wish, now: dt.datetime, chance: Random) -> Session:
    """A quiz of these; each gets its numbers and the order of its options here, once."""
    turns = tuple(_turn(one, chance) for one in chosen)
    exam = wish.mode == "exam"
    return Session(
        id=new_id(chance, 6),
        topic=wish.topic,
        mode=wish.mode,
        count=EXAM if exam else wish.count,
        turns=(turns[0].copy_with(shown=now), *turns[1:]) if turns else (),
        ends=now + EXAM_TIME if exam else None,
    )


def _turn(one: Askable, chance: Random) -> Turn:
    if isinstance(one, Template):
        seed = chance.randrange(SEEDS)
        order = shuffle_options(one.item(seed), chance)
        return Turn(question=one.id, order=order, seed=seed, version=one.version)
    return Turn(question=one.id, order=shuffle_options(one, chance))


def shuffle_options(question: Question, chance: Random) -> str:
    """Option keys in a drawn order; options that are named by letters in their own text stay in theirs."""
    known = list(question.keys)
    if not question.names_letters:
        chance.shuffle(known)
    if question.kind == "ordering" and "".join(known) == question.keys:
        known.reverse()
    return "".join(known)


ENOUGH = 5
"""Answers on a topic before it can be called weak."""
WEAK = 0.3
"""A topic is weak when at least this share of its answers wasn't right."""


def current_number(session: Session, bank: Bank, now: dt.datetime) -> int | None:
    """The number, from 1, of the first question that is open; None when the quiz has ended.

    A question that the bank no longer has as it was asked is passed over.
    """
    if session.over(now):
        return None
    waiting = (n for n, turn in enumerate(session.turns, 1) if turn.outcome is None)
    return next((n for n in waiting if bank.has(session.turns[n - 1])), None)


def keys_of(turn: Turn, letters: str) -> str:
    """The option keys behind letters of the card, in the order of the letters."""
    return "".join(turn.order[ord(letter) - ord("a")] for letter in letters)


def with_placed(turn: Turn, letter: str) -> Turn:
    """With one more item of an order placed, and the last one with the last but one."""
    key = keys_of(turn, letter)
    so_far = turn.chosen if key in turn.chosen else turn.chosen + key
    rest = "".join(sorted(set(turn.order) - set(so_far)))
    return turn.copy_with(chosen=so_far + rest if len(rest) == 1 else so_far)


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
    session = session.with_turn(number, before.copy_with(outcome=outcome, chosen=chosen))
    seconds = memory.seconds_of(before, now)
    first = question.id not in learner.memories
    known = with_review(learner, question, outcome, day=day, seconds=seconds, hinted=before.hinted)
    done = known.copy_with(session=session, new_on=day, new_count=learner.new_today(day) + first)
    if current_number(session, bank, now) is not None:
        return done
    done = memory.fit_weights(done.copy_with(finished=done.finished + 1))
    done = with_practice(done, f"quiz topic={session.topic or 'all'} mode={session.mode}", day)
    return with_nothing_due(done, day) if not list_due(done, bank.on(None), day) else done


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
    last, tally = learner.memories.get(question.id), learner.tallies.get(question.topic, Tally())
    before = learner.answers.get(question.id) or Answers(topic=question.topic, first=outcome, seconds=seconds)
    days = max(0, (day - last.last).days) if last and before.history else 0
    history = f"{before.history} {days}:{rating.value}".strip()
    after = before.copy_with(**{outcome: getattr(before, outcome) + 1}, history=history)
    known = memory.remember(last, rating, day, memory.scheduler_of(learner), after.misses)
    return learner.copy_with(
        memories=learner.memories | {question.id: known},
        tallies=learner.tallies | {question.topic: tally.plus(Tally(**{outcome: 1}))},
        answers=learner.answers | {question.id: after},
    )


def with_nothing_due(learner: Learner, day: dt.date) -> Learner:
    """The record of somebody for whom nothing is due on the day anymore."""
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
    """The session without what the bank doesn't have anymore: what a score is made of."""
    return session.copy_with(turns=tuple(t for t in session.turns if bank.has(t)))
