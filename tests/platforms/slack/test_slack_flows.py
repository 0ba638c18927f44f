"""What people do on Slack and what they get: commands, buttons and forms."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.reply import Said, Submitted
from tests.onstage.slack import SlackWorld
from tests.platforms.door import row, said
from tests.platforms.slack import payloads
from tests.platforms.slack.member import smart
from tests.platforms.slack.slackdesk import PICTURE, Desk, at_desk, form
from tests.platforms.slack.state import Conversation
from tests.records import group_of

# commands


async def test_a_command_in_a_channel_is_answered_to_the_caller_alone(desk: Desk) -> None:
    alice, bob = desk.space.person("alice"), desk.space.person("bob")
    desk.answers(card("Today, 15 minutes", row("Done: baseline")))
    await alice.slash("/prep quiz topic=tradeoffs count=3")
    (seen,) = alice.seen
    assert (seen.where, seen.text) == ("caller", "Today, 15 minutes\n[Done: baseline]")
    assert bob.seen == []
    (heard,) = desk.door.inbounds
    assert heard.signal == Said(text="quiz topic=tradeoffs count=3", root="prep")
    assert (heard.account, heard.name) == (f"slack:{desk.space.team.id}:{alice.user.id}", "alice")
    assert heard.channel == f"slack:{desk.space.team.id}:{desk.space.channel('general').id}"
    assert (heard.space, heard.place) == (f"slack:{desk.space.team.id}", "ML Loop")


async def test_both_roots_are_heard_under_their_own_word_and_another_apps_command_is_not() -> None:
    async with at_desk(word="drill") as desk:
        alice = desk.space.person("alice")
        await alice.slash("/drill-admin setup")
        await alice.slash("/prep today")
        assert [h.signal for h in desk.door.inbounds] == [Said(text="setup", root="admin")]


async def test_what_was_typed_arrives_as_it_was_typed(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash('/prep bullet F1 < 0.8 & latency > 20 ms, "int8" <b>')
    await alice.slash(smart('/prep ask question="what is p99?"'))
    assert [h.signal for h in desk.door.inbounds] == [
        Said(text='bullet F1 < 0.8 & latency > 20 ms, "int8" <b>', root="prep"),
        Said(text="ask\u00a0question=“what\u00a0is\u00a0p99?”", root="prep"),
    ]
    for text in ("👍👍🏽 done 1", "💯 :1: :party-1:", "mine.ai & see #general"):
        await alice.dm(text)
        assert desk.door.inbounds[-1].signal == Said(text=text)


async def test_a_command_in_the_bots_dm_is_answered_by_a_message_that_a_reload_leaves_there(
    desk: Desk,
) -> None:
    alice = desk.space.person("alice")
    await alice.slash("/prep today", channel=None)
    alice.reload()
    assert [s.where for s in alice.seen] == ["dm"]
    assert desk.door.inbounds[0].channel is None


async def test_a_command_in_a_dm_between_two_others_is_answered_to_the_caller_there(desk: Desk) -> None:
    alice, bob = desk.space.person("alice"), desk.space.person("bob")
    theirs = Conversation("D0THEIRS", "directmessage", "im", [alice.user.id, bob.user.id])
    desk.space.team.conversations[theirs.id] = theirs
    alice.place = lambda channel: theirs  # type: ignore[method-assign] # noqa: ARG005 # she types in that DM
    await alice.slash("/prep today")
    assert [s.where for s in alice.seen] == ["caller"]
    assert bob.seen == []


async def test_what_is_asked_in_a_thread_of_the_dm_is_answered_in_it(desk: Desk) -> None:
    alice, team = desk.space.person("alice"), desk.space.team
    list_, shown = row("Start", "Change"), card("A number?", PICTURE, row("Write it"))
    desk.answers(
        card("List", list_), card("Baseline", list_), card("Next"), shown, said(form()), card("Saved")
    )
    await alice.dm("today")
    root = next(team.visible(alice.user.id))
    await alice.dm("what is a baseline?", below=root)
    await alice.press("Start")
    await alice.press("Change")
    await alice.press("Write it")
    await alice.fill(at="09:00")
    answers = [m for m in team.visible(alice.user.id) if m is not root]
    assert [m.text.split("\n")[0] for m in answers] == ["Baseline", "Next", "A number?", "", "Saved"]
    assert {m.thread_ts for m in answers} == {root.ts}
    desk.slack.fail("chat.postMessage", error="thread_not_found")
    await alice.dm("and now?", below=root)
    assert [m.thread_ts for m in team.visible(alice.user.id) if not m.gone][-1] == ""


# the bot's name in a channel


@pytest.mark.parametrize("in_thread", [False, True])
async def test_who_names_the_bot_in_a_channel_alone_sees_the_answer_there(
    desk: Desk, in_thread: bool
) -> None:
    alice, bob = desk.space.person("alice"), desk.space.person("bob")
    root = bob.says("Who is in today?") if in_thread else None
    desk.answers(card("Today, 15 minutes", PICTURE, row("Done")), said(card("Done."), replace=True))
    await alice.names("@Loopmate today", below=root)
    (heard,) = desk.door.inbounds
    assert heard.signal == Said(text=f"@{desk.space.team.bot.id} today")
    assert heard.channel == f"slack:{desk.space.team.id}:{desk.space.channel('general').id}"
    answer, picture = alice.seen
    assert (answer.where, picture.where, bob.seen) == ("caller", "dm", [])
    assert answer.lines == ["Today, 15 minutes", "Sent to you as a DM: the picture."]
    shown = next(m for m in desk.space.team.messages if m.only_for)
    assert shown.thread_ts == (root.ts if root else "")
    await alice.press("Done")
    assert [(s.where, s.lines) for s in alice.seen if s.where == "caller"] == [("caller", ["Done."])]


async def test_whoever_speaks_of_the_bot_or_edits_what_it_has_answered_hears_nothing(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.names("I told @Loopmate that I'm done")
    assert desk.door.inbounds == []
    said_so = await alice.names("@Loopmate done 1")
    again = payloads.naming(desk.space.team, said_so) | {"edited": {"user": alice.user.id, "ts": said_so.ts}}
    await desk.space.event(again)
    assert len(desk.door.inbounds) == len(alice.seen) == 1


async def test_where_slack_takes_no_ephemeral_message_the_answer_comes_as_a_dm(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.slack.fail("chat.postEphemeral", error="restricted_action")
    await alice.names("@Loopmate today")
    assert [s.where for s in alice.seen] == ["dm"]


# buttons


async def test_presses_beyond_what_slack_lets_be_changed_in_a_minute_change_their_cards_all_the_same(
    desk: Desk,
) -> None:
    people = [desk.space.person(f"m{number}") for number in range(60)]
    flow = {"flow": "list"}
    desk.answers(said(card("List", row("Done")), **flow))
    for one in people:
        await one.dm("today")
    desk.slack.limit("chat.update", a_minute=50)
    desk.answers(said(card("Done.", row("Undo")), replace=True, **flow))
    for one in people:
        await one.press("Done")
    assert {tuple((s.where, s.lines[0]) for s in one.seen) for one in people} == {(("dm", "Done."),)}
    desk.slack.wait(60)
    desk.answers(said(card("Tomorrow", row("Done")), **flow))
    await people[-1].dm("today")
    assert [s.labels for s in people[-1].seen] == [[], ["Done"]]


async def test_in_the_dm_a_card_is_replaced_in_place_and_comes_anew_if_it_was_deleted(desk: Desk) -> None:
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


async def test_the_buttons_of_a_card_from_the_first_version_still_work(w: SlackWorld) -> None:
    bob, group, team = w.hall.member("bob", admin=False), await group_of(w), w.hall.team
    await w.member("bob", "UTC")
    presses = {
        "Join": f"1:{group}:mock.join:coding_ml:both:2:weekly",
        "Choose": f"1:{group}:?mock.join:coding_ml::2",
    }
    buttons = [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": label, "emoji": True},
            "value": value,
            "action_id": f"press-1-{n}",
        }
        for n, (label, value) in enumerate(presses.items())
    ]
    said = {"type": "mrkdwn", "text": "*Mocks* this week", "verbatim": True}
    blocks = [
        {"type": "section", "text": said, "expand": True, "block_id": "b1"},
        {"type": "actions", "elements": buttons, "block_id": "b2"},
    ]
    team.post(team.direct([bob.user.id]).id, team.bot.id, "Mocks this week", blocks=blocks)
    (old,) = (s for s in bob.seen if s.labels == ["Join", "Choose"])
    await bob.press("Choose", on=old)
    assert bob.seen[-1].fields == {
        "round": "coding_ml",
        "role": "",
        "size": "2",
        "repeat": "",
        "season": "",
    }
    assert await bob.fill(role="both", repeat="weekly") == {}
    assert "You're in" in bob.seen[-1].text
    await bob.press("Join", on=old)
    assert "You're in" in bob.seen[-1].text


# answers that Slack does not take at once, or at all


@pytest.mark.parametrize(
    ("fault", "waited"), [({"retry_after": 120, "times": 2}, range(240, 250)), ({"status": 503}, range(10))]
)
async def test_an_answer_comes_when_slack_takes_it(desk: Desk, fault: dict[str, Any], waited: range) -> None:
    alice, begun = desk.space.person("alice"), desk.slack.clock.now()
    desk.slack.fail("chat.postMessage", **fault)
    await alice.dm("today")
    assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Today, 15 minutes"])]
    assert int((desk.slack.clock.now() - begun).total_seconds()) in waited


async def test_an_answer_that_no_way_takes_is_given_up_when_it_is_worth_nothing_and_logged(
    desk: Desk,
) -> None:
    alice = desk.space.person("alice")
    desk.slack.fail("chat.postMessage", status=503, times=1_000)
    with capture_logs() as logs:
        await alice.dm("today")
    assert alice.seen == []
    assert [(e["event"], e["user"]) for e in logs] == [("slack.unanswered", alice.user.id)]
    assert desk.slack.count("chat.postMessage") < 100


@pytest.mark.parametrize(
    ("state", "where"), [("expired", "dm"), ("spent", "dm"), ("broken", "dm"), ("spent, no DMs", "caller")]
)
async def test_a_response_url_of_no_use_is_made_up_for_by_a_dm_or_in_the_channel(
    desk: Desk, state: str, where: str
) -> None:
    alice = desk.space.person("alice")
    desk.door.pause = asyncio.Event()
    desk.space.settle = None
    await alice.slash("/prep today")
    (hook,) = desk.space.team.hooks.values()
    desk.slack.wait(31 * 60 if state == "expired" else 0)
    hook.uses = 5 if state.startswith("spent") else 0
    alice.user.refuses = "cannot_dm_bot" if state == "spent, no DMs" else ""
    if state == "broken":
        desk.slack.fail("response_url", status=500, times=5)
    desk.door.pause.set()
    with capture_logs() as logs:
        await desk.platform.intake.idle()
    assert [(s.where, s.lines) for s in alice.seen] == [(where, ["Today, 15 minutes"])]
    general = desk.space.channel("general").id
    assert ("slack.answered_elsewhere", general) in [(e["event"], e.get("channel")) for e in logs]


# forms


async def test_a_form_opens_at_once_says_inside_what_is_wrong_and_is_answered_where_it_was_asked(
    desk: Desk,
) -> None:
    alice = desk.space.person("alice")
    desk.answers(said(form(where="both")), card("At 07:15 from now on"))
    await alice.slash("/prep remind")
    opened = alice.seen[-1]
    assert (opened.title, opened.fields) == ("Remind me", {"at": "", "where": "both", "words": ""})
    problems = await alice.fill(at="noonish")
    assert (list(problems), "noonish" in problems["at"], len(desk.door.inbounds)) == (["at"], True, 1)
    assert await alice.fill(at="7:15", words="a\nb") == {}
    assert [(s.where, s.lines) for s in alice.seen] == [("caller", ["At 07:15 from now on"])]
    values = {"at": "7:15", "where": "both", "words": "a\nb"}
    assert desk.door.inbounds[-1].signal == Submitted(payload="1:g:remind", values=values)


async def test_a_form_that_comes_too_late_is_a_card_with_a_button_that_opens_it(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.answers(said(form(at="08:00")))
    desk.door.pause = asyncio.Event()
    desk.space.settle = None
    await alice.slash("/prep remind")
    desk.slack.wait(4)
    desk.door.pause.set()
    await desk.platform.intake.idle()
    (late,) = alice.seen
    assert late.lines == ["Remind me.", "Press the button, and fill in the form."]
    assert (late.labels, late.payloads) == (["Open the form"], ["1:g:?remind"])
    await alice.press("Open the form")
    await desk.platform.intake.idle()
    assert alice.seen[-1].fields["at"] == "08:00"


async def test_the_answer_to_a_form_opened_from_ones_own_card_takes_that_cards_place(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.answers(card("Settings", row("Change")), said(form(at="08:00")), said(card("Saved"), replace=True))
    await alice.dm("settings")
    await alice.press("Change")
    await alice.fill(at="09:00")
    assert [(s.where, s.lines) for s in alice.seen] == [("dm", ["Saved"])]


async def test_words_of_another_version_in_a_modal_do_nothing(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.answers(said(form(at="08:00")))
    await alice.slash("/prep remind")
    assert alice.modal is not None
    alice.modal.body["private_metadata"] = '{"from": "the future"}'
    await alice.fill(at="09:00")
    assert len(desk.door.inbounds) == 1
