"""Channels of a workspace: found by name, by id and by picking; what the bot can't see, or isn't one, is refused."""

import pytest

from bot.store import members
from tests.onstage.cast import Player
from tests.onstage.slack import SlackWorld
from tests.platforms.slack import payloads
from tests.platforms.slack.state import Conversation
from tests.records import group_of


async def channel_of(w: SlackWorld) -> str | None:
    group = await group_of(w)
    return (await members.group(w.app.store.unit(group, w.now))).channel


def organiser(w: SlackWorld) -> Player:
    return w.player("olga", organiser=True)


async def test_a_channel_is_found_by_its_name_by_its_id_and_as_slack_writes_it_on_whichever_page(
    w: SlackWorld,
) -> None:
    olga, w.hall.team.page = organiser(w), 3
    for number, written in enumerate(("#room-0", "{id}", '"<#{id}|room-2>"', "#room-3", "#room-4")):
        room = w.hall.space.channel(f"room-{number}")
        shown = await olga.say(f"/prep-admin setup channel={written.format(id=room.id)}")
        assert "Saved: " in shown.text
        assert await channel_of(w) == f"{w.space}:{room.id}"


async def test_what_is_no_channel_of_this_workspace_is_refused_and_the_picker_opens(w: SlackWorld) -> None:
    team, olga = w.hall.team, organiser(w)
    secret, old = w.hall.space.channel("secret", bot=False), w.hall.space.channel("old")
    secret.private, old.archived = True, True
    alone = w.hall.member("bob", admin=False).user.id
    dm, group = team.direct([alone]), Conversation("G00000099", "mpdm", "mpim", [alone, team.bot.id])
    team.conversations[group.id] = group
    for written in ("C0STRANGERS", "#nowhere", secret.id, dm.id, group.id, old.id):
        form = await olga.say(f"/prep-admin setup channel={written}")
        (ask, *_) = form.form.asks
        assert (bool(ask.problem), ask.value) == (True, ""), written
    assert await channel_of(w) is None


async def test_where_nothing_can_be_posted_the_set_up_asks_for_a_channel_at_once(w: SlackWorld) -> None:
    olga, secret = w.hall.member("olga", admin=True), w.hall.space.channel("secret", bot=False)
    secret.private, secret.members = True, [olga.user.id]
    await olga.slash("/prep-admin setup", channel="secret")
    await w.hall.space.settled()
    assert olga.modal is not None
    assert "/invite @" in str(olga.modal.body)


async def test_the_form_lists_channels_and_takes_the_one_that_is_picked(w: SlackWorld) -> None:
    olga, prep = organiser(w), w.hall.space.channel("prep")
    await olga.say("/prep-admin setup")
    form = await olga.press("Change them")
    assert form.form.asks[0].value == w.hall.space.channel("general").id
    shown = await olga.fill(channel=prep.id)
    assert "Saved: " in shown.text
    assert await channel_of(w) == f"{w.space}:{prep.id}"


async def test_where_slack_does_not_tell_its_channels_that_is_said(w: SlackWorld) -> None:
    olga = organiser(w)
    w.hall.team.scopes.discard("channels:read")
    form = await olga.say("/prep-admin setup channel=#general")
    assert "channels:read" in form.form.asks[0].problem
    w.hall.server.fail("conversations.list", status=503, times=9)
    form = await olga.say("/prep-admin setup channel=#general")
    assert "Try again in a minute." in form.form.asks[0].problem


# closed, and open again


async def is_closed(w: SlackWorld) -> str | None:
    """Why #prep is closed, as the group knows it."""
    group = await group_of(w)
    known = await members.group(w.app.store.unit(group, w.now))
    return known.closed.get(known.channel) if known.channel else None


async def in_prep(w: SlackWorld, *, private: bool) -> Player:
    """An organizer and member of a group whose channel is #prep, with the bot in it."""
    w.hall.space.channel("prep").private = private
    olga = organiser(w)
    await olga.say("/prep start zone=UTC")
    await olga.say("/prep-admin setup channel=#prep")
    assert await is_closed(w) is None
    return olga


@pytest.mark.parametrize(("how", "private"), [("archived", False), ("removed", True)])
async def test_a_channel_that_is_closed_opens_again_on_slacks_event(
    w: SlackWorld, how: str, private: bool
) -> None:
    olga, space = await in_prep(w, private=private), w.hall.space
    await (space.archive("prep") if how == "archived" else space.kick_bot("prep"))
    await w.time.drain()
    assert await is_closed(w) == how
    (told,) = [s for s in olga.inbox if "I can't post in your group's channel." in s.text]
    assert ("Unarchive it" if how == "archived" else "/invite @Loopmate") in told.text
    await (space.archive("prep", "unarchive") if how == "archived" else space.invite_bot("prep"))
    await w.time.drain()
    assert await is_closed(w) is None


async def test_where_no_event_comes_the_channel_is_asked_about(w: SlackWorld) -> None:
    await in_prep(w, private=False)
    await w.hall.space.archive("prep")
    await w.time.drain()
    await w.advance(minutes=6)
    assert "Unarchive it" in str(await is_closed(w))
    w.hall.space.channel("prep").archived = False
    await w.advance(hours=1)  # it is asked later and later
    assert await is_closed(w) is None


async def test_a_channel_that_the_bot_is_not_in_is_told_at_the_set_up(w: SlackWorld) -> None:
    w.hall.space.channel("prep", bot=False)
    olga = organiser(w)
    await olga.say("/prep start zone=UTC")
    await olga.say("/prep-admin setup channel=#prep")
    assert "Type /invite @loopmate in it." in olga.inbox[-1].text
    await w.hall.space.invite_bot("prep")
    await w.time.drain()
    assert await is_closed(w) is None


async def test_what_slackbot_writes_to_the_bot_is_nobodys_dm(w: SlackWorld) -> None:
    await in_prep(w, private=False)
    said = len(w.hall.team.messages)
    team = w.hall.team
    message = team.post(team.direct(["USLACKBOT"]).id, "USLACKBOT", "You have been removed from #prep")
    await w.hall.space.event(payloads.typed(team, message, []), "message.im")
    await w.time.drain()
    assert len(w.hall.team.messages) == said + 1
