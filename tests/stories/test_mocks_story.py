"""Mock rounds as members live them: the Sunday on which partners are found, and what follows from it."""

import datetime as dt
from itertools import combinations
from pathlib import Path

from handlers.mocks.records import MOCKS
from tests.records import every_value, id_of, unit_of
from tests.stories.mock_rounds import SAT_NINE, export, in_, mails, pair, to_pairing, told
from tests.world import Somebody, World, world


async def test_four_members_in_two_zones_hear_with_whom_and_why_when_all_in_it_are_awake(w: World) -> None:
    # 9 to 10 and 8:30 to 10:30 UTC have 9:00 in common; 17 to 18 and 16:30 to 18:30 have 17:00
    bob = await in_(w, "bob", "sat 10:00-11:00", "Europe/Berlin", "round=inference")
    erin = await in_(w, "erin", "sat 14:00-16:00", "Asia/Kolkata", "round=inference")
    carol = await in_(w, "carol", "sun 18:00-19:00", "Europe/Berlin", "role=candidate")
    dave = await in_(w, "dave", "sun 22:00-24:00", "Asia/Kolkata", "role=interviewer")
    assert "Next pairing: 2026-11-29T18:00Z" in (await bob.say("/prep mock join")).text
    await w.time.advance(dt.datetime(2026, 12, 6, 17, 30, tzinfo=dt.UTC))

    first = mails(bob)[0]
    assert {s.text.splitlines()[0].split(", ", 1)[1] for s in (first, mails(erin)[0])} == {f"{SAT_NINE}."}
    assert "erin Sat 14:30" in first.text
    assert "bob Sat 10:00" in mails(erin)[0].text
    assert "Inference, 45 min: " in first.text
    assert "You share 1 free slot and haven't met." in first.text
    assert "carol answers, dave interviews, as you asked." in mails(carol)[0].text
    assert mails(dave)[0].text.splitlines()[0] == "carol and dave, 2026-12-06T17:00Z."

    # quiet from 21:00 to 07:00: in Kolkata the pairing falls at 23:30, an hour before the mock at 21:30;
    # when dave is up, at 01:30 UTC, carol sleeps until 06:00
    assert [f"{s.at:%d %H:%M}" for s in mails(carol)] == ["30 06:00", "05 07:30", "06 16:45"]
    assert [f"{s.at:%d %H:%M}" for s in mails(dave)] == ["30 06:00", "05 03:00", "06 15:15"]
    assert told(carol)[1].startswith("Tomorrow: your mock with dave, 2026-12-06T17:00Z")
    assert told(carol)[2].startswith("Soon: your mock with dave")
    await w.time.advance(dt.datetime(2026, 12, 6, 17, 1, tzinfo=dt.UTC))
    assert "Now: 2026-12-06T17:00Z" in (await dave.say("/prep mock history")).text


async def test_who_pauses_or_leaves_is_not_expected_and_the_partner_hears_only_that(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    carol = await in_(w, "carol", "sun 10-11")
    dave = await in_(w, "dave", "sun 10-11")
    await to_pairing(w)
    await bob.say("/prep pause 2026-12-10")
    assert "Your upcoming mock is canceled" in (await carol.say("/prep mock leave")).text
    assert told(dave)[-1] == "Canceled: the mock with carol, 2026-12-06T10:00Z, “can't come”."
    assert len(told(erin)) == 1
    await w.advance(hours=1)
    assert told(erin)[1:] == ["Canceled: the mock with bob, 2026-12-05T10:00Z, “can't come”."]
    assert "Next pairing: 2026-12-06T18:00Z, you're in" in mails(erin)[1].text
    await w.advance(days=5, hours=23)  # until Sunday 08:00
    await erin.say("/prep mock hours sun 10-11")
    await w.advance(days=1)
    assert told(erin)[-1].endswith(", 2026-12-13T10:00Z.")
    assert "dave" in told(erin)[-1]
    assert (len(told(bob)), len(told(carol))) == (1, 1)


async def test_a_pause_that_was_a_slip_costs_no_mock(w: World) -> None:
    bob, erin = await pair(w)
    shown = await bob.say("/prep pause 2026-12-10")
    assert "I'll tell your partner within the hour." in shown.text
    await w.advance(minutes=50)
    await bob.press("Resume everything")
    await w.advance(hours=2)
    assert len(told(erin)) == 1
    await bob.say("/prep pause 2026-12-03")  # before the mock
    await w.advance(hours=2)
    assert len(told(erin)) == 1


async def test_after_forgetting_the_partner_is_told_and_the_store_knows_nobody(w: World) -> None:
    carol = await in_(w, "carol", "sat 10-11")
    dave = await in_(w, "dave", "sat 10-11")
    erin = await in_(w, "erin", "sun 10-11")
    await erin.say("/prep mock avoid carol")
    await to_pairing(w)
    mark = (await id_of(w, carol)).encode()
    assert mark in await every_value(w)
    await carol.say("/prep privacy forget")
    await carol.press("Forget everything now")
    assert mark not in await every_value(w)
    await w.advance(days=6)
    assert told(dave)[1:] == ["Canceled: the mock with someone, 2026-12-05T10:00Z, “can't come”."]
    shown = await dave.say("/prep mock history")
    assert "Canceled: 2026-12-05T10:00Z, with someone, algorithms" in shown.text
    assert "You aren't avoiding anyone" in (await erin.say("/prep mock avoid")).text
    assert mark not in await every_value(w)


async def test_whom_somebody_avoids_stands_nowhere_but_on_their_own_list(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for avoiding in (False, True):
        async with world(tmp_path / str(avoiding)) as w:
            bob = await in_(w, "bob", "sat 10-11")
            erin = await in_(w, "erin", "sat 10-11")
            if avoiding:
                assert "Nobody is told" in (await bob.say("/prep mock avoid Erin")).text
            before = [
                (await erin.say(f"/prep mock {word}")).text for word in ("hours", "join", "history", "avoid")
            ]
            await to_pairing(w)
            assert ("No partner" in told(erin)[0]) == avoiding
            assert [name for name in await export(erin) if "avoid" in name] == []
            own = [record["who"] for record in (await export(bob)).get("mock-avoided", [])]
            assert own == ([["erin"]] if avoiding else [])
            assert "avoid" not in " ".join(s.text for s in erin.inbox)
            seen.append(before)
    assert seen[0] == seen[1]
    assert ["There weren't enough partners for everyone." in mail.text for mail in mails(erin)] == [True]


async def test_four_with_the_same_hours_meet_all_the_others_in_three_weeks(w: World) -> None:
    people = [await in_(w, f"m{n:02}", "sat 10-11") for n in range(4)]
    for _ in range(3):  # a mock of which nobody says a word does not count as met
        await w.advance(days=7)
        for who in people:
            await who.press("Works for me")
    mocks = list((await MOCKS.all(await unit_of(w))).values())
    assert {week: sum(m.week == week for m in mocks) for week in {m.week for m in mocks}} == {
        dt.date(2026, 11, 30) + dt.timedelta(weeks=n): 2 for n in range(3)
    }
    assert len({duo for m in mocks for duo in combinations(sorted(m.members), 2)}) == 6
    assert not [line for who in people for line in told(who) if "No partner" in line]


async def test_a_second_run_pairs_only_those_who_have_no_partner_yet(w: World, alice: Somebody) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    shown = await alice.say("/prep-admin pairing run")
    assert "Paired for the week of Monday 30 November: 1 pair." in shown.text
    assert [len(told(who)) for who in (bob, erin)] == [1, 1]
    shown = await alice.say("/prep-admin pairing run")
    assert "Nobody is waiting for a partner" in shown.text
    assert "2 with a partner already" in shown.text
    carol = await in_(w, "carol", "sun 10-11")
    dave = await in_(w, "dave", "sun 10-11")
    await to_pairing(w)
    assert [len(told(who)) for who in (bob, erin, carol, dave)] == [1, 1, 1, 1]
    assert "carol" in told(dave)[0]
    assert len(await MOCKS.all(await unit_of(w))) == 2


async def test_an_odd_one_joins_two_where_all_three_accept_that(w: World) -> None:
    people = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave")]
    await to_pairing(w)
    for who in people:
        (line,) = told(who)
        assert all(name in line for name in ("bob", "erin", "dave"))
        assert "You share 1 free slot, and an odd number of people is in." in mails(who)[0].text
        assert " listens; rotate." in mails(who)[0].text
    left, *others = people
    await left.press("Can't come on Sat 5 Dec")
    for who in others:
        assert told(who)[1].startswith("It's the two of you now, same time: ")
        assert left.name not in told(who)[1]
    await w.advance(days=5, hours=3)
    assert len(told(left)) == 1
    assert [line.split(":")[0] for line in told(others[0])[2:]] == ["Tomorrow", "Soon"]


async def test_the_day_before_a_mock_is_heard_of_after_the_list_with_the_answer_that_is_missing(
    w: World,
) -> None:
    bob, erin = await pair(w)
    await erin.press("Works for me")
    await w.time.advance(dt.datetime(2026, 12, 4, 8, tzinfo=dt.UTC))
    assert len(told(bob)) == len(told(erin)) == 1
    await w.advance(minutes=30)
    for who, asked in ((bob, True), (erin, False)):
        assert told(who)[1].startswith("Tomorrow: your mock with ")
        assert ("Works for me" in mails(who)[1].labels) is asked
    assert "Everyone has confirmed." in (await bob.press("Works for me", on=mails(bob)[1])).text


async def test_a_mock_of_tomorrow_that_one_has_just_heard_of_is_not_recalled_within_the_hour(
    w: World,
) -> None:
    bob, _ = [await in_(w, name, "tue 18-20", quiet="17:00-08:00") for name in ("bob", "erin")]
    await w.time.advance(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC))
    (introduced,) = mails(bob)
    assert f"{introduced.at:%a %H:%M}" == "Mon 08:00"


async def test_who_has_no_partner_hears_why_and_what_would_help(w: World) -> None:
    people = [await in_(w, n, "sat 10-11", choices="size=2") for n in ("bob", "erin", "dave")]
    alone = await in_(w, "frank", "mon 20-21")
    without = await w.member("gina", "UTC")
    assert "Did you mean repeat=once?" in (await without.say("/prep mock join once")).text
    await without.say("/prep mock join repeat=once")
    await to_pairing(w)
    (odd,) = [who for who in people if "No partner" in told(who)[0]]
    assert told(odd)[0] == "No partner for the week of Monday 30 November."
    assert "There weren't enough partners for everyone." in mails(odd)[0].text
    assert "So would a group of three." in mails(odd)[0].text
    assert "Nobody else who was in shares 45 free minutes with you." in mails(alone)[0].text
    assert "Add your hours, so I can find you a partner." in mails(without)[0].text
    assert "More hours" not in mails(without)[0].text
    assert "You were in for that week only." in mails(without)[0].text
    assert "pairs or threes" in (await odd.press("Accept a group of three")).text
    assert "every week" in (await without.press("Join again")).text


async def test_with_an_odd_number_the_one_left_over_gets_a_partner_first_the_next_time(w: World) -> None:
    people = [await in_(w, n, "sat 10-11", choices="size=2") for n in ("bob", "erin", "dave")]
    for _ in range(4):  # three pairings, of people who are there
        for who in people:
            await who.say("/prep today")
        await w.advance(days=5)
    assert [sum("No partner" in line for line in told(who)) for who in people] == [1, 1, 1]
    assert all(
        "An odd number of people was in" in mail.text
        for who in people
        for mail in mails(who)
        if "No partner" in mail.text
    )


async def test_cannot_come_tells_the_partner_and_both_are_in_the_next_pairing(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    erin = await in_(w, "erin", "sat 10-11", choices="repeat=once")
    dave = await w.member("dave")
    await to_pairing(w)
    pressed = mails(bob)[0]
    shown = await bob.press("Can't come on Sat 5 Dec")
    assert "Your partner will hear only “can't come”." in shown.text
    assert told(erin)[1:] == ["Canceled: the mock with bob, 2026-12-05T10:00Z, “can't come”."]
    assert "already canceled" in (await bob.press("Can't come on Sat 5 Dec", on=pressed)).text
    assert "can't find that mock of yours" in (await dave.press("Can't come on Sat 5 Dec", on=pressed)).text
    assert "can't find that mock of yours" in (await bob.say("/prep mock.cannot mock=nothing")).text
    assert len(told(erin)) == 2
    await w.advance(days=7)
    assert told(erin)[2].endswith(", 2026-12-12T10:00Z.")
    assert "haven't met" in mails(erin)[2].text
    await w.advance(days=7)
    assert "has begun or is over" in (await bob.press("Can't come on Sat 12 Dec", on=mails(bob)[1])).text
    assert len([line for line in told(erin) if line.endswith("Z.") and line[0] in "be"]) == 2


async def test_who_forgets_or_pauses_in_the_last_hour_does_not_leave_the_partner_waiting(
    tmp_path: Path,
) -> None:
    """Forgetting is told at once, a pause (which may be ended again) by the last look, ten minutes before."""
    cases = (("privacy forget", "Forget everything now", "05 09:30"), ("pause 2026-12-10", "", "05 09:55"))
    for last in cases:
        async with world(tmp_path / last[0][:5]) as w:
            bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
            await w.time.advance(dt.datetime(2026, 12, 5, 9, 30, tzinfo=dt.UTC))
            await bob.say(f"/prep {last[0]}")
            if last[1]:
                await bob.press(last[1])
            await w.advance(minutes=25)
            assert told(erin)[-1].startswith("Canceled: the mock with ")
            assert f"{mails(erin)[-1].at:%d %H:%M}" == last[2]


async def test_of_three_whom_one_forgot_and_one_cannot_come_the_last_hears_it_at_once(w: World) -> None:
    people = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave")]
    await to_pairing(w)
    gone, cannot, left = people
    await gone.say("/prep privacy forget")
    await gone.press("Forget everything now")
    await cannot.press("Can't come on Sat 5 Dec")
    heard = [line.split(":")[0] for line in told(left)[1:]]
    assert heard == ["It's the two of you now, same time", "Canceled"]


async def test_whoever_is_in_quiet_hours_hears_after_them_and_the_organizer_is_told_so(
    w: World, alice: Somebody
) -> None:
    awake, asleep = (await in_(w, "bob", "sat 10-11", "Asia/Tokyo"), await in_(w, "erin", "sat 01:00-02:00"))
    await w.time.advance(dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC))  # 07:30 in Tokyo
    shown = await alice.say("/prep-admin pairing run")
    assert "1 pair" in shown.text
    assert "Everyone paired hears who and why, now or after their quiet hours." in shown.text
    assert told(asleep) == []
    await w.time.advance(dt.datetime(2026, 11, 25, 7, 1, tzinfo=dt.UTC))
    assert [len(told(who)) for who in (awake, asleep)] == [1, 1]
