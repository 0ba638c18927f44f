"""A member's first evening: they join on a phone, a first win takes two minutes, and tomorrow is already set."""

import datetime as dt
from pathlib import Path

from tests.channel import organizer
from tests.world import world

EVENING = dt.datetime(2026, 11, 24, 14, 42, tzinfo=dt.UTC)
"""A Tuesday, 20:12 in Bengaluru."""
BULLET = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"


async def test_a_first_evening_ends_with_a_win_and_a_list_for_tomorrow(tmp_path: Path) -> None:
    async with world(tmp_path, at=EVENING) as w:
        for name in ("priya", "arjun", "meera"):
            await w.member(name, "Asia/Kolkata")
        alice = await organizer(w)
        await alice.press(next(label for label in alice.seen[-1].labels if label.startswith("Post in")))
        await w.time.drain()

        # erin reads the invitation in the channel: who joins, and what others will see
        (invitation,) = w.channel
        assert "Only people who press Join hear from me." in " ".join(invitation.text.split())

        # one tap for the zone is all she's asked
        erin = w.person("erin")
        asked = await erin.press("Join", on=invitation)
        assert asked.text.startswith("Welcome! What time is it for you?")
        joined = await erin.press("20:12 Kolkata", on=asked)
        assert joined.text.startswith("Welcome, erin! You're in.")
        assert "at 08:00 Kolkata time on weekdays, about 15 minutes" in joined.text

        # the DM asks for a bullet or offers a question, and takes the bullet as it's pasted, line break and all
        await w.advance(minutes=1)
        assert erin.inbox[-1].text.startswith("Let's get a quick win.")
        first = await erin.say(BULLET.replace(", ", ",\n"), dm=True)
        assert "baseline" in first.text.casefold()
        better = await erin.say(f"{BULLET} from 0.78 at 22 ms p95 latency", dm=True)
        assert better.text.startswith("Better")

        # a question, answered wrong on purpose: it says what's right and when it comes back
        await erin.press("Ask me a question", on=erin.inbox[0])
        answer = await erin.press("I don't know")
        assert "1 back by tomorrow" in answer.text

        # the win is said once, and what comes next
        await w.advance(minutes=5)
        done = [s.text for s in erin.inbox if "day 1" in s.text]
        assert len(done) == 1
        assert "2026-11-25T02:30Z" in done[0]

        # she asks how to stop, in her own words, and is told
        assert "pause" in (await erin.say("how do I pause this?", dm=True)).text.casefold()

        # nothing else comes until the list at eight
        heard = len(erin.inbox)
        await w.advance(hours=9)
        assert len(erin.inbox) == heard
        await w.advance(hours=4)
        (morning,) = erin.inbox[heard:]
        assert morning.at == dt.datetime(2026, 11, 25, 2, 30, tzinfo=dt.UTC)
        assert morning.text.startswith("Today, 14 minutes")
        assert "1-day streak" in morning.text
