"""The trade-off bench: orchestration only."""

from decimal import Decimal
from fractions import Fraction

from bot.context import Context
from bot.core.call import Call
from bot.core.command import command, press
from bot.core.errors import BadArguments
from bot.core.reply import Reply
from handlers.tradeoff import cards, model, store
from handlers.tradeoff.calls import EXAMPLE, AllOptions, Tradeoff


@command(
    "Utility, best choices, break-even of your options",
    form=("options", "w1", "w2", "limit"),
    title="Weigh a trade-off",
    example=f"w1=400 w2=30 {EXAMPLE}",
)
async def tradeoff(ctx: Context, args: Tradeoff) -> Reply:
    found = _evaluate(args.options.value, args.w1, args.w2, args.limit)
    await store.note(ctx.unit, ctx.member.id, ctx.today)
    limit = Fraction(args.limit) if args.limit is not None else None
    return Reply(body=cards.result(found, limit=limit, again=args.call(), everything=False))


@press()
async def all_options(ctx: Context, args: AllOptions) -> Reply:
    found = _evaluate(args.options.value, args.w1, args.w2, args.limit)
    again = Call(path=Tradeoff.path, values=args.call().values, private=args.call().private)
    limit = Fraction(args.limit) if args.limit is not None else None
    return Reply(body=cards.result(found, limit=limit, again=again, everything=True))


def _evaluate(options: str, w1: Decimal | None, w2: Decimal | None, limit: Decimal | None) -> model.Result:
    if (w1 is None) != (w2 is None):
        missing = "w2" if w2 is None else "w1"
        raise BadArguments(
            {missing: f"Write {missing} too, or leave both out: one weight alone decides nothing."}
        )
    try:
        return model.evaluate(model.parse(options), w1, w2, limit)
    except model.Unreadable as error:
        raise BadArguments({"options": str(error)}) from error
