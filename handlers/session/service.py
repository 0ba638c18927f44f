"""Sessions as they are read and changed: who may, what is planned next, and who is told. Writes into the unit."""

import asyncio
import datetime as dt

from bot.context import Context
from bot.core.errors import Refusal
from bot.core.rounds import ANY
from bot.core.values import Call, MemberId
from bot.core.wall_time import local_date
from bot.store import members
from content.models import Round
from handlers.mocks.calls import refuse
from handlers.mocks.model import Mock
from handlers.mocks.records import MOCKS, faces_of, members_of
from handlers.mocks.scheduling import refuse_replaced
from handlers.practice import note_practice
from handlers.session.calls import Over, Said, Solo, Tick, Time
from handlers.session.model import (
    BLIND,
    FORGOTTEN,
    SEEN,
    SESSIONS,
    Scene,
    Session,
    choose,
    least_done,
    sessions_of,
)

PROMPT = dt.timedelta(minutes=5)
"""A stage that could not be said for so long is not said anymore."""
EARLY, LATE = dt.timedelta(minutes=15), dt.timedelta(hours=3)
"""Before and after a mock's time: when its clock can be started."""
_GONE = "I can't find that session of yours. Your mocks are listed here:"


async def scene_of(ctx: Context, key: str, session: Session) -> Scene:
    """The session with its plan, its brief and its people."""
    people = await members_of(ctx, session.people)
    brief = ctx.content.briefs.get(session.brief)
    return Scene(key, session, ctx.content.rounds[session.round.value], brief, tuple(people))


async def my_scene(ctx: Context, key: str) -> Scene:
    """The caller's session; raises Refusal where there is none, or it is not theirs."""
    session = await SESSIONS.get(ctx.unit, key)
    if session is None or ctx.member.id not in session.people:
        if session is not None and session.mock:
            await refuse_replaced(ctx, session.mock, await MOCKS.get(ctx.unit, session.mock))
        raise refuse(_GONE)
    return await scene_of(ctx, key, session)


async def my_running_scene(ctx: Context, key: str) -> Scene:
    """The caller's session, while its clock runs or is paused; raises Refusal before and after."""
    found = await my_scene(ctx, key)
    if not found.session.begun:
        raise refuse("This session's clock hasn't started yet.")
    if found.session.over:
        raise Refusal("This session is over.", Solo().call(ask=True), "Practice alone")
    return found


async def my_mock(ctx: Context, key: str) -> Mock:
    """A mock of the caller's; raises Refusal where there is none of this id, and for a cancelled one."""
    mock = await MOCKS.get(ctx.unit, key)
    await refuse_replaced(ctx, key, mock)
    if mock is None or ctx.member.id not in mock.members:
        raise refuse(_GONE)
    if mock.cancelled:
        raise Refusal("That mock was canceled.", Solo().call(ask=True), "Practice alone")
    return mock


# making one


async def make_session(
    ctx: Context, people: tuple[MemberId, ...], which: Round | None, mock: str = ""
) -> Session:
    """A session with a brief that none of its people has seen, if there is one."""
    first = await members.MEMBERS.get(ctx.unit, people[0])
    if which is None:
        mine = (await sessions_of(ctx.unit, people[0])).values()
        done = [one.round for one in mine if one.candidate == people[0]]
        which = least_done(done, first.rounds if first else ())
    brief, _ = await pick_brief(ctx, people, which, first.level if first else "")
    return Session(people=people, round=which, mock=mock, brief=brief)


async def pick_brief(ctx: Context, people: tuple[MemberId, ...], which: Round, level: str) -> tuple[str, int]:
    """A brief's id (empty when none is left), and how many nobody of them has seen."""
    briefs = [one for one in ctx.content.briefs.values() if one.round == which]
    seen = [await SEEN.get_or_new(ctx.unit, who) for who in people[:2]]
    brief, left = choose(briefs, seen, level, ctx.chance)
    return brief.id if brief else "", left


async def session_of_mock(ctx: Context, key: str, mock: Mock) -> Session:
    """The session of a mock, made at the first need of it; before it begins it follows who is in the mock."""
    known = await SESSIONS.get(ctx.unit, key)
    if known is not None and (known.begun or known.people == mock.members):
        return known
    if known is not None and known.interviewer == mock.interviewer:
        session = known.copy_with(people=mock.members)
    else:
        which = known.round if known else None if mock.round == ANY else Round(mock.round)
        session = await make_session(ctx, mock.members, which, key)
    await note_seen(ctx, session, session.interviewer)
    SESSIONS.put(ctx.unit, key, session)
    return session


async def hold_without_clock(ctx: Context, key: str, mock: Mock) -> None:
    """The session of a mock that took place without the clock: it lasted as long as was planned."""
    session = await session_of_mock(ctx, key, mock)
    if session.begun is None:
        SESSIONS.put(ctx.unit, key, session.copy_with(begun=mock.at, over=mock.end))
        _reveal_later(ctx, key)


async def note_seen(ctx: Context, session: Session, *who: MemberId) -> None:
    """Notes that they know the session's brief."""
    for member in await faces_of(ctx, who):
        known = await SEEN.get_or_new(ctx.unit, member.id)
        after = known.plus(session.brief, local_date(ctx.now, member.zone))
        if after is not known:
            SEEN.put(ctx.unit, member.id, after)


async def old_sessions(ctx: Context, before: dt.date) -> set[str]:
    """Sessions of before that day, checked at the commit: those that one had alone or was only shown, and those of a
    deleted mock that never began. One that people had together stays: feedback on it and the loop of five show it."""
    sessions, mocks, seen = await asyncio.gather(
        SESSIONS.all(ctx.unit), MOCKS.all(ctx.unit), SEEN.all(ctx.unit)
    )

    def is_old(session: Session) -> bool:
        if session.begun is not None:
            return session.alone and session.begun.date() < before
        if session.mock:
            return session.mock not in mocks
        shown = seen[session.interviewer].days if session.interviewer in seen else {}
        return shown.get(session.brief, dt.date.min) < before

    old = {key: session for key, session in sessions.items() if is_old(session)}
    return {key for key, session in old.items() if await SESSIONS.get(ctx.unit, key) == session}


# the clock


async def change(ctx: Context, found: Scene, session: Session) -> Scene:
    """Writes a session that goes on and plans what is said next; whatever was planned before does nothing anymore."""
    SESSIONS.put(ctx.unit, found.key, session)
    after = await scene_of(ctx, found.key, session)
    at = ctx.now + FORGOTTEN if session.paused else session.instant(after.marks[session.step].minute)
    what = Tick(session=found.key, turn=session.turn)
    ctx.do(what, found.key, str(session.turn), str(session.step), at=at)
    return after


def say_stage(ctx: Context, key: str, found: Scene, step: int, left: int | None) -> None:
    """What has passed up to `step`; it makes no sense once the next mark of the plan has come."""
    session = found.session
    upcoming = session.instant(found.marks[step].minute)
    what = Said(session=key, turn=session.turn, step=session.step, until=step)
    ctx.tell(session.interviewer, what, key, str(session.turn), str(step), within=PROMPT, until=upcoming)
    if left is not None:
        for who in session.people:
            if who != session.interviewer:
                time = Time(session=key, turn=session.turn, left=left)
                ctx.tell(who, time, key, str(session.turn), str(left), within=PROMPT, until=upcoming)


async def end_session(ctx: Context, found: Scene, told: MemberId | None = None) -> Scene:
    """Stops the clock for good and asks everybody for feedback but who has been `told`."""
    session = found.session.end(ctx.now)
    SESSIONS.put(ctx.unit, found.key, session)
    for who in session.people:
        if who != told:
            ctx.tell(who, Over(session=found.key), found.key, within=dt.timedelta(hours=12))
    if not session.alone:
        _reveal_later(ctx, found.key)
    for member in await faces_of(ctx, session.people):
        await note_practice(ctx, "mock", whose=member)
    return await scene_of(ctx, found.key, session)


def _reveal_later(ctx: Context, key: str) -> None:
    ctx.do(Call(path="feedback.reveal", values={"session": key}), key, at=ctx.now + BLIND)
