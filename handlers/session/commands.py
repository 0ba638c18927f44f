"""Sessions: orchestration only."""

from bot.context import Context
from bot.core.command import Args, command, message, press, work
from bot.core.errors import Refusal
from bot.core.reply import Reply, Skip
from bot.core.values import new_id
from content.mocks import Brief as Text
from content.models import Round
from handlers.mocks import entries
from handlers.mocks.agreement import hears_with_brief
from handlers.mocks.agreement_cards import agreement
from handlers.mocks.calls import refuse
from handlers.mocks.records import MOCKS
from handlers.mocks.scheduling import calendar_file
from handlers.mocks.view import view_of
from handlers.practice import private_message
from handlers.session import brief_cards, calls, cards, service
from handlers.session.model import MOST_EXTRA, SECOND, SESSIONS, WARNINGS, Scene, Session, merge_marks

PAST = "the session has moved on"


# alone


@command(
    "Practice a round alone, with hints on a clock",
    form=("round",),
    opens="asked",
    title="Practice alone",
    example="round=inference",
)
async def choose_practice(ctx: Context, args: calls.Solo) -> Reply:
    session = await service.make_session(ctx, (ctx.member.id,), Round(args.round) if args.round else None)
    return await _offer_alone(ctx, new_id(ctx.chance, 8), session)


@press()
async def practice_alone(ctx: Context, args: calls.Alone) -> Reply:
    """The mock's own question, which the interviewer alone has read."""
    mock = await service.my_mock(ctx, args.mock)
    given = await SESSIONS.get(ctx.unit, args.mock)
    which = given.round if given else None if mock.round == "any" else Round(mock.round)
    session = await service.make_session(ctx, (ctx.member.id,), which)
    if given and given.brief and ctx.member.id == given.candidate:
        session = session.copy_with(brief=given.brief)
    return await _offer_alone(ctx, new_id(ctx.chance, 8), session)


async def _offer_alone(ctx: Context, key: str, session: Session) -> Reply:
    """A question to practice alone; it counts as seen from when it is shown."""
    found = await service.scene_of(ctx, key, session)
    if found.brief is None:
        return Reply(body=brief_cards.no_brief_left(found.plan))
    _, left = await service.pick_brief(ctx, session.people, session.round, "")
    await service.note_seen(ctx, session, ctx.member.id)
    SESSIONS.put(ctx.unit, key, session)
    return Reply(body=brief_cards.solo(key, found.plan, found.brief, left))


@press()
async def change_question(ctx: Context, args: calls.Another) -> Reply:
    found = await service.my_scene(ctx, args.session)
    if found.session.begun or not found.sees_stages(ctx.member):
        raise Refusal("The question is settled: the session has begun, or another one interviews.")
    people, which = found.session.people, found.session.round
    level = found.people[0].level if found.people[0] else ""
    brief, _ = await service.pick_brief(ctx, people, which, level)
    changed = found.session.copy_with(brief=brief)
    if changed.alone:
        return await _offer_alone(ctx, found.key, changed)
    await service.note_seen(ctx, changed, ctx.member.id)
    SESSIONS.put(ctx.unit, found.key, changed)
    after = await service.scene_of(ctx, found.key, changed)
    if after.brief is None:
        return Reply(body=brief_cards.no_brief_left(found.plan))
    return Reply(body=brief_cards.brief_page(found.key, after.brief, 1))


# the brief


@work()
async def prepare_brief(ctx: Context, args: calls.Prepare) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now):
        return
    session = await service.session_of_mock(ctx, args.mock, mock)
    who, within = session.interviewer, mock.at - ctx.now
    if args.agreed and who != args.told and await hears_with_brief(ctx, mock, who):
        ctx.tell(
            who, calls.Brief(session=args.mock, agreed=True), args.mock, str(mock.sequence), within=within
        )
    else:
        ctx.tell(who, calls.Brief(session=args.mock), args.mock, within=within)


@private_message(flow="mock")
async def offer_brief(ctx: Context, args: calls.Brief) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    mock = await MOCKS.get(ctx.unit, session.mock) if session else None
    if session is None or mock is None or session.begun or not mock.coming(ctx.now):
        return Skip(why="the mock isn't taking place, or has begun")
    if ctx.member.id not in mock.members or ctx.member.id != session.interviewer:
        return Skip(why="somebody else interviews")
    found = await service.scene_of(ctx, args.session, session)
    others = found.others(ctx.member)
    agreed = None
    if args.agreed:
        file = calendar_file(args.session, mock, ctx.now)
        agreed = agreement(await view_of(ctx, args.session, mock), file)
    if found.brief is None:
        shown = brief_cards.used_up(mock, others, agreed)
    else:
        shown = brief_cards.offer(args.session, mock, found.brief, others, agreed)
    return Reply(body=shown, apart=not args.agreed, about=session.mock)


@press()
async def open_brief(ctx: Context, args: calls.Open) -> Reply:
    return Reply(body=brief_cards.brief_page(args.session, await _brief(ctx, args.session), args.page))


async def _brief(ctx: Context, key: str) -> Text:
    """The brief of the caller's session; raises Refusal for who does not interview, and where there is none."""
    found = await service.my_scene(ctx, key)
    if not found.sees_stages(ctx.member):
        raise Refusal("Only the interviewer reads the brief. After the session you may ask them for it.")
    if found.brief is None:
        raise refuse("There is no brief: all of them are used up.")
    return found.brief


@press()
async def read_guide(ctx: Context, args: calls.Guide) -> Reply:
    return Reply(body=brief_cards.guide_page(next(iter(ctx.content.guides.values())), args.page))


# the clock


@press(flow="session")
async def start(ctx: Context, args: calls.Start) -> Reply:
    mock = await service.my_mock(ctx, args.mock)
    if not mock.at - service.EARLY <= ctx.now <= mock.at + service.LATE:
        raise refuse("The clock can be started from 15 minutes before the mock until 3 hours after.")
    await service.session_of_mock(ctx, args.mock, mock)
    return await _begin(ctx, await service.my_scene(ctx, args.mock))


@press(flow="session")
async def begin(ctx: Context, args: calls.Begin) -> Reply:
    return await _begin(ctx, await service.my_scene(ctx, args.session))


async def _begin(ctx: Context, found: Scene) -> Reply:
    """Starts the clock and tells the others; one that has started is shown."""
    if found.session.over:
        return _over(ctx, found)
    if found.session.begun:
        return Reply(body=cards.clock(found, ctx.member, found.session.minute(ctx.now)))
    await service.note_seen(ctx, found.session, *found.session.people)
    if found.session.mock:
        ctx.do(entries.Started(mock=found.session.mock), found.session.mock)
    after = await service.change(ctx, found, found.session.start(ctx.now))
    _tell_others(ctx, after, calls.Begun(session=found.key))
    return Reply(body=cards.clock_start(after))


def _over(ctx: Context, found: Scene) -> Reply:
    return Reply(body=cards.end(found, ctx.member, found.session.minute(ctx.now)))


@private_message(urgent=True, flow="session")
async def report_begun(ctx: Context, args: calls.Begun) -> Reply | Skip:
    found = await _live(ctx, args.session)
    return Reply(body=cards.clock_start(found)) if found else Skip(why=PAST)


async def _live(ctx: Context, key: str, turn: int | None = None) -> Scene | None:
    """The session that the addressee is in, while it runs and its plan is that of `turn`."""
    session = await SESSIONS.get(ctx.unit, key)
    if session is None or not session.running or ctx.member.id not in session.people:
        return None
    return await service.scene_of(ctx, key, session) if turn in (None, session.turn) else None


@work()
async def tick(ctx: Context, args: calls.Tick) -> None:
    """Says what is due at this minute, and plans the next one."""
    key = args.session
    session = await SESSIONS.get(ctx.unit, key)
    if session is None or session.turn != args.turn or not session.running:
        return
    found = await service.scene_of(ctx, key, session)
    step = sum(session.instant(mark.minute) <= ctx.now for mark in found.marks)
    mark = merge_marks(found.marks, session.step, step)
    if session.paused or (mark is not None and mark.left == 0):
        await service.end_session(ctx, found)
        return
    if mark is None:
        return
    shown = sum(one.hint is not None for one in found.marks[:step])
    after = session.copy_with(step=step, hints=max(session.hints, shown))
    service.say_stage(ctx, key, found, step, mark.left)
    await service.change(ctx, found, after)


@message(urgent=True, silent=True, flow="session")
async def say_stage(ctx: Context, args: calls.Said) -> Reply | Skip:
    found = await _live(ctx, args.session, args.turn)
    mark = merge_marks(found.marks, args.step, args.until) if found else None
    if found is None or mark is None or not found.sees_stages(ctx.member):
        return Skip(why=PAST)
    first = found.plan.plan[1].minute
    return Reply(body=cards.stage(found, mark, asked=mark.stage is not None and mark.stage.minute == first))


@message(urgent=True, silent=True)
async def say_time_left(ctx: Context, args: calls.Time) -> Reply | Skip:
    found = await _live(ctx, args.session, args.turn)
    return Reply(body=cards.time(args.left)) if found and args.left in WARNINGS else Skip(why=PAST)


@private_message(urgent=True, flow="session")
async def report_over(ctx: Context, args: calls.Over) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or session.over is None or ctx.member.id not in session.people:
        return Skip(why=PAST)
    return _over(ctx, await service.scene_of(ctx, args.session, session))


async def _running_brief(ctx: Context, key: str) -> tuple[Scene, Text]:
    text = await _brief(ctx, key)
    return await service.my_running_scene(ctx, key), text


@press()
async def give_hint(ctx: Context, args: calls.Hint) -> Reply:
    found, text = await _running_brief(ctx, args.session)
    session = found.session.copy_with(hints=max(found.session.hints, args.number))
    SESSIONS.put(ctx.unit, args.session, session)
    after = await service.scene_of(ctx, args.session, session)
    return Reply(body=cards.hint(after, text, min(args.number, len(text.hints))))


@press()
async def list_follow_ups(ctx: Context, args: calls.FollowUps) -> Reply:
    return Reply(body=cards.follow_ups(*await _running_brief(ctx, args.session)))


@press()
async def send_tests(ctx: Context, args: calls.SendTests) -> Reply:
    found, text = await _running_brief(ctx, args.session)
    if not text.tests:
        raise Refusal("Only coding questions come with tests.")
    if not found.session.alone:
        what = calls.TestsSent(session=args.session)
        ctx.tell(found.session.candidate, what, args.session, within=service.PROMPT)
    return Reply(body=cards.tests(found, text))


@message(urgent=True)
async def deliver_tests(ctx: Context, args: calls.TestsSent) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or session.over or ctx.member.id != session.candidate:
        return Skip(why=PAST)
    text = (await service.scene_of(ctx, args.session, session)).brief
    return Reply(body=cards.tests_to_run(text)) if text else Skip(why=PAST)


@press(flow="session")
async def show_clock(ctx: Context, args: calls.Clock) -> Reply:
    found = await service.my_running_scene(ctx, args.session)
    return Reply(body=cards.clock(found, ctx.member, found.session.minute(ctx.now)))


@press(flow="session")
async def pause(ctx: Context, args: calls.Pause) -> Reply:
    found = await service.my_running_scene(ctx, args.session)
    paused = None if found.session.paused else found.session.pause(ctx.now)
    return await _change_clock(ctx, found, paused, "pause")


@press(flow="session")
async def resume(ctx: Context, args: calls.Resume) -> Reply:
    found = await service.my_running_scene(ctx, args.session)
    resumed = found.session.resume(ctx.now) if found.session.paused else None
    return await _change_clock(ctx, found, resumed, "resume")


@press(flow="session")
async def add_time(ctx: Context, args: calls.Plus) -> Reply:
    found = await service.my_running_scene(ctx, args.session)
    if found.session.extra >= MOST_EXTRA:
        raise Refusal("That is half an hour more already. Stop here, and take another day for the rest.")
    return await _change_clock(ctx, found, found.session.longer(), "plus")


def _tell_others(ctx: Context, found: Scene, what: Args, *meaning: str) -> None:
    for who in found.session.people:
        if who != ctx.member.id:
            ctx.tell(who, what, found.key, *meaning, within=service.PROMPT)


async def _change_clock(ctx: Context, found: Scene, session: Session | None, what: cards.Change) -> Reply:
    """Writes the session, unless it is so already, and tells the others that somebody changed the clock."""
    if session is not None:
        found, turn = await service.change(ctx, found, session), session.turn
        _tell_others(ctx, found, calls.Changed(session=found.key, what=what, turn=turn), str(turn))
    return Reply(body=cards.change(found, what, found.session.minute(ctx.now)))


@message(urgent=True, silent=True, flow="session")
async def report_change(ctx: Context, args: calls.Changed) -> Reply | Skip:
    found = await _live(ctx, args.session, args.turn)
    if found is None:
        return Skip(why=PAST)
    return Reply(body=cards.change(found, args.what, found.session.minute(ctx.now)))


@press(flow="session")
async def stop(ctx: Context, args: calls.Stop) -> Reply:
    found = await service.my_running_scene(ctx, args.session)
    return _over(ctx, await service.end_session(ctx, found, told=ctx.member.id))


@press()
async def swap(ctx: Context, args: calls.Swap) -> Reply:
    found = await service.my_scene(ctx, args.session)
    if not found.swaps:
        raise Refusal("The roles can be swapped once, and you have done that, or you are alone.")
    if found.session.running:
        found = await service.end_session(ctx, found, told=ctx.member.id)
    key = found.key + SECOND
    second = await SESSIONS.get(ctx.unit, key)
    if second is None:
        before, (one, two, *others) = found.session, found.session.people
        second = await service.make_session(ctx, (two, one, *others), before.round, before.mock)
        await service.note_seen(ctx, second, second.interviewer)
        SESSIONS.put(ctx.unit, key, second)
    after = await service.scene_of(ctx, key, second)
    _tell_others(ctx, after, calls.Swapped(session=key))
    return Reply(body=cards.swap(after, ctx.member))


@private_message(urgent=True)
async def report_swap(ctx: Context, args: calls.Swapped) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or session.begun or ctx.member.id not in session.people:
        return Skip(why=PAST)
    return Reply(body=cards.swap(await service.scene_of(ctx, args.session, session), ctx.member))
