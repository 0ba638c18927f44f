"""What is picked from a platform's own lists, by people at their screens, on the whole bot."""

from pathlib import Path

from bot.core.values import ChannelId, name_in
from handlers.mocks import records
from tests.onstage.discord import DiscordPlayer, discord_world
from tests.onstage.slack import SlackPlayer, slack_world
from tests.records import unit_of


async def test_on_slack_people_days_times_and_dates_are_picked(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
        stranger = w.hall.space.person("sam")
        assert isinstance(bob, SlackPlayer)
        assert isinstance(erin, SlackPlayer)
        await bob.say("/prep mock avoid")
        await bob.press("Avoid somebody")
        refused = await bob.fill(who=stranger.user.id)
        assert "isn't a member of this group, or has left it" in refused.text
        assert "won't pair you with erin" in (await bob.fill(who=erin.member.user.id)).text
        await bob.say("/prep settings")
        await bob.press("Change settings")
        saved = await bob.fill(days="mon, wed", at="07:30", date="2027-03-01", rounds="inference, ML coding")
        for words in ("Mon and Wed at 07:30", "1 March 2027"):
            assert words in saved.text
        assert "- inference\n- ML coding" in (await bob.press("More")).text


async def test_on_discord_people_days_and_rounds_are_picked(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
        assert isinstance(bob, DiscordPlayer)
        assert isinstance(erin, DiscordPlayer)
        assert w.hall.guild is not None
        stranger = w.hall.guild.person("sam")
        picked = await bob.someone.slash("/prep mock avoid who=erin")
        assert "won't pair you with erin" in picked.text
        form = await bob.someone.slash("/prep mock avoid who=sam")
        assert (form.title, form.fields) == ("Whom do you avoid?", {"who": ""})
        assert bob.someone.result is not None
        assert "isn't a member of this group, or has left it" in str(bob.someone.result.modal)
        assert "won't pair you with erin" in (await bob.someone.fill(who=str(erin.someone.id))).text
        await bob.someone.slash("/prep mock avoid")
        await bob.someone.press("Avoid somebody")
        refused = await bob.someone.fill(who=str(stranger.id))
        assert "isn't a member of this group, or has left it" in refused.text
        await bob.someone.slash("/prep settings")
        await bob.someone.press("Change settings")
        await bob.someone.fill(days="mon,wed", at="07:30")
        await bob.someone.press("Next page")
        saved = await bob.someone.fill(rounds="inference,coding_ml")
        assert "Mon and Wed at 07:30" in saved.text


RESUME = b"Projects\n- Fine-tuned DistilBERT on product reviews, improved F1 to 0.81\n- Worked on search\n"


async def test_a_resume_is_handed_over_in_the_form_on_both_platforms(tmp_path: Path) -> None:
    async with slack_world(tmp_path / "slack", {}) as w:
        bob = await w.member("bob", "UTC")
        assert isinstance(bob, SlackPlayer)
        await bob.say("/prep bullet")
        await bob.member.fill(file=("cv.txt", RESUME))
        assert "2 bullets" in (await bob.member.sees("bullets")).text
    async with discord_world(tmp_path / "discord", {}) as d:
        erin = await d.member("erin", "UTC")
        assert isinstance(erin, DiscordPlayer)
        await erin.someone.slash("/prep bullet")
        assert "2 bullets" in (await erin.someone.fill(file=("cv.txt", RESUME))).text


async def test_on_discord_a_voice_channel_is_picked_by_command_and_form_and_can_be_given_up(
    tmp_path: Path,
) -> None:
    async with discord_world(tmp_path, {}) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        assert isinstance(alice, DiscordPlayer)
        assert w.hall.guild is not None
        study = w.hall.guild.handle.create_voice_channel("study")

        async def chosen() -> str:
            voice = (await records.rules(await unit_of(w))).voice
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
