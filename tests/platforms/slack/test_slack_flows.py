"""What people do on Slack and what they get: commands, buttons, forms, words in the DM, files, the Home."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot.core.card import File, Instant, Picture, card, line
from bot.core.chart import Chart, Point
from bot.core.reply import Chosen, Pressed, Said, Submitted
from tests.platforms.slack.member import smart
from tests.platforms.slack.slackdesk import at_desk, form, row, said
from tests.platforms.slack.state import Conversation

PICTURE = Picture(
    chart=Chart(title="F1 and latency", x="ms", y="F1", points=(Point(x=1, y=2, label="A"),)),
    alt="A is above B",
)
EXPORT = File(name="loopmate-carol.zip", about="All I keep of you", data=b"PK...")
PNG = b"\x89PNG\r\n\x1a\n"


# commands


async def test_a_command_in_a_channel_is_answered_to_the_caller_alone() -> None:
    async with at_desk() as desk:
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        desk.answers(card("Today, 15 minutes", row("Done: baseline")))
        await alice.slash("/prep quiz topic=tradeoffs count=3")
        (seen,) = alice.seen
        assert (seen.where, seen.text) == ("caller", "Today, 15 minutes\n[Done: baseline]")
        assert bob.seen == []
        (heard,) = desk.door.heard
        assert heard.signal == Said(text="quiz topic=tradeoffs count=3", root="prep")
        assert (heard.account, heard.name) == (f"slack:{desk.space.team.id}:{alice.user.id}", "alice")
        assert heard.channel == f"slack:{desk.space.team.id}:{desk.space.channel('general').id}"
        assert (heard.space, heard.place) == (f"slack:{desk.space.team.id}", "ML Loop")


async def test_both_roots_are_heard_under_their_own_word_and_another_apps_command_is_not() -> None:
    async with at_desk(word="drill") as desk:
        alice = desk.space.person("alice")
        await alice.slash("/drill-admin setup")
        await alice.slash("/prep today")
        assert [h.signal for h in desk.door.heard] == [Said(text="setup", root="admin")]


async def test_what_was_typed_arrives_as_it_was_typed() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        await alice.slash('/prep bullet F1 < 0.8 & latency > 20 ms, "int8" <b>')
        await alice.slash(smart('/prep ask question="what is p99?"'))
        first, second = (h.signal for h in desk.door.heard)
        assert isinstance(first, Said)
        assert first.text == 'bullet F1 < 0.8 & latency > 20 ms, "int8" <b>'
        assert isinstance(second, Said)
        assert second.text == "ask\u00a0question=“what\u00a0is\u00a0p99?”"


async def test_a_command_in_the_bots_dm_is_answered_by_a_message_that_a_reload_leaves_there() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        await alice.slash("/prep today", channel=None)
        alice.reload()
        assert [s.where for s in alice.seen] == ["dm"]
        assert desk.door.heard[0].channel is None


async def test_a_command_in_a_dm_between_two_others_is_answered_to_the_caller_there() -> None:
    async with at_desk() as desk:
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        theirs = desk.space.team.direct([alice.user.id, bob.user.id])
        theirs.id, theirs.kind, theirs.members = "D0THEIRS", "im", [alice.user.id, bob.user.id]
        desk.space.team.conversations[theirs.id] = theirs

        def there(channel: str | None) -> Conversation:
            return theirs

        alice.place = there  # type: ignore[method-assign] # she types in that DM
        await alice.slash("/prep today")
        assert [s.where for s in alice.seen] == ["caller"]
        assert bob.seen == []


async def test_a_card_for_the_channel_is_seen_by_all_where_the_bot_is_no_member_too() -> None:
    async with at_desk() as desk:
        desk.space.channel("random", bot=False)
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        desk.answers(said(card("Practise for interviews", row("Join")), visible="channel"))
        await alice.slash("/prep-admin setup", channel="random")
        assert [s.text for s in bob.seen] == ["Practise for interviews\n[Join]"]
        assert bob.seen[0].where == "channel"


# buttons


async def test_a_press_on_ones_own_card_may_replace_it_and_one_on_everybodys_card_never_does() -> None:
    async with at_desk() as desk:
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        desk.answers(
            said(card("Mine", row("Done"))),
            said(card("Done: baseline"), replace=True),
            said(card("All of us", row("Join")), visible="channel"),
            said(card("Welcome"), replace=True),
        )
        await alice.slash("/prep today")
        await alice.press("Done")
        assert [s.text for s in alice.seen] == ["Done: baseline\n"]
        await alice.slash("/prep-admin setup")
        await bob.press("Join")
        assert [(s.where, s.lines) for s in bob.seen] == [("channel", ["All of us"]), ("caller", ["Welcome"])]
        assert [h.signal for h in desk.door.heard if isinstance(h.signal, Pressed)] == [
            Pressed(payload="1:g:Done"),
            Pressed(payload="1:g:Join"),
        ]


async def test_a_card_that_everybody_may_see_may_take_the_place_of_the_one_that_was_pressed() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(
            said(card("Closed?", row("Vote")), visible="channel"),
            said(card("Closed."), visible="channel", replace=True),
        )
        await alice.slash("/prep today")
        await alice.press("Vote")
        assert [(s.where, s.lines) for s in alice.seen] == [("channel", ["Closed."])]


async def test_in_the_dm_a_card_is_replaced_in_place_and_comes_anew_if_it_was_deleted() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("List", row("Done")), said(card("Done.", row("Undo")), replace=True))
        await alice.dm("today")
        await alice.press("Done")
        (replaced,) = alice.seen
        assert replaced.lines == ["Done."]
        alice.erase(replaced)
        await alice.press("Undo", on=replaced)
        assert [s.lines for s in alice.seen] == [["Done."]]
        assert alice.seen[0].ref != replaced.ref


async def test_a_spent_or_expired_response_url_is_made_up_for_by_a_dm() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.door.pause = asyncio.Event()
        desk.space.settle = None
        await alice.slash("/prep today")
        desk.slack.clock.advance(31 * 60)
        desk.door.pause.set()
        await desk.platform.idle()
        assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Today, 15 minutes"])]


async def test_an_answer_that_slack_wants_later_waits_as_long_as_slack_says() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.slack.fail("chat.postMessage", retry_after=0)
        await alice.dm("today")
        assert [s.lines for s in alice.seen] == [["Today, 15 minutes"]]
        assert desk.slack.count("chat.postMessage") == 2


async def test_the_same_envelope_again_is_worked_on_once() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("List", row("Done")), card("Done."))
        await alice.slash("/prep today")
        await alice.press("Done")
        await desk.space.again()
        await alice.dm("done 1")
        await desk.space.again()
        assert len(desk.door.heard) == 3
        assert len({h.event for h in desk.door.heard}) == 3


# forms


async def test_a_form_opens_at_once_and_its_answer_comes_where_it_was_asked() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form(where="both")), card("At 07:15 from now on"))
        await alice.slash("/prep remind")
        opened = alice.seen[-1]
        assert (opened.title, opened.fields) == ("Remind me", {"at": "", "where": "both", "words": ""})
        assert await alice.fill(at="7:15", words="a\nb") == {}
        assert [(s.where, s.lines) for s in alice.seen] == [("caller", ["At 07:15 from now on"])]
        values = {"at": "7:15", "where": "both", "words": "a\nb"}
        assert desk.door.heard[-1].signal == Submitted(payload="1:g:remind", values=values)


async def test_what_is_wrong_is_said_inside_the_form_before_anything_is_done() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form()), card("Noted"))
        await alice.slash("/prep remind")
        problems = await alice.fill(at="noonish")
        assert list(problems) == ["at"]
        assert "noonish" in problems["at"]
        assert len(desk.door.heard) == 1
        assert await alice.fill(at="12:00") == {}
        assert len(desk.door.heard) == 2


async def test_a_form_that_comes_too_late_is_a_card_with_a_button_that_opens_it() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form(at="08:00")))
        desk.door.pause = asyncio.Event()
        desk.space.settle = None
        await alice.slash("/prep remind")
        desk.slack.clock.advance(4)
        desk.door.pause.set()
        await desk.platform.idle()
        (late,) = alice.seen
        assert late.labels == ["Open: Remind me"]
        assert late.payloads == ["1:g:?remind"]
        await alice.press("Open: Remind me")
        await desk.platform.idle()
        assert alice.seen[-1].fields["at"] == "08:00"


async def test_words_in_the_dm_that_ask_for_a_form_get_the_button_since_they_cannot_open_one() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form()))
        await alice.dm("remind")
        assert (alice.seen[-1].where, alice.seen[-1].labels) == ("dm", ["Open: Remind me"])


async def test_the_answer_to_a_form_opened_from_ones_own_card_takes_that_cards_place() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(
            card("Settings", row("Change")), said(form(at="08:00")), said(card("Saved"), replace=True)
        )
        await alice.dm("settings")
        await alice.press("Change")
        await alice.fill(at="09:00")
        assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Saved"])]


async def test_words_of_another_version_in_a_modal_do_nothing() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form(at="08:00")))
        await alice.slash("/prep remind")
        view = alice.modal
        assert view is not None
        view.body["private_metadata"] = '{"from": "the future"}'
        await alice.fill(at="09:00")
        assert len(desk.door.heard) == 1


# words and files in the DM


async def test_words_typed_in_the_dm_are_heard_without_a_root_and_answered_there() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        await alice.dm("done 1 & more")
        (heard,) = desk.door.heard
        assert heard.signal == Said(text="done 1 & more")
        assert (heard.channel, heard.name) == (None, "alice")
        assert [s.where for s in alice.seen] == ["dm"]


async def test_a_file_in_the_dm_is_handed_on_in_memory() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        await alice.upload("resume.pdf", b"%PDF-1.7 ...", "bullet")
        (heard,) = desk.door.heard
        assert heard.upload is not None
        assert (heard.upload.name, heard.upload.data) == ("resume.pdf", b"%PDF-1.7 ...")
        assert heard.signal == Said(text="bullet")


async def test_a_file_too_big_is_refused_in_words_before_it_is_fetched() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        await alice.upload("film.mp4", b"x" * 10_000_001)
        assert desk.door.heard == []
        assert "10.0 MB; I take at most 10" in alice.seen[-1].text


async def test_the_token_goes_to_no_other_host_than_slacks() -> None:
    async with at_desk() as desk:
        web = desk.platform.web
        assert web is not None
        for url in ("https://evil.example/x", "http://files.slack.com/x", "https://slack.com.evil.example/x"):
            assert await web.download(url) is None


# pictures and files


async def test_a_private_picture_comes_by_dm_with_its_description_and_a_line_says_so() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("Best choices: A", PICTURE))
        await alice.slash("/prep tradeoff")
        words, picture = alice.seen
        assert words.where == "caller"
        assert words.lines == [
            "Best choices: A",
            "Picture: A is above B",
            "Sent to you as a DM: the picture.",
        ]
        assert (picture.where, picture.lines) == ("dm", ["A is above B"])
        ((name, data),) = picture.files
        assert name == "f1-and-latency.png"
        assert data.startswith(PNG)


async def test_a_picture_for_the_channel_goes_into_the_thread_of_its_card() -> None:
    async with at_desk() as desk:
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        desk.answers(said(card("The week", PICTURE), visible="channel"))
        await alice.slash("/prep-admin setup")
        words, picture = bob.seen
        assert (words.where, picture.where) == ("channel", "channel")
        assert len(picture.files) == 1
        _, in_thread = [m for m in desk.space.team.messages if m.channel.startswith("C")]
        assert in_thread.thread_ts == words.ref.split(":")[1]


async def test_a_file_is_the_callers_alone() -> None:
    async with at_desk() as desk:
        carol, bob = desk.space.person("carol"), desk.space.person("bob")
        desk.answers(card("All of it", EXPORT))
        await carol.slash("/prep privacy export")
        assert carol.seen[0].lines[-1] == "Sent to you as a DM: loopmate-carol.zip."
        assert carol.seen[1].files == [("loopmate-carol.zip", b"PK...")]
        assert bob.seen == []


async def test_a_picture_that_slack_does_not_take_is_said_in_words() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("Best choices: A", PICTURE))
        desk.slack.fail("upload", status=500)
        await alice.dm("tradeoff")
        assert alice.seen[0].lines == ["Best choices: A", "Picture: A is above B"]
        assert alice.seen[1].lines[0].startswith("I could not send you the picture.")


# the shortcut, the Home, and who organises


async def test_the_shortcut_hands_over_ones_own_message_and_the_answer_comes_by_dm() -> None:
    async with at_desk() as desk:
        dave = desk.space.person("dave")
        desk.answers(card("1 of 3, important: no baseline.", row("Try again")))
        await dave.shortcut(dave.says("Fine-tuned <DistilBERT>, F1 to 0.81"))
        (heard,) = desk.door.heard
        assert isinstance(heard.signal, Chosen)
        assert (heard.signal.call.path, heard.signal.call.values["text"]) == (
            "bullet",
            "Fine-tuned <DistilBERT>, F1 to 0.81",
        )
        assert "text" in heard.signal.call.private
        assert [(s.where, s.labels) for s in dave.seen] == [("dm", ["Try again"])]


async def test_the_shortcut_leaves_another_persons_message_alone_and_says_so() -> None:
    async with at_desk() as desk:
        dave, erin = desk.space.person("dave"), desk.space.person("erin")
        await dave.shortcut(erin.says("Improved F1 to 0.81"))
        assert desk.door.heard == []
        assert dave.seen[-1].lines[0].startswith("This message is not yours")


async def test_opening_the_home_shows_its_card_there_and_the_messages_tab_shows_nothing_new() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("Your list", row("Start")))
        await alice.open_home("messages")
        assert alice.seen == []
        await alice.open_home()
        assert [(s.where, s.text) for s in alice.seen] == [("home", "Your list\n[Start]")]
        desk.answers(card("Started"))
        await alice.press("Start")
        assert [(s.where, s.lines) for s in alice.seen] == [("home", ["Your list"]), ("dm", ["Started"])]


@pytest.mark.parametrize(
    ("rights", "organises"), [({"admin": True}, True), ({"owner": True}, True), ({}, False)]
)
async def test_who_organises_is_asked_of_slack_only_when_it_matters(
    rights: dict[str, Any], organises: bool
) -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice", **rights)
        await alice.slash("/prep today")
        assert desk.slack.count("users.info") == 0
        desk.door.ask_admin = True
        await alice.slash("/prep-admin setup")
        assert desk.door.admins == [organises]


async def test_moments_are_shown_to_each_reader_in_their_own_zone() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        at = dt.datetime(2026, 12, 5, 14, tzinfo=dt.UTC)
        desk.answers(card(line("Saturday, ", Instant(at=at))))
        await alice.slash("/prep today")
        assert alice.seen[-1].lines == ["Saturday, 2026-12-05T14:00Z"]
        assert alice.notices == ["Saturday, Sat 5 Dec, 15:00 (Europe/Berlin)"]


# what nobody asked for


async def test_news_of_the_space_become_work_once_each() -> None:
    async with at_desk() as desk:
        general = desk.space.channel("general").id
        team = desk.space.team.id
        await desk.space.archive("general")
        await desk.space.again()
        await desk.space.delete("general")
        desk.space.channel("prep")
        await desk.space.kick_bot("prep")
        gone = [(c.values["channel"], c.values["why"]) for c in desk.door.news]
        assert gone[:2] == [(f"slack:{team}:{general}", "archived"), (f"slack:{team}:{general}", "deleted")]
        assert [why for _, why in gone[2:]] == ["removed"]


async def test_another_persons_leaving_a_channel_is_no_news() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        await bob.leave_channel("general")
        assert desk.door.news == []


async def test_a_removed_app_is_reported_and_a_new_token_says_that_it_is_back() -> None:
    async with at_desk() as desk:
        await desk.space.uninstall()
        assert {c.path for c in desk.door.news} == {"space.removed"}
        (space, _, back), *_ = desk.door.reported
        assert (space, back.path) == (f"slack:{desk.space.team.id}", "space.returned")


async def test_what_cannot_be_kept_now_is_left_to_be_sent_again() -> None:
    async with at_desk() as desk:
        desk.door.down = True
        await desk.space.archive("general")
        assert "status 503" in desk.slack.complaints.pop()
        desk.door.down = False
        await desk.space.again()
        assert [c.path for c in desk.door.news] == ["space.channel-gone"]


# payloads that nobody foresaw


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": "none", "user": {"id": "U1"}},
        {"type": "view_submission"},
        {"type": "event_callback", "event": {"type": "message", "channel_type": "im"}, "team_id": "T1"},
        {"type": "event_callback", "event": {"type": "brand_new"}, "team_id": "T1", "event_id": "E"},
        {"type": "holographic_action"},
        {"command": "/prep"},
        {"type": "message_action", "callback_id": "critique", "user": {"id": "U1"}},
    ],
)
async def test_a_payload_of_a_newer_slack_is_acknowledged_and_does_nothing(
    payload: dict[str, object],
) -> None:
    async with at_desk() as desk:
        ack = await desk.space.transport.send("interactive", payload)
        assert ack.ok
        assert desk.door.heard == []
