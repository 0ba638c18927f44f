"""Asking, waiting, and looking at what was practiced: as members and their organizer see it."""

import datetime as dt
from pathlib import Path

import pytest

from bot.core.reply import Pressed
from tests.records import audit, every_file, every_value
from tests.world import Shown, Somebody, World, world

QUESTION = "zq-needle-of-a-question about p99"


async def say(w: World, who: Somebody, text: str) -> Shown:
    """Says something, and waits a moment as people do: the limit is not what these stories are about."""
    shown = await who.say(text, dm=True)
    await w.advance(seconds=5)
    return shown


# asking


async def test_more_shows_other_notes_and_ends(w: World, erin: Somebody) -> None:
    shown = await say(w, erin, "ask p99")
    assert shown.text.startswith("Here's what I have on that, best match first:")
    seen: list[str] = []
    headlines: set[str] = set()
    while True:
        seen += [label for label in shown.labels if label.startswith("Show ")]
        if "More" not in shown.labels:
            break
        shown = await erin.press("More", on=shown)
        headlines.add(shown.text.splitlines()[0])
    assert len(seen) == len(set(seen)) > 3
    assert headlines == {f"More of the {len(seen)} nearest notes:"}


async def test_a_question_that_no_note_answers_is_told_so_before_the_nearest_ones(
    w: World, erin: Somebody
) -> None:
    shown = await say(w, erin, "ask which font for my resume")
    assert shown.text.startswith("I'm not sure I have a note on that. The nearest:")
    assert any(label.startswith("Show note ") for label in shown.labels)


async def test_a_claim_that_is_none_is_said_in_words(w: World, erin: Somebody) -> None:
    shown = await say(w, erin, "ask claim 99")
    assert shown.text.startswith("There's no claim 99. The article's claims have the numbers 1 to 51.")
    assert (await say(w, erin, "ask claim=0")).text.startswith("There's no claim 0.")


async def test_nonsense_is_answered_with_topics_and_never_said_back(w: World, erin: Somebody) -> None:
    for nonsense in (
        "asdf qwer zxcv",
        "<@U123> <@&456>",
        "[zzzq](javascript:evil)",
        "\u202e\u0000",
        "*" * 3_000,
    ):
        shown = await say(w, erin, f"ask {nonsense}")
        unfolded = await erin.unfold(shown)
        assert "I have notes on these topics" in unfolded
        assert "latency" in unfolded
        for part in ("U123", "456", "evil", "\u202e", "***"):
            assert part not in unfolded
    listed = next(label for label in shown.labels if label.startswith("Notes on "))
    assert (await erin.press(listed)).text.startswith(listed)


async def test_what_was_asked_is_kept_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with world(tmp_path) as w:
        erin = await w.member("erin")
        before = await every_value(w)
        assert b"erin" in before  # the scan does see what is kept
        found = await say(w, erin, f"ask {QUESTION}")
        await erin.press("More", on=found)
        await say(w, erin, f"ask {QUESTION.split(maxsplit=1)[0]}")
        after = await every_value(w)
        assert b"zq-needle" not in after
        assert b"ask-practice" in after
        # nothing waits under a token either: the store has no more of these than before
        assert after.count(b"rec:kept") == before.count(b"rec:kept")
    assert "zq-needle" not in "".join(capfd.readouterr())
    assert b"zq-needle" not in every_file(tmp_path)
    assert b"ask-practice" in every_file(tmp_path)


async def test_a_button_whose_note_is_gone_says_so(w: World, erin: Somebody) -> None:
    shown = await say(w, erin, "ask p99")
    stale = shown.payload("Show note M31").replace("M31", "M99")
    assert (await erin.send(Pressed(payload=stale)))[0].text.startswith("There's no note M99.")
    more = shown.payload("More").split(":")
    more[3] = "M98.M99"
    gone = await erin.send(Pressed(payload=":".join(more)))
    assert gone[0].text.startswith("I found no note on that.")


# waiting


async def test_the_window_is_counted_and_called_no_promise(w: World, bob: Somebody) -> None:
    shown = await say(w, bob, "timeline onsite-to-update 2026-12-17")
    lines = shown.text.splitlines()
    assert lines[1] == "Tuesday 29 December 2026 to Monday 4 January 2027."
    assert lines[2].startswith("That's typical, not a promise.")
    assert "Tuesday 5 January 2027" in lines[2]
    counted = await bob.unfold(shown)
    assert "US federal holidays don't count (25 Dec, 1 Jan)" in counted
    assert "contradicts itself: in one place 7 to 10 business days, in another 7 to 10 days" in counted


async def test_a_wrong_date_behind_the_wait_is_named_as_the_date_and_can_be_mended_in_the_form(
    w: World, bob: Somebody
) -> None:
    refused = await say(w, bob, "timeline onsite-to-update date=2026-02-30")
    assert "February 2026 has 28 days" in refused.form.problems["date"]
    assert "stage" not in refused.form.problems
    assert "Counted from Thursday 26 February 2026" in await bob.unfold(await bob.fill(date="2026-02-26"))
    assert "Counted from Thursday 19 November 2026" in await bob.unfold(
        await say(w, bob, "timeline onsite-to-update 19 november")
    )


async def test_a_wait_that_begins_on_a_day_off_says_so(w: World, bob: Somebody) -> None:
    holiday = await say(w, bob, "timeline onsite-to-update 2026-11-26")
    assert "The day it began is Thanksgiving Day, so day 1 is the next business day." in await bob.unfold(
        holiday
    )
    weekend = await say(w, bob, "timeline onsite-to-update 2026-11-28")
    assert "The day it began is a Saturday" in await bob.unfold(weekend)


async def test_holidays_are_those_that_the_organiser_set(w: World) -> None:
    alice = await w.member("alice", organiser=True)
    await alice.say("/prep-admin setup channel=#general country=DE")
    shown = await say(w, alice, "timeline onsite-to-update 2026-11-19")
    # Thanksgiving counts in Germany: the seventh business day is Monday 30 November
    assert "Monday 30 November 2026 to Thursday 3 December 2026" in shown.text
    assert "DE public holidays" in await alice.unfold(shown)


async def test_a_bare_timeline_lists_the_waits_and_asks_for_the_day(w: World, bob: Somebody) -> None:
    first = await say(w, bob, "timeline")
    second = await bob.press("More")
    labels = [f"Wait {n}" for n, _ in enumerate(w.app.content.timeline, 1)]
    assert [label for label in first.labels + second.labels if label in labels] == labels
    assert "4. From the onsite to the recruiter's update: " in first.text
    await bob.press("Wait 4", on=first)
    shown = await bob.fill(date="2026-12-17")
    assert "Tuesday 29 December 2026" in shown.text


async def test_a_wait_that_does_not_exist_gets_the_nearest_names(w: World, bob: Somebody) -> None:
    shown = await say(w, bob, "timeline screen-to-codng")
    assert "isn't a wait that I know. The closest are screen-to-coding" in shown.form.problems["stage"]
    fixed = await bob.fill(stage="screen-to-coding", date="2026-12-01")
    assert fixed.text.startswith("From the screen to the coding rounds.")


async def test_a_text_that_fits_two_waits_asks_which_and_keeps_the_date(w: World, bob: Somebody) -> None:
    shown = await say(w, bob, "timeline onsite 17 December")
    assert shown.text.startswith("'onsite' fits 2 waits. Which one?")
    assert "2. From the onsite to the final decision: " in shown.text
    chosen = await bob.press("Wait 2")
    assert "Counted from Thursday 17 December 2026: " in await bob.unfold(chosen)


async def test_a_year_for_which_nobody_knows_the_holidays_is_refused(w: World, bob: Somebody) -> None:
    for near in ("2028-11-01", "2024-12-01"):
        assert "more than 2 years" not in (await say(w, bob, f"timeline date={near} onsite-to-update")).text
    shown = await say(w, bob, "timeline date=2029-01-01 onsite-to-update")
    assert "more than 2 years from today" in shown.form.problems["date"]
    shown = await say(w, bob, "waits.remind stage=onsite-to-update date=2099-12-30")
    assert "is more than 2 years from today" in shown.text


async def test_the_reminder_comes_once_on_the_first_day_to_write(w: World, bob: Somebody) -> None:
    await say(w, bob, "timeline onsite-to-update 2026-11-19")
    told = await bob.press("Remind me on 7 December")
    assert told.text.startswith("I'll remind you on Monday 7 December 2026 at 08:30.")
    await bob.press("Remind me on 7 December")
    await w.advance(days=20)
    came = [s for s in bob.inbox if s.text.startswith("The wait is over")]
    assert [s.at for s in came] == [dt.datetime(2026, 12, 7, 7, 30, tzinfo=dt.UTC)]  # 08:30 in Berlin
    assert (await bob.press("Show the window", on=came[0])).text.startswith("From the onsite")


# progress and the report


async def test_progress_says_what_was_done_and_nothing_that_was_not(w: World, bob: Somebody) -> None:
    assert (await say(w, bob, "progress")).text.startswith("Your progress starts with one answer.")
    await say(w, bob, "today")
    await say(w, bob, "done 1")
    await say(w, bob, "tradeoff w1=400 w2=30 base: 78.0% 120ms; A: +1.5pp +40ms")
    await say(w, bob, "quiz latency")
    await bob.press("I don't know")
    shown = await say(w, bob, "progress")
    assert shown.text.startswith("You've practiced on your first day.")
    assert "you did 1 task, answered 1 question and worked on trade-offs." in shown.text
    assert "never" not in shown.text.casefold()
    assert {"Show my list", "Start a quiz"} <= set(shown.labels)
    assert "- latency: 0 of 1 right, 1 not known" in (await bob.press("Counts by topic")).text


async def test_looking_at_progress_does_the_task_of_it(w: World) -> None:
    bob = await w.member("bob", minutes="240", days="sun")
    await w.advance(days=8)
    await say(w, bob, "progress")
    assert (await say(w, bob, "done progress-weekly")).text.startswith("Done already: Look at what you")


async def test_the_organisers_report_holds_no_name_and_no_word_of_anybody(w: World) -> None:
    alice = await w.member("alice", organiser=True)
    needles = ["zq-one", "zq-two", "zq-three"]
    people = [await w.member(name) for name in ("bob", "carol", "dave")]
    for person, needle in zip(people, needles, strict=True):
        await say(w, person, f"ask {needle}")
        await say(w, person, f"tradeoff w1=400 w2=30 base: 78.0% 120ms; {needle}: +1.5pp +40ms")
        await say(w, person, f"bullet {needle} cut p95 from 22 to 15 ms")
        await say(w, person, "today")
        await say(w, person, "done 1")
    shown = await alice.say("/prep-admin report")
    assert "Members: 4" in shown.text
    assert "Active members: 3" in shown.text
    assert "Tasks finished: 3" in shown.text
    for private in (*needles, "alice", "bob", "carol", "dave", "Berlin"):
        assert private not in shown.text
        assert private not in "".join(shown.payloads)
    assert "report" in await audit(w)
