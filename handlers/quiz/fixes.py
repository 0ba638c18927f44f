"""What organisers corrected in a question: its key, its explanation. The bank's own text stays as it was written.

A corrected key begins the question anew: what was answered under the old one is in no score any more, and is
forgotten by each member's memory of it. Open quizzes are judged again by the letters that were pressed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.core.values import Frozen, Private
from bot.store.repo import NOBODY, Repo
from content.quiz import Choice, Numeric, Question
from handlers.quiz import answering
from handlers.quiz.model import Bank, Learner, Session, Tally


class Fix(Frozen):
    """`answer`: the keys of the right options as the content has them, or a number's formula; "" leaves the key.
    `keyed` counts how often the key was changed."""

    answer: str = ""
    explanation: Private[str] | None = None
    since: dt.datetime
    keyed: int = 0


FIXES = Repo("quiz.fixes", Fix, owned_by=NOBODY)
"""By the id of the question."""


def fixed(question: Question, fix: Fix) -> Question:
    """The question as it was corrected.

    Raises:
        ValueError: the correction does not fit the question, as pydantic says it.
    """
    changes: dict[str, object] = {"explanation": fix.explanation.value} if fix.explanation else {}
    if fix.answer:
        changes |= _keyed(question, fix.answer)
    made: Question = type(question).model_validate(question.model_dump(mode="json") | changes)
    return made


def _keyed(question: Question, answer: str) -> dict[str, object]:
    match question:
        case Choice():
            return {"answer": list(answer)}
        case Numeric():
            return {"formula": answer}
        case _:
            raise ValueError("only a choice and a number have a key that can be corrected")


def corrected(bank: Bank, fixes: Mapping[str, Fix]) -> Bank:
    """The bank with what was corrected; a correction that the content has outgrown is left out."""
    changed = dict(bank.questions)
    for name, fix in fixes.items():
        if name in changed and (made := _tried(changed[name], fix)) is not None:
            changed[name] = made
    return replace(bank, questions=changed)


def _tried(question: Question, fix: Fix) -> Question | None:
    try:
        return fixed(question, fix)
    except ValueError:
        return None


def restarted(learner: Learner, fixes: Mapping[str, Fix]) -> Learner:
    """The record without what was answered under keys that were corrected since."""
    newer = {name: fix.keyed for name, fix in fixes.items() if fix.keyed > learner.fixed.get(name, 0)}
    for name in newer:
        learner = _without(learner, name)
    return learner.copy_with(fixed=learner.fixed | newer) if newer else learner


def _without(learner: Learner, name: str) -> Learner:
    tallies = dict(learner.tallies)
    known = learner.answers.get(name)
    if known is not None and name not in learner.voided:
        tallies[known.topic] = tallies.get(known.topic, Tally()).plus(known, -1)
    return learner.copy_with(
        tallies=tallies,
        answers={n: a for n, a in learner.answers.items() if n != name},
        memories={n: m for n, m in learner.memories.items() if n != name},
        voided=tuple(n for n in learner.voided if n != name),
        reported=tuple(n for n in learner.reported if n != name),
    )


def judged_again(session: Session, bank: Bank, fixes: Mapping[str, Fix]) -> Session:
    """The quiz with each answer to a corrected choice judged by the key that holds now."""
    turns = []
    for turn in session.turns:
        asked = bank.questions.get(turn.question)
        again = turn.outcome in ("right", "wrong") and turn.question in fixes and isinstance(asked, Choice)
        if again and isinstance(asked, Choice):
            right = answering.chosen_right(asked, turn.chosen)
            turn = turn.copy_with(outcome="right" if right else "wrong")  # noqa: PLW2901
        turns.append(turn)
    return session.copy_with(turns=tuple(turns))
