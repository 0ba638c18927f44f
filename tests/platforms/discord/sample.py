"""A small bot of discord.py alone, for trying the test Discords: it answers what it is told to answer."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import discord

Handler = Callable[[discord.Interaction[Any]], Awaitable[None]]

TREE: list[dict[str, Any]] = [
    {
        "type": 1,
        "name": "prep",
        "description": "Practice",
        "contexts": [0, 1],
        "integration_types": [0],
        "options": [
            {
                "type": 1,
                "name": "start",
                "description": "Join",
                "options": [
                    {"type": 3, "name": "zone", "description": "Zone", "autocomplete": True},
                    {"type": 4, "name": "minutes", "description": "A day", "min_value": 5, "max_value": 240},
                    {
                        "type": 3,
                        "name": "level",
                        "description": "L",
                        "choices": [{"name": "mid", "value": "mid"}],
                    },
                    {"type": 11, "name": "file", "description": "A resume"},
                    {"type": 3, "name": "text", "description": "Anything"},
                ],
            },
            {
                "type": 2,
                "name": "mock",
                "description": "Mocks",
                "options": [{"type": 1, "name": "join", "description": "Join one", "options": []}],
            },
        ],
    },
    {
        "type": 1,
        "name": "prep-admin",
        "description": "For organisers",
        "default_member_permissions": "32",
        "contexts": [0, 1],
        "options": [{"type": 1, "name": "health", "description": "How it goes", "options": []}],
    },
    {"type": 3, "name": "Critique with Loopmate", "contexts": [0, 1], "integration_types": [0]},
]


class Sample(discord.AutoShardedClient):
    """`answer` is called with every interaction, `heard` collects what was written in DMs."""

    def __init__(self, answer: Handler, tree: list[dict[str, Any]] = TREE, **options: Any) -> None:
        intents = discord.Intents(guilds=True, dm_messages=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), **options)
        self.answer, self.tree_to_sync = answer, tree
        self.heard: list[str] = []
        self.happened: list[str] = []

    async def setup_hook(self) -> None:
        assert self.application_id is not None
        await self.http.bulk_upsert_global_commands(self.application_id, self.tree_to_sync)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self.answer(interaction)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        self.heard.append(message.content)
        await message.channel.send(f"heard {message.content}", nonce=str(message.id), silent=True)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.happened.append(f"joined {guild.id}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.happened.append(f"left {guild.id}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.happened.append(f"deleted #{channel.name}")


def buttons(*labels: str) -> discord.ui.View:
    """Buttons whose payload is their label; the library forgets the view at once."""
    view = discord.ui.View()
    for label in labels:
        view.add_item(discord.ui.Button(label=label, custom_id=f"1:{label}"))
    view.stop()
    return view


def form(title: str, *names: str, value: str = "") -> discord.ui.Modal:
    """Text fields of those names."""
    modal = discord.ui.Modal(title=title, custom_id="1:form")
    for name in names:
        field = discord.ui.TextInput[discord.ui.Modal](custom_id=name, required=False, default=value or None)
        modal.add_item(discord.ui.Label(text=name, component=field))
    modal.stop()
    return modal


def picture(name: str, description: str | None) -> discord.File:
    """A file that is called a picture."""
    return discord.File(io.BytesIO(b"\x89PNG"), name, description=description)
