"""One record a member: the quiz that is open, what is remembered of each question, and the counts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.core.values import Frozen, MemberId, Private
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Unit
from content.finder import Content
from content.quiz import Choice, Numeric, Question
from handlers.quiz import course
from handlers.quiz.model import Bank, Learner, Session


class Fix(Frozen):
    """What organizers corrected in a question; the bank's text stays as it was written. A corrected key begins the
    question anew: what was answered under the old one is in no score anymore, and is forgotten by each member's
    memory of it. Open quizzes are judged again by the letters that were pressed.

    `answer`: the keys of the right options as the content has them, or a number's formula; "" leaves the key.
    `keyed` counts how often the key was changed."""

    answer: str = ""
    explanation: Private[str] | None = None
    since: dt.datetime
    keyed: int = 0


FIXES = Repo("quiz.fixes", Fix, owned_by=NOBODY)
"""By the id of the question."""


def apply_fix(question: Question, fix: Fix) -> Question:
    """The question as it was corrected.

    Raises:
        ValueError: the correction doesn't fit the question, as pydantic says it.
    """
    changes: dict[str, object] = {"explanation": fix.explanation.value} if fix.explanation else {}
    match question if fix.answer else None:
        case None:
            pass
        case Choice():
            changes["answer"] = list(fix.answer)
        case Numeric():
            changes["formula"] = fix.answer
        case _:
            raise ValueError("only a choice and a number have a key that can be corrected")
    made: Question = type(question).model_validate(question.model_dump(mode="json") | changes)
    return made


def as_corrected(question: Question, fix: Fix | None) -> Question:
    """The question as it was corrected, unless the content has changed so that the correction doesn't fit."""
    try:
        return apply_fix(question, fix) if fix else question
    except ValueError:
        return question


def forget_old_keys(learner: Learner, fixes: Mapping[str, Fix]) -> Learner:
    """The record without what was answered under keys that were corrected since."""
    newer = {name: fix.keyed for name, fix in fixes.items() if fix.keyed > learner.fixed.get(name, 0)}
    if not newer:
        return learner
    mine = course.without_voided(learner, {*learner.voided, *newer})
    return mine.copy_with(
        answers={n: a for n, a in mine.answers.items() if n not in newer},
        memories={n: m for n, m in mine.memories.items() if n not in newer},
        voided=tuple(n for n in mine.voided if n not in newer),
        reported=tuple(n for n in mine.reported if n not in newer),
        fixed=learner.fixed | newer,
    )


def judge_again(session: Session, bank: Bank, fixes: Mapping[str, Fix]) -> Session:
    """The quiz with each answer to a corrected choice judged by the key that holds now."""
    turns = []
    for turn in session.turns:
        asked = bank.questions.get(turn.question) if turn.question in fixes else None
        if turn.outcome in ("right", "wrong") and isinstance(asked, Choice):
            right = asked.accepts(turn.chosen)
            turn = turn.copy_with(outcome="right" if right else "wrong")  # noqa: PLW2901
        turns.append(turn)
    return session.copy_with(turns=tuple(turns))


class Voided(Frozen):
    """Questions that an organizer has taken out, and since when: nobody is asked them, and they are in no score."""

    since: dict[str, dt.datetime] = {}


# version 2 only adds fields, and their defaults are what version 1 meant
LEARNERS = Repo("quiz", Learner, owned_by=KEY, version=2, migrations={1: dict})
VOIDED = Repo("quiz.voided", Voided, owned_by=NOBODY)
THE_LIST = "voided"
WRONG = "quiz.wrong/"
"""Begins the names of the group's counts of questions called wrong; the question's id follows."""


async def learner(unit: Unit, member: MemberId) -> Learner:
    """What is known of a member's quizzes, without voided questions; empty before the first."""
    known = await LEARNERS.get_or_new(unit, member)
    return course.without_voided(forget_old_keys(known, await FIXES.all(unit)), await list_voided(unit))


async def bank(unit: Unit, content: Content) -> tuple[Bank, dict[str, Fix]]:
    """All that this group can be asked: without what was voided, and as it was corrected; and the corrections."""
    plain, fixes = Bank.of(content, await list_voided(unit)), await FIXES.all(unit)
    questions = {name: as_corrected(one, fixes.get(name)) for name, one in plain.questions.items()}
    return replace(plain, questions=questions), fixes


async def list_voided(unit: Unit) -> frozenset[str]:
    """The ids of voided questions and templates."""
    return frozenset((await VOIDED.get_or_new(unit, THE_LIST)).since)


async def void(unit: Unit, question: str) -> None:
    """Takes a question out of the quizzes and out of every score."""
    known = await VOIDED.get_or_new(unit, THE_LIST)
    VOIDED.put(unit, THE_LIST, Voided(since={**known.since, question: unit.now}))


async def unvoid(unit: Unit, question: str) -> None:
    """Puts a question back, with the answers that it had."""
    known = await VOIDED.get_or_new(unit, THE_LIST)
    VOIDED.put(unit, THE_LIST, Voided(since={q: at for q, at in known.since.items() if q != question}))


def report(unit: Unit, member: MemberId, known: Learner, question: str) -> bool:
    """Counts that a member calls a question wrong, once; whether it is new."""
    if question in known.reported:
        return False
    unit.add(f"{WRONG}{question}")
    LEARNERS.put(unit, member, known.copy_with(reported=(*known.reported, question)))
    return True


async def count_reports(unit: Unit) -> dict[str, int]:
    """Question id -> how many members called it wrong."""
    counts = await unit.counts()
    return {name.removeprefix(WRONG): n for name, n in counts.items() if name.startswith(WRONG)}
