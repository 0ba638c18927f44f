"""How feedback is written, handed in, opened and read: reads, decides, writes into the unit."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.context import Context
from bot.core.card import Card
from bot.core.errors import Refusal
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.values import Private
from bot.store import members
from content.criteria import Scale, scales
from handlers.feedback import cards, model, store
from handlers.feedback.calls import Ready, Trends
from handlers.feedback.model import Draft, Feedback
from handlers.feedback.store import DRAFTS, FEEDBACK, key_of
from handlers.mocks import calls
from handlers.session.model import Scene, Session
from handlers.session.store import SESSIONS

KEPT = dt.timedelta(days=7)
"""How long after a session feedback is taken."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whoever writes feedback on a session: about whom, by what, and the draft so far."""

    scene: Scene
    draft: Draft
    scales: tuple[Scale, ...]
    whom: Member | None

    @property
    def key(self) -> str:
        return self.scene.key


async def desk(ctx: Context, found: Scene) -> Desk:
    """The caller's desk.

    Raises:
        Refusal: the session has not begun, is too long ago, or they have handed in what they think of it.
    """
    session, me = found.session, ctx.member.id
    if session.begun is None:
        raise Refusal(
            "Feedback comes after the session, and this one has not begun.",
            calls.History().call(),
            "My mock rounds",
        )
    if ctx.now > (session.over or session.begun) + KEPT:
        raise Refusal("That session is more than a week ago.", calls.History().call(), "My mock rounds")
    if await FEEDBACK.get(ctx.unit, key_of(me, found.key)) is not None:
        raise Refusal("You have sent your feedback on this session.", Trends().call(), "My feedback")
    draft = await DRAFTS.get(ctx.unit, key_of(me, found.key)) or Draft(since=ctx.now)
    about = model.rated_by(session, me)
    whom = await members.MEMBERS.get(ctx.unit, about)
    by = scales(ctx.content.criteria.values(), found.plan, model.role_of(session, me))
    return Desk(found, draft, by, whom)


def step(at: Desk) -> Card:
    """The card of what is asked next."""
    what = model.next_step(at.draft, at.scales)
    match what.kind:
        case "rate" if what.scale:
            return cards.rate(at.scene, what.scale, what.number, len(at.scales), at.whom)
        case "evidence" if what.scale:
            return cards.evidence(at.scene, what.scale, at.draft.levels[what.scale.key])
        case "words":
            return cards.words(at.scene)
        case "drill":
            return cards.drill(at.scene, at.draft, at.scales)
        case _:
            return cards.summary(at.scene, at.draft, at.scales, at.whom)


def kept(ctx: Context, at: Desk, draft: Draft) -> Card:
    """Keeps the draft, and asks what comes next."""
    DRAFTS.put(ctx.unit, key_of(ctx.member.id, at.key), draft)
    return step(Desk(at.scene, draft, at.scales, at.whom))


def scale_of(at: Desk, criterion: str) -> Scale:
    """The criterion of that key.

    Raises:
        Refusal: the session is not rated by it.
    """
    found = next((one for one in at.scales if one.key == criterion), None)
    if found is None:
        raise Refusal("This session is not rated by that any more. Begin the feedback again.")
    return found


def evidence(draft: Draft, criterion: str, sentence: Private[str] | None) -> Draft:
    """The draft with a sentence; an empty one says that it was declined."""
    said = {**draft.evidence, criterion: sentence or Private("")}
    return draft.model_copy(update={"evidence": said})


async def hand_in(ctx: Context, at: Desk) -> bool:
    """Writes the feedback; whether everybody's is in now. The others are told then.

    Raises:
        Refusal: something is still open.
    """
    session, me, draft = at.scene.session, ctx.member, at.draft
    if model.next_step(draft, at.scales).kind != "send":
        raise Refusal("Something is still open in your feedback. Go on where you were.")
    given = {**await store.given(ctx.unit, at.key, session), me.id: _made(ctx, at)}
    FEEDBACK.put(ctx.unit, key_of(me.id, at.key), given[me.id])
    DRAFTS.delete(ctx.unit, key_of(me.id, at.key))
    if session.alone:
        await _focus(ctx, me.id, draft.levels, at.scales)
        return False
    opened = model.opens(session, len(given), ctx.now)
    if opened:
        await reveal(ctx, at.scene, given, but=me.id)
    return opened


def _made(ctx: Context, at: Desk) -> Feedback:
    session, draft = at.scene.session, at.draft
    return Feedback(
        session=at.key,
        by=ctx.member.id,
        about=model.rated_by(session, ctx.member.id),
        role=model.role_of(session, ctx.member.id),
        round=session.round,
        at=ctx.now,
        levels=draft.levels,
        evidence={name: text for name, text in draft.evidence.items() if text.value},
        keep=draft.keep,
        change=draft.change,
        drill=draft.drill or "",
    )


async def reveal(
    ctx: Context, found: Scene, given: Mapping[MemberId, Feedback], but: MemberId | None = None
) -> None:
    """Tells everybody that feedback can be read, and turns the plan to what was weakest; once a session."""
    if found.session.told:
        return
    SESSIONS.put(ctx.unit, found.key, found.session.model_copy(update={"told": True}))
    for who in found.session.people[:2]:
        if who != but:
            ctx.tell(who, Ready(session=found.key), found.key, within=dt.timedelta(days=1))
    by = scales(ctx.content.criteria.values(), found.plan, "candidate")
    for one in given.values():
        if one.role == "candidate":
            await _focus(ctx, one.about, one.levels, by)


async def _focus(ctx: Context, who: MemberId, levels: Mapping[str, int], by: tuple[Scale, ...]) -> None:
    """What was weakest weighs more in the plan, the quiz and the next match."""
    weak = model.focus(levels, by)
    member = await members.MEMBERS.get(ctx.unit, who)
    if weak and member is not None:
        members.MEMBERS.put(ctx.unit, who, member.model_copy(update={"focus": {**member.focus, **weak}}))


async def on_me(ctx: Context, found: Scene) -> list[Feedback]:
    """What others (or, alone, oneself) wrote about the caller's part, when it may be read.

    Raises:
        Refusal: it may not yet, or there is none.
    """
    given = await store.given(ctx.unit, found.key, found.session)
    if not found.session.alone and not model.opens(found.session, len(given), ctx.now):
        raise Refusal(
            "It opens when everybody's feedback is in, or a day after the session. I tell you then."
        )
    about = [one for one in given.values() if one.about == ctx.member.id]
    if not about:
        raise Refusal("Nobody has written feedback on your part.", calls.History().call(), "My mock rounds")
    return about


async def read(ctx: Context, found: Scene, page: int, part: str) -> Card:
    """One person's feedback on the caller."""
    about = await on_me(ctx, found)
    at = min(page, len(about))
    one = about[at - 1]
    by = await members.MEMBERS.get(ctx.unit, one.by)
    asked = scales(ctx.content.criteria.values(), found.plan, one.role)
    if part == "words":
        return cards.said(found, one, by, asked, at)
    return cards.read(found, one, by, asked, at, len(about))


async def trends(ctx: Context) -> Card:
    """What others saw over time, what oneself saw, and how strict one is."""
    everything, sessions = await asyncio.gather(FEEDBACK.all(ctx.unit), SESSIONS.all(ctx.unit))
    me = ctx.member.id
    open_ones = [
        one for one in everything.values() if one.about == me and _open(ctx, one, everything, sessions)
    ]
    titles = _titles(ctx)
    candidate = [one for one in open_ones if one.role == "candidate"]
    return cards.trends(
        model.trends([one for one in candidate if not one.own], titles),
        model.trends([one for one in candidate if one.own], titles),
        model.severity([one for one in everything.values() if one.by == me], everything.values()),
    )


def _open(
    ctx: Context, one: Feedback, everything: Mapping[str, Feedback], sessions: Mapping[str, Session]
) -> bool:
    session = sessions.get(one.session)
    if one.own or session is None:
        return True
    given = sum(other.session == one.session for other in everything.values())
    return model.opens(session, given, ctx.now)


def _titles(ctx: Context) -> dict[str, str]:
    return {
        scale.key: scale.title
        for plan in ctx.content.rounds.values()
        for scale in scales(ctx.content.criteria.values(), plan, "candidate")
    }
