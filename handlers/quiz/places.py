"""The question that a press means: the one that is open, or one that was answered; else why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.context import Context
from bot.core.errors import BadArguments, Refusal
from content.quiz import Question
from handlers.quiz import answering, store
from handlers.quiz.calls import (
    Answer,
    Hint,
    Letters,
    Next,
    Number,
    Order,
    Page,
    Put,
    Quiz,
    Restart,
    Unknown,
    Why,
    Write,
)
from handlers.quiz.cards import QuestionView
from handlers.quiz.fixes import judged_again
from handlers.quiz.model import Bank, Learner, Session
from handlers.quiz.numbers import Again

T = TypeVar("T")
Q = TypeVar("Q", bound=Question)
Naming = Answer | Hint | Letters | Number | Order | Page | Put | Restart | Unknown | Why | Write

ASKS = {
    "single": "one letter",
    "sentence": "one letter",
    "multiple": "all right letters",
    "numeric": "a number",
    "ordering": "all letters in an order",
    "scenario": "an answer in sentences",
}


@dataclass(frozen=True, slots=True)
class QuizState:
    """A member's record, and the bank without what was voided."""

    mine: Learner
    bank: Bank

    @property
    def session(self) -> Session | None:
        return self.mine.session


async def load_state(ctx: Context) -> QuizState:
    """What every handler begins with."""
    mine = await store.learner(ctx.unit, ctx.member.id)
    bank, fixes = await store.bank(ctx.unit, ctx.content)
    if mine.session is not None and fixes:
        mine = mine.copy_with(session=judged_again(mine.session, bank, fixes))
    return QuizState(mine, bank)


def number_of(ctx: Context, here: QuizState) -> int | None:
    """The number of the open question, if one is open."""
    return answering.current(here.session, here.bank, ctx.now) if here.session else None


def place(ctx: Context, bank: Bank, session: Session, number: int) -> QuestionView | None:
    """The question of that number, where the bank still has it."""
    found = bank.asked(session.turns[number - 1])
    if found is None:
        return None
    last = answering.current(session, bank, ctx.now) is None
    return QuestionView(session, number, found, last=last, over=last and session.ends is not None)


async def opened(ctx: Context, args: Naming) -> tuple[QuizState, QuestionView]:
    """The question that a press names, if it waits for an answer.

    Raises:
        Refusal: it does not, in words.
    """
    here, found = await named(ctx, args)
    current = answering.current(found.session, here.bank, ctx.now)
    if found.outcome is not None:
        first = f"You have answered question {args.number} already, and that answer counts."
        raise Refusal(first, Next().call(), "Next question" if current else "Show the result")
    if found.session.over(ctx.now):
        raise Refusal(
            "The exam's time is over, so this answer does not count.", Next().call(), "Show the result"
        )
    if args.number != current:
        raise Refusal(f"Question {args.number} is not open yet.", Next().call(), "Show the question")
    return here, found


async def named(ctx: Context, args: Naming) -> tuple[QuizState, QuestionView]:
    """The question that a press names.

    Raises:
        Refusal: it belongs to another quiz, or was changed, voided or withdrawn.
    """
    here = await load_state(ctx)
    session = here.session
    if session is None or session.id != args.quiz or args.number > len(session.turns):
        raise Refusal("That button is not from your latest quiz. Nothing was changed.", Quiz().call(), "Quiz")
    found = place(ctx, here.bank, session, args.number)
    if found is None:
        raise Refusal(
            "That question was changed or withdrawn since. Go on here:", Next().call(), "Next question"
        )
    return here, found


def of_kind(found: QuestionView, kind: type[Q], *kinds: str) -> Q:
    """The question, if it is answered in this way.

    Raises:
        Refusal: it asks for something else.
    """
    if not isinstance(found.question, kind) or found.question.kind not in kinds:
        text = f"Question {found.number} asks for {ASKS[found.question.kind]}. Nothing was changed."
        raise Refusal(text, Next().call(), "Show the question")
    return found.question


def read(field: str, reading: Callable[[], T]) -> T:
    """What was typed, or the form once more with what was wrong."""
    try:
        return reading()
    except Again as again:
        raise BadArguments({field: str(again)}) from again
