"""The commands of mock rounds on the whole bot, good input and bad."""

import datetime as dt
from pathlib import Path

from bot.app import registry
from bot.core.values import MemberId, name_in
from bot.core.wall_time import monday_of
from handlers.mocks import records
from handlers.mocks.model import Avoided, Mock
from handlers.mocks.records import MOCKS
from tests.records import audit, id_of, paths_used, unit_of
from tests.stories.mock_rounds import in_, mails, to_pairing, told
from tests.world import Somebody, World, world


async def test_the_list_of_avoided_members_is_ones_own_to_change(bob: Somebody, erin: Somebody) -> None:
    for typed, says in {
        "": "aren't avoiding anyone",
        "BOB": "That's you",
        "zoe": "I don't know a member called 'zoe'",
        "<@U1> **x**\x07": "'<@U1> **x**'",
        "x" * 4_001: "characters",
        "<@nobody>": "isn't a member of this group, or has left it",
    }.items():
        assert says in (await bob.say(f"/prep mock avoid {typed}")).text
    assert "won't pair you with erin" in (await bob.say(f"/prep mock avoid <@{name_in(erin.account)}>")).text
    assert "won't pair you with erin" in (await bob.say('/prep mock avoid who="@ERIN"')).text
    assert (await bob.say("/prep mock avoid")).labels == ["Remove erin", "Avoid somebody"]
    assert "may pair you with erin again" in (await bob.press("Remove erin")).text
    twice = await bob.press("Remove erin", on=bob.seen[-2])
    assert "Removed: that member isn't on your list anymore." in twice.text
    assert "aren't avoiding anyone" in (await bob.say("/prep mock avoid")).text
    assert "avoid" not in " ".join(s.text for s in erin.inbox)


async def test_of_members_with_like_names_the_right_one_is_proposed_and_asked_for(
    w: World, bob: Somebody
) -> None:
    await w.member("bobby", "UTC")
    ask = w.app.dispatcher.suggest
    assert list(await ask(bob.account, "mock.avoid", "who", "BO")) == ["bobby"], "never oneself"
    other = w.person("bobby2")
    other.name = "Bobby"
    await other.say("/prep start zone=Asia/Tokyo")
    assert "2. Bobby, Asia/Tokyo, joined 24 November 2026" in (await bob.say("/prep mock avoid bobby")).text
    await bob.press("Avoid number 2")
    kept = await records.AVOIDED.get(await unit_of(w), await id_of(w, bob))
    assert kept is not None
    assert kept.who == (await id_of(w, other),)


async def test_a_full_list_is_shown_in_part_and_old_buttons_are_harmless(w: World) -> None:
    people = [await w.member(n) for n in ("bob", "ann", "cho", "dov", "eve", "fay", "gus")]
    bob, mine = people[0], await id_of(w, people[0])
    assert "isn't in this group anymore" in (await bob.say("/prep mock.avoid-one member=nobody")).text
    assert "isn't there anymore" in (await bob.say(f"/prep mock.avoid-one member={mine}")).text
    known = [await id_of(w, who) for who in people[1:6]]
    unit = await unit_of(w)
    records.AVOIDED.put(unit, mine, Avoided(who=(*known, *(MemberId(f"gone{n}") for n in range(45)))))
    await unit.commit()
    assert "holds 50 names, which is all it can." in (await bob.say("/prep mock avoid gus")).text
    records.AVOIDED.put(unit := await unit_of(w), mine, Avoided(who=tuple(known)))
    await unit.commit()
    shown = await bob.say("/prep mock avoid gus")
    assert shown.labels[0] == "Remove gus"
    shown = await bob.say("/prep mock avoid")
    assert "And 2 more: name one to remove them." in shown.text


async def test_hours_that_nobody_can_read_come_back_with_what_was_typed(w: World) -> None:
    bob = await w.member("bob", "UTC")
    for typed, says in {
        "whenever": "'whenever'",
        "mon 25-26": "'25' isn't a time",
        "mon 18:00-18:10": "quarter hours",
        "<!channel> @everyone 19-20": "isn't a day with hours",
        "x" * 401: "400",
    }.items():
        shown = await bob.say(f"/prep mock hours {typed}")
        (ask,) = shown.form.asks
        assert (ask.value, says in ask.problem) == (typed, True), ask.problem
    shown = await bob.fill(windows="sat 10-13")
    assert shown.text.splitlines()[:2] == ["Saved. Your hours in UTC time:", "sat 10:00-13:00"]
    assert "Join the mock rounds" in (await bob.say("/prep mock hours")).labels
    days = ("mon", "tue", "wed", "thu", "fri", "sat")
    many = ",".join(f"{d} {h + n}:00-{h + n + 1}:00" for n, d in enumerate(days) for h in (1, 9, 17))
    await bob.press("Change my hours")
    many += ",sun 1-3,sun 5:00-8:00,sun 9:00-13:00,sun 14-20"
    assert " more" in (await bob.fill(windows=many)).text, "the card stays short"


async def test_a_skipped_week_is_left_out_until_it_is_undone(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    carol = await w.member("carol")
    for word in ("skip", "leave"):
        assert (
            "aren't in the mock rounds, so there's nothing to change"
            in (await carol.say(f"/prep mock {word}")).text
        )
    shown = await bob.say("/prep mock skip")
    assert "You're out of the pairing for the week of Monday 30 November" in shown.text
    assert "You're in again" in (await bob.press("Undo the skip")).text
    assert "which you skip" not in (await bob.say("/prep mock join")).text
    await bob.press("Skip this week")
    assert ", which you skip" in (await bob.say("/prep mock join")).text
    assert "is over" in (await bob.say("/prep mock skip 2026-11-20")).text
    assert "weeks ahead" in (await bob.say("/prep mock skip 2027-12-20")).text
    assert "isn't a date" in (await bob.say("/prep mock skip soon")).text
    assert "week of Monday 14 December" in (await bob.say("/prep mock skip 2026-12-17")).text
    await w.advance(days=11)
    await erin.say("/prep today")  # after ten days without a word she hears of no week without a partner
    await w.advance(days=10)
    assert told(bob)[0].endswith(", 2026-12-12T10:00Z.")
    weeks = [line.split("of ")[1].rstrip(".") for line in told(erin) if "No partner" in line]
    assert weeks == ["Monday 30 November", "Monday 14 December"]


async def test_a_week_that_is_paired_can_be_neither_left_out_nor_entered_again_by_an_old_button(
    w: World,
) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    joined, skipped = await bob.say("/prep mock join"), await bob.say("/prep mock skip")
    await to_pairing(w)
    for label, card in (("Undo the skip", skipped), ("Skip this week", joined)):
        shown = await bob.press(label, on=card)
        assert shown.text.startswith("The pairing for the week of Monday 30 November is done.")
        assert shown.labels == ["My mock rounds"]
    assert "the week of Monday 7 December" in (await bob.say("/prep mock skip")).text


async def test_history_lists_what_was_and_comes_a_page_at_a_time(w: World) -> None:
    bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
    assert "No mock rounds yet" in (await bob.say("/prep mock history")).text
    unit, both = await unit_of(w), (await id_of(w, bob), await id_of(w, erin))
    for n in range(6):
        at = dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC) - n * dt.timedelta(weeks=1)
        mock = Mock(week=monday_of(at.date()), at=at, members=both, round="system_design", state="accepted")
        MOCKS.put(unit, f"m{n}", mock)
    await unit.commit()
    shown = await bob.say("/prep mock history")
    assert "Your 6 mock rounds, the latest first:" in shown.text
    assert "- Coming: 2026-11-28T10:00Z, with erin, system design" in shown.text
    assert shown.text.count("- Past: ") == 4
    second = await bob.press("More")
    assert "page 2:" in second.text
    assert second.text.count("- Past: 2026-10-24T10:00Z") == 1
    assert (await bob.say("/prep mock history page=99")).text == second.text


async def test_of_two_mocks_on_one_day_each_has_a_button_that_says_which(w: World, bob: Somebody) -> None:
    unit, both = await unit_of(w), (await id_of(w, bob), await id_of(w, await w.member("erin")))
    for hour in (10, 14):
        at = dt.datetime(2026, 11, 28, hour, tzinfo=dt.UTC)
        MOCKS.put(unit, f"m{hour}", Mock(week=monday_of(at.date()), at=at, members=both))
    await unit.commit()
    labels = ["Can't come 28 Nov, 15:00", "Can't come 28 Nov, 11:00"]  # in Berlin
    assert (await bob.say("/prep mock history")).labels[:2] == labels
    assert "2026-11-28T10:00Z" in (await bob.press(labels[1])).text


async def test_who_is_paused_on_the_day_of_the_pairing_is_not_promised_a_partner(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    await in_(w, "erin", "sat 10-11")
    await bob.say("/prep pause 2026-11-30")  # the pairing is on Sunday 29 November
    for word in ("join", "hours"):
        shown = await bob.say(f"/prep mock {word}")
        assert "You're paused on pairing day, so I won't look for a partner." in shown.text
        assert "shares some hours" not in shown.text
    await bob.say("/prep pause 2026-11-29")
    assert "shares some hours" in (await bob.say("/prep mock join")).text


async def test_a_pairing_that_comes_late_makes_no_mock_in_the_past(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await in_(w, "bob", "tue 10-11, sat 10-11")
        await in_(w, "erin", "tue 10-11, sat 10-11")
    async with world(tmp_path, at=dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC), seed=2) as w:
        await w.time.drain()
        (mock,) = (await MOCKS.all(await unit_of(w))).values()
        assert (mock.week, mock.at) == (dt.date(2026, 11, 30), dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
        assert len(told(w.person("bob"))) == 1


async def test_organisers_see_numbers_and_each_of_their_acts_is_written_down(
    w: World, alice: Somebody
) -> None:
    people = [await in_(w, n, "sat 10-11") for n in ("bob", "erin", "dave", "carol")]
    await people[0].say("/prep pause")
    shown = await alice.say("/prep-admin pairing simulate weeks=2")
    assert "A dry run of 2 weeks from Monday 30 November, for 3 people." in shown.text
    assert "0 pairs, 2 groups of three, 1 of which has met before." in shown.text
    assert "Not asked: 1 paused" in shown.text
    assert await MOCKS.all(await unit_of(w)) == {}
    assert "out of range" in (await alice.say("/prep-admin pairing simulate weeks=13")).text
    assert "for the people who organize" in (await people[1].say("/prep-admin pairing run")).text
    await alice.press("Pair this week now")
    assert not any(who.name in s.text for s in alice.seen for who in people)
    lines = await audit(w)
    assert (lines.count("pairing.simulate"), lines.count("pairing.run")) == (1, 1)


async def test_what_was_done_counts_for_the_checklist_on_its_own_day(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    await bob.say("/prep mock history")
    assert await paths_used(w, bob, records.PRACTICE) == {"mock.join", "mock.hours", "mock.history"}


async def test_who_wants_neutral_previews_gets_a_neutral_first_line(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    await bob.say("/prep settings discreet=on")
    await to_pairing(w)
    neutral = "News about your study session."
    # who meets whom is one message, which both phones show
    assert (told(bob), told(erin)) == ([neutral] * 2, [neutral])
    assert "erin" in bob.inbox[-1].text
    topic = next(d.topic for d, _ in w.stage.delivered if d.place == "meeting")
    assert topic.startswith("Study session: ")
    await w.advance(days=5, hours=2, minutes=1)
    assert told(bob)[2:] == [neutral] * 3
    assert told(erin)[1].startswith("Tomorrow: your mock with bob")
    await erin.press("10 minutes late")
    await bob.press("I'm here")
    await w.advance(minutes=20)
    await bob.press("Find someone on standby")
    await w.advance(days=2)
    said = "\n".join(s.text for s in bob.inbox)
    for heard in ("Pairing closes", "ten minutes late", "hasn't answered yet", "Did you meet erin?"):
        assert heard in said
    firsts = "\n".join(s.text.splitlines()[0].casefold() for s in bob.inbox)
    assert not [word for word in ("erin", "mock", "pair", "partner", "meet") if word in firsts]


def test_only_organizers_hear_of_mocks_and_feedback_without_a_neutral_first_line() -> None:
    about = [c for c in registry() if c.kind == "message" and c.path.startswith(("mocks.", "feedback."))]
    assert {c.path for c in about if not c.neutral} == {"mocks.preview-ready", "mocks.complaint"}


async def test_two_who_want_the_same_role_take_turns(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11", choices="role=candidate")
    await in_(w, "erin", "sat 10-11", choices="role=candidate")
    await to_pairing(w)
    assert " answers first, then you swap." in mails(bob)[0].text
    assert "roles fit" not in mails(bob)[0].text
