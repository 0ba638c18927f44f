"""What a newer Discord may send: it is answered in words where it can be, logged, and harms nothing else."""

from typing import Any

import pytest
from simcord.interactions import base_payload
from structlog.testing import capture_logs

from bot.platforms.discord.inbound import COMMAND, TYPING
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import loopback
from tests.platforms.discord.test_discord_transport import running

CALLBACKS = "/interactions/*/callback"
UNKNOWN = 99
"""A kind of interaction that is yet to be invented."""


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(UNKNOWN, {}, id="an unknown kind"),
        pytest.param(
            COMMAND, {"id": "1", "type": 3, "name": "Critique with Loopmate"}, id="a menu of nothing"
        ),
        pytest.param(
            COMMAND, {"id": "1", "type": 1, "name": "prep", "options": [{"name": "x"}]}, id="an option"
        ),
    ],
)
async def test_what_this_version_cannot_read_is_said_in_words_and_the_next_command_works(
    kind: int, data: dict[str, Any]
) -> None:
    async with loopback() as api:
        guild = Guild(api)
        erin = guild.person("erin")
        async with running(api) as bot:
            with capture_logs() as logs:
                _, payload = base_payload(
                    api.state,
                    type=kind,
                    channel_id=guild.channel("general").id,
                    guild_id=guild.id,
                    user_id=erin.id,
                    data=data,
                )
                api.gateway.emit("INTERACTION_CREATE", payload)
                await api.changes.until(lambda: api.requests("POST", CALLBACKS))
            (answer,) = api.requests("POST", CALLBACKS)
            assert "I did nothing" in str(answer.body["data"]["components"])
            assert [(e["event"], e["kind"]) for e in logs] == [("unreadable", kind)]
            assert bot.door.inbounds == []
            assert (await erin.slash("/prep start")).lines == ["Hello"]


async def test_suggestions_for_what_cannot_be_read_are_none() -> None:
    async with loopback() as api:
        guild = Guild(api)
        erin = guild.person("erin")
        async with running(api):
            data = {"id": "1", "type": 1, "name": "prep", "options": []}
            _, payload = base_payload(
                api.state,
                type=TYPING,
                channel_id=guild.channel("general").id,
                guild_id=guild.id,
                user_id=erin.id,
                data=data,
            )
            api.gateway.emit("INTERACTION_CREATE", payload)
            await api.changes.until(lambda: api.requests("POST", CALLBACKS))
            (answer,) = api.requests("POST", CALLBACKS)
            assert answer.body["data"]["choices"] == []
