"""Answers: the question that a press means, what an answer to it is worth, and what is shown then.

An answer counts once; what comes late, twice or for another question changes nothing.
"""

from dataclasses import dataclass
from typing import TypeVar

from bot.context import Context
from bot.core.card import Card
from bot.core.command import press
from bot.core.errors import BadArguments, Refusal, blame_field
from bot.core.reply import Reply
from bot.store import members
from content.quiz import Asked, Choice, Numeric, Ordering, Scenario, Slip
from handlers.practice import note_practice
from handlers.quiz import answer_cards, calls, cards, course, model, records, typed_answers
from handlers.quiz.cards import QuestionView
from handlers.quiz.model import Bank, Learner, Outcome, Session, Turn
from handlers.quiz.typed_answers import Again, grade_number, read_letters, read_order

Q = TypeVar("Q", bound=Asked)
SHOW = calls.Next().call(), "Show the question"
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
    mine = await records.learner(ctx.unit, ctx.member.id)
    bank, fixes = await records.bank(ctx.unit, ctx.content)
    if mine.session is not None and fixes:
        mine = mine.copy_with(session=records.judge_again(mine.session, bank, fixes))
    return QuizState(mine, bank)


def open_number(ctx: Context, state: QuizState) -> int | None:
    """The number of the open question, if one is open."""
    return course.current_number(state.session, state.bank, ctx.now) if state.session else None


def view_of(ctx: Context, bank: Bank, session: Session, number: int) -> QuestionView | None:
    """The question of that number, where the bank still has it."""
    found = bank.asked(session.turns[number - 1])
    if found is None:
        return None
    last = course.current_number(session, bank, ctx.now) is None
    return QuestionView(session, number, found, last=last, over=last and session.ends is not None)


async def load_open(
    ctx: Context, args: calls.OfQuestion, kind: type[Q], *kinds: str
) -> tuple[QuizState, QuestionView, Q]:
    """The question that a press names, if it waits for an answer of this kind.

    Raises:
        Refusal: it doesn't, in words.
    """
    state, found = await load_question(ctx, args)
    current = course.current_number(found.session, state.bank, ctx.now)
    if found.outcome is not None:
        first = f"You have answered question {args.number} already, and that answer counts."
        raise Refusal(first, calls.Next().call(), "Next question" if current else "Show the result")
    if found.session.over(ctx.now):
        text = "The exam's time is over, so this answer doesn't count."
        raise Refusal(text, calls.Next().call(), "Show the result")
    if args.number != current:
        raise Refusal(f"Question {args.number} isn't open yet.", *SHOW)
    asked = found.question
    if not isinstance(asked, kind) or (kinds and asked.kind not in kinds):
        raise Refusal(f"Question {found.number} asks for {ASKS[asked.kind]}. Nothing was changed.", *SHOW)
    return state, found, asked


async def load_question(ctx: Context, args: calls.OfQuestion) -> tuple[QuizState, QuestionView]:
    """The question that a press names.

    Raises:
        Refusal: it belongs to another quiz, or was changed, voided or withdrawn.
    """
    state = await load_state(ctx)
    session = state.session
    if session is None or session.id != args.quiz or args.number > len(session.turns):
        text = "That button isn't from your latest quiz. Nothing was changed."
        raise Refusal(text, calls.Quiz().call(), "Quiz")
    found = view_of(ctx, state.bank, session, args.number)
    if found is None:
        text = "That question was changed or withdrawn since. Go on here:"
        raise Refusal(text, calls.Next().call(), "Next question")
    return state, found


def view_open(ctx: Context, state: QuizState, session: Session) -> QuestionView:
    """The question that is open now."""
    number = course.current_number(session, state.bank, ctx.now)
    found = view_of(ctx, state.bank, session, number) if number else None
    if found is None:
        raise Refusal("This quiz is finished.", calls.Quiz().call(), "Another quiz")
    return found


def show_open(ctx: Context, state: QuizState, session: Session, note: str = "") -> Card:
    """The open question on a card; when it is seen for the first time, that is kept."""
    found = view_open(ctx, state, session)
    if found.turn.shown is None:
        seen = session.with_turn(found.number, found.turn.copy_with(shown=ctx.now))
        records.LEARNERS.put(ctx.unit, ctx.member.id, state.mine.copy_with(session=seen))
    return cards.question(found, note=note)


# answers


@press(exempt=True, flow="quiz")
async def answer(ctx: Context, args: calls.Answer) -> Reply:
    state, found, asked = await load_open(ctx, args, Choice, "single", "sentence")
    _refuse_letter(found, args.option)
    return await _judge_letters(ctx, state, found, asked, args.option)


def _refuse_letter(found: QuestionView, letter: str) -> None:
    if letter not in found.question.keys:
        raise Refusal(f"Question {found.number} has no {letter.upper()}.", *SHOW)


@press(form=("letters",), title="All right letters", exempt=True, flow="quiz")
async def letters(ctx: Context, args: calls.Letters) -> Reply:
    state, found, asked = await load_open(ctx, args, Choice, "multiple")
    with blame_field("letters", Again):
        picked = read_letters(args.letters.value, len(asked.options))
    return await _judge_letters(ctx, state, found, asked, picked)


@press(form=("letters",), title="All letters in order", exempt=True, flow="quiz")
async def order(ctx: Context, args: calls.Order) -> Reply:
    state, found, asked = await load_open(ctx, args, Ordering)
    with blame_field("letters", Again):
        picked = read_order(args.letters.value, len(asked.items))
    return await _judge_letters(ctx, state, found, asked, picked)


async def _judge_letters(
    ctx: Context, state: QuizState, found: QuestionView, asked: Choice | Ordering, typed: str
) -> Reply:
    keys = course.keys_of(found.turn, typed)
    outcome: Outcome = "right" if asked.accepts(keys) else "wrong"
    return await _settle_answer(ctx, state, found, outcome, chosen=keys)


@press(exempt=True, flow="quiz")
async def put(ctx: Context, args: calls.Put) -> Reply:
    state, found, asked = await load_open(ctx, args, Ordering)
    _refuse_letter(found, args.option)
    turn = course.with_placed(found.turn, args.option)
    if len(turn.chosen) == len(asked.items):
        outcome: Outcome = "right" if asked.accepts(turn.chosen) else "wrong"
        return await _settle_answer(ctx, state, found, outcome, chosen=turn.chosen)
    return Reply(body=_change_turn(ctx, state, found, turn), replace=True)


@press(flow="quiz")
async def restart(ctx: Context, args: calls.Restart) -> Reply:
    state, found, _ = await load_open(ctx, args, Ordering)
    return Reply(body=_change_turn(ctx, state, found, found.turn.copy_with(chosen="")), replace=True)


def _change_turn(ctx: Context, state: QuizState, found: QuestionView, turn: Turn) -> Card:
    """The same question with something noted, which is kept."""
    session = found.session.with_turn(found.number, turn)
    records.LEARNERS.put(ctx.unit, ctx.member.id, state.mine.copy_with(session=session))
    return cards.question(QuestionView(session, found.number, found.question))


@press(form=("answer",), title="Your number", exempt=True, flow="quiz")
async def number(ctx: Context, args: calls.Number) -> Reply:
    state, found, asked = await load_open(ctx, args, Numeric)
    typed = args.answer.value
    with blame_field("answer", Again):
        judged = grade_number(asked, typed)
    outcome: Outcome = "right" if judged.right else "wrong"
    return await _settle_answer(ctx, state, found, outcome, slip=judged.slip, typed=typed)


@press(form=("answer",), title="Your answer", exempt=True, flow="quiz")
async def write(ctx: Context, args: calls.Write) -> Reply:
    _, found, asked = await load_open(ctx, args, Scenario)
    typed = args.answer.value
    if len(typed) < typed_answers.SHORTEST:
        raise BadArguments({"answer": "Write a sentence or more: your decision, the sum, the limit."})
    return Reply(body=answer_cards.checklist(found, asked.points, typed))


@press(exempt=True, flow="quiz")
async def confirm(ctx: Context, args: calls.Confirm) -> Reply:
    state, found, _ = await load_open(ctx, args, Scenario)
    return await _settle_answer(ctx, state, found, "right" if args.complete else "wrong")


@press(exempt=True, flow="quiz")
async def answer_unknown(ctx: Context, args: calls.Unknown) -> Reply:
    state, found, _ = await load_open(ctx, args, Asked)
    return await _settle_answer(ctx, state, found, "unsure")


# around it


@press(flow="quiz")
async def page(ctx: Context, args: calls.Page) -> Reply:
    _, found, _ = await load_open(ctx, args, Asked)
    return Reply(body=cards.question(found, page=args.page), replace=True)


@press(flow="quiz")
async def hint(ctx: Context, args: calls.Hint) -> Reply:
    state, found, _ = await load_open(ctx, args, Asked)
    if found.session.ends or not found.question.steps:
        raise Refusal("There's no hint to this question.", *SHOW)
    return Reply(body=_change_turn(ctx, state, found, found.turn.copy_with(hinted=True)), replace=True)


# what follows


async def _settle_answer(
    ctx: Context,
    state: QuizState,
    found: QuestionView,
    outcome: Outcome,
    *,
    chosen: str = "",
    slip: Slip | None = None,
    typed: str = "",
) -> Reply:
    after = course.with_answer(
        state.mine,
        found.number,
        found.question,
        outcome,
        state.bank,
        day=ctx.today,
        now=ctx.now,
        chosen=chosen,
    )
    session, now = after.session or found.session, QuizState(after, state.bank)
    last = course.current_number(session, state.bank, ctx.now) is None
    records.LEARNERS.put(ctx.unit, ctx.member.id, after)
    await note_practice(ctx, "quiz")
    if last:
        _leave_weak(ctx, now)
    if session.ends and last:
        return Reply(body=answer_cards.result(session, state.bank, late=False))
    if session.ends:
        left = int((session.ends - ctx.now).total_seconds() // 60)
        return Reply(body=show_open(ctx, now, session, answer_cards.exam_note(left)))
    body = answer_cards.answer(
        QuestionView(session, found.number, found.question, last=last),
        days=(after.memories[found.question.id].due - ctx.today).days,
        origin=model.origin(found.question, ctx.content.facts, ctx.content.sources),
        slip=slip,
        typed=typed,
        scored=course.without_withdrawn(session, state.bank),
    )
    return Reply(body=body)


def _leave_weak(ctx: Context, state: QuizState) -> None:
    """Leaves in the profile which topics are weak, for the list, the mocks and the next quiz."""
    topics = state.bank.topics()
    others = {name: weight for name, weight in ctx.member.focus.items() if name not in topics}
    focus = {**others, **course.weak_topics(state.mine)}
    if focus != ctx.member.focus:
        members.change(ctx.unit, ctx.member, focus=focus)
