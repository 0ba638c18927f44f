"""The simulated Discord, tried with discord.py alone: what it shows, and what it does not let pass."""

import asyncio
import datetime as dt
from typing import Any

import discord
import pytest
from simcord import SetupError

from tests.platforms.discord.guild import Guild
from tests.platforms.discord.harness import discord_around
from tests.platforms.discord.person import Silence
from tests.platforms.discord.sample import Sample, buttons, form, picture

Interaction = discord.Interaction[Any]


async def hello(interaction: Interaction) -> None:
    """Options as text, privately, with two buttons."""
    data: Any = interaction.data
    if interaction.type is discord.InteractionType.autocomplete:
        choices = [discord.app_commands.Choice(name="Europe/Berlin", value="Europe/Berlin")]
        await interaction.response.autocomplete(choices)
    elif interaction.type is discord.InteractionType.component:
        await interaction.response.edit_message(content=f"pressed {data['custom_id']}", view=None)
    elif data["type"] == 3:
        text = next(iter(data["resolved"]["messages"].values()))["content"]
        await interaction.response.send_message(f"about {text}", ephemeral=True)
    else:
        leaf = data["options"][0]
        said = ", ".join(f"{o['name']}={o['value']!r}" for o in leaf.get("options", []))
        where = "a server" if interaction.guild_id else "a DM"
        text = f"{leaf['name']} in {where}: {said}"
        await interaction.response.send_message(text, view=buttons("Today", "Help"), ephemeral=True)


async def test_a_typed_command_arrives_with_the_types_of_the_registered_tree() -> None:
    async with discord_around(Sample(hello)) as harness:
        erin = Guild(harness).person("erin")
        shown = await erin.slash('/prep start zone="Europe/Berlin" minutes=15 what I did')
        assert shown.lines == ["start in a server: zone='Europe/Berlin', minutes=15, text='what I did'"]
        assert (shown.where, shown.labels, shown.payloads) == (
            "caller",
            ["Today", "Help"],
            ["1:Today", "1:Help"],
        )


@pytest.mark.parametrize(
    "text",
    [
        "/prep stop",
        "/prep",
        "/other",
        "/prep start zon=UTC",
        "/prep start minutes=many",
        "/prep mock join now",
    ],
)
async def test_what_the_tree_does_not_have_cannot_be_sent(text: str) -> None:
    async with discord_around(Sample(hello)) as harness:
        with pytest.raises(AssertionError):
            await Guild(harness).person("erin").slash(text)


@pytest.mark.parametrize("text", ["/prep start minutes=4", "/prep start level=high", "/prep-admin health"])
async def test_a_value_out_of_range_no_choice_and_a_hidden_command_cannot_be_sent(text: str) -> None:
    async with discord_around(Sample(hello)) as harness:
        with pytest.raises(SetupError):
            await Guild(harness).person("erin").slash(text)


async def test_who_has_manage_server_sees_the_organisers_commands() -> None:
    async with discord_around(Sample(hello)) as harness:
        olga = Guild(harness).person("olga", manage=True)
        assert "health in a server" in (await olga.slash("/prep-admin health")).text


async def test_a_command_in_a_dm_has_no_guild() -> None:
    async with discord_around(Sample(hello)) as harness:
        erin = Guild(harness).person("erin")
        assert "start in a DM" in (await erin.slash("/prep start", channel=None)).text


async def test_a_private_answer_is_seen_by_the_caller_alone_and_a_press_replaces_it() -> None:
    async with discord_around(Sample(hello)) as harness:
        guild = Guild(harness)
        erin, ben = guild.person("erin"), guild.person("ben")
        await erin.slash("/prep start")
        assert ben.seen == []
        pressed = await erin.press("Today")
        assert pressed.lines == ["pressed 1:Today"]
        assert [s.text for s in erin.seen] == [pressed.text]
        with pytest.raises(AssertionError, match=r"sees no \[Today\]"):
            await erin.press("Today")


async def test_autocomplete_dms_uploads_and_the_menu_of_a_message() -> None:
    client = Sample(hello)
    async with discord_around(client) as harness:
        erin = Guild(harness).person("erin")
        assert await erin.autocomplete("/prep start", "zone", "ber") == ["Europe/Berlin"]
        assert (await erin.dm("done 1")).lines == ["heard done 1"]
        assert erin.inbox[-1].where == "dm"
        await erin.upload("cv.pdf", b"%PDF", "my cv")
        assert client.heard == ["done 1", "my cv"]
        said = await erin.say("Cut latency by half")
        assert (await erin.context_menu(said)).lines == ["about Cut latency by half"]


@pytest.mark.parametrize("channel", ["general", None])
async def test_a_form_opens_filled_in_and_what_is_not_named_stays(channel: str | None) -> None:
    async def answer(interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            data: Any = interaction.data
            values = [part["component"]["value"] for part in data["components"]]
            await interaction.response.send_message(" / ".join(values), ephemeral=True)
            return
        await interaction.response.send_modal(form("Start", "zone", "days", value="UTC"))

    async with discord_around(Sample(answer)) as harness:
        erin = Guild(harness).person("erin")
        shown = await erin.slash("/prep start", channel=channel)
        assert (shown.title, shown.fields) == ("Start", {"zone": "UTC", "days": "UTC"})
        assert (await erin.fill(days="daily")).lines == ["UTC / daily"]


async def test_an_attachment_arrives_with_its_bytes() -> None:
    async def answer(interaction: Interaction) -> None:
        data: Any = interaction.data
        url = next(iter(data["resolved"]["attachments"].values()))["url"]
        blob = await interaction.client.http.get_from_cdn(url)
        await interaction.response.send_message(blob.decode(), ephemeral=True)

    async with discord_around(Sample(answer)) as harness:
        erin = Guild(harness).person("erin")
        assert (await erin.slash("/prep start", file=("cv.txt", b"a resume"))).lines == ["a resume"]


async def test_no_answer_within_three_seconds_and_it_is_too_late() -> None:
    late: list[int] = []

    async with discord_around(Sample(hello)) as harness:

        async def answer(interaction: Interaction) -> None:
            harness.state.clock.advance(3)
            try:
                await interaction.response.send_message("here I am", ephemeral=True)
            except discord.NotFound as error:
                late.append(error.code)

        harness.client.answer = answer  # type: ignore[attr-defined] # it is a Sample
        with pytest.raises(AssertionError, match="did not respond"):
            await Guild(harness).person("erin").slash("/prep start")
    assert late == [10062]


async def test_after_fifteen_minutes_the_answer_can_no_longer_be_edited() -> None:
    kept: list[Interaction] = []

    async def answer(interaction: Interaction) -> None:
        kept.append(interaction)
        await hello(interaction)

    async with discord_around(Sample(answer)) as harness:
        await Guild(harness).person("erin").slash("/prep start")
        await harness.wait(15 * 60)
        with pytest.raises(discord.HTTPException):
            await kept[0].edit_original_response(content="too late")


async def test_a_picture_with_a_description_is_seen_with_its_bytes() -> None:
    async def answer(interaction: Interaction) -> None:
        file = picture("plot.png", "Two lines that cross")
        await interaction.response.send_message("Done", file=file, ephemeral=True)

    async with discord_around(Sample(answer)) as harness:
        shown = await Guild(harness).person("erin").slash("/prep start")
        assert shown.files == [("plot.png", b"\x89PNG")]


async def test_commands_come_back_with_more_and_less_than_was_sent() -> None:
    client = Sample(hello)
    async with discord_around(client) as harness:
        assert client.application_id is not None
        prep: Any = (await client.http.get_global_commands(client.application_id))[0]
        assert prep["nsfw"] is False
        assert prep["version"] == prep["id"] == harness.commands[0]["id"]
        assert "options" not in prep["options"][1]["options"][0]


async def test_a_nonce_that_was_used_returns_the_message_of_then_for_five_minutes() -> None:
    async with discord_around(Sample(hello)) as harness:
        erin = Guild(harness).person("erin")
        user = await harness.client.fetch_user(erin.id)
        first = await user.send("Your list", nonce="a1")
        assert (await user.send("Your list", nonce="a1")).id == first.id
        assert len(erin.inbox) == 1
        second = await user.send("Your list", nonce="a2")
        assert second.id != first.id
        assert second.nonce == "a2"
        await second.delete()
        with pytest.raises(discord.NotFound) as gone:
            await user.send("Your list", nonce="a2")
        assert gone.value.code == 10008


async def test_closed_dms_people_who_left_and_deleted_accounts_are_told_apart() -> None:
    async with discord_around(Sample(hello)) as harness:
        guild = Guild(harness)
        erin, ben, kim = (guild.person(name) for name in ("erin", "ben", "kim"))
        erin.close_dms()
        assert await code(harness.client, erin.id) == (403, 50007)
        erin.open_dms()
        assert await code(harness.client, erin.id) is None
        ben.leave()
        assert await code(harness.client, ben.id) == (403, 50007)
        server = harness.client.get_guild(guild.id)
        assert server is not None
        with pytest.raises(discord.NotFound) as gone:
            await server.fetch_member(ben.id)
        assert gone.value.code == 10007
        kim.delete_account()
        assert await code(harness.client, kim.id) == (404, 10013)


async def code(client: discord.Client, user: int) -> tuple[int, int] | None:
    """What a DM to `user` is refused with."""
    try:
        channel = await client.create_dm(discord.Object(user))
        await channel.send("hello")
    except discord.HTTPException as error:
        return error.status, error.code
    return None


async def test_channels_that_are_hidden_muted_or_deleted_are_told_apart() -> None:
    client = Sample(hello)
    async with discord_around(client) as harness:
        guild = Guild(harness)
        found = {}
        for name, change in (("a", guild.hide), ("b", guild.mute), ("c", guild.delete_channel)):
            channel = client.get_partial_messageable(guild.channel(name).id)
            change(name)
            with pytest.raises(discord.HTTPException) as refusal:
                await channel.send("hello")
            found[name] = refusal.value.code
        await harness.env.settle()
        assert found == {"a": 50001, "b": 50013, "c": 10003}
        assert client.happened == ["deleted #c"]
        await guild.kick_bot()
        await guild.invite_bot()
        assert client.happened == ["deleted #c", f"left {guild.id}", f"joined {guild.id}"]
        assert guild.bot_may_post("general")


async def test_a_private_thread_is_seen_by_who_was_added() -> None:
    client = Sample(hello)
    async with discord_around(client) as harness:
        guild = Guild(harness)
        erin, olga = guild.person("erin"), guild.person("olga", manage=True)
        channel: Any = client.get_channel(guild.channel("general").id)
        kind = discord.ChannelType.private_thread
        thread = await channel.create_thread(name="Mock on Tuesday", type=kind, invitable=False)
        await thread.add_user(discord.Object(erin.id))
        await thread.send("Your mock begins")
        assert [(s.where, s.text.strip()) for s in erin.seen] == [("meeting", "Your mock begins")]
        assert olga.seen == []
        assert guild.thread("Mock on Tuesday").id == thread.id
        guild.forbid("create_private_threads")
        with pytest.raises(discord.Forbidden):
            await channel.create_thread(name="Another", type=kind)


async def test_what_the_bot_raises_fails_the_test_at_the_end() -> None:
    async def answer(interaction: Interaction) -> None:
        await hello(interaction)
        raise ValueError("after the answer")

    with pytest.raises(ExceptionGroup):
        async with discord_around(Sample(answer)) as harness:
            await Guild(harness).person("erin").slash("/prep start")


async def test_a_press_that_shows_nothing_is_silence() -> None:
    async def answer(interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.defer()
            return
        await hello(interaction)

    async with discord_around(Sample(answer)) as harness:
        erin = Guild(harness).person("erin")
        await erin.slash("/prep start")
        with pytest.raises(Silence):
            await erin.press("Today")


async def test_a_slow_handler_is_waited_for_and_its_last_word_is_what_is_seen() -> None:
    async def answer(interaction: Interaction) -> None:
        work = asyncio.create_task(asyncio.sleep(0.03, "the answer"))
        done, _ = await asyncio.wait({work}, timeout=0.01)
        assert not done
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=await work)

    async with discord_around(Sample(answer)) as harness:
        erin = Guild(harness).person("erin")
        assert (await erin.slash("/prep start")).lines == ["the answer"]
        assert len(erin.seen) == 1


async def test_the_worlds_clock_is_discords_too() -> None:
    clock = [dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)]
    async with discord_around(Sample(hello), lambda: clock[0]) as harness:
        erin = Guild(harness).person("erin")
        user = await harness.client.fetch_user(erin.id)
        await user.send("Your list", nonce="a1")
        clock[0] += dt.timedelta(minutes=5)
        await user.send("Your list", nonce="a1")
        assert [s.at for s in erin.inbox] == [clock[0] - dt.timedelta(minutes=5), clock[0]]


async def test_a_person_is_the_same_in_two_servers_and_sees_both() -> None:
    async with discord_around(Sample(hello)) as harness:
        one, other = Guild(harness), Guild(harness, "Another")
        erin = one.person("erin")
        again = other.welcome(erin)
        assert again.id == erin.id
        await erin.slash("/prep start")
        await again.slash("/prep start")
        assert len(erin.seen) == 2


async def test_a_message_that_was_deleted_is_neither_seen_nor_edited() -> None:
    async with discord_around(Sample(hello)) as harness:
        erin = Guild(harness).person("erin")
        sent = await (await harness.client.fetch_user(erin.id)).send("Your list")
        await erin.delete(erin.inbox[-1])
        assert erin.inbox == []
        with pytest.raises(discord.NotFound):
            await sent.edit(content="again")


async def test_an_outage_is_no_removal() -> None:
    client = Sample(hello)
    async with discord_around(client) as harness:
        guild = Guild(harness)
        await guild.outage()
        await guild.recover()
        assert client.happened == []
        assert client.get_guild(guild.id) is not None


async def test_a_bot_that_starts_again_finds_the_world_as_it_was() -> None:
    async with discord_around(Sample(hello)) as harness:
        erin = Guild(harness).person("erin")
        await erin.slash("/prep start")
        await harness.restart(Sample(hello))
        assert (await erin.press("Today")).lines == ["pressed 1:Today"]
        assert len(harness.requests("PUT", "/commands")) == 2
