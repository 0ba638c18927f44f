"""Help: only what the caller may use."""

from bot.context import Context
from bot.core.command import ANYONE, ORGANISER, Access, Command, command, press
from bot.core.reply import Reply, Root
from handlers.help import cards, model
from handlers.help.calls import AdminHelp, Help, More


@command("What I can do, and how to ask", access=ANYONE, example="settings")
async def help_(ctx: Context, args: Help) -> Reply:
    access = Access.MEMBER if ctx.joined else Access.ANYONE
    usable = [c for c in ctx.registry.commands("prep") if c.access <= access]
    if args.topic:
        found = _topic(ctx, args.topic)
        return Reply(body=cards.topic(found) if found else cards.unknown(args.topic))
    shown, more = model.page_of(model.ordered(usable), args.page)
    joined = ctx.joined is not None
    return Reply(body=cards.page(shown, args.page, more=more, joined=joined, admin=False))


def _topic(ctx: Context, topic: str) -> Command | None:
    """The command that a topic names; `admin help` looks among the organisers' first."""
    admin = topic.casefold().startswith("admin ")
    roots: tuple[Root, Root] = ("admin", "prep") if admin else ("prep", "admin")
    words = topic[6:] if admin else topic
    found = (model.find(ctx.registry.commands(root), words) for root in roots)
    return next((one for one in found if one is not None), None)


@press(access=ANYONE)
async def more(ctx: Context, args: More) -> Reply:
    rest = model.rest_of(args.quoted.value if args.quoted else args.card)
    return Reply(body=rest or cards.no_rest())


@command("What organisers can do", access=ORGANISER)
async def admin_help(ctx: Context, args: AdminHelp) -> Reply:
    shown, more = model.page_of(ctx.registry.commands("admin"), args.page)
    return Reply(body=cards.page(shown, args.page, more=more, joined=True, admin=True))
