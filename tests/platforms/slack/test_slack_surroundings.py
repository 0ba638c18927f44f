"""Around commands and buttons on Slack: pictures, the shortcut, the Home, news."""

import datetime as dt

import pytest
from structlog.testing import capture_logs

from bot.core.card import Instant, card, line
from bot.core.reply import Chosen, Offer
from bot.core.values import Call
from tests.platforms.door import row, said
from tests.platforms.slack.slackdesk import EXPORT, PICTURE, Desk

PNG = b"\x89PNG\r\n\x1a\n"


# pictures and files


async def test_a_private_picture_and_file_come_by_dm_to_the_caller_alone_and_a_line_says_so(
    desk: Desk,
) -> None:
    alice, bob = desk.space.person("alice"), desk.space.person("bob")
    desk.answers(card("Best choices: A", PICTURE, EXPORT))
    await alice.slash("/prep tradeoff")
    words, picture, file = alice.seen
    assert words.where == "caller"
    assert words.lines[-1] == "Sent to you as a DM: the picture, loopmate-carol.zip."
    assert (picture.where, picture.lines) == ("dm", ["A is above B"])
    assert (file.files, bob.seen) == ([("loopmate-carol.zip", b"PK...")], [])
    ((name, data),) = picture.files
    assert name == "f1-and-latency.png"
    assert data.startswith(PNG)


async def test_a_picture_that_slack_takes_at_no_try_is_said_in_words(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.answers(card("Best choices: A", PICTURE))
    desk.slack.fail("upload", status=500)
    await alice.dm("tradeoff")
    assert [len(s.files) for s in alice.seen] == [0, 1]  # at the second try
    again = Offer(call=Call(path="today"), payload="1:g:again")
    desk.answers(said(card("Best choices: A", PICTURE), again=again))
    desk.slack.fail("upload", status=500, times=50)
    with capture_logs() as logs:
        await alice.dm("tradeoff")
    assert {e["event"] for e in logs if e.get("channel")} == {"slack.file"}
    assert alice.seen[2].lines == ["Best choices: A"]
    assert alice.seen[3].lines[0].startswith("I couldn't send you the picture.")
    assert "The picture shows: A is above B" in alice.seen[3].lines
    assert (alice.seen[3].labels, alice.seen[3].payloads) == (["Send it again"], ["1:g:again"])


async def test_whose_file_slack_keeps_back_is_told_what_helps(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.slack.fail("download", status=404)
    await alice.upload("cv.pdf", b"%PDF")
    assert "Send it again, from your own device." in alice.seen[-1].lines
    assert desk.door.inbounds == []


# the shortcut, the Home, and who organises


async def test_the_shortcut_hands_over_ones_own_message_alone_and_the_answer_comes_by_dm(desk: Desk) -> None:
    dave, erin = desk.space.person("dave"), desk.space.person("erin")
    desk.answers(card("Good start: one clear result.", row("Try again")))
    await dave.shortcut(dave.says("Fine-tuned <DistilBERT>, F1 to 0.81"))
    (heard,) = desk.door.inbounds
    values = {"text": "Fine-tuned <DistilBERT>, F1 to 0.81"}
    assert heard.signal == Chosen(call=Call(path="bullet", values=values, private=frozenset({"text"})))
    assert [(s.where, s.labels) for s in dave.seen] == [("dm", ["Try again"])]
    await dave.shortcut(erin.says("Improved F1 to 0.81"))
    assert len(desk.door.inbounds) == 1
    assert dave.seen[-1].lines[0].startswith("That message isn't yours")


async def test_opening_the_home_shows_its_card_there_and_the_messages_tab_shows_nothing_new(
    desk: Desk,
) -> None:
    alice = desk.space.person("alice")
    desk.answers(card("Your list", row("Start")))
    await alice.open_home("messages")
    assert alice.seen == []
    await alice.open_home()
    assert [(s.where, s.text) for s in alice.seen] == [("home", "Your list\n[Start]")]
    desk.answers(card("Started"))
    await alice.press("Start")
    assert [(s.where, s.lines) for s in alice.seen] == [("home", ["Your list"]), ("dm", ["Started"])]


async def test_who_organises_is_asked_of_slack_only_when_it_matters(desk: Desk) -> None:
    people = [desk.space.person("olga", admin=True), desk.space.person("omar", owner=True)]
    people.append(desk.space.person("alice"))
    await people[0].slash("/prep today")
    assert desk.slack.count("users.info") == 0
    desk.door.asks_admin = True
    for person in people:
        await person.slash("/prep-admin setup")
    assert desk.door.organisers == [True, True, False]
    desk.slack.fail("users.info", status=503, times=9)
    await people[0].slash("/prep-admin setup")
    (words,) = desk.door.refused
    assert "Try again in a minute" in words


async def test_moments_are_shown_to_each_reader_in_their_own_zone(desk: Desk) -> None:
    alice = desk.space.person("alice")
    at = dt.datetime(2026, 12, 5, 14, tzinfo=dt.UTC)
    desk.answers(card(line("Saturday, ", Instant(at=at))))
    await alice.slash("/prep today")
    assert alice.seen[-1].lines == ["Saturday, 2026-12-05T14:00Z"]
    (on_the_lock_screen,) = alice.team.visible(alice.user.id)
    assert on_the_lock_screen.text == "Saturday, Sat 5 Dec, 15:00 (Europe/Berlin)"


# what nobody asked for


async def test_news_of_the_space_become_work_once_each_and_are_sent_again_where_they_cannot_be_kept(
    desk: Desk,
) -> None:
    team, general = desk.space.team.id, desk.space.channel("general").id
    desk.door.down = True
    await desk.space.archive("general")
    assert "status 503" in desk.slack.complaints.pop()
    desk.door.down = False
    with capture_logs() as logs:
        await desk.space.again()
    happened = ("slack.happened", "space.channel-gone", f"slack:{team}")
    assert [(e["event"], e["what"], e["space"]) for e in logs] == [happened]
    await desk.space.again()
    await desk.space.delete("general")
    prep = desk.space.channel("prep").id
    await desk.space.kick_bot("prep")
    assert [(c.values["channel"], c.values["why"]) for c in desk.door.news] == [
        (f"slack:{team}:{general}", "archived"),
        (f"slack:{team}:{general}", "deleted"),
        (f"slack:{team}:{prep}", "removed"),
    ]
    await desk.space.uninstall()
    assert {c.path for c in desk.door.news[3:]} == {"space.removed"}
    (space, _, back), *_ = desk.door.reports  # at the start, for a token that wasn't known
    assert (space, back.path) == (f"slack:{team}", "space.returned")


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
    desk: Desk, payload: dict[str, object]
) -> None:
    with capture_logs() as logs:
        ack = await desk.space.transport.send("interactive", payload)
    assert ack.ok
    assert desk.door.inbounds == []
    assert {(e["event"], e["kind"]) for e in logs} <= {("slack.unreadable", str(payload.get("type")))}
    assert logs or payload["type"] in ("event_callback", "holographic_action")
