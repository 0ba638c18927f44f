"""Feedback: orchestration only."""

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from handlers.feedback import cards, giving, model, season, store
from handlers.feedback.calls import (
    Back,
    Drill,
    Evidence,
    Give,
    Mark,
    Read,
    Ready,
    Reveal,
    Season,
    SeasonOver,
    Send,
    Step,
    Trends,
    Words,
)
from handlers.mocks.store import SEATS
from handlers.session import scenes
from handlers.session.store import SESSIONS


@press()
async def give(ctx: Context, args: Give) -> Reply:
    mock = await scenes.mock_of(ctx, args.mock)
    if mock.state == "met":
        await scenes.held(ctx, args.mock, mock)
    return await _step(ctx, args.mock)


@press()
async def step(ctx: Context, args: Step) -> Reply:
    return await _step(ctx, args.session)


async def _step(ctx: Context, key: str) -> Reply:
    return Reply(body=giving.step(await giving.desk(ctx, await scenes.mine(ctx, key))))


@press()
async def mark(ctx: Context, args: Mark) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    giving.scale_of(at, args.criterion)
    return Reply(body=giving.kept(ctx, at, model.rated(at.draft, args.criterion, args.level)))


@press(form=("sentence",), opens="asked", title="A sentence you heard")
async def evidence(ctx: Context, args: Evidence) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    giving.scale_of(at, args.criterion)
    return Reply(body=giving.kept(ctx, at, giving.evidence(at.draft, args.criterion, args.sentence)))


@press(form=("keep", "change"), opens="asked", title="Keep one, change one")
async def words(ctx: Context, args: Words) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    said = {"keep": args.keep, "change": args.change, "worded": True}
    return Reply(body=giving.kept(ctx, at, at.draft.model_copy(update=said)))


@press()
async def drill(ctx: Context, args: Drill) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    known = {topic for scale in at.scales for topic in scale.topics}
    topic = args.topic if args.topic in known else ""
    return Reply(body=giving.kept(ctx, at, at.draft.model_copy(update={"drill": topic})))


@press()
async def back(ctx: Context, args: Back) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    again = at.draft.model_copy(update={"levels": {}, "evidence": {}, "worded": False, "drill": None})
    return Reply(body=giving.kept(ctx, at, again))


@press()
async def send(ctx: Context, args: Send) -> Reply:
    at = await giving.desk(ctx, await scenes.mine(ctx, args.session))
    return Reply(body=cards.sent(at.scene, opened=await giving.hand_in(ctx, at)))


@work()
async def reveal(ctx: Context, args: Reveal) -> None:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is not None:
        given = await store.given(ctx.unit, args.session, session)
        await giving.reveal(ctx, await scenes.scene(ctx, args.session, session), given)


@message()
async def ready(ctx: Context, args: Ready) -> Reply | Unsent:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or ctx.member.id not in session.people:
        return Unsent(why="the session is gone")
    found = await scenes.scene(ctx, args.session, session)
    given = await store.given(ctx.unit, args.session, session)
    count = sum(one.about == ctx.member.id for one in given.values())
    return Reply(body=cards.ready(found, ctx.member, count))


@press()
async def read(ctx: Context, args: Read) -> Reply:
    return Reply(body=await giving.read(ctx, await scenes.mine(ctx, args.session), args.page, args.part))


@press()
async def trends(ctx: Context, args: Trends) -> Reply:
    return Reply(body=await giving.trends(ctx))


@press()
async def my_season(ctx: Context, args: Season) -> Reply:
    return Reply(body=await season.shown(ctx))


@message()
async def season_over(ctx: Context, args: SeasonOver) -> Reply | Unsent:
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is None or seat.season is None or seat.season.last != args.last:
        return Unsent(why="that season was ended, or another begun")
    return Reply(body=await season.shown(ctx))
