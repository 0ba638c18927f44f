"""Help: only what the caller may use, by topic."""

from collections.abc import Sequence
from functools import lru_cache

from bot.context import Context
from bot.core.card import Card
from bot.core.command import ANYONE, ORGANISER, Access, Command, command, press
from bot.core.layout import page_of
from bot.core.overflow import rest_of
from bot.core.reply import Reply, Root
from content.finder import Content
from content.search_terms import words
from handlers.ask.model import Index, index, search
from handlers.help import cards
from handlers.help.calls import AdminHelp, Help, More
from handlers.help.cards import Topic, group_by_topic


@command("What I can do, and how to ask", access=ANYONE, example="settings")
async def help_(ctx: Context, args: Help) -> Reply:
    access = Access.MEMBER if ctx.joined else Access.ANYONE
    usable = [c for c in ctx.registry.in_order("prep") if c.access <= access]
    if args.topic and (about := _about(ctx, args)) is not None:
        return Reply(body=about)
    if ctx.joined is None:
        return Reply(body=cards.stranger(sorted(usable, key=lambda c: c.path != "start")))
    organizes = ctx.joined.id in (await ctx.the_group()).organisers or await ctx.who.organiser()
    return Reply(body=cards.overview(group_by_topic(usable), organizes=organizes))


def _about(ctx: Context, args: Help) -> Card | None:
    """What is known of a topic; None for a sentence that asks for nothing in particular."""
    found = _found(ctx, args.topic)
    if found is None:
        hits = search(_index_of(ctx.content), args.topic)
        answer = ctx.content.help[hits[0]] if hits else None
        command = ctx.registry.find(answer.command) if answer else None
        if answer is not None and command is not None:
            return cards.answer(answer, command)
        begun = " ".join(args.topic.casefold().split())
        found = next((c for c in ctx.registry.in_order("prep") if " ".join(c.words).startswith(begun)), None)
    if found is None:
        named = " " not in args.topic.strip() and words(args.topic)
        return cards.unknown_topic(args.topic) if named else None
    if isinstance(found, Command):
        return cards.command(found)
    return cards.page(found.title, page_of(found.commands, args.page, cards.PAGE))


def _found(ctx: Context, topic: str) -> Command | Topic | None:
    """The command or the topic that is asked about; `admin help` looks among the organizers' first."""
    admin = topic.casefold().startswith("admin ")
    roots: tuple[Root, Root] = ("admin", "prep") if admin else ("prep", "admin")
    words = topic[6:] if admin else topic
    found = (find(ctx.registry.in_order(root), words) for root in roots)
    return next((one for one in found if one is not None), None)


def find(commands: Sequence[Command], asked: str) -> Command | Topic | None:
    """What is named: a command by its words, a topic by its title, or the commands of a group by their first word."""
    wanted = " ".join(asked.casefold().replace(".", " ").split())
    exact = next((c for c in commands if " ".join(c.words) == wanted), None)
    titled = next((t for t in group_by_topic(commands) if t.title.casefold() == wanted), None)
    group = tuple(c for c in commands if len(c.words) > 1 and c.words[0] == wanted)
    return exact or titled or (Topic(wanted.capitalize(), group) if group else None)


@lru_cache(maxsize=4)
def _index_of(content: Content) -> Index:
    """The index of all answers; what is asked for by words of its own counts as often as its title."""
    return index({key: f"{a.title} {a.asks} {a.title} {a.text}" for key, a in content.help.items()})


@press(access=ANYONE)
async def more(ctx: Context, args: More) -> Reply:
    rest = rest_of(args.quoted.value if args.quoted else args.card)
    return Reply(body=rest or cards.NO_REST)


@command("What organizers can do", access=ORGANISER)
async def admin_help(ctx: Context, args: AdminHelp) -> Reply:
    return Reply(body=cards.overview(group_by_topic(ctx.registry.in_order("admin"))))
