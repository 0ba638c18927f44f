"""How the people of a mock agree: on its time, and on messages that the bot carries between them until it ends."""

import datetime as dt
from typing import Final

from bot.context import Context, find_meeting
from bot.core.command import press, work
from bot.core.entry import alias
from bot.core.errors import Refusal
from bot.core.registry import take_apart
from bot.core.reply import Reply, Skip
from bot.core.values import Call, MemberId
from bot.core.wall_time import out_of_quiet
from bot.store import members
from handlers.mocks import agreement_cards as cards
from handlers.mocks import calls, entries, scheduling
from handlers.mocks.calls import refuse
from handlers.mocks.model import Mock
from handlers.mocks.records import MOCKS, faces_of
from handlers.mocks.view import MockView, view_of
from handlers.practice import private_message

SOON: Final = dt.timedelta(hours=1)
"""Times that begin sooner are not offered; so long before a mock its people are up, in quiet hours too."""
CARRIED_FOR: Final = dt.timedelta(minutes=30)
"""As long as a text is kept for who has not got it yet."""
NOTHING_WRITTEN: Final = "Nothing was written, so nothing was sent."


async def my_mock(ctx: Context, key: str) -> Mock:
    """The caller's mock, however far it is; raises Refusal for none of this id, and for a cancelled one."""
    mock = await scheduling.find_mine(ctx, key)
    if mock.cancelled:
        raise refuse("That mock is canceled: somebody can't come. You don't need to do anything.")
    return mock


async def _my_open_mock(ctx: Context, key: str) -> Mock:
    """The caller's mock, not begun yet; raises Refusal for any other."""
    mock = await my_mock(ctx, key)
    if not mock.coming(ctx.now):
        raise refuse("That mock has begun or is over.")
    return mock


# its time


@press(flow="mock")
async def accept(ctx: Context, args: calls.Accept) -> Reply:
    before = await _my_open_mock(ctx, args.mock)
    mock = before.accept(ctx.member.id)
    MOCKS.put(ctx.unit, args.mock, mock)
    return await _confirm(ctx, args.mock, mock, agreed=mock.state == "accepted" != before.state)


async def _confirm(ctx: Context, key: str, mock: Mock, *, agreed: bool) -> Reply:
    """Instead of the card that was pressed; where all have `agreed`, all hear so. Who shares no place with the others
    has it all on that card, and hears nothing more."""
    at, file = await view_of(ctx, key, mock), None
    if agreed:
        apart = await find_meeting(ctx.unit, mock.members) is None
        file = scheduling.calendar_file(key, mock, ctx.now) if apart else None
        await scheduling.announce_agreement(ctx, key, mock, at.people, ctx.member.id if apart else "")
    return Reply(body=cards.acceptance(at, file), replace=True, about=key)


@press(flow="mock")
async def list_times(ctx: Context, args: calls.Times) -> Reply:
    mock = await _my_open_mock(ctx, args.mock)
    MOCKS.put(ctx.unit, args.mock, mock.touch(ctx.member.id))
    free = await _free_times(ctx, args.mock, mock)
    offered = [at for at in free if at != mock.wish and at > ctx.now + SOON]
    shown = cards.time_choice(await view_of(ctx, args.mock, mock), offered)
    return Reply(body=shown, replace=True, about=args.mock)


async def _read_slot(ctx: Context, key: str, mock: Mock, slot: str) -> dt.datetime:
    """The other time that a button names; raises Refusal when it is over, or not a common time anymore."""
    for at in await _free_times(ctx, key, mock):
        if cards.slot_of(at) == slot and at > ctx.now:
            return at
    raise refuse("That time is no longer free for all of you.")


async def _free_times(ctx: Context, key: str, mock: Mock) -> list[dt.datetime]:
    """Other common times at which none of them has another mock."""
    theirs = [
        m
        for k, m in (await MOCKS.all(ctx.unit)).items()
        if k != key and m.coming(ctx.now) and not set(m.members).isdisjoint(mock.members)
    ]
    length = dt.timedelta(minutes=mock.minutes)
    times = (*mock.others, *((mock.wish,) if mock.wish else ()))
    return [at for at in times if not any(m.at < at + length and at < m.end for m in theirs)]


@press(flow="mock")
async def propose(ctx: Context, args: calls.Propose) -> Reply:
    mock, me = await _my_open_mock(ctx, args.mock), ctx.member.id
    at = await _read_slot(ctx, args.mock, mock, args.slot)
    if mock.wish == at and mock.wisher != me:
        return await _move(ctx, args.mock, mock, at)
    MOCKS.put(ctx.unit, args.mock, mock.touch(me).copy_with(wish=at, wisher=me))
    for member in mock.partners(me) if (mock.wish, mock.wisher) != (at, me) else ():
        ctx.tell(member, entries.Asked(mock=args.mock, slot=args.slot), within=mock.at - ctx.now)
    return Reply(body=cards.proposal(at), replace=True, about=args.mock)


@press(flow="mock")
async def agree(ctx: Context, args: calls.Agree) -> Reply:
    mock = await _my_open_mock(ctx, args.mock)
    at = await _read_slot(ctx, args.mock, mock, args.slot)
    if mock.wish != at:
        raise refuse("Nobody is asking for that time anymore.")
    return await _move(ctx, args.mock, mock, at)


async def _move(ctx: Context, key: str, mock: Mock, at: dt.datetime) -> Reply:
    """To the time that another asked for and the caller agrees to; a third is asked."""
    wisher = (mock.wisher,) if mock.wisher else ()
    scheduling.give_up_booking(ctx, mock)
    moved = mock.move(at, by=(*wisher, ctx.member.id))
    MOCKS.put(ctx.unit, key, moved)
    faces = await faces_of(ctx, moved.members)
    scheduling.schedule(ctx, key, moved, faces)
    if moved.state != "accepted":
        what = entries.Moved(mock=key, sequence=moved.sequence)
        ctx.tell(scheduling.shared_place(moved, faces), what, key, str(moved.sequence), within=at - ctx.now)
    return await _confirm(ctx, key, moved, agreed=moved.state == "accepted")


@press(flow="mock")
async def keep_time(ctx: Context, args: calls.Keep) -> Reply:
    mock = await _my_open_mock(ctx, args.mock)
    if mock.wisher is not None and mock.wisher != ctx.member.id:
        ctx.tell(mock.wisher, entries.Kept(mock=args.mock), within=mock.at - ctx.now)
    MOCKS.put(ctx.unit, args.mock, mock.accept(ctx.member.id).copy_with(wish=None, wisher=None))
    return Reply(body=cards.unchanged_time(mock), replace=True, about=args.mock)


@work()
async def note_booking(ctx: Context, args: entries.Booked) -> None:
    """They have a place and a date, or none; what was made too late is given up."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state != "accepted" or mock.sequence != args.sequence or mock.end <= ctx.now:
        if args.ref:
            ctx.give_up_booking(args.ref)
        return
    made = {"place": args.place, "venue": args.venue, "event": args.event, "booking": args.ref}
    after = mock.copy_with(**made)
    MOCKS.put(ctx.unit, args.mock, after)
    if args.ref:
        ctx.give_up_booking(args.ref, at=mock.end + scheduling.LEFT_OPEN)
    scheduling.tell_agreement(ctx, args.mock, after, await faces_of(ctx, after.members), args.told)


async def hears_with_brief(ctx: Context, mock: Mock, who: str) -> bool:
    """Whether somebody hears that all can come in one message with the brief: who interviews, where each of them is
    written to at home."""
    return who == mock.interviewer and await find_meeting(ctx.unit, mock.members) is None


@private_message(flow="mock")
async def report_agreement(ctx: Context, args: entries.Agreed) -> Reply | Skip:
    if ctx.joined is not None and ctx.joined.id == args.told:
        return Skip(why="you have it on the card that you pressed")
    mock = await MOCKS.get(ctx.unit, args.mock)
    if ctx.joined is not None and mock is not None and await hears_with_brief(ctx, mock, ctx.joined.id):
        return Skip(why="it comes with your brief")
    return await _report_time(ctx, args)


@private_message(flow="mock")
async def report_move(ctx: Context, args: entries.Moved) -> Reply | Skip:
    return await _report_time(ctx, args)


async def _report_time(ctx: Context, args: entries.Agreed | entries.Moved) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now) or mock.sequence != args.sequence:
        return Skip(why="it was moved or canceled since")
    file = scheduling.calendar_file(args.mock, mock, ctx.now)
    write = cards.agreement if isinstance(args, entries.Agreed) else cards.new_time
    return Reply(body=write(await view_of(ctx, args.mock, mock), file), about=args.mock)


@private_message()
async def ask_for_other_time(ctx: Context, args: entries.Asked) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now) or mock.wish is None or cards.slot_of(mock.wish) != args.slot:
        return Skip(why="nobody is asking for that time anymore")
    return Reply(body=cards.time_question(await view_of(ctx, args.mock, mock), mock.wish))


@private_message()
async def report_kept_time(ctx: Context, args: entries.Kept) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now):
        return Skip(why="it isn't taking place")
    return Reply(body=cards.unchanged_time(mock))


# messages from DM to DM, with everybody's consent


async def _my_lasting_mock(ctx: Context, key: str) -> Mock:
    """The caller's mock, not over yet; raises Refusal for any other."""
    mock = await my_mock(ctx, key)
    if mock.end <= ctx.now:
        raise refuse("That mock is over, so I don't carry messages for it anymore.")
    return mock


@press()
async def relay(ctx: Context, args: calls.Relay) -> Reply:
    before, me = await _my_lasting_mock(ctx, args.mock), ctx.member.id
    mock = before.set_relay(me, on=args.on)
    MOCKS.put(ctx.unit, args.mock, mock)
    if not args.on:
        return Reply(body=cards.relay_end(args.mock))
    at = await view_of(ctx, args.mock, mock)
    if mock.relayed:
        for who in mock.partners(me) if not before.relayed else ():
            ctx.tell(who, entries.RelayOpen(mock=args.mock), within=mock.end - ctx.now)
        return Reply(body=cards.relay_start(at))
    for who in (m for m in mock.partners(me) if m not in mock.relay):
        what = entries.RelayOffer(mock=args.mock, member=me)
        ctx.tell(who, what, args.mock, alias(me), within=mock.end - ctx.now)
    return Reply(body=cards.relay_question_sent(at))


@private_message()
async def offer_relay(ctx: Context, args: entries.RelayOffer) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    asker = await members.MEMBERS.get(ctx.unit, args.member)
    known = mock is None or mock.cancelled or mock.end <= ctx.now or ctx.member.id in mock.relay
    if mock is None or known or asker is None or args.member not in mock.relay:
        return Skip(why="it isn't being asked anymore")
    return Reply(body=cards.relay_question(await view_of(ctx, args.mock, mock), asker))


@private_message()
async def open_relay(ctx: Context, args: entries.RelayOpen) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.relayed or mock.end <= ctx.now or ctx.member.id not in mock.members:
        return Skip(why="messages aren't carried anymore")
    return Reply(body=cards.relay_start(await view_of(ctx, args.mock, mock)))


@press(form=("text",), title="Write to your partner")
async def write(ctx: Context, args: calls.Write) -> Reply:
    """The text waits encrypted until it is carried; who forgets their drafts takes it back."""
    mock, me = await _my_lasting_mock(ctx, args.mock), ctx.member.id
    if not mock.relayed:
        again = calls.Relay(mock=args.mock).call()
        raise Refusal("I carry messages only when everyone in the mock agrees.", again, "Write through me")
    text = args.text.value.strip() if args.text else ""
    if not text:
        raise Refusal(NOTHING_WRITTEN, args.call(ask=True), "Write it")
    at = await view_of(ctx, args.mock, mock)
    _refuse_at_night(ctx, at)
    private = Call(path=args.path, values={"mock": args.mock, "text": text}, private=frozenset({"text"}))
    parts = take_apart(members.keep(ctx.unit, me, private, ctx.chance))
    token = (parts.token if parts else None) or ""
    for who in mock.partners(me):
        what = entries.Carried(mock=args.mock, member=me, token=token)
        ctx.tell(who, what, token, until=min(mock.end, ctx.now + CARRIED_FOR))
    return Reply(body=cards.relay_receipt(at))


def _refuse_at_night(ctx: Context, at: MockView) -> None:
    """Nobody is woken, and no text waits for a morning; around the mock itself its people are up."""
    for who in at.others if at.mock.at - ctx.now > SOON else ():
        if who is not None and (awake := out_of_quiet(ctx.now, who.zone, who.quiet)) > ctx.now:
            hours, minutes = divmod(int((awake - ctx.now).total_seconds()) // 60, 60)
            wait = f"{hours} h {minutes:02} min"
            raise Refusal(f"It's quiet time for {who.name[:40]} now. Write again in {wait}.")


@private_message(urgent=True)
async def carry(ctx: Context, args: entries.Carried) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    sender = MemberId(args.member)
    if mock is None or not mock.relayed or mock.end <= ctx.now:
        return Skip(why="messages aren't carried anymore")
    if not {sender, ctx.member.id} <= set(mock.members):
        return Skip(why="one of you isn't in that mock anymore")
    call = await members.find_kept(ctx.unit, args.token, sender)
    who = await members.MEMBERS.get(ctx.unit, sender)
    if call is None or who is None:
        return Skip(why="its text was deleted")
    at = await view_of(ctx, args.mock, mock)
    return Reply(body=cards.relay_message(at, who, call.values.get("text", "")))
