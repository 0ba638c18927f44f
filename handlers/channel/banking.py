"""Mending the bank: what was called wrong is corrected, voided, or right as it is. Each act is audited."""

import difflib

from bot.context import Context
from bot.core.errors import BadArguments
from bot.core.values import Private
from content.formula import FormulaError, evaluate
from content.quiz import Choice, Numeric, Question
from handlers.channel import bank_cards as cards
from handlers.channel.bank_cards import Reported
from handlers.quiz import fixes
from handlers.quiz import store as quiz
from handlers.quiz.fixes import FIXES
from handlers.quiz.fixes import Fix as Kept
from handlers.quiz.numbers import Again, read_letters


def question_of(ctx: Context, name: str) -> Question:
    """The question as the content has it; of a template, its first item.

    Raises:
        BadArguments: there is none of that name.
    """
    if name in ctx.content.templates:
        return ctx.content.templates[name].item(1)
    if name in ctx.content.questions:
        return ctx.content.questions[name]
    known = [*ctx.content.questions, *ctx.content.templates]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3) or known[:3]
    raise BadArguments({"question": cards.unknown(name, near)})


async def waiting(ctx: Context) -> list[Reported]:
    """The queue: what was called wrong, most often first; then what was voided or corrected."""
    times = {q: n for q, n in (await quiz.called_wrong(ctx.unit)).items() if n > 0}
    voided = await quiz.voided(ctx.unit)
    fixed = {q for q, kept in (await FIXES.all(ctx.unit)).items() if kept.answer or kept.explanation}
    hard = {d.question: d for d in await quiz.difficulty(ctx.unit)}
    known = {*ctx.content.questions, *ctx.content.templates}
    names = sorted({*times, *voided, *fixed} & known, key=lambda q: (-times.get(q, 0), q))
    return [Reported(q, times.get(q, 0), hard.get(q), q in voided, q in fixed) for q in names]


async def look(ctx: Context, name: str) -> tuple[Question, Reported]:
    """A question as it is asked now, and what is known of it."""
    plain = question_of(ctx, name)
    known = next((one for one in await waiting(ctx) if one.question == name), Reported(name, 0))
    kept = await FIXES.get(ctx.unit, name)
    return (_with(plain, kept) if kept else plain), known


def _with(question: Question, kept: Kept) -> Question:
    try:
        return fixes.fixed(question, kept)
    except ValueError:  # the content has changed under the correction, which does not fit any more
        return question


async def fix(ctx: Context, name: str, answer: str | None, explanation: Private[str] | None) -> bool:
    """Keeps a correction and closes the reports; answers whether the key is another one now.

    Raises:
        BadArguments: nothing is corrected by it, or it does not fit the question; in words.
    """
    plain = question_of(ctx, name)
    if name in ctx.content.templates:
        raise BadArguments({"answer": "Its numbers are computed from a template, so it can only be voided."})
    if answer is None and explanation is None:
        raise BadArguments({"answer": "Write the right answer, or a better explanation, or both."})
    known = await FIXES.get(ctx.unit, name)
    before = _with(plain, known) if known else plain
    key = _key(plain, answer) if answer is not None else (known.answer if known else "")
    words = explanation or (known.explanation if known else None)
    made = Kept(answer=key, explanation=words, since=ctx.unit.now, keyed=known.keyed if known else 0)
    changed = _key_of(_fitting(plain, made)) != _key_of(before)
    if changed:
        made = made.model_copy(update={"keyed": made.keyed + 1})
    FIXES.put(ctx.unit, name, made)
    await settle(ctx, name)
    return changed


def _fitting(question: Question, made: Kept) -> Question:
    try:
        return fixes.fixed(question, made)
    except ValueError as error:
        said = "That does not fit this question. A choice of one has one letter; an explanation has 3 to 900 signs."
        raise BadArguments({"explanation" if made.explanation else "answer": said}) from error


def _key(question: Question, typed: str) -> str:
    match question:
        case Choice():
            try:
                return "".join(sorted(read_letters(typed, len(question.options))))
            except Again as again:
                raise BadArguments({"answer": str(again)}) from again
        case Numeric():
            try:
                evaluate(typed)
            except FormulaError as error:
                said = f"Write the number in {question.unit}, such as 16.9 or 1/6."
                raise BadArguments({"answer": said}) from error
            return typed
        case _:
            raise BadArguments(
                {"answer": "Of this question only the explanation can be corrected; or void it."}
            )


def _key_of(question: Question) -> object:
    match question:
        case Choice(answer=keys):
            return keys
        case Numeric(value=value):
            return value
        case _:
            return None


async def unfix(ctx: Context, name: str) -> bool:
    """Takes a correction back; answers whether the key is another one by that. The count of keys stays, so that
    what was answered meanwhile is forgotten as well."""
    plain, known = question_of(ctx, name), await FIXES.get(ctx.unit, name)
    if known is None:
        return False
    changed = _key_of(_with(plain, known)) != _key_of(plain)
    if changed or known.keyed:
        made = Kept(since=ctx.unit.now, keyed=known.keyed + changed)
        FIXES.put(ctx.unit, name, made)
    else:
        FIXES.delete(ctx.unit, name)
    return changed


async def settle(ctx: Context, name: str) -> int:
    """Closes the reports of a question; how many there were."""
    times = (await quiz.called_wrong(ctx.unit)).get(name, 0)
    if times:
        ctx.unit.add(f"{quiz.WRONG}{name}", -times)
    return times


def note(ctx: Context, act: str, name: str) -> None:
    ctx.unit.audit(act=act, question=name, by=ctx.store.vault.hashed(ctx.who.account))
