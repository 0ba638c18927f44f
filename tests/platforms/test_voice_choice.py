"""The voice channel that an organizer chooses for mocks, from the platform's own list."""

from pathlib import Path

from bot.core.ids import ChannelId, GroupId, name_in
from bot.store import keys
from handlers.mocks import records
from tests.onstage.discord import DiscordPlayer, discord_world
from tests.onstage.slack import slack_world


async def test_on_discord_a_voice_channel_is_picked_by_command_and_form_and_can_be_given_up(
    tmp_path: Path,
) -> None:
    async with discord_world(tmp_path, {}) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        assert isinstance(alice, DiscordPlayer)
        assert w.hall.guild is not None
        study = w.hall.guild.handle.create_voice_channel("study")

        async def chosen() -> str:
            group = GroupId((await w.app.store.pipe("GET", keys.space(w.space))).decode())
            voice = (
                await records.rules(w.app.store.unit(group, w.app.dispatcher.contexts.clock.now()))
            ).voice
            return name_in(ChannelId(voice)) if voice else ""

        assert "own" in (await alice.someone.slash("/prep-admin pairing voice")).text
        saved = await alice.someone.slash("/prep-admin pairing voice channel=#study")
        assert "Saved: pairs talk in that voice channel." in saved.text
        assert await chosen() == str(study.id)
        await alice.someone.press("One for each mock")
        assert await chosen() == ""
        await alice.someone.press("Choose one")
        await alice.someone.fill(channel=str(study.id))
        assert await chosen() == str(study.id)


async def test_on_slack_there_is_none_to_choose(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        shown = await alice.say("/prep-admin pairing voice")
        assert "Slack has no voice channels." in shown.text
        assert "in a huddle" in shown.text
