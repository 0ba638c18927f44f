"""Stories from their first line to the exit code, with a desk behind the door."""

import datetime as dt
from pathlib import Path

from bot.core.card import card
from bot.core.kinds import ATTACHMENT
from bot.core.reply import Pressed, Said, Submitted
from bot.core.values import channel_id
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.local import GENERAL, SPACE, ChatMessage, Location, account_of
from tests.platforms.console.desk import START, Bell, Desk, Room, ask, delivery, form, with_buttons
from tests.platforms.door import said

ALICE = account_of("alice")
BOB = account_of("bob")


async def test_a_transcript_reads_like_the_group_at_work() -> None:
    desk = Desk().on("today", said(with_buttons("Today, 15 minutes.", "Start", "Later")))
    desk.on("1:g:Start", said(card("First task, 5 minutes."))).on("done 1", said(card("Done: baseline.")))
    room = Room(desk)
    assert await room.play("alice: morning!\nalice: /prep today\nalice: [Start]\nalice (DM): done 1") == 0
    assert room.printed == (
        "@2026-11-24T08:00Z alice > morning!\n"
        "@2026-11-24T08:00Z alice > /prep today\n"
        "@2026-11-24T08:00Z bot > alice (only you)\n"
        "  Today, 15 minutes.\n"
        "  [Start] [Later]\n"
        "@2026-11-24T08:00Z alice > [Start]\n"
        "@2026-11-24T08:00Z bot > alice (only you)\n"
        "  First task, 5 minutes.\n"
        "@2026-11-24T08:00Z alice (DM) > done 1\n"
        "@2026-11-24T08:00Z bot > alice (DM)\n"
        "  Done: baseline.\n"
    )


async def test_what_people_do_reaches_the_door_as_the_platform_saw_it() -> None:
    desk = Desk().on("today", said(with_buttons("Hi.", "Go")))
    room = Room(desk, platform=ConsolePlatform(prefix="r1"))
    await room.play(
        "carol: hi\nalice: /prep today\nbob (DM): today\nbob: [Go]\nbob: /prep-admin report\nbob (DM):"
    )
    assert desk.signals == [
        Said(text="today", root="prep"),
        Said(text="today", root=None),
        Pressed(payload="1:g:Go"),
        Said(text="report", root="admin"),
        Said(text="", root="prep"),
    ]
    assert [i.channel for i in desk.inbounds] == [GENERAL, None, None, GENERAL, None]
    assert [i.account for i in desk.inbounds] == [ALICE, BOB, BOB, BOB, BOB]
    assert [i.event for i in desk.inbounds] == ["r1-1", "r1-2", "r1-3", "r1-4", "r1-5"]
    assert not any(i.organiser for i in desk.inbounds), "carol spoke first"


async def test_who_organises_can_be_said_beforehand() -> None:
    room = Room(platform=ConsolePlatform(organiser="bob"))
    await room.play("alice: /prep today\nbob: /prep today")
    assert [i.organiser for i in room.desk.inbounds] == [False, True]


async def test_the_newest_button_of_a_label_is_pressed_and_numbers_count_back() -> None:
    desk = Desk().on("one", said(with_buttons("1", "Next"))).on("two", said(with_buttons("2", "next")))
    desk.on("x", said(with_buttons("Which?", "Story #2", "Story #3")))
    room = Room(desk)
    steps = ["/prep one", "/prep two", "[Next]", "[Next #2]", "[next #3]", "/prep x", "[Story #3]"]
    assert await room.play("\n".join(f"alice: {step}" for step in steps)) == 1
    pressed = [signal.payload for signal in desk.signals if isinstance(signal, Pressed)]
    assert pressed == ["1:g:next", "1:g:Next", "1:g:Story #3"]
    assert "line 5: alice sees [next] only twice, so there's no #3.\n" in room.printed


async def test_nobody_presses_what_only_somebody_else_sees() -> None:
    room = Room(Desk().on("x", said(with_buttons("For you.", "Mine"))))
    two = Location(channel=channel_id(SPACE, "alice,bob"))
    shown = said(with_buttons("For two.", "Both"))
    room.platform.history.add(ChatMessage(at=START, location=two, answer=shown))
    assert await room.play("alice: /prep x\nbob: [Mine]\nbob: [Both]\ncarol: [Both]") == 1
    assert room.desk.signals[1:] == [Pressed(payload="1:g:Both")]
    assert "line 2: bob sees no button [Mine]. bob can press [Both].\n" in room.printed
    assert "line 4: carol sees no button [Both]. carol sees no button yet.\n" in room.printed


async def test_everybody_can_press_what_was_posted_and_one_members_view_never_replaces_it() -> None:
    desk = Desk().on("1:g:Join", said(card("Welcome."), replace=True))
    room = Room(desk)
    invitation, everybody = said(with_buttons("Practice with us.", "Join")), Location(channel=GENERAL)
    room.platform.history.add(ChatMessage(at=START, location=everybody, answer=invitation))
    assert await room.play("bob: [Join]\ncarol: [Join]") == 0
    assert room.printed.endswith("@2026-11-24T08:00Z bot > carol (only you)\n  Welcome.\n")
    assert desk.inbounds[-1].channel == GENERAL


async def test_an_edited_card_is_printed_again_and_its_old_buttons_are_gone() -> None:
    desk = Desk().on("list", said(with_buttons("Two left.", "Done: a", "Done: b")))
    desk.on("1:g:Done: a", said(with_buttons("One left.", "Done: b"), replace=True))
    room = Room(desk)
    assert await room.play("alice: /prep list\nalice: [Done: a]\nalice: [Done: a]") == 1
    assert "bot > alice (only you) (edited)\n  One left.\n  [Done: b]\n" in room.printed
    assert "line 3: alice sees no button [Done: a]. alice can press [Done: b].\n" in room.printed


async def test_the_buttons_of_a_card_are_gone_once_what_it_belongs_to_goes_on() -> None:
    question = said(with_buttons("Question 1.", "Hint")).model_copy(update={"flow": "quiz"})
    following = said(with_buttons("Question 2.", "Skip")).model_copy(update={"flow": "quiz"})
    desk = Desk().on("one", question, question).on("two", following).on("1:g:Hint", said(card("Two words.")))
    steps = ["bob: /prep one", "alice: /prep one", "alice: /prep two", "bob: [Hint]", "alice: [Hint]"]
    room = Room(desk)
    assert await room.play("\n".join(steps)) == 1
    assert room.printed.endswith("line 5: alice sees no button [Hint]. alice can press [Skip].\n")
    assert "line 4" not in room.printed, "bob's goes on by itself"


async def test_a_form_is_printed_and_stays_open_until_its_fields_are_right() -> None:
    desk = Desk().on("settings", said(form(ask("zone", value="UTC"), ask("days", value="daily"))))
    again = said(form(ask("zone", value="Berln", problem="No such zone."), ask("days", value="daily")))
    desk.on("1:g:settings", again, said(card("Saved.")))
    room = Room(desk)
    steps = ["/prep settings", "{zonne=UTC}", "{zone=Berln}", "{zone=Europe/Berlin}", "{zone=UTC}"]
    assert await room.play("\n".join(["bob: {zone=UTC}", *(f"alice: {step}" for step in steps)])) == 1
    assert desk.signals[1:] == [
        Submitted(payload="1:g:settings", values={"zone": "Berln", "days": "daily"}),
        Submitted(payload="1:g:settings", values={"zone": "Europe/Berlin", "days": "daily"}),
    ]
    first = "bot > alice (only you)\n  Form: Your settings\n  zone = UTC (ZONE)\n  days = daily (DAYS)\n"
    for words in (
        first,
        "line 1: bob has no form open. A command or a button opens one.\n",
        "line 3: The form 'Your settings' has no field zonne. It has zone, days.\n",
        "@2026-11-24T08:00Z alice > {zone=Berln}\n",
        "  Problem with zone: No such zone.\n",
        "  Saved.\n",
        "line 6: alice has no form open.",
    ):
        assert words in room.printed


async def test_a_file_travels_beside_the_command_or_in_a_field(tmp_path: Path) -> None:
    (tmp_path / "my cv.pdf").write_bytes(b"%PDF")
    desk = Desk().on("form", said(form(ask("cv", kind=ATTACHMENT), ask("note"))))
    room = Room(desk)
    story = (
        f'alice: /prep bullet file="@{tmp_path}/my cv.pdf" topic=ml\n'
        f"alice: /prep form\nalice: {{cv=@{tmp_path}/none.pdf}}\nalice: {{cv=@{tmp_path}/my cv.pdf}}"
    )
    assert await room.play(story) == 1
    assert "line 3: There is no file" in room.printed
    first, _, last = room.desk.inbounds
    assert first.signal == Said(text="bullet  topic=ml", root="prep")
    assert last.signal == Submitted(payload="1:g:settings", values={"note": ""})
    for one in (first, last):
        assert one.upload is not None
        assert (one.upload.name, one.upload.data) == ("my cv.pdf", b"%PDF")


async def test_a_story_goes_on_after_a_step_that_was_not_understood() -> None:
    room = Room(Desk().on("today", said(card("Hi."))))
    assert await room.play("# a story\n\nwhat is this\nalice: /prep today") == 1
    assert room.printed.startswith("line 3: 'what is this' doesn't say who types it.")
    assert room.printed.endswith("  Hi.\n")


async def test_what_falls_due_is_printed_at_its_instant_and_after_the_last_line() -> None:
    room = Room()
    for hours, what in ((0, "Now."), (23, "Today."), (25, "Closes.")):
        room.bell.due[START + dt.timedelta(hours=hours)] = delivery(what, ALICE, card(what))
    assert await room.play("") == 0
    assert await room.play("@advance 24h\nalice: hi\n@as-of 2026-11-26T00:00Z") == 0
    assert room.printed == (
        "@2026-11-24T08:00Z bot > alice (DM)\n  Now.\n"
        "@2026-11-25T07:00Z bot > alice (DM)\n  Today.\n"
        "@2026-11-25T08:00Z alice > hi\n"
        "@2026-11-26T00:00Z bot > alice (DM)\n  Closes.\n"
    )


async def test_time_goes_forward_after_the_first_step_and_ends_where_the_bots_calendar_does() -> None:
    room = Room()
    story = "alice: hi\n@as-of 2026-11-24T07:59Z\n@as-of 2998-12-31T00:00Z\n@advance 3d"
    assert await room.play(story) == 1
    assert "line 2: It is 2026-11-24T08:00Z already, and the clock only goes forward." in room.printed
    assert "line 3" not in room.printed
    assert "line 4: The clock goes from 1971 to 2998 only." in room.printed


async def test_without_a_simulation_the_clock_is_not_ours() -> None:
    room = Room(Desk().on("today", said(card("Hi."))))
    story = "@advance 24h\n@as-of 2027-01-01T00:00Z\nalice: /prep today"
    assert await room.play(story, simulated=False) == 1
    assert "line 1: '@advance' needs simulated time. Start the console with --simulate.\n" in room.printed
    assert "line 2: '@as-of' needs simulated time." in room.printed
    assert room.printed.endswith("  Hi.\n")


class Leaper(Bell):
    """Simulated time that may begin anywhere."""

    leapt: dt.datetime | None = None

    async def leap(self, to: dt.datetime) -> None:
        self.leapt = to


async def test_the_first_step_may_set_any_instant_that_the_clock_can_go_back_to() -> None:
    room, story = Room(), "# first comes the instant\n\n@as-of 2026-03-29T00:59Z"
    assert await room.play(story) == 1
    assert room.printed.startswith("line 3: The clock can't go back to 2026-03-29T00:59Z: ")
    room.bell = leaper = Leaper(room.clock, room.platform)
    assert await room.play(story) == 0
    assert leaper.leapt == dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC)
