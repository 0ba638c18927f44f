"""Help: only what the caller may use, by topic."""

from bot.context import Context
from bot.core.card import Card
from bot.core.command import ANYONE, ORGANISER, Access, Command, command, press
from bot.core.reply import Reply, Root
from handlers.help import cards, model
from handlers.help.calls import AdminHelp, Help, More
from handlers.help.model import Topic


@command("What I can do, and how to ask", access=ANYONE, example="settings")
async def help_(ctx: Context, args: Help) -> Reply:
    access = Access.MEMBER if ctx.joined else Access.ANYONE
    usable = [c for c in ctx.registry.commands("prep") if c.access <= access]
    if args.topic:
        return Reply(body=_about(_found(ctx, args.topic), args))
    if ctx.joined is None:
        return Reply(body=cards.stranger(sorted(usable, key=lambda c: c.path != "start")))
    return Reply(body=cards.overview(model.topics(usable)))


def _about(found: Command | Topic | None, args: Help) -> Card:
    if found is None:
        return cards.unknown_topic(args.topic)
    if isinstance(found, Command):
        return cards.command(found)
    shown, more = model.page_of(found.commands, args.page)
    return cards.page(found, shown, args.page, more=more) if shown else cards.unknown_topic(args.topic)


def _found(ctx: Context, topic: str) -> Command | Topic | None:
    """The command or the topic that is asked about; `admin help` looks among the organizers' first."""
    admin = topic.casefold().startswith("admin ")
    roots: tuple[Root, Root] = ("admin", "prep") if admin else ("prep", "admin")
    words = topic[6:] if admin else topic
    found = (model.find(ctx.registry.commands(root), words) for root in roots)
    return next((one for one in found if one is not None), None)


@press(access=ANYONE)
async def more(ctx: Context, args: More) -> Reply:
    rest = model.rest_of(args.quoted.value if args.quoted else args.card)
    return Reply(body=rest or cards.no_rest())


@command("What organizers can do", access=ORGANISER)
async def admin_help(ctx: Context, args: AdminHelp) -> Reply:
    return Reply(body=cards.overview(model.topics(ctx.registry.commands("admin"))))
