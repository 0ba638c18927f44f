"""One record a member: the quiz that is open, what is remembered of each question, and the counts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.core.ids import MemberId
from bot.core.values import Frozen
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Unit
from content.finder import Content
from handlers.quiz import answering
from handlers.quiz.difficulty import Difficulty, difficulties
from handlers.quiz.fixes import FIXES, Fix, corrected, restarted
from handlers.quiz.model import Bank, Learner


def _as_before(record: dict[str, Any]) -> dict[str, Any]:
    """Version 2 only adds fields, and their defaults are what version 1 meant."""
    return record


class Voided(Frozen):
    """Questions that an organiser has taken out, and since when: nobody is asked them, and they are in no score."""

    since: dict[str, dt.datetime] = {}


LEARNERS = Repo("quiz", Learner, owned_by=KEY, version=2, migrations={1: _as_before})
VOIDED = Repo("quiz.voided", Voided, owned_by=NOBODY)
THE_LIST = "voided"
WRONG = "quiz.wrong/"
"""Begins the names of the group's counts of questions called wrong; the question's id follows."""


async def learner(unit: Unit, member: MemberId) -> Learner:
    """What is known of a member's quizzes, without voided questions; empty before the first."""
    known = await LEARNERS.get(unit, member) or Learner()
    return answering.rescored(restarted(known, await FIXES.all(unit)), await voided(unit))


def keep(unit: Unit, member: MemberId, value: Learner) -> None:
    LEARNERS.put(unit, member, value)


async def bank(unit: Unit, content: Content) -> tuple[Bank, dict[str, Fix]]:
    """All that this group can be asked: without what was voided, and as it was corrected; and the corrections."""
    fixes = await FIXES.all(unit)
    return corrected(Bank.of(content, await voided(unit)), fixes), fixes


async def voided(unit: Unit) -> frozenset[str]:
    """The ids of voided questions and templates."""
    known = await VOIDED.get(unit, THE_LIST)
    return frozenset(known.since) if known else frozenset()


async def void(unit: Unit, question: str) -> None:
    """Takes a question out of the quizzes and out of every score."""
    known = await VOIDED.get(unit, THE_LIST) or Voided()
    VOIDED.put(unit, THE_LIST, Voided(since={**known.since, question: unit.now}))


async def unvoid(unit: Unit, question: str) -> None:
    """Puts a question back, with the answers that it had."""
    known = await VOIDED.get(unit, THE_LIST) or Voided()
    VOIDED.put(unit, THE_LIST, Voided(since={q: at for q, at in known.since.items() if q != question}))


def report(unit: Unit, member: MemberId, known: Learner, question: str) -> bool:
    """Counts that a member calls a question wrong, once; whether it is new."""
    if question in known.reported:
        return False
    unit.add(f"{WRONG}{question}")
    keep(unit, member, known.copy_with(reported=(*known.reported, question)))
    return True


async def called_wrong(unit: Unit) -> dict[str, int]:
    """Question id -> how many members called it wrong."""
    counts = await unit.counts()
    return {name.removeprefix(WRONG): n for name, n in counts.items() if name.startswith(WRONG)}


async def every_learner(unit: Unit) -> list[Learner]:
    """The records of all members, without answers to voided questions."""
    gone = await voided(unit)
    known: Mapping[str, Learner] = await LEARNERS.all(unit)
    return [
        one.copy_with(answers={q: a for q, a in one.answers.items() if q not in gone})
        for one in known.values()
    ]


async def difficulty(unit: Unit) -> list[Difficulty]:
    """How hard each question is as the group answered it; see `difficulties` for who is counted."""
    learners: Mapping[str, Learner] = await LEARNERS.all(unit)
    return difficulties([one.answers for one in learners.values()])
