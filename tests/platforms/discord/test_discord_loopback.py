"""Discord behind a port, tried with discord.py alone: what the library makes of a network that misbehaves."""

import asyncio
import datetime as dt
import io
from typing import Any

import discord
import pytest

from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import connected, loopback
from tests.platforms.discord.sample import Sample, buttons

Interaction = discord.Interaction[Any]


async def hello(interaction: Interaction) -> None:
    if interaction.type is discord.InteractionType.component:
        await interaction.response.defer()
        await interaction.edit_original_response(content="pressed", view=None)
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="hello", view=buttons("Today"))


async def open_dm(client: discord.Client, user: int) -> discord.DMChannel:
    return await client.create_dm(discord.Object(user))


async def test_a_command_and_a_press_go_over_sockets_both_ways() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        assert (await erin.slash("/prep start zone=UTC")).lines == ["hello"]
        assert (await erin.press("Today")).lines == ["pressed"]
        assert (await erin.dm("today")).lines == ["heard today"]
        assert [a.status for a in api.requests("POST", "/interactions/*/callback")] == [200, 200]
        assert client.heard == ["today"]
        await api.changes.until(lambda: client.latency < 5)


async def test_a_server_that_stands_before_the_bot_connects_is_told_to_it() -> None:
    client = Sample(hello)
    async with loopback() as api:
        guild = Guild(api)
        async with connected(client, api):
            assert [g.id for g in client.guilds] == [guild.id]
            guild.delete_channel("general")
            await api.changes.until(lambda: client.happened == ["deleted #general"])
            await guild.kick_bot()
            await api.changes.until(lambda: client.happened[-1] == f"left {guild.id}")
            await guild.invite_bot()
            await api.changes.until(lambda: client.happened[-1] == f"joined {guild.id}")


async def test_a_picture_travels_with_its_description_and_can_be_fetched() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        plot = discord.File(io.BytesIO(b"\x89PNG"), "plot.png", description="Two lines")
        sent = await (await open_dm(client, erin.id)).send("Done", file=plot)
        assert sent.attachments[0].description == "Two lines"
        assert await sent.attachments[0].read() == b"\x89PNG"
        assert erin.inbox[-1].files == [("plot.png", b"\x89PNG")]


async def test_a_429_is_waited_for_and_sent_once() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        channel = await open_dm(client, erin.id)
        api.limit("POST", "/channels/*/messages", seconds=7)
        await channel.send("once")
        assert [a.status for a in api.requests("POST", "/channels/*/messages")] == [429, 200]
        assert 7 in api.slept
        assert len(erin.inbox) == 1


async def test_a_429_that_is_not_from_the_api_is_not_tried_again() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        channel = await open_dm(client, Guild(api).person("erin").id)
        api.limit("POST", "/channels/*/messages", via=False)
        with pytest.raises(discord.HTTPException) as limited:
            await channel.send("once")
        assert limited.value.status == 429
        assert len(api.requests("POST", "/channels/*/messages")) == 1


@pytest.mark.parametrize(("nonce", "copies"), [("due-1", 1), (None, 3)])
async def test_two_lost_answers_double_a_message_unless_it_has_a_nonce(
    nonce: str | None, copies: int
) -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        channel = await open_dm(client, erin.id)
        api.fail("POST", "/channels/*/messages", 500, times=2, stored=True)
        if nonce:
            await channel.send("Your list", nonce=nonce)
        else:
            await client.http.request(
                discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id),
                json={"content": "Your list", "allowed_mentions": {"parse": []}},
            )
        assert [a.status for a in api.requests("POST", "/channels/*/messages")] == [500, 500, 200]
        assert len(erin.inbox) == copies


async def test_a_500_where_nothing_was_stored_is_tried_again_and_sent_once() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        api.fail("POST", "/users/@me/channels", 502)
        await (await open_dm(client, erin.id)).send("Your list")
        assert len(erin.inbox) == 1
        assert 1 in api.slept


async def test_a_request_that_hangs_is_answered_when_it_is_released() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        channel = await open_dm(client, Guild(api).person("erin").id)
        api.hang("POST", "/channels/*/messages")
        sending = asyncio.create_task(channel.send("late"))
        await api.changes.until(lambda: api.requests("POST", "/channels/*/messages"))
        assert not sending.done()
        api.release()
        assert (await sending).content == "late"


async def test_an_acknowledgement_after_three_seconds_is_refused() -> None:
    clock = [dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)]
    codes: list[int] = []

    async def dawdle(interaction: Interaction) -> None:
        clock[0] += dt.timedelta(seconds=3)
        try:
            await interaction.response.send_message("late")
        except discord.NotFound as error:
            codes.append(error.code)

    client = Sample(dawdle)
    async with loopback(lambda: clock[0]) as api, connected(client, api):
        slash = asyncio.create_task(Guild(api).person("erin").slash("/prep start"))
        await api.changes.until(lambda: codes)
        slash.cancel()
    assert codes == [10062]


async def test_a_wrong_token_is_refused_by_the_api_and_by_the_gateway() -> None:
    async with loopback() as api:
        client = Sample(hello)
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")
        await client.close()
        client = Sample(hello, shard_count=1)
        await client.login(api.token)
        client.http.token = "wrong since"  # noqa: S105 - it was renewed
        with pytest.raises(discord.ConnectionClosed) as closed:
            await client.connect()
        assert closed.value.code == 4004


async def test_intents_that_nobody_approved_close_the_connection() -> None:
    async with loopback() as api:
        client = discord.AutoShardedClient(intents=discord.Intents(guilds=True, members=True))
        await client.login(api.token)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.connect()


async def test_a_dropped_connection_is_resumed_and_what_was_missed_arrives_once() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        await api.gateway.drop()
        await erin.dm("while you were away")
        assert client.heard == ["while you were away"]
        assert (len(api.gateway.identified), len(api.gateway.resumed)) == (1, 1)


async def test_op_7_makes_the_client_resume() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        api.gateway.ask_to_reconnect()
        await api.changes.until(lambda: api.gateway.resumed)
        assert (await erin.slash("/prep start")).lines == ["hello"]
        assert len(api.gateway.identified) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_resumed_if_it_may_be_and_else_begun_anew(resumable: bool) -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        erin = Guild(api).person("erin")
        api.gateway.invalidate(resumable=resumable)
        await api.changes.until(lambda: api.gateway.connected == 2 and api.gateway.lines)
        assert (await erin.slash("/prep start")).lines == ["hello"]
        assert (len(api.gateway.identified), len(api.gateway.resumed)) == ((1, 1) if resumable else (2, 0))
        assert (5.0 in api.slept) is not resumable


async def test_a_session_that_was_forgotten_is_begun_anew_after_the_resume_failed() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        api.gateway.forget()
        await api.gateway.drop()
        await api.changes.until(lambda: len(api.gateway.identified) == 2 and api.gateway.lines)
        assert len(api.gateway.resumed) == 1


async def test_a_malformed_event_ends_the_clients_task() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api) as task:
        api.gateway.malformed()
        await api.changes.until(task.done)
        assert isinstance(task.exception(), ValueError)


async def test_two_clients_of_one_bot_both_get_every_interaction_and_one_may_answer() -> None:
    codes: list[int] = []

    async def race(interaction: Interaction) -> None:
        try:
            await interaction.response.send_message("mine", ephemeral=True)
        except discord.HTTPException as error:
            codes.append(error.code)

    async with loopback() as api, connected(Sample(race), api), connected(Sample(race), api):
        erin = Guild(api).person("erin")
        assert (await erin.slash("/prep start")).lines == ["mine"]
        await api.changes.until(lambda: codes)
    assert codes == [40060]


async def test_the_application_can_be_described() -> None:
    client = Sample(hello)
    async with loopback() as api, connected(client, api):
        assert client.application is not None
        await client.application.edit(description="Fifteen minutes a day")
        assert api.applied == {"description": "Fifteen minutes a day"}


async def test_people_threads_and_commands_are_asked_for_over_rest_alone() -> None:
    async with loopback() as api:
        guild = Guild(api)
        erin, ben = guild.person("erin"), guild.person("ben")
        client = Sample(hello)
        await client.login(api.token)
        server = await client.fetch_guild(guild.id)
        assert (await server.fetch_member(erin.id)).name == "erin"
        ben.leave()
        with pytest.raises(discord.NotFound):
            await server.fetch_member(ben.id)
        assert client.application_id is not None
        commands: Any = await client.http.get_global_commands(client.application_id)
        assert [c["name"] for c in commands] == ["prep", "prep-admin", "Critique with Loopmate"]
        channel: Any = await client.fetch_channel(guild.channel("general").id)
        thread = await channel.create_thread(name="Mock", type=discord.ChannelType.private_thread)
        await thread.add_user(discord.Object(erin.id))
        await thread.send("Your mock begins")
        assert erin.seen[-1].where == "meeting"
        await client.close()
        assert api.gateway.connected == 0


async def test_what_the_house_forbids_fails_at_the_end() -> None:
    client = Sample(hello)
    with pytest.raises(AssertionError, match="lets everyone be pinged"):
        async with loopback() as api, connected(client, api):
            channel = await open_dm(client, Guild(api).person("erin").id)
            await channel.send("@everyone", allowed_mentions=discord.AllowedMentions(everyone=True))


async def test_the_librarys_addresses_and_waits_are_its_own_again_afterwards() -> None:
    def addresses() -> tuple[str, str]:
        return discord.http.Route.BASE, str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)

    before = addresses()
    async with loopback() as api:
        assert addresses() == (api.api_url, api.gateway.url)
        assert vars(discord.http)["asyncio"] is not asyncio
    assert addresses() == before
    assert all(vars(m)["asyncio"] is asyncio for m in (discord.http, discord.shard, discord.state))
