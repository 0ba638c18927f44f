"""Help: only what the caller may use, by topic."""

from bot.context import Context
from bot.core.card import Card
from bot.core.command import ANYONE, ORGANISER, Access, Command, command, press
from bot.core.layout import page_of
from bot.core.reply import Reply, Root
from handlers.help import cards, model
from handlers.help.calls import AdminHelp, Help, More
from handlers.help.model import Topic


@command("What I can do, and how to ask", access=ANYONE, example="settings")
async def help_(ctx: Context, args: Help) -> Reply:
    access = Access.MEMBER if ctx.joined else Access.ANYONE
    usable = [c for c in ctx.registry.commands("prep") if c.access <= access]
    if args.topic and (about := _about(ctx, args)) is not None:
        return Reply(body=about)
    if ctx.joined is None:
        return Reply(body=cards.stranger(sorted(usable, key=lambda c: c.path != "start")))
    organizes = ctx.joined.id in (await ctx.the_group()).organisers or await ctx.who.organiser()
    return Reply(body=cards.overview(model.topics(usable), organizes=organizes))


def _about(ctx: Context, args: Help) -> Card | None:
    """What is known of a topic; None for a sentence that asks for nothing in particular."""
    found = _found(ctx, args.topic)
    if found is None:
        answer = model.find_answer(ctx.content, args.topic)
        command = ctx.registry.find(answer.command) if answer else None
        if answer is not None and command is not None:
            return cards.answer(answer, command)
        found = model.begun(ctx.registry.commands("prep"), args.topic)
    if found is None:
        return cards.unknown_topic(args.topic) if " " not in args.topic.strip() else None
    if isinstance(found, Command):
        return cards.command(found)
    return cards.page(found.title, page_of(found.commands, args.page, cards.PAGE))


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
