"""Two years later: which mocks, sessions, drafts and sentences a night deletes, and what is still shown."""

import datetime as dt

from bot.core.values import Private
from content.models import Round
from handlers.feedback.model import DRAFTS, FEEDBACK, Draft, Feedback
from handlers.mocks.model import Mock
from handlers.mocks.records import COMPLAINTS, MOCKS, Written
from handlers.session.model import SEEN, SESSIONS, Seen, Session
from tests.records import id_of, unit_of
from tests.stories.mock_rounds import export
from tests.world import World

MONDAY = dt.date(2026, 11, 30)
SUNDAY = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
OLD, KEPT = dt.timedelta(weeks=105), dt.timedelta(weeks=104)
LATER = dt.timedelta(minutes=45)


async def test_an_old_session_goes_at_night_unless_people_had_it_together(w: World) -> None:
    bob, erin = await w.member("bob"), await w.member("erin")
    unit, me, mate = await unit_of(w), await id_of(w, bob), await id_of(w, erin)

    def session(*, mock: str = "", brief: str = "", since: dt.timedelta | None = None) -> Session:
        begun = SUNDAY + dt.timedelta(days=1) - since if since else None
        people = (me, mate) if mock else (me,)
        return Session(
            people=people,
            round=Round.INFERENCE,
            mock=mock,
            brief=brief,
            begun=begun,
            over=begun and begun + LATER,
        )

    went = {
        "shown": session(brief="one"),
        "alone": session(brief="one", since=OLD),
        "no-mock": session(mock="gone"),
        "unread": session(brief="of nobody who is still here"),
    }
    stays = {
        "shown-2": session(brief="two"),
        "alone-2": session(brief="two", since=KEPT),
        "mock": session(mock="mock"),
        "met": session(mock="met", since=OLD),
    }
    for key, one in (went | stays).items():
        SESSIONS.put(unit, key, one)
    SEEN.put(unit, me, Seen(days={"one": MONDAY - OLD, "two": MONDAY - KEPT}))
    for key, ago in {"mock": KEPT, "too old": OLD}.items():
        MOCKS.put(unit, key, Mock(week=MONDAY - ago, at=SUNDAY - ago, members=(me, mate)))
        COMPLAINTS.put(unit, key, Written(by=me, mock=key, text=Private(f"about {key}"), at=SUNDAY - ago))
    for key, by in (("alone", me), ("met", mate)):
        given = Feedback(
            session=key,
            by=by,
            about=me,
            role="candidate",
            round=Round.INFERENCE,
            at=SUNDAY - OLD,
            levels={"metrics": 3},
            evidence={"metrics": Private(f"heard {key}")},
            keep=Private(f"keep {key}"),
            change=Private(f"change {key}"),
        )
        FEEDBACK.put(unit, f"{by}/{key}", given)
    for key, ago in {"alone": OLD, "met": dt.timedelta(days=9), "met-2": dt.timedelta(days=6)}.items():
        DRAFTS.put(unit, f"{me}/{key}", Draft(since=SUNDAY - ago, keep=Private("not sent")))
    await unit.commit()
    await w.time.advance(dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC))

    unit = await unit_of(w)
    assert set(await MOCKS.all(unit)) == set(await COMPLAINTS.all(unit)) == {"mock"}
    assert set(await SESSIONS.all(unit)) == set(stays)
    assert set(await DRAFTS.all(unit)) == {f"{me}/met-2"}
    own, theirs = await FEEDBACK.get(unit, f"{me}/alone"), await FEEDBACK.get(unit, f"{mate}/met")
    assert own is not None and theirs is not None
    assert (own.levels, own.evidence, own.keep, own.change) == ({"metrics": 3}, {}, None, None)
    assert (theirs.keep, theirs.change) == (Private("keep met"), Private("change met"))

    season = await bob.say("/prep feedback.season")
    assert season.text.startswith("You've done 1 of 5 rounds with a partner.")
    words = await bob.say("/prep feedback.read session=met part=words")
    assert "keep met" in words.text and "heard met" in words.text
    trends = await bob.say("/prep feedback.trends")
    assert "How partners rated your mocks" in trends.text and "metrics" in trends.text
    assert "keep alone" not in str(await export(bob))
