"""Messages between people of a mock who share no place: carried by the bot from DM to DM, with everybody's consent,
until the mock ends."""

import datetime as dt
from collections.abc import Sequence

from bot.context import Context
from bot.core.call import Call, take_apart
from bot.core.command import message, press
from bot.core.errors import Refusal
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.core.when import out_of_quiet
from bot.store import members
from handlers.mocks import relay_cards as cards
from handlers.mocks.agreeing import mine, named
from handlers.mocks.calls import History
from handlers.mocks.meeting_calls import Carried, Relay, RelayOffer, RelayOpen, Write
from handlers.mocks.model import Mock
from handlers.mocks.store import MOCKS

AROUND = dt.timedelta(hours=1)
SOON = dt.timedelta(minutes=30)
"""As long as a text is kept for who has not got it yet."""


async def _lasting(ctx: Context, key: str) -> Mock:
    """The caller's mock, not over yet.

    Raises:
        Refusal: as `mine`; or it is over.
    """
    mock = await mine(ctx, key)
    if mock.end <= ctx.now:
        raise Refusal(
            "That mock is over, so I don't carry messages for it anymore.", History().call(), "My mock rounds"
        )
    return mock


@press()
async def relay(ctx: Context, args: Relay) -> Reply:
    """Agrees that messages are carried, or ends that."""
    mock, me = await _lasting(ctx, args.mock), ctx.member.id
    before, mock = mock.relayed, mock.relays(me, on=args.on)
    MOCKS.put(ctx.unit, args.mock, mock)
    others = await named(ctx, mock.partners(me))
    if not args.on:
        return Reply(body=cards.ended(args.mock))
    if mock.relayed:
        for who in mock.partners(me) if not before else ():
            ctx.tell(who, RelayOpen(mock=args.mock), within=mock.end - ctx.now)
        return Reply(body=cards.opened(args.mock, mock, others))
    for who in mock.partners(me):
        if who not in mock.relay:
            ctx.tell(who, RelayOffer(mock=args.mock, member=me), args.mock, me, within=mock.end - ctx.now)
    return Reply(body=cards.offered(others))


@message()
async def relay_offer(ctx: Context, args: RelayOffer) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    asker = await members.MEMBERS.get(ctx.unit, args.member)
    known = mock is None or mock.cancelled or mock.end <= ctx.now or ctx.member.id in mock.relay
    if mock is None or known or asker is None or args.member not in mock.relay:
        return Unsent(why="it is not asked any more")
    return Reply(body=cards.offer(args.mock, mock, asker, ctx.member))


@message()
async def relay_open(ctx: Context, args: RelayOpen) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.relayed or mock.end <= ctx.now or ctx.member.id not in mock.members:
        return Unsent(why="nothing is carried any more")
    return Reply(body=cards.opened(args.mock, mock, await named(ctx, mock.partners(ctx.member.id))))


@press(form=("text",), title="Write to your partner")
async def write(ctx: Context, args: Write) -> Reply:
    """The text waits encrypted until it is carried; who forgets their drafts takes it back."""
    mock, me = await _lasting(ctx, args.mock), ctx.member.id
    if not mock.relayed:
        again = Relay(mock=args.mock).call()
        raise Refusal("I carry messages only when everyone in the mock agrees.", again, "Write through me")
    text = args.text.value.strip() if args.text else ""
    if not text:
        raise Refusal("Nothing was written, so nothing was sent.", args.call(ask=True), "Write it")
    others = await named(ctx, mock.partners(me))
    _refuse_at_night(ctx, mock, others)
    private = Call(path=args.path, values={"mock": args.mock, "text": text}, private=frozenset({"text"}))
    parts = take_apart(members.keep(ctx.unit, me, private, ctx.chance))
    token = parts.token if parts else None
    for who in mock.partners(me):
        what = Carried(mock=args.mock, member=me, token=token or "")
        ctx.tell(who, what, token or "", until=min(mock.end, ctx.now + SOON))
    return Reply(body=cards.written(args.mock, others))


def _refuse_at_night(ctx: Context, mock: Mock, others: Sequence[Member | None]) -> None:
    """Nobody is woken, and no text waits for a morning; around the mock itself its people are up."""
    for who in others if mock.at - ctx.now > AROUND else ():
        if who is not None and (awake := out_of_quiet(ctx.now, who.zone, who.quiet)) > ctx.now:
            hours, minutes = divmod(int((awake - ctx.now).total_seconds()) // 60, 60)
            raise Refusal(
                f"It's quiet time for {who.name[:40]} now. Write again in {hours} h {minutes:02} min."
            )


@message(urgent=True)
async def carried(ctx: Context, args: Carried) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    sender = MemberId(args.member)
    if mock is None or not mock.relayed or mock.end <= ctx.now:
        return Unsent(why="nothing is carried any more")
    if not {sender, ctx.member.id} <= set(mock.members):
        return Unsent(why="they are not in that mock any more")
    call = await members.kept(ctx.unit, args.token, sender)
    who = await members.MEMBERS.get(ctx.unit, sender)
    if call is None or who is None:
        return Unsent(why="its text is deleted")
    return Reply(body=cards.carried(args.mock, mock, who, call.values.get("text", ""), ctx.member))
