"""Feedback after a session: written step by step, handed in, opened and read; how it went over time; the season."""

import asyncio
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.context import Context
from bot.core.card import Card
from bot.core.command import press, work
from bot.core.entry import alias
from bot.core.errors import Refusal
from bot.core.member import Member
from bot.core.reply import Reply, Skip
from bot.core.rounds import round_title
from bot.core.values import MemberId, Private
from bot.core.wall_time import DAY, WEEK, local_date, monday_of
from bot.store import members
from content.mocks import About, Scale, scales
from content.models import Round
from handlers.feedback import calls, cards, model
from handlers.feedback.model import DRAFTS, FEEDBACK, Draft, Feedback, Row, Season, key_of
from handlers.mocks.calls import refuse
from handlers.mocks.model import Mock
from handlers.mocks.records import COMPLAINTS, MOCKS, SEATS, mocks_to_come
from handlers.practice import private_message
from handlers.session import service
from handlers.session.model import SESSIONS, Scene, Session, sessions_of

UNSENT_AFTER: Final = dt.timedelta(hours=1)
"""After the first mark: when it is asked whether to send what is there."""
TAKEN_FOR: Final = WEEK
"""How long after a session feedback is taken."""


# written a step at a time


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What somebody writes about a session: about whom, by which criteria, and the draft so far."""

    scene: Scene
    draft: Draft
    scales: tuple[Scale, ...]
    whom: Member | None


async def _open_draft(ctx: Context, key: str) -> FeedbackDraft:
    """The caller's draft; raises Refusal where the session is not theirs, has not begun, or is too long ago; or they
    have handed it in."""
    found = await service.my_scene(ctx, key)
    session, me = found.session, ctx.member.id
    if session.begun is None:
        raise refuse("Feedback comes after the session, and this one hasn't begun.")
    if ctx.now > (session.over or session.begun) + TAKEN_FOR:
        raise refuse("That session is more than a week ago.")
    if await FEEDBACK.get(ctx.unit, key_of(me, key)) is not None:
        raise Refusal("You've sent your feedback on this session.", calls.Trends().call(), "My feedback")
    draft = await DRAFTS.get(ctx.unit, key_of(me, key)) or Draft(since=ctx.now)
    whom = await members.MEMBERS.get(ctx.unit, model.rated_by(session, me))
    return FeedbackDraft(found, draft, _scales(ctx, found, model.role_of(session, me)), whom)


def _scales(ctx: Context, found: Scene, role: About) -> tuple[Scale, ...]:
    return scales(ctx.content.criteria.values(), found.plan, role)


def _next_card(at: FeedbackDraft) -> Card:
    step = model.next_step(at.draft, at.scales)
    match step.kind:
        case "rate" if step.scale:
            return cards.rate(at.scene, step.scale, step.number, len(at.scales), at.whom)
        case "evidence" if step.scale:
            return cards.evidence(at.scene, step.scale, at.draft.levels[step.scale.key])
        case "words":
            return cards.words(at.scene)
        case "drill":
            return cards.drill(at.scene, at.draft, at.scales)
        case _:
            return cards.summary(at.scene, at.draft, at.scales, at.whom)


def _save(ctx: Context, at: FeedbackDraft, draft: Draft) -> Reply:
    """Keeps the draft, and asks what comes next; an hour after its first mark it is asked whether to send it."""
    if not at.draft.levels and draft.levels:
        ctx.tell(ctx.member.id, calls.Unsent(session=at.scene.key), at.scene.key, at=ctx.now + UNSENT_AFTER)
    DRAFTS.put(ctx.unit, key_of(ctx.member.id, at.scene.key), draft)
    return Reply(body=_next_card(replace(at, draft=draft)), replace=True)


@press(flow="feedback")
async def give(ctx: Context, args: calls.Give) -> Reply:
    mock = await service.my_mock(ctx, args.mock)
    if mock.state == "met":
        await service.hold_without_clock(ctx, args.mock, mock)
    return Reply(body=_next_card(await _open_draft(ctx, args.mock)))


@press(flow="feedback")
async def show_step(ctx: Context, args: calls.Step) -> Reply:
    return Reply(body=_next_card(await _open_draft(ctx, args.session)))


async def _open_draft_at(ctx: Context, key: str, criterion: str) -> FeedbackDraft:
    """As `_open_draft`; raises Refusal as well where the session is not rated by this criterion."""
    at = await _open_draft(ctx, key)
    if all(one.key != criterion for one in at.scales):
        raise Refusal("This session isn't rated by that anymore. Begin the feedback again.")
    return at


@press(flow="feedback")
async def mark(ctx: Context, args: calls.Mark) -> Reply:
    at = await _open_draft_at(ctx, args.session, args.criterion)
    return _save(ctx, at, model.rate(at.draft, args.criterion, args.level))


@press(form=("sentence",), opens="asked", title="A sentence you heard", flow="feedback")
async def add_evidence(ctx: Context, args: calls.Evidence) -> Reply:
    """An empty sentence says that it was declined."""
    at = await _open_draft_at(ctx, args.session, args.criterion)
    evidence = {**at.draft.evidence, args.criterion: args.sentence or Private("")}
    return _save(ctx, at, at.draft.copy_with(evidence=evidence))


@press(form=("keep", "change"), opens="asked", title="Keep one, change one", flow="feedback")
async def add_words(ctx: Context, args: calls.Words) -> Reply:
    at = await _open_draft(ctx, args.session)
    return _save(ctx, at, at.draft.copy_with(keep=args.keep, change=args.change, worded=True))


@press(flow="feedback")
async def choose_drill(ctx: Context, args: calls.Drill) -> Reply:
    at = await _open_draft(ctx, args.session)
    known = {topic for scale in at.scales for topic in scale.topics}
    topic = args.topic if args.topic in known else ""
    return _save(ctx, at, at.draft.copy_with(drill=topic))


@press(flow="feedback")
async def begin_again(ctx: Context, args: calls.Back) -> Reply:
    at = await _open_draft(ctx, args.session)
    return _save(ctx, at, at.draft.copy_with(levels={}, evidence={}, worded=False, drill=None))


# handed in and opened


@press(flow="feedback")
async def send(ctx: Context, args: calls.Send) -> Reply:
    at = await _open_draft(ctx, args.session)
    session, me, draft = at.scene.session, ctx.member.id, at.draft
    if model.next_step(draft, at.scales).kind != "send" and not (args.as_is and draft.levels):
        raise Refusal("Something is still open in your feedback. Pick up where you were.")
    feedback = Feedback(
        session=at.scene.key,
        by=me,
        about=model.rated_by(session, me),
        role=model.role_of(session, me),
        round=session.round,
        at=ctx.now,
        levels=draft.levels,
        evidence={name: text for name, text in draft.evidence.items() if text.value},
        keep=draft.keep,
        change=draft.change,
        drill=draft.drill or "",
    )
    given = {**await model.feedback_on(ctx.unit, at.scene.key, session), me: feedback}
    FEEDBACK.put(ctx.unit, key_of(me, at.scene.key), feedback)
    DRAFTS.delete(ctx.unit, key_of(me, at.scene.key))
    if session.alone:
        await _turn_focus(ctx, me, draft.levels, at.scales)
        return Reply(body=cards.SELF_RATED, replace=True)
    opened = model.opens(session, len(given), ctx.now)
    if opened and session.told:
        late = calls.Ready(session=at.scene.key, late=True)
        ctx.tell(feedback.about, late, at.scene.key, alias(me), within=dt.timedelta(days=1))
        await _turn_all(ctx, at.scene, [feedback])
    elif opened:
        await _reveal(ctx, at.scene, given, but={me})
    about_me = any(one.about == me for one in given.values())
    shown = cards.send_receipt(at.scene, at.whom, given, opened=opened, readable=about_me)
    return Reply(body=shown, replace=True)


@private_message()
async def ask_to_send(ctx: Context, args: calls.Unsent) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    draft = await DRAFTS.get(ctx.unit, key_of(ctx.member.id, args.session))
    if session is None or draft is None or not draft.levels:
        return Skip(why="there was nothing left to send")
    found = await service.scene_of(ctx, args.session, session)
    criteria = _scales(ctx, found, model.role_of(session, ctx.member.id))
    rated = await members.MEMBERS.get(ctx.unit, model.rated_by(session, ctx.member.id))
    readable = await _count_about_me(ctx, args.session, session) > 0 if args.due else None
    return Reply(body=cards.unsent(found, draft, len(criteria), rated, readable=readable))


@work()
async def reveal(ctx: Context, args: calls.Reveal) -> None:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is not None:
        drafts = {who: await DRAFTS.get(ctx.unit, key_of(who, args.session)) for who in session.people}
        asked = {who for who, draft in drafts.items() if draft is not None and draft.levels}
        for who in asked:
            ctx.tell(who, calls.Unsent(session=args.session, due=True), args.session, "due")
        given = await model.feedback_on(ctx.unit, args.session, session)
        await _reveal(ctx, await service.scene_of(ctx, args.session, session), given, but=asked)


async def _reveal(
    ctx: Context, found: Scene, given: Mapping[MemberId, Feedback], but: Collection[MemberId]
) -> None:
    """Tells everybody `but` who hears of it otherwise that feedback can be read; once a session."""
    if found.session.told:
        return
    SESSIONS.put(ctx.unit, found.key, found.session.copy_with(told=True))
    for who in found.session.people[:2]:
        if who not in but:
            ctx.tell(who, calls.Ready(session=found.key), found.key, within=dt.timedelta(days=1))
    await _turn_all(ctx, found, given.values())


async def _turn_all(ctx: Context, found: Scene, given: Iterable[Feedback]) -> None:
    """Turns the plans of those who answered to what was weakest."""
    for one in given:
        if one.role == "candidate":
            await _turn_focus(ctx, one.about, one.levels, _scales(ctx, found, "candidate"))


async def _turn_focus(ctx: Context, who: MemberId, levels: Mapping[str, int], by: tuple[Scale, ...]) -> None:
    """What was weakest weighs more in the plan, the quiz and the next match."""
    weak = model.focus(levels, by)
    member = await members.MEMBERS.get(ctx.unit, who)
    if weak and member is not None:
        members.MEMBERS.put(ctx.unit, who, member.copy_with(focus={**member.focus, **weak}))


@work()
async def expire(ctx: Context, args: calls.Expire) -> None:
    """A draft goes when it's too late to send it. With an old session or mock goes what was written about it: the
    levels stay for the trends."""
    for key, mock in (await MOCKS.all(ctx.unit)).items():
        if mock.week < args.before:
            MOCKS.delete(ctx.unit, key)
    mocks = await MOCKS.all(ctx.unit)
    reports = [key for key, one in (await COMPLAINTS.all(ctx.unit)).items() if one.mock not in mocks]
    for key in reports:
        COMPLAINTS.delete(ctx.unit, key)
    late = ctx.now - TAKEN_FOR - DAY  # a draft can begin before the session is over
    drafts = [key for key, draft in (await DRAFTS.all(ctx.unit)).items() if draft.since < late]
    for key in drafts:
        DRAFTS.delete(ctx.unit, key)
    old = await service.old_sessions(ctx, args.before)
    for key in old:
        SESSIONS.delete(ctx.unit, key)
    given = {key: one for key, one in (await FEEDBACK.all(ctx.unit)).items() if one.session in old}
    for key, one in given.items():
        FEEDBACK.put(ctx.unit, key, one.copy_with(evidence={}, keep=None, change=None))
    if reports or drafts or given:
        ctx.clear_disk()


@private_message()
async def report_ready(ctx: Context, args: calls.Ready) -> Reply | Skip:
    session = await SESSIONS.get(ctx.unit, args.session)
    if session is None or ctx.member.id not in session.people:
        return Skip(why="the session is gone")
    count = await _count_about_me(ctx, args.session, session)
    scene = await service.scene_of(ctx, args.session, session)
    return Reply(body=cards.readiness(scene, ctx.member, count, late=args.late))


async def _count_about_me(ctx: Context, key: str, session: Session) -> int:
    given = (await model.feedback_on(ctx.unit, key, session)).values()
    return sum(one.about == ctx.member.id for one in given)


@press()
async def read(ctx: Context, args: calls.Read) -> Reply:
    found = await service.my_scene(ctx, args.session)
    given = await model.feedback_on(ctx.unit, found.key, found.session)
    if not found.session.alone and not model.opens(found.session, len(given), ctx.now):
        said = "It opens when everybody's feedback is in, or a day after the session. I'll tell you then."
        raise Refusal(said)
    about = [one for one in given.values() if one.about == ctx.member.id]
    if not about:
        raise refuse("I don't have feedback about you on this mock yet. When it comes, I'll tell you.")
    at = min(args.page, len(about))
    one = about[at - 1]
    by, criteria = await members.MEMBERS.get(ctx.unit, one.by), _scales(ctx, found, one.role)
    if args.part == "words":
        return Reply(body=cards.sentences(found, one, by, criteria, at))
    return Reply(body=cards.levels(found, one, by, criteria, at, len(about)))


# over time


@press()
async def show_trends(ctx: Context, args: calls.Trends) -> Reply:
    """What others saw over time, what oneself saw, and how strict one is."""
    everything, sessions = await asyncio.gather(FEEDBACK.all(ctx.unit), SESSIONS.all(ctx.unit))
    me, given = ctx.member.id, everything.values()
    rated = [one for one in given if one.about == me and one.role == "candidate"]
    about_me = [one for one in rated if _is_open(ctx, one, given, sessions)]
    titles = {
        scale.key: scale.title
        for plan in ctx.content.rounds.values()
        for scale in scales(ctx.content.criteria.values(), plan, "candidate")
    }
    others = model.trends([one for one in about_me if not one.own], titles)
    own = model.trends([one for one in about_me if one.own], titles)
    return Reply(body=cards.trends(others, own, model.severity([o for o in given if o.by == me], given)))


def _is_open(
    ctx: Context, one: Feedback, given: Collection[Feedback], sessions: Mapping[str, Session]
) -> bool:
    session = sessions.get(one.session)
    if one.own or session is None:
        return True
    return model.opens(session, sum(other.session == one.session for other in given), ctx.now)


# the loop of five rounds


@press()
async def show_season(ctx: Context, args: calls.Season) -> Reply:
    return Reply(body=await _season_card(ctx))


@private_message()
async def report_season(ctx: Context, args: calls.SeasonOver) -> Reply | Skip:
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is None or seat.season is None or seat.season.last != args.last:
        return Skip(why="that season was ended, or another begun")
    return Reply(body=await _season_card(ctx))


async def _season_card(ctx: Context) -> Card:
    """The five rounds, the latest time each: those in which the caller answered; in a season also as interviewer."""
    me, seat = ctx.member.id, await SEATS.get(ctx.unit, ctx.member.id)
    known = [s for s in (await sessions_of(ctx.unit, me)).values() if not s.alone and s.begun]
    season, ahead = seat.season if seat else None, list[Mock]()
    if season is None:
        mine = [s for s in known if s.candidate == me]
    else:
        mine = [s for s in known if s.begun and local_date(s.begun, ctx.member.zone) >= season.begun]
        ahead = [m for m in (await mocks_to_come(ctx.unit, me)).values() if m.week >= season.begun]
    rows = tuple([await _row(ctx, which, mine, ahead) for which in Round])
    partners = len({who for one in mine for who in one.people} - {me})
    if season is None:
        return cards.season(Season(rows, partners))
    number = (monday_of(ctx.today) - season.begun).days // 7 + 1
    return cards.season(Season(rows, partners, number, season.weeks, season.begun))


async def _row(ctx: Context, which: Round, mine: Sequence[Session], ahead: Sequence[Mock]) -> Row:
    title, me = round_title(which), ctx.member.id
    done = [s for s in mine if s.round == which]
    if done:
        latest = next((s for s in done if s.candidate == me), done[0])
        partner = await _partner(ctx, latest.people)
        return Row(which, title, latest.begun, partner, len(done), answered=latest.candidate == me)
    mock = next((m for m in ahead if m.round == which), None)
    if mock is None:
        return Row(which, title)
    return Row(which, title, mock.at, await _partner(ctx, mock.members), planned=True)


async def _partner(ctx: Context, people: Sequence[MemberId]) -> Member | None:
    return await members.MEMBERS.get(ctx.unit, next(who for who in people if who != ctx.member.id))
