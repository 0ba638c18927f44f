"""Sessions: orchestration only."""

from bot.context import Context
from bot.core.card import Card
from bot.core.command import command, message, press, work
from bot.core.errors import Refusal
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from content.interviewer import Brief as Text
from content.models import Round
from handlers.mocks import calls
from handlers.mocks.store import MOCKS
from handlers.session import brief_cards, cards, scenes
from handlers.session.calls import (
    Alone,
    Another,
    Begin,
    Begun,
    Brief,
    Changed,
    Clock,
    FollowUps,
    Guide,
    Hint,
    Open,
    Over,
    Pause,
    Plus,
    Prepare,
    Resume,
    Said,
    Solo,
    Start,
    Stop,
    Swap,
    Swapped,
    Tick,
    Time,
)
from handlers.session.model import MOST_EXTRA, WARNINGS, Scene, said_now
from handlers.session.store import SESSIONS

PAST = "the session has moved on"


# alone


@command(
    "Practise a round alone, with hints on a clock",
    form=("round",),
    opens="asked",
    title="Practise alone",
    example="round=inference",
)
async def solo(ctx: Context, args: Solo) -> Reply:
    me = (ctx.member.id,)
    session = await scenes.made(ctx, me, Round(args.round) if args.round else None)
    key = scenes.new_key(ctx)
    return await _offered(ctx, key, await scenes.scene(ctx, key, session))


@press()
async def alone(ctx: Context, args: Alone) -> Reply:
    """The mock's own question, which the interviewer alone has read."""
    mock = await scenes.mock_of(ctx, args.mock)
    given = await SESSIONS.get(ctx.unit, args.mock)
    me = (ctx.member.id,)
    asked = given.round if given else None
    session = await scenes.made(ctx, me, asked or (None if mock.round == "any" else Round(mock.round)))
    if given and given.brief and ctx.member.id == given.candidate:
        session = session.model_copy(update={"brief": given.brief})
    key = scenes.new_key(ctx)
    return await _offered(ctx, key, await scenes.scene(ctx, key, session))


async def _offered(ctx: Context, key: str, found: Scene) -> Reply:
    """A question to practise alone; it counts as seen from when it is shown."""
    if found.brief is None:
        return Reply(body=brief_cards.none_left(found.plan))
    _, left = await scenes.pick(ctx, found.session.people, found.session.round, "")
    await scenes.note_seen(ctx, found.session, ctx.member.id)
    SESSIONS.put(ctx.unit, key, found.session)
    return Reply(body=brief_cards.solo(key, found.plan, found.brief, left))


@press()
async def another(ctx: Context, args: Another) -> Reply:
    found = await scenes.mine(ctx, args.session)
    if found.session.begun or not found.helped(ctx.member):
        raise Refusal("The question is settled: the session has begun, or another one interviews.")
    people, which = found.session.people, found.session.round
    level = found.people[0].level if found.people[0] else ""
    brief, _ = await scenes.pick(ctx, people, which, level)
    changed = found.session.model_copy(update={"brief": brief})
    after = await scenes.scene(ctx, found.key, changed)
    if changed.alone:
        return await _offered(ctx, found.key, after)
    await scenes.note_seen(ctx, changed, ctx.member.id)
    SESSIONS.put(ctx.unit, found.key, changed)
    if after.brief is None:
        return Reply(body=brief_cards.none_left(found.plan))
    return Reply(body=brief_cards.opened(found.key, after.brief, 1))


# the brief


@work()
async def prepare(ctx: Context, args: Prepare) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now):
        return
    session = await scenes.of_mock(ctx, args.mock, mock)
    ctx.tell(session.interviewer, Brief(session=args.mock), args.mock, within=mock.at - ctx.now)


@message()
async def brief(ctx: Context, args: Brief) -> Reply | Unsent:
    session = await SESSIONS.get(ctx.unit, args.session)
    mock = await MOCKS.get(ctx.unit, session.mock) if session else None
    if session is None or mock is None or session.begun or not mock.coming(ctx.now):
        return Unsent(why="the mock does not take place, or has begun")
    if ctx.member.id not in mock.members or ctx.member.id != session.interviewer:
        return Unsent(why="another one interviews")
    found = await scenes.scene(ctx, args.session, session)
    others = found.others(ctx.member)
    if found.brief is None:
        return Reply(body=brief_cards.used_up(mock, others, ctx.member))
    return Reply(body=brief_cards.offered(args.session, mock, found.brief, others, ctx.member))


@press()
async def open_brief(ctx: Context, args: Open) -> Reply:
    return Reply(body=brief_cards.opened(args.session, await _brief(ctx, args.session), args.page))


async def _brief(ctx: Context, key: str) -> Text:
    """The brief of the caller's session, which only its interviewer may read.

    Raises:
        Refusal: they do not interview, or there is no brief.
    """
    found = await scenes.mine(ctx, key)
    if not found.helped(ctx.member):
        raise Refusal("Only the interviewer reads the brief. After the session you may ask them for it.")
    if found.brief is None:
        raise Refusal("There is no brief: all of them are used up.", calls.History().call(), "My mock rounds")
    return found.brief


@press()
async def guide(ctx: Context, args: Guide) -> Reply:
    return Reply(body=brief_cards.guide(next(iter(ctx.content.guides.values())), args.page))


# the clock


@press()
async def start(ctx: Context, args: Start) -> Reply:
    mock = await scenes.mock_of(ctx, args.mock)
    if not mock.at - scenes.EARLY <= ctx.now <= mock.at + scenes.LATE:
        raise Refusal(
            "The clock can be started from 15 minutes before the mock until 3 hours after.",
            calls.History().call(),
            "My mock rounds",
        )
    await scenes.of_mock(ctx, args.mock, mock)
    return await _begin(ctx, await scenes.mine(ctx, args.mock))


@press()
async def begin(ctx: Context, args: Begin) -> Reply:
    return await _begin(ctx, await scenes.mine(ctx, args.session))


async def _begin(ctx: Context, found: Scene) -> Reply:
    """Starts the clock and tells the others; one that has started is shown."""
    if found.session.over:
        return Reply(body=await _over(ctx, found))
    if found.session.begun:
        return Reply(body=cards.clock(found, ctx.member, found.session.minute(ctx.now)))
    after = await scenes.begin(ctx, found)
    for who in after.session.people:
        if who != ctx.member.id:
            ctx.tell(who, Begun(session=found.key), found.key, within=scenes.PROMPT)
    return Reply(body=cards.begun(after, ctx.member))


async def _over(ctx: Context, found: Scene) -> Card:
    return cards.over(found, ctx.member, found.session.minute(ctx.now))


@message(urgent=True)
async def begun(ctx: Context, args: Begun) -> Reply | Unsent:
    found = await _live(ctx, args.session)
    return Reply(body=cards.begun(found, ctx.member)) if found else Unsent(why=PAST)


async def _live(ctx: Context, key: str, turn: int | None = None) -> Scene | None:
    """The session that the addressee is in, while it runs and its plan is that of `turn`."""
    session = await SESSIONS.get(ctx.unit, key)
    if session is None or not session.running or ctx.member.id not in session.people:
        return None
    return await scenes.scene(ctx, key, session) if turn in (None, session.turn) else None


@work()
async def tick(ctx: Context, args: Tick) -> None:
    await scenes.tick(ctx, args.session, args.turn)


@message(urgent=True, silent=True)
async def said(ctx: Context, args: Said) -> Reply | Unsent:
    found = await _live(ctx, args.session, args.turn)
    mark = said_now(found.marks, args.step, args.until) if found else None
    if found is None or mark is None or not found.helped(ctx.member):
        return Unsent(why=PAST)
    first = found.plan.plan[1].minute
    return Reply(body=cards.stage(found, mark, asked=mark.stage is not None and mark.stage.minute == first))


@message(urgent=True, silent=True)
async def time(ctx: Context, args: Time) -> Reply | Unsent:
    found = await _live(ctx, args.session, args.turn)
    return Reply(body=cards.time(args.left)) if found and args.left in WARNINGS else Unsent(why=PAST)


@message(urgent=True)
async def over(ctx: Context, args: Over) -> Reply | Unsent:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or session.over is None or ctx.member.id not in session.people:
        return Unsent(why=PAST)
    return Reply(body=await _over(ctx, await scenes.scene(ctx, args.session, session)))


@press()
async def hint(ctx: Context, args: Hint) -> Reply:
    text, found = await _brief(ctx, args.session), await scenes.running(ctx, args.session)
    given = max(found.session.hints, args.number)
    session = found.session.model_copy(update={"hints": given})
    SESSIONS.put(ctx.unit, args.session, session)
    after = await scenes.scene(ctx, args.session, session)
    return Reply(body=cards.hint(after, text, min(args.number, len(text.hints))))


@press()
async def follow_ups(ctx: Context, args: FollowUps) -> Reply:
    text, found = await _brief(ctx, args.session), await scenes.running(ctx, args.session)
    return Reply(body=cards.follow_ups(found, text))


@press()
async def clock(ctx: Context, args: Clock) -> Reply:
    found = await scenes.running(ctx, args.session)
    return Reply(body=cards.clock(found, ctx.member, found.session.minute(ctx.now)))


@press()
async def pause(ctx: Context, args: Pause) -> Reply:
    found = await scenes.running(ctx, args.session)
    if not found.session.paused:
        found = await scenes.change(ctx, found, found.session.pause(ctx.now))
        _tell(ctx, found, "pause")
    return Reply(body=cards.paused(found, found.session.minute(ctx.now)))


@press()
async def resume(ctx: Context, args: Resume) -> Reply:
    found = await scenes.running(ctx, args.session)
    if found.session.paused:
        found = await scenes.change(ctx, found, found.session.resume(ctx.now))
        _tell(ctx, found, "resume")
    return Reply(body=cards.resumed(found, found.session.minute(ctx.now)))


@press()
async def plus(ctx: Context, args: Plus) -> Reply:
    found = await scenes.running(ctx, args.session)
    if found.session.extra >= MOST_EXTRA:
        raise Refusal("That is half an hour more already. Stop here, and take another day for the rest.")
    found = await scenes.change(ctx, found, found.session.longer())
    _tell(ctx, found, "plus")
    return Reply(body=cards.longer(found))


def _tell(ctx: Context, found: Scene, what: cards.Change) -> None:
    """Tells the others that somebody changed the clock."""
    turn = found.session.turn
    for who in found.session.people:
        if who != ctx.member.id:
            told = Changed(session=found.key, what=what, turn=turn)
            ctx.tell(who, told, found.key, str(turn), within=scenes.PROMPT)


@message(urgent=True, silent=True)
async def changed(ctx: Context, args: Changed) -> Reply | Unsent:
    found = await _live(ctx, args.session, args.turn)
    if found is None:
        return Unsent(why=PAST)
    return Reply(body=cards.changed(found, args.what, found.session.minute(ctx.now)))


@press()
async def stop(ctx: Context, args: Stop) -> Reply:
    found = await scenes.running(ctx, args.session)
    return Reply(body=await _over(ctx, await scenes.end(ctx, found, told=ctx.member.id)))


@press()
async def swap(ctx: Context, args: Swap) -> Reply:
    found = await scenes.mine(ctx, args.session)
    if not found.swaps:
        raise Refusal("The roles can be swapped once, and you have done that, or you are alone.")
    if found.session.running:
        found = await scenes.end(ctx, found, told=ctx.member.id)
    key, second = await scenes.second_half(ctx, found)
    for who in second.people:
        if who != ctx.member.id:
            ctx.tell(who, Swapped(session=key), key, within=scenes.PROMPT)
    return Reply(body=cards.swapped(await scenes.scene(ctx, key, second), ctx.member))


@message(urgent=True)
async def swapped(ctx: Context, args: Swapped) -> Reply | Unsent:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or session.begun or ctx.member.id not in session.people:
        return Unsent(why=PAST)
    return Reply(body=cards.swapped(await scenes.scene(ctx, args.session, session), ctx.member))
