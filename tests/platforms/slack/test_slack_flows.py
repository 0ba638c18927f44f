"""What people do on Slack and what they get: commands, buttons, forms, words in the DM, files, the Home."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.reply import Pressed, Said, Submitted
from tests.platforms.slack.member import smart
from tests.platforms.slack.slackdesk import at_desk, form, row, said
from tests.platforms.slack.state import Conversation

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
        desk.answers(said(card("Practice for interviews", row("Join")), visible="channel"))
        await alice.slash("/prep-admin setup", channel="random")
        assert [s.text for s in bob.seen] == ["Practice for interviews\n[Join]"]
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


async def test_a_card_for_everybody_never_takes_the_place_of_ones_own() -> None:
    async with at_desk() as desk:
        alice, bob = desk.space.person("alice"), desk.space.person("bob")
        desk.answers(card("Preview", row("Post")), said(card("Join us"), visible="channel", replace=True))
        await alice.slash("/prep-admin setup")
        await alice.press("Post")
        assert [(s.where, s.lines) for s in alice.seen] == [("caller", ["Preview"]), ("channel", ["Join us"])]
        assert [s.lines for s in bob.seen] == [["Join us"]]


async def test_in_the_dm_a_card_is_replaced_in_place_and_comes_anew_if_it_was_deleted() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("List", row("Done")), said(card("Done.", row("Undo")), replace=True))
        await alice.dm("today")
        await alice.press("Done")
        (replaced,) = alice.seen
        assert replaced.lines == ["Done."]
        alice.erase(replaced)
        with capture_logs() as logs:
            await alice.press("Undo", on=replaced)
        assert [(e["event"], e["message"]) for e in logs] == [("slack.deleted", replaced.ref.split(":")[1])]
        assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Done."])]
        assert alice.seen[0].ref != replaced.ref


async def test_in_the_dm_a_result_is_a_new_message_below_the_card() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("Question 1", row("A")), card("Right: A"))
        await alice.dm("quiz")
        await alice.press("A")
        assert [s.lines for s in alice.seen] == [["Question 1"], ["Right: A"]]


async def test_an_answer_for_which_slack_wants_minutes_comes_after_them() -> None:
    async with at_desk() as desk:
        alice, begun = desk.space.person("alice"), desk.slack.clock.now()
        desk.slack.fail("chat.postMessage", retry_after=120, times=2)
        await alice.dm("today")
        assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Today, 15 minutes"])]
        assert (desk.slack.clock.now() - begun).total_seconds() in range(240, 250)


async def test_an_answer_that_no_way_takes_is_given_up_when_it_is_worth_nothing_and_logged() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.slack.fail("chat.postMessage", status=503, times=1_000)
        with capture_logs() as logs:
            await alice.dm("today")
        assert alice.seen == []
        assert [(e["event"], e["user"]) for e in logs] == [("slack.unanswered", alice.user.id)]
        assert desk.slack.count("chat.postMessage") < 100


@pytest.mark.parametrize("state", ["expired", "spent", "broken"])
async def test_a_response_url_of_no_use_is_made_up_for_by_a_dm(state: str) -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.door.pause = asyncio.Event()
        desk.space.settle = None
        await alice.slash("/prep today")
        (hook,) = desk.space.team.hooks.values()
        desk.slack.clock.advance(31 * 60 if state == "expired" else 0)
        hook.uses = 5 if state == "spent" else 0
        if state == "broken":
            desk.slack.fail("response_url", status=500, times=5)
        desk.door.pause.set()
        with capture_logs() as logs:
            await desk.platform.intake.idle()
        assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Today, 15 minutes"])]
        general = desk.space.channel("general").id
        assert ("slack.answered_elsewhere", general) in [(e["event"], e.get("channel")) for e in logs]


async def test_an_answer_that_slack_wants_later_waits_as_long_as_slack_says() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.slack.fail("chat.postMessage", retry_after=0)
        await alice.dm("today")
        assert [s.lines for s in alice.seen] == [["Today, 15 minutes"]]
        assert desk.slack.count("chat.postMessage") == 2


async def test_a_card_longer_than_slack_takes_is_said_in_words_and_never_by_silence() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(card("Long.", *["x" * 3_000] * 5))
        await alice.slash("/prep today")
        assert alice.seen[0].lines[0].startswith("I couldn't show you the answer")


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
        await desk.platform.intake.idle()
        (late,) = alice.seen
        assert late.labels == ["Open the form"]
        assert late.payloads == ["1:g:?remind"]
        await alice.press("Open the form")
        await desk.platform.intake.idle()
        assert alice.seen[-1].fields["at"] == "08:00"


async def test_words_in_the_dm_that_ask_for_a_form_get_the_button_since_they_cannot_open_one() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form()))
        await alice.dm("remind")
        assert (alice.seen[-1].where, alice.seen[-1].labels) == ("dm", ["Open the form"])


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
