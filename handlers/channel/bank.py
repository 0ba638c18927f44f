"""The bank of questions: what members reported is corrected, voided, or right as it is. Each act is audited."""

import difflib

from bot.context import Context
from bot.core.command import ORGANISER, command, press
from bot.core.errors import BadArguments, blame_field
from bot.core.reply import Reply
from content.formula import FormulaError, evaluate
from content.quiz import Choice, Numeric, Question
from handlers.channel import bank_cards as cards
from handlers.channel import calls
from handlers.channel.bank_cards import Reported
from handlers.channel.day import relearn_question
from handlers.quiz import records as quiz
from handlers.quiz.difficulty import measure_difficulty
from handlers.quiz.records import FIXES
from handlers.quiz.records import Fix as Kept
from handlers.quiz.typed_answers import Again, read_letters


@command(
    "Correct, void or close reported questions",
    access=ORGANISER,
    form=("question",),
    opens="asked",
    title="The bank of questions",
)
async def show_bank(ctx: Context, args: calls.Bank) -> Reply:
    waiting = await _list_reported(ctx)
    if args.question is None:
        return Reply(body=cards.queue(waiting, args.page))
    plain, kept = _find_question(ctx, args.question), await FIXES.get(ctx.unit, args.question)
    known = next((one for one in waiting if one.question == args.question), Reported(args.question, 0))
    return Reply(body=cards.question(quiz.as_corrected(plain, kept), known, args.page))


async def _list_reported(ctx: Context) -> list[Reported]:
    """The queue: what was called wrong, most often first; then what was voided or corrected."""
    times = {q: n for q, n in (await quiz.count_reports(ctx.unit)).items() if n > 0}
    voided = await quiz.list_voided(ctx.unit)
    fixed = {q for q, kept in (await FIXES.all(ctx.unit)).items() if kept.answer or kept.explanation}
    hard = {d.question: d for d in await measure_difficulty(ctx.unit)}
    known = {*ctx.content.questions, *ctx.content.templates}
    names = sorted({*times, *voided, *fixed} & known, key=lambda q: (-times.get(q, 0), q))
    return [Reported(q, times.get(q, 0), hard.get(q), q in voided, q in fixed) for q in names]


def _find_question(ctx: Context, name: str) -> Question:
    """The question as the content has it; of a template, its first item. Raises BadArguments where there is none."""
    if name in ctx.content.templates:
        return ctx.content.templates[name].item(1)
    if name in ctx.content.questions:
        return ctx.content.questions[name]
    known = [*ctx.content.questions, *ctx.content.templates]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3) or known[:3]
    raise BadArguments({"question": cards.unknown_question(name, near)})


@press(access=ORGANISER, form=("answer", "explanation"), opens="asked", title="Correct this question")
async def fix(ctx: Context, args: calls.Fix) -> Reply:
    plain = _find_question(ctx, args.question)
    if args.question in ctx.content.templates:
        said = "Its numbers are computed from a template, so you can only void this question."
        raise BadArguments({"answer": said})
    if args.answer is None and args.explanation is None:
        raise BadArguments({"answer": "Write the right answer, or a better explanation, or both."})
    known = await FIXES.get(ctx.unit, args.question)
    made = Kept(
        answer=_read_key(plain, args.answer) if args.answer is not None else known.answer if known else "",
        explanation=args.explanation or (known.explanation if known else None),
        since=ctx.now,
        keyed=known.keyed if known else 0,
    )
    try:
        keyed = _key(quiz.apply_fix(plain, made)) != _key(quiz.as_corrected(plain, known))
    except ValueError as error:
        said = "That doesn't fit. A choice of one has one letter; an explanation has 3 to 900 characters."
        raise BadArguments({"explanation" if made.explanation else "answer": said}) from error
    FIXES.put(ctx.unit, args.question, made.copy_with(keyed=made.keyed + keyed))
    await _close_reports(ctx, args.question)
    ctx.audit("bank fix", question=args.question)
    if keyed:
        await relearn_question(ctx, args.question)
    return Reply(body=cards.fix_receipt(args.question, keyed=keyed))


def _read_key(question: Question, typed: str) -> str:
    if isinstance(question, Choice):
        with blame_field("answer", Again):
            return "".join(sorted(read_letters(typed, len(question.options))))
    if isinstance(question, Numeric):
        try:
            evaluate(typed)
        except FormulaError as error:
            said = f"Write the number in {question.unit}, such as 16.9 or 1/6."
            raise BadArguments({"answer": said}) from error
        return typed
    raise BadArguments({"answer": "You can only correct the explanation of this question, or void it."})


def _key(question: Question) -> object:
    match question:
        case Choice(answer=keys):
            return keys
        case Numeric(value=value):
            return value
        case _:
            return None


@press(access=ORGANISER)
async def unfix(ctx: Context, args: calls.Unfix) -> Reply:
    """The count of keys stays, so that what was answered meanwhile is forgotten as well."""
    plain, known = _find_question(ctx, args.question), await FIXES.get(ctx.unit, args.question)
    keyed = _key(quiz.as_corrected(plain, known)) != _key(plain)
    if known is not None and (keyed or known.keyed):
        FIXES.put(ctx.unit, args.question, Kept(since=ctx.now, keyed=known.keyed + keyed))
    elif known is not None:
        FIXES.delete(ctx.unit, args.question)
    if keyed:
        await relearn_question(ctx, args.question)
    ctx.audit("bank unfix", question=args.question)
    return Reply(body=cards.unfix_receipt(args.question))


@press(access=ORGANISER)
async def void(ctx: Context, args: calls.Void) -> Reply:
    _find_question(ctx, args.question)
    await quiz.void(ctx.unit, args.question)
    await _close_reports(ctx, args.question)
    ctx.audit("bank void", question=args.question)
    return Reply(body=cards.void_receipt(args.question))


@press(access=ORGANISER)
async def unvoid(ctx: Context, args: calls.Unvoid) -> Reply:
    _find_question(ctx, args.question)
    await quiz.unvoid(ctx.unit, args.question)
    ctx.audit("bank unvoid", question=args.question)
    return Reply(body=cards.unvoid_receipt(args.question))


@press(access=ORGANISER)
async def settle(ctx: Context, args: calls.Settle) -> Reply:
    _find_question(ctx, args.question)
    times = await _close_reports(ctx, args.question)
    ctx.audit("bank settle", question=args.question)
    return Reply(body=cards.settle_receipt(args.question, times))


async def _close_reports(ctx: Context, name: str) -> int:
    """Closes the reports of a question; how many there were."""
    times = (await quiz.count_reports(ctx.unit)).get(name, 0)
    if times:
        ctx.unit.add(f"{quiz.WRONG}{name}", -times)
    return times
