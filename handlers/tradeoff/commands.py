"""The trade-off bench: orchestration only."""

from fractions import Fraction

from bot.context import Context
from bot.core.card import Card, small
from bot.core.command import command, press
from bot.core.errors import BadArguments, Refusal, blame_field
from bot.core.reply import Reply
from bot.core.values import Call, Private, new_id
from bot.reading.likeness import is_foreign
from bot.rules import Refused, load_critic
from handlers.practice import note_practice
from handlers.tradeoff import calls, cards, model, options, records, table
from handlers.tradeoff.case import Case, exercise
from handlers.tradeoff.options import Unreadable
from handlers.tradeoff.records import CASES, MOST_SAVED, SavedCase


@command(
    "Utility, best choices, break-even of your options",
    form=("options", "w1", "w2", "limit", "weights"),
    opens="bare",
    title="Weigh a trade-off",
    example=f"w1=400 w2=30 {calls.EXAMPLE}",
    guest=True,
    files=".csv",
    flow="tradeoff",
)
async def tradeoff(ctx: Context, args: calls.Tradeoff) -> Reply:
    if args.options is not None and args.options.value.strip().casefold() == "saved":
        return Reply(body=cards.case_list(await records.saved_cases(ctx.unit, ctx.member.id), 1))
    if args.seed is not None:
        made = exercise(args.seed)
        typed = {
            "options": made.options,
            "w1": f"{made.w1}000",
            "w2": f"{made.w2}000",
            "limit": f"{made.limit}ms",
        }
        return Reply(body=cards.exercise(args.seed, made, _call(calls.Tradeoff.of(typed))))
    shown = await _practice(ctx, args)
    return Reply(body=shown.without(small(cards.KEPT)) if ctx.guest else shown)


async def _practice(ctx: Context, args: calls.Tradeoff) -> Card:
    found, again = _weigh(args)
    await ctx.note_use(records.PRACTICE, "tradeoff")
    await note_practice(ctx, "tradeoff")
    return cards.result(found, again)


@press(guest=True)
async def all_options(ctx: Context, args: calls.AllOptions) -> Reply:
    found, again = _weigh(args)
    return Reply(body=cards.everything(found, again, args.page))


@press(form=("answer",), title="Argue this case")
async def argue(ctx: Context, args: calls.Argue) -> Reply:
    found, again = _weigh(args)
    text = args.answer.value
    if is_foreign(text):
        return Reply(body=cards.foreign_argument(again))
    if len(text) < 20:
        raise BadArguments({"answer": "Write a sentence or more: your choice, the sum, the limit."})
    with blame_field("answer", Refused):
        judged = load_critic(ctx.content.root, "tradeoff-answer").critique(text, "answer")
    return Reply(body=cards.argument_verdict(found, judged, again))


# saved cases


@press(form=("title",), title="Save this case")
async def save(ctx: Context, args: calls.Save) -> Reply:
    _weigh(args)
    mine = await records.saved_cases(ctx.unit, ctx.member.id)
    if len(mine) >= MOST_SAVED:
        text = f"You have {MOST_SAVED} saved cases, the most that I keep. Delete one first."
        raise Refusal(text, calls.Saved().call(), "My saved cases")
    case = SavedCase(
        name=args.title,
        options=args.options or Private(""),
        weights=args.weights,
        limits=args.limits,
        values={n: v for n, v in args.call().values.items() if n in ("w1", "w2", "limit")},
        at=ctx.now,
    )
    CASES.put(ctx.unit, f"{ctx.member.id}/{new_id(ctx.chance, 6)}", case)
    return Reply(body=cards.save_receipt(args.title.value, len(mine) + 1))


@press()
async def saved_cases(ctx: Context, args: calls.Saved) -> Reply:
    mine = await records.saved_cases(ctx.unit, ctx.member.id)
    return Reply(body=cards.case_list(mine, args.page), replace=True)


@press()
async def reopen(ctx: Context, args: calls.Reopen) -> Reply:
    case = await _mine(ctx, args.case)
    private = {"options": case.options, "weights": case.weights, "limits": case.limits}
    typed = {name: value.value for name, value in private.items() if value is not None}
    return Reply(body=await _practice(ctx, calls.Tradeoff.of({**case.values, **typed})))


@press()
async def delete(ctx: Context, args: calls.Delete) -> Reply:
    await _mine(ctx, args.case)
    CASES.delete(ctx.unit, f"{ctx.member.id}/{args.case}")
    left = await records.saved_cases(ctx.unit, ctx.member.id)
    return Reply(body=cards.case_list(left, 1, "Deleted."), replace=True)


async def _mine(ctx: Context, key: str) -> SavedCase:
    """One of the caller's own cases.

    Raises:
        Refusal: they have none of that id.
    """
    known = await CASES.get(ctx.unit, f"{ctx.member.id}/{key}")
    if known is None:
        raise Refusal(
            "You have no such case anymore. Nothing was changed.", calls.Saved().call(), "My saved cases"
        )
    return known


# from what was typed to what follows


def _weigh(args: calls.Bench) -> tuple[model.Weighed, Call]:
    """What follows from a case, and the Call that makes it again.

    Raises:
        BadArguments: naming the field that can't be used.
    """
    file = args.file if isinstance(args, calls.Tradeoff) else None
    with blame_field("options" if file is None else "file", Unreadable):
        text = table.text_of(file) if file else args.options.value if args.options else ""
        case = table.parse(text) if file or table.is_table(text) else options.parse(text)
    return model.weigh(case, _weights(args, case), _limits(args, case)), _call(args, text)


def _call(args: calls.Bench, text: str = "") -> Call:
    """The same case as a Call, its options as text, also where they came in a file."""
    call = args.call()
    values = {n: v for n, v in call.values.items() if n in calls.Bench.model_fields}
    return Call(
        path=calls.Tradeoff.path, values=values | ({"options": text} if text else {}), private=call.private
    )


def _weights(args: calls.Bench, case: Case) -> dict[int, Fraction]:
    if args.weights is not None:
        with blame_field("weights", Unreadable):
            found = table.weights_of(args.weights.value, case)
        if len(found) < 2:
            said = "One weight alone decides nothing. Write $400K a point, $16K a ms."
            raise BadArguments({"weights": said})
        return found
    if (args.w1 is None) != (args.w2 is None):
        missing = "w2" if args.w2 is None else "w1"
        said = f"Write {missing} too, or leave both out: one weight alone decides nothing."
        raise BadArguments({missing: said})
    if args.w1 is None or args.w2 is None:
        return {}
    with blame_field("w1", Unreadable):
        return {0: table.exact("w1", args.w1), 1: table.exact("w2", args.w2)}


def _limits(args: calls.Bench, case: Case) -> dict[int, Fraction]:
    with blame_field("limits", Unreadable):
        found = table.limits_of(args.limits.value, case) if args.limits else {}
    with blame_field("limit", Unreadable):
        return found | (table.limits_of(f"{args.limit:f}ms", case) if args.limit is not None else {})
