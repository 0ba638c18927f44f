"""Pure: what a quiz asks. What is due comes first, then what is new; topics take turns, weak ones come more often."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.core.ids import new_id
from content.quiz import Choice, Question
from content.quiz_topics import family
from content.templates import Template
from handlers.quiz import memory
from handlers.quiz.model import Askable, Bank, Learner, Mode, Session, Turn, keys

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


def list_fresh(learner: Learner, pool: Iterable[Askable], focus: Focus, chance: Random) -> list[Askable]:
    """What was never answered: a topic is drawn by 1 + focus, shared by what it has given already, then one of it."""
    unseen = [a for a in pool if a.id not in learner.memories]
    return _by_turns(unseen, focus, chance)


def _by_turns(pool: Iterable[Askable], focus: Focus, chance: Random) -> list[Askable]:
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


def next_due(learner: Learner, pool: Iterable[Askable]) -> dt.date | None:
    """The first local day on which something of the pool comes back."""
    return min((learner.memories[a.id].due for a in pool if a.id in learner.memories), default=None)


def choose_questions(
    learner: Learner, bank: Bank, wish: Wish, *, day: dt.date, focus: Focus, chance: Random
) -> list[Askable]:
    """At most as many as are wished, none twice. New ones of a mixed quiz end at the member's daily limit."""
    pool = bank.on(wish.topic)
    if wish.mode == "exam":
        return _exam(pool, focus, chance)
    if wish.mode == "generated":
        return _list_generated(learner, pool, wish.count, day, focus, chance)
    reviews = list_due(learner, pool, day, focus)[: wish.count] if wish.mode != "new" else []
    room = wish.count - len(reviews) if wish.mode != "review" else 0
    if wish.mode == "mixed":
        room = min(room, max(0, learner.new_a_day - learner.new_today(day)))
    new = list_fresh(learner, pool, focus, chance)[:room]
    return [*spread_topics(reviews), *spread_topics(sorted(new, key=lambda a: a.difficulty))]


def _list_generated(
    learner: Learner, pool: Iterable[Askable], count: int, day: dt.date, focus: Focus, chance: Random
) -> list[Askable]:
    """Templates, due ones first. They are never used up, so neither limit nor due date keeps one back."""
    templates = [a for a in pool if isinstance(a, Template)]
    ready = list_due(learner, templates, day, focus)
    others = _by_turns([t for t in templates if t not in ready], focus, chance)
    return spread_topics([*ready, *others][:count])


def _exam(pool: Iterable[Askable], focus: Focus, chance: Random) -> list[Askable]:
    """Ten of all families in turn, known or new; nothing that is answered in sentences."""
    piles: dict[str, list[Askable]] = {}
    for one in _by_turns([a for a in pool if a.kind != "scenario"], focus, chance):
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
    return Turn(question=one.id, order=shuffle_options(one, chance))  # type: ignore[arg-type] # else it is a question


def shuffle_options(question: Question, chance: Random) -> str:
    """Option keys in a drawn order; options that are named by letters in their own text stay in theirs."""
    known = list(keys(question))
    if isinstance(question, Choice) and names_letters(question):
        return "".join(known)
    chance.shuffle(known)
    if question.kind == "ordering" and "".join(known) == keys(question):
        known.reverse()
    return "".join(known)


def names_letters(question: Choice) -> bool:
    """Whether each option begins with its own letter, as in "A (90.0, 20)"."""
    return all(o.text.startswith(f"{o.key.upper()} ") for o in question.options)
