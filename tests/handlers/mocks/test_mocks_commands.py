"""The commands of mock rounds on the whole bot, good input and bad."""

import datetime as dt
from pathlib import Path

from bot.core.ids import name_in
from bot.store import keys, members
from handlers.mocks import records
from handlers.mocks.records import MOCKS
from tests.stories.mock_rounds import id_of, in_, mails, to_pairing, told, unit_of
from tests.world import world


async def test_the_list_of_avoided_members_is_ones_own_to_change(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob, erin = await w.member("bob"), await w.member("erin")
        assert "aren't avoiding anyone" in (await bob.say("/prep mock avoid")).text
        assert "That's you" in (await bob.say("/prep mock avoid BOB")).text
        assert "I don't know a member called 'zoe'" in (await bob.say("/prep mock avoid zoe")).text
        assert "'<@U1> **x**'" in (await bob.say("/prep mock avoid <@U1> **x**\x07")).text
        assert "characters" in (await bob.say(f"/prep mock avoid {'x' * 4_001}")).text
        await bob.say("/prep mock avoid erin")
        assert "won't pair you with erin" in (await bob.say('/prep mock avoid who="@ERIN"')).text
        assert (await bob.say("/prep mock avoid")).labels == ["Remove erin", "Avoid somebody"]
        assert "may pair you with erin again" in (await bob.press("Remove erin")).text
        twice = await bob.press("Remove erin", on=bob.seen[-2])
        assert "Removed: that member isn't on your list anymore." in twice.text
        assert "aren't avoiding anyone" in (await bob.say("/prep mock avoid")).text
        assert "avoid" not in " ".join(s.text for s in erin.inbox)


async def test_somebody_picked_from_the_platforms_list_is_found_and_who_is_no_member_is_refused_at_the_field(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        bob, erin = await w.member("bob"), await w.member("erin")
        shown = await bob.say(f"/prep mock avoid <@{name_in(erin.account)}>")
        assert "won't pair you with erin" in shown.text
        await erin.say("/prep privacy forget")
        await erin.press("Forget everything now")
        for gone in (name_in(erin.account), "nobody"):
            refused = await bob.say(f"/prep mock avoid <@{gone}>")
            assert "isn't a member of this group, or has left it" in refused.text
            assert "won't pair" not in refused.text


async def test_of_two_members_of_one_name_the_right_one_is_asked_for(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob")
        await w.member("alex", "UTC")
        other = w.person("alex2")
        other.name = "Alex"
        await other.say("/prep start zone=Asia/Tokyo")
        shown = await bob.say("/prep mock avoid alex")
        assert "2. Alex, Asia/Tokyo, joined 24 November 2026" in shown.text
        await bob.press("Avoid number 2")
        kept = await records.AVOIDED.get(await unit_of(w), await id_of(w, bob))
        assert kept is not None
        assert kept.who == (await id_of(w, other),)


async def test_hours_that_nobody_can_read_come_back_with_what_was_typed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob")
        for typed, says in {
            "whenever": "'whenever'",
            "mon 25-26": "'25' is not a time",
            "mon 18:00-18:10": "quarter hours",
            "<!channel> @everyone 19-20": "not a day with hours",
            "x" * 401: "400",
        }.items():
            shown = await bob.say(f"/prep mock hours {typed}")
            (ask,) = shown.form.asks
            assert (ask.value, says in ask.problem) == (typed, True), ask.problem
        shown = await bob.fill(windows="sat 10-13")
        assert shown.text.splitlines()[:2] == ["Saved. Your hours in Europe/Berlin time:", "sat 10:00-13:00"]
        assert "sat 10:00-13:00" in (await bob.say("/prep mock hours")).text
        assert "Join the mock rounds" in bob.seen[-1].labels


async def test_however_many_hours_somebody_writes_the_card_stays_short(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
        many = ",".join(f"{day} {h}-{h + 1}" for day in ("mon", "wed", "fri") for h in range(1, 23, 2))
        shown = await bob.say(f"/prep mock hours {many}")
        assert "Saved" in shown.text
        shown = await bob.press("Change my hours")
        days = ("mon", "tue", "wed", "thu", "fri", "sat")
        many = ",".join(f"{d} {h + n}-{h + n + 1}" for n, d in enumerate(days) for h in (1, 9, 17))
        assert " more" in (await bob.fill(windows=many + ",sun 1-3,sun 5-8,sun 9-13,sun 14-20")).text


async def test_a_job_of_the_pairing_that_comes_twice_does_it_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11")
        await in_(w, "erin", "sat 10-11")
        for _ in range(3):
            await bob.say("/prep mock join")
        await to_pairing(w)
        assert len(await MOCKS.all(await unit_of(w))) == 1
        assert len(told(bob)) == 1


async def test_a_skipped_week_is_left_out_until_it_is_undone(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
        carol = await w.member("carol")
        assert "aren't in the mock rounds" in (await carol.say("/prep mock skip")).text
        assert (
            "You're out of the pairing for the week of Monday 30 November"
            in (await bob.say("/prep mock skip")).text
        )
        assert "You're in again" in (await bob.press("Undo the skip")).text
        assert "You skip" not in (await bob.say("/prep mock join")).text
        await bob.press("Skip this week")
        assert "for the week of Monday 30 November; you skip it" in (await bob.say("/prep mock join")).text
        assert "is over" in (await bob.say("/prep mock skip 2026-11-20")).text
        assert "weeks ahead" in (await bob.say("/prep mock skip 2027-12-20")).text
        assert "is not a date" in (await bob.say("/prep mock skip soon")).text
        assert "week of Monday 14 December" in (await bob.say("/prep mock skip 2026-12-17")).text
        await w.advance(days=11)
        await erin.say("/prep today")  # after ten days without a word she hears of no week without a partner
        await w.advance(days=10)
        assert told(bob)[0].endswith(", 2026-12-12T10:00Z, 45 minutes.")
        weeks = [line.split("of ")[1].split(":")[0] for line in told(erin) if "No partner" in line]
        assert weeks == ["Monday 30 November", "Monday 14 December"]


async def test_a_week_that_is_paired_can_be_neither_left_out_nor_entered_again_by_an_old_button(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11")
        joined, skipped = await bob.say("/prep mock join"), await bob.say("/prep mock skip")
        await to_pairing(w)
        for label, card in (("Undo the skip", skipped), ("Skip this week", joined)):
            shown = await bob.press(label, on=card)
            assert shown.text.startswith("The pairing for the week of Monday 30 November has been.")
            assert shown.labels == ["My mock rounds"]
        assert "the week of Monday 7 December" in (await bob.say("/prep mock skip")).text


async def test_leaving_twice_and_coming_back_keeps_the_hours(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11")
        assert "You've left" in (await bob.say("/prep mock leave")).text
        assert "aren't in the mock rounds" in (await bob.say("/prep mock leave")).text
        await w.advance(days=7)
        assert told(bob) == []
        await bob.press("Join again")
        assert "sat 10:00-11:00" in (await bob.say("/prep mock hours")).text


async def test_who_is_in_once_is_paired_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11", choices="repeat=once role=candidate")
        await in_(w, "erin", "sat 10-11")
        shown = await bob.say("/prep mock join round=inference")
        assert "Choices: inference, you answer, up to three" in shown.text
        await w.advance(days=20)
        assert [line for line in told(bob) if line.endswith("45 minutes.") and "mock" not in line] == [
            told(bob)[0]
        ]


async def test_history_lists_what_was_and_comes_a_page_at_a_time(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11", choices="round=system_design")
        erin = await in_(w, "erin", "sat 10-11")
        assert "No mock rounds yet" in (await bob.say("/prep mock history")).text
        for _ in range(6):  # who says nothing at three in a row is not asked any more
            await w.advance(days=7)
            for who in (bob, erin):
                await who.press("Works for me")
        shown = await bob.say("/prep mock history")
        assert "Your 6 mock rounds, the latest first:" in shown.text
        assert "- Coming: 2027-01-09T10:00Z, with erin, system design" in shown.text
        assert shown.text.count("- Past: ") == 4
        assert (await bob.press("More")).text.count("- Past: 2026-12-05T10:00Z") == 1
        last = await bob.say("/prep mock history page=99")
        assert last.text == bob.seen[-2].text  # the second of two pages
        assert "page 2:" in last.text
        assert "you asked" not in mails(bob)[0].text
        assert "last week" in next(s.text for s in mails(bob) if "2026-12-12" in s.text)


async def test_who_is_paused_on_the_day_of_the_pairing_is_not_promised_a_partner(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11")
        await in_(w, "erin", "sat 10-11")
        await bob.say("/prep pause 2026-11-30")  # the pairing is on Sunday 29 November
        for word in ("join", "hours"):
            shown = await bob.say(f"/prep mock {word}")
            assert "You're paused on that day, so I won't look for a partner." in shown.text
            assert "in common" not in shown.text
        await bob.say("/prep pause 2026-11-29")
        assert "in common with you" in (await bob.say("/prep mock join")).text


async def test_the_pairing_follows_the_groups_zone(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        bob = await in_(w, "bob", "sat 10-11")
        await in_(w, "erin", "sat 10-11")
        await alice.say("/prep-admin setup channel=#general zone=America/New_York")
        shown = await bob.say("/prep mock join")
        assert "Next pairing: 2026-11-29T23:00Z" in shown.text
        await w.time.advance(dt.datetime(2026, 11, 29, 22, tzinfo=dt.UTC))
        assert await MOCKS.all(await unit_of(w)) == {}
        await w.time.advance(dt.datetime(2026, 11, 29, 23, tzinfo=dt.UTC))
        assert len(await MOCKS.all(await unit_of(w))) == 1


async def test_a_pairing_that_comes_late_makes_no_mock_in_the_past(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await in_(w, "bob", "tue 10-11, sat 10-11")
        await in_(w, "erin", "tue 10-11, sat 10-11")
    async with world(tmp_path, at=dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC), seed=2) as w:
        await w.time.drain()
        (mock,) = (await MOCKS.all(await unit_of(w))).values()
        assert (mock.week, mock.at) == (dt.date(2026, 11, 30), dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
        assert len(told(w.person("bob"))) == 1


async def test_organisers_see_numbers_and_each_of_their_acts_is_written_down(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        people = [await in_(w, n, "sat 10-11") for n in ("bob", "erin", "dave", "carol")]
        await people[0].say("/prep pause")
        shown = await alice.say("/prep-admin pairing simulate weeks=2")
        assert "A dry run of 2 weeks from Monday 30 November, for 3 people." in shown.text
        assert "0 pairs, 2 groups of three; met before: 1." in shown.text
        assert "Not asked: 0 with a partner already, 0 out that week, 1 paused" in shown.text
        assert await MOCKS.all(await unit_of(w)) == {}
        assert "out of range" in (await alice.say("/prep-admin pairing simulate weeks=13")).text
        assert "for the people who organize" in (await people[1].say("/prep-admin pairing run")).text
        await alice.press("Pair this week now")
        assert not any(who.name in s.text for s in alice.seen for who in people)
        unit = await unit_of(w)
        lines = await w.app.store.pipe(
            "XRANGE", keys.audit(keys.partition_of(unit.group), unit.group), "-", "+"
        )
        assert repr(lines).count("pairing.simulate") == 1
        assert repr(lines).count("pairing.run") == 1


async def test_what_was_done_counts_for_the_checklist_on_its_own_day(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11")
        await bob.say("/prep mock history")
        unit, who = await unit_of(w), await id_of(w, bob)
        day = dt.date(2026, 11, 24)
        assert await members.uses_of(unit, who, records.PRACTICE) == {
            (day, "mock.join"),
            (day, "mock.hours"),
            (day, "mock.history"),
        }


async def test_who_wants_neutral_previews_gets_a_neutral_first_line(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
        await bob.say("/prep settings discreet=on")
        await to_pairing(w)
        for who in (bob, erin):  # it is one message, which both phones show
            assert told(who) == ["News about your study session."]
        assert "erin" in bob.inbox[-1].text
        topic = next(d.topic for d, _ in w.stage.delivered if d.place == "meeting")
        assert topic.startswith("Study session: ")
        await w.advance(days=5, hours=2)
        assert told(bob)[1:] == ["News about your study session."] * 3
        assert told(erin)[1].startswith("Tomorrow: your mock with bob")


async def test_names_that_look_like_markup_are_shown_and_cut(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        people = []
        for n in range(3):
            who = w.person(f"p{n}")
            who.name = f"<@everyone> **{n}** " + "x" * 20
            await who.say("/prep start zone=UTC days=wed")
            await who.say("/prep mock join repeat=weekly")
            await who.say("/prep mock hours sat 10-11")
            people.append(who)
        await to_pairing(w)
        assert "<@everyone> **0** xxxxx…" in told(people[1])[0]


async def test_names_are_proposed_but_never_ones_own(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob")
        await w.member("bobby")
        await w.member("erin")
        ask = w.app.dispatcher.suggest
        assert list(await ask(bob.account, "mock.avoid", "who", "BO")) == ["bobby"]
        assert list(await ask(bob.account, "mock.avoid", "who", "")) == ["bobby", "erin"]


async def test_one_name_of_several_is_removed_and_old_buttons_are_harmless(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob, erin, dave = [await w.member(n) for n in ("bob", "erin", "dave")]
        await bob.say("/prep mock avoid erin")
        await bob.say("/prep mock avoid dave")
        shown = await bob.press("Remove dave")
        assert shown.labels == ["Remove erin", "Avoid somebody"]
        assert "isn't in this group anymore" in (await bob.say("/prep mock.avoid-one member=nobody")).text
        mine = await id_of(w, bob)
        assert "isn't there anymore" in (await bob.say(f"/prep mock.avoid-one member={mine}")).text
        for n in range(50):
            await w.member(f"n{n}")
            last = await bob.say(f"/prep mock avoid n{n}")
            await w.advance(seconds=1)
        assert "holds 50 names, which is all it can. Remove one to add another." in last.text
        shown = await bob.say("/prep mock avoid")
        assert erin.name in shown.text
        assert "And 46 more: name one to remove them." in shown.text
        assert "Remove n40" in (await bob.say("/prep mock avoid n40")).labels
        assert dave.inbox == dave.inbox[:1]


async def test_two_who_want_the_same_role_take_turns(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await in_(w, "bob", "sat 10-11", choices="role=candidate")
        await in_(w, "erin", "sat 10-11", choices="role=candidate")
        await to_pairing(w)
        assert " answers first, then change places: you asked for the same role." in mails(bob)[0].text
        assert "roles fit" not in mails(bob)[0].text


async def test_who_was_left_by_one_run_and_paired_by_the_next_counts_as_paired(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        bob = await in_(w, "bob", "sat 10-11")
        shown = await alice.say("/prep-admin pairing run")
        assert "Without a partner: 1 (no hours in common 1)" in shown.text
        assert "No partner" in told(bob)[0]
        erin = await in_(w, "erin", "sat 10-11")
        await to_pairing(w)
        assert told(bob)[1:] == told(erin)
        assert await records.TURNS.all(await unit_of(w)) == {}


async def test_of_three_two_may_drop_out_and_the_last_one_is_told(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        people = [await in_(w, n, "sat 10-11") for n in ("bob", "erin", "dave")]
        await to_pairing(w)
        for who in people[:2]:
            await who.press("Can't come on Sat 5 Dec")
        assert told(people[2])[-1] == "Cancelled: the mock with erin, 2026-12-05T10:00Z, “can't come”."
        assert "- Cancelled: " in (await people[2].say("/prep mock history")).text
        await w.advance(days=5, hours=3)
        assert [len(told(who)) for who in people] == [1, 2, 3]
