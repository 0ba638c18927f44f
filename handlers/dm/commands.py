"""Plain words in a DM: they answer the open question of the newest card, or else say what's wanted."""

import re
from typing import Annotated

from pydantic import Field

from bot.context import Context
from bot.core import kinds
from bot.core.card import Button, Card
from bot.core.command import ANYONE, Args, press
from bot.core.dates import find_date
from bot.core.errors import NotACommand, Refusal
from bot.core.registry import LONGEST, find_organizers_command, parse_text
from bot.core.reply import Redirect, Reply
from bot.core.values import Call, Private
from bot.core.wall_time import DAY, local_date
from bot.core.zones import find_zones_in
from bot.reading.likeness import is_foreign, may_be_foreign
from handlers.checklist.calls import Done, Today
from handlers.checklist.cards import stranger, welcome_back
from handlers.checklist.model import find_rows
from handlers.checklist.records import read_day
from handlers.critique.calls import Bullet
from handlers.dm import cards, model
from handlers.dm.intents import IntentReader, Wish, load_intents
from handlers.help.calls import Help
from handlers.mocks.records import mocks_to_come
from handlers.mocks.view import cannot_come
from handlers.quiz.calls import Next, Quiz
from handlers.quiz.cards import QuestionView, unread
from handlers.quiz.model import Bank, find_topics_in

PARTS = 4
"""Parts of a message that may hold two wishes, at most."""
WHOLE = ("bullet", "story", "posting")
"""Intents of texts that are one thing, however many sentences they have."""
GIVEN = ("bullet", "ask", "practice", "help", "privacy")
"""Intents that can be answered without knowing anything of who has them."""
_PARTS = re.compile(r"(?<=[.!?])\s+|\n+|,? (?:and|then|also) ")
_ROWS = re.compile(r"(?!.*(?:(?<!\w)-|\d[./*:])\d)\W*\b\d{1,2}\b(?:\W*(?:and)?\W*\b\d{1,2}\b)*\W*")
"""Numbers of a list and nothing else; none of a list is below 0 or has a fraction."""
_DESPAIR = re.compile(
    r"\b(?:kill|hurt|harm)(?:ing)? myself\b|\b(?:end|take|done with) my (?:own )?life\b|\bno reason to live\b"
    r"|\bi(?: am|['’]?m| feel)(?: feeling)? suicidal\b|\b(?:thinking (?:of|about)|commit(?:ting)?) suicide\b"
    r"|\bi (?:just )?(?:want to|wanna|wish i could) (?:die|be dead)\b",
    re.IGNORECASE,
)
"""At any length, and whatever the model makes of it; what somebody built against it is a bullet."""
SAID = 80
"""Characters of what somebody says of themselves; what is longer may be a story or a bullet."""
_HEARD = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"\b(?:i|we) (?:just )?(?:got|was|were) (?:rejected|ghosted|turned down)\b", cards.REJECTED),
        (r"\bthey (?:just )?(?:rejected|ghosted|turned) (?:me|us)\b", cards.REJECTED),
        (r"\b(?:failed|bombed|flunked|blew) (?:it|(?:the|my) (?:interview|onsite|screen))\b", cards.REJECTED),
        (
            r"\bdid(?:n[’']?t| not) (?:get|pass|make) (?:it|the (?:job|offer|interview|onsite|role))\b",
            cards.REJECTED,
        ),
        (r"^(?:i )?(?:just )?got the (?:job|offer)\b", cards.PASSED),
        (r"^(?:i )?(?:just )?(?:passed|aced|nailed) (?:the|my) (?:interview|onsite|screen)\b", cards.PASSED),
        (r"^(?:[\W_]*|(?:ping|test)\W*)$", cards.HERE),
    )
)
"""What isn't a wish and is answered all the same. Learned from 106 lines, bad news was often read as good news, which
is worse than not understood: these phrases are sure."""


class Talk(Args, path="dm.talk"):
    """Plain words in a DM. They are read and not kept."""

    text: Annotated[Private[str], kinds.text(LONGEST)] = Field(description="What you'd like to say")


@press()
async def review(_: Context, args: model.Review) -> Reply:
    return Reply(body=cards.REVIEW)


@press(exempt=True, access=ANYONE)
async def talk(ctx: Context, args: Talk) -> Reply | Redirect:
    text = args.text.value.strip()
    return await (_answer_stranger(ctx, text) if ctx.joined is None else _answer(ctx, text))


async def _answer(ctx: Context, text: str) -> Reply | Redirect:
    waiting = await model.open_question(ctx)
    asked = waiting if waiting and waiting.turn.shown else None  # nobody answers what they haven't seen
    reader = load_intents(ctx.content.root)
    wish = reader.read(text, without="" if asked else "answer")
    answer = await model.hint_of_mock(ctx, text) or (model.read_answer(asked, text, wish) if asked else None)
    if answer is not None:
        return Redirect(call=answer)
    if heard := _hear(text):
        return Reply(body=heard)
    if (command := await _plain_command(ctx, text)) is not None:
        return Redirect(call=command)
    if " " not in text and not reader.knows(text):
        try:
            parse_text(ctx.registry, None, text)
        except NotACommand as refusal:
            if refusal.next_call and refusal.next_call.path != Help.path:
                raise  # a word nobody knows comes near to a command
    if asked is None and model.looks_like_one(text):
        return Redirect(call=Next().call()) if waiting else Reply(body=cards.NO_QUESTION)
    if two := _two_wishes(reader, text, wish):
        (first, intent), (second, other) = two
        call = await model.call_of(ctx, other, second)
        also = Button(label=cards.LABELS[other], call=call) if call else None
        return await _act(ctx, intent, first, asked, also)
    return await (_act(ctx, wish.intent, text, asked) if wish.sure else _ask_back(ctx, text, wish, asked))


async def _answer_stranger(ctx: Context, text: str) -> Reply | Redirect:
    """Who hasn't joined is answered as far as that needs no record of theirs; the rest begins with joining."""
    wish = load_intents(ctx.content.root).read(text, without="answer")
    if said := _hear(text) or cards.SAID.get(wish.intent):
        return Reply(body=cards.for_stranger(said))
    if is_foreign(text):
        return Reply(body=cards.for_stranger(cards.FOREIGN))
    if wish.intent not in model.ACTS:
        return Reply(body=stranger())
    call = await model.call_of(ctx, wish.intent, text) if wish.intent in GIVEN else None
    return Redirect(call=call or (Bullet() if wish.intent == "review" else Today()).call())


async def _organizes(ctx: Context) -> bool:
    return ctx.member.id in (await ctx.the_group()).organisers or await ctx.who.organiser()


def _hear(text: str) -> Card | None:
    if _DESPAIR.search(text):
        return cards.DESPAIR
    return (
        next((said for pattern, said in _HEARD if pattern.search(text)), None) if len(text) <= SAID else None
    )


async def _plain_command(ctx: Context, text: str) -> Call | None:
    """A command whose argument is one that it knows, or one for organizers, from one of them; numbers alone are
    those of today's list, hours of mocks."""
    if _ROWS.fullmatch(text) and (await read_day(ctx)).rows:
        return Done(item=",".join(re.findall(r"\d+", text))).call()
    if (hours := await model.read_hours(ctx, text)) is not None:
        return hours
    if (own := find_organizers_command(ctx.registry, text)) is not None and await _organizes(ctx):
        return own
    try:
        call = parse_text(ctx.registry, None, text)
    except Refusal:
        return None
    item, topic = call.values.get("item", ""), call.values.get("topic", "")
    if call.path == Done.path and (item in ctx.content.tasks or find_rows(item, (await read_day(ctx)).rows)):
        return call
    topics = Bank.of(ctx.content).topics()
    return call if call.path == Quiz.path and find_topics_in(topic, topics) == [topic] else None


async def _act(
    ctx: Context, intent: str, text: str, asked: QuestionView | None, also: Button | None = None
) -> Reply | Redirect:
    if intent == "answer" and asked is not None:
        found = model.find_answer(asked, text)
        return Redirect(call=found) if found else Reply(body=unread(asked))
    call = await model.call_of(ctx, intent, text)
    if call is not None:
        question = await _ask_first(ctx, intent, text, call, also)
        also = also or (await _out_of_mock(ctx) if intent == "not_now" else None)
        return Reply(body=question) if question else Redirect(call=call, also=also)
    if intent in cards.SAID:
        return Reply(body=cards.SAID[intent])
    if is_foreign(text) or (intent == "other" and may_be_foreign(text)):
        return Reply(body=cards.FOREIGN)
    if intent not in ("thanks", "back"):
        return _other(ctx, text)
    day = await read_day(ctx)
    return Reply(body=welcome_back(day) if day.away else cards.welcome(paused=ctx.member.paused(ctx.today)))


async def _out_of_mock(ctx: Context) -> Button | None:
    """For who isn't there today or tomorrow, and may mean their mock."""
    for key, mock in (await mocks_to_come(ctx.unit, ctx.member.id)).items():
        if local_date(mock.at, ctx.member.zone) <= ctx.today + DAY:
            return cannot_come(key, mock, ctx.member.zone)
    return None


def _other(ctx: Context, text: str) -> Reply | Redirect:
    """To what means nothing to a member; of an organizers' command the dispatcher says whose it is."""
    call = find_organizers_command(ctx.registry, text)
    return Redirect(call=call) if call else Reply(body=cards.OTHER)


async def _ask_first(ctx: Context, intent: str, text: str, call: Call, also: Button | None) -> Card | None:
    """What is asked before anything is changed for good; None where nothing is."""
    if intent == "date":
        return cards.offer_date(call, also)
    if intent == "leave":
        return cards.offer_leave(also)
    if intent == "cancel":
        mine = await mocks_to_come(ctx.unit, ctx.member.id)
        return cards.offer_cancel(next(iter(mine.items()), None), ctx.member, ctx.today, also)
    named = find_zones_in(text) if intent == "zone" else ()
    date = find_date(text, ctx.today)
    back = date if date is not None and date > ctx.today else None
    return cards.offer_zone(named, ctx.member, ctx.now, back, also) if named else None


async def _ask_back(ctx: Context, text: str, wish: Wish, asked: QuestionView | None) -> Reply | Redirect:
    """The two likeliest, each a button."""
    if "other" in (wish.intent, wish.second) and may_be_foreign(text):
        return Reply(body=cards.FOREIGN)
    calls = [(intent, await model.call_of(ctx, intent, text, asked)) for intent in (wish.intent, wish.second)]
    choices = [(intent, call) for intent, call in calls if call is not None]
    if [intent for intent, _ in choices] == ["help"]:
        return Redirect(call=choices[0][1])
    if choices:
        return Reply(body=cards.unsure(choices))
    return _other(ctx, text)


def _two_wishes(reader: IntentReader, text: str, whole: Wish) -> tuple[tuple[str, str], ...]:
    """The first two parts of a message that surely want different things, each with its intent."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if whole.intent in WHOLE or not 1 < len(parts) <= PARTS:
        return ()
    read = [(part, reader.read(part)) for part in parts]
    wishes = {one.intent: part for part, one in reversed(read)}
    if len(wishes) != 2 or not all(one.sure and one.intent in model.ACTS for _, one in read):
        return ()
    return tuple((part, intent) for intent, part in reversed(wishes.items()))
