"""One connection to Discord: what happens on it is brought to the dispatcher."""

import asyncio
import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

import discord
from aiohttp import ClientSession, ClientTimeout
from discord.http import Route

from bot.core.card import Card, card
from bot.core.errors import StoreDown, log, log_bug
from bot.core.reply import Inbound, Said
from bot.core.values import Call, space_id
from bot.platforms.discord.channels import Channels
from bot.platforms.discord.client import Buckets, intents, posting_rules, proxy_for, read_interaction
from bot.platforms.discord.deliveries import Deliverer, DiscordMessages
from bot.platforms.discord.error_mapping import in_its_words, wait_for
from bot.platforms.discord.inbound import (
    NAME,
    TYPING,
    Happening,
    account_of,
    build_inbound,
    file_ref,
    guild_channel,
    read,
    read_typing,
    suggestions,
)
from bot.platforms.discord.manifest import sync, tree
from bot.platforms.discord.meetings import Bookings, Threads
from bot.platforms.discord.responder import SUGGEST, Callbacks, DirectResponder, InteractionResponder
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.download import download, fetch_upload
from bot.platforms.port import Busy, PlatformServices
from bot.platforms.traffic import CORRECTED_WITHIN, Pace, Question, Recent

HOSTS: Final = ("cdn.discordapp.com", "media.discordapp.net")
"""Where files are."""
WORDS: Final = (discord.MessageType.default, discord.MessageType.reply)
GIF: Final = re.compile(r"https://(?:tenor|giphy|klipy)\.com/\S+")
"""What the picker of GIFs in Discord's clients sends."""
FEELING: Final = ":)"
LEAVING: Final = 2.0
"""Seconds that Discord has to say goodbye."""
LONG_MESSAGE: Final = "message.txt"
"""Discord's clients send a message of more than 2,000 characters as a file of this name."""
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading raises where Discord sends something else than this version knows."""
UNREADABLE_CARD: Final = card(
    "I couldn't read what Discord sent me, so I did nothing, and nothing is lost.",
    "Try it as a command, or by a word in our DM. If that fails too, I need an upgrade.",
)
ROLE: Final = card(
    "You picked my role, so Discord doesn't show me what you wrote.",
    "Pick me and not the role in the list that opens after @, or type / and choose one of my commands.",
)
ROLE_HINTS = 1 / 60, 2
"""Times a second that one person hears it, and at once."""
UNREAD_FILE: Final = card("Discord didn't give me that file, so I did nothing. Send it again.")


class Client(discord.AutoShardedClient):
    """One connection, and all that works for it; a new one is made each time. `counts` says how often something was
    unusual, `ready` hears in words that it is connected."""

    def __init__(
        self,
        services: PlatformServices,
        options: DiscordOptions,
        counts: Counter[str],
        buckets: Buckets,
        ready: Callable[[str], None],
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it speaks in no voice channel
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=buckets.trace(),
            proxy=proxy_for(options),
        )
        self.channels = Channels(self)
        self.messages = DiscordMessages(self, services, options.burst, counts, buckets)
        self.deliverer = Deliverer(self.messages, Threads(self, buckets), self.channels)
        self.bookings = Bookings(self, buckets)
        self.can_send = False
        """Whether it is logged in."""
        self._services = services
        self._options = options
        self._say = ready
        self._tree_refused = ""
        """In Discord's words, if it did not take the commands."""
        self._recent = Recent()
        self._role_hints = Pace(*ROLE_HINTS, services.clock.monotonic)
        self._tasks: set[asyncio.Task[Any]] = set()

    def _schedule_event(self, *event: Any, **more: Any) -> asyncio.Task[Any]:
        """The library begins the work on each event here."""
        task = super()._schedule_event(*event, **more)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def leave_gateway(self) -> None:
        """Nothing comes in anymore, and another process may connect; requests are still answered."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVING):
                await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))

    async def idle(self, most: float) -> None:
        """Returns when everything that was asked has been answered, or after `most` seconds."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=most)

    async def setup_hook(self) -> None:
        """After the login, before the connection: messages can be sent; the commands are brought up to date."""
        self.can_send = True
        registry, word = self._services.door.registry, self._services.word
        application = self.application_id or 0
        try:
            try:
                self.messages.command_ids = await sync(self.http, application, tree(registry, word))
            except discord.HTTPException as error:
                if error.status != 400:
                    raise
                # an application of which User Install is turned off
                alone = tree(registry, word, for_users=False)
                self.messages.command_ids = await sync(self.http, application, alone)
        except (discord.HTTPException, Busy) as error:  # the old commands stay, and all else works
            status, code = getattr(error, "status", 429), getattr(error, "code", 0)
            said = in_its_words(error)
            log.warning("commands not registered", platform=NAME, status=status, code=code, reason=said)
            self._tree_refused = f'; the old commands stay, for Discord refused the new ones: "{said}"'

    async def on_ready(self) -> None:
        count = len(self.guilds)
        servers = f"{count} {'server' if count == 1 else 'servers'}"
        self._say(f"Discord: {self.user}, connected, {servers}{self._tree_refused}")

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a press, a form, or somebody typing an option."""
        if not self._recent.is_first(f"interaction/{interaction.id}"):
            return
        happened, calls = read_interaction(self, interaction), Callbacks(interaction)
        if happened.kind == TYPING:
            await self._suggest(happened, calls)
            return
        patience, question = self._options.patience, Question(self._services.clock, self._services.sleep)
        responder = InteractionResponder(happened, calls, self.messages, self.channels, question, patience)
        try:
            heard = read(happened, self._services.word)
        except UNREADABLE as error:
            _note_unreadable(happened, error)
            heard = UNREADABLE_CARD
        if isinstance(heard, Card):
            await responder.tell(heard)
            return
        upload = None
        if heard.file is not None:
            await responder.defer()  # a download may take longer than Discord waits
            upload = await fetch_upload(heard.file, self.download, responder.tell, UNREAD_FILE)
            if upload is None:
                return
        guests = self._services.guests if happened.guest else None
        await (guests or self._services.door).handle(build_inbound(happened, heard.signal, upload), responder)

    async def on_message(self, message: discord.Message, corrected: str = "") -> None:
        """Words in the bot's DM, with a file or without one, and in a server those that begin with its name; those of
        bots, and what Discord itself says there, are nothing to answer. `corrected`: when they were, if so."""
        event = f"{message.id}{corrected}"
        if message.author.bot or message.type not in WORDS:
            return
        unheard = self._is_role_alone(message)
        if not (unheard or self._is_addressed(message)):
            return
        if not self._recent.is_first(f"message/{event}"):
            return
        question = Question(self._services.clock, self._services.sleep)
        user, channel, guild = message.author.id, message.channel.id, message.guild
        responder = DirectResponder(
            event, user, channel, self.messages, self.channels, question, in_channel=guild is not None
        )
        upload, files = (
            None,
            message.attachments if guild is None else [],
        )  # the form of the command takes one
        if unheard:
            if not self._role_hints.wait(str(user), 0):
                await responder.tell(ROLE)
            return
        # a sticker has no words, and neither has what somebody else wrote and they forwarded
        text = GIF.sub(FEELING, message.content) or ("" if files else FEELING)
        if files:
            file = file_ref(dict(files[0].to_dict()), others=len(files) > 1)
            upload = await fetch_upload(file, self.download, responder.tell, UNREAD_FILE)
            if upload is None:
                return
            if upload.name == LONG_MESSAGE and not text:
                text, upload = upload.data.decode(errors="replace"), None
        inbound = Inbound(
            event=f"{NAME}/{message.id}",
            account=account_of(str(message.author.id)),
            name=message.author.display_name,
            channel=guild_channel(str(guild.id), str(channel)) if guild else None,
            signal=Said(text=text),
            organiser=False,
            upload=upload,
            space=space_id(NAME, str(guild.id)) if guild else None,
            place=guild.name if guild else "",
            aloud=guild is not None,
        )
        await self._services.door.handle(inbound, responder)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Words in the bot's DM that were corrected; Discord says of a link's preview that they have changed, too."""
        message, at = payload.message, payload.message.edited_at
        late = self._services.clock.now() - message.created_at > dt.timedelta(seconds=CORRECTED_WITHIN)
        if message.guild is None and at is not None and not late:
            await self.on_message(message, f"/{at.isoformat()}")

    def _is_addressed(self, message: discord.Message) -> bool:
        """In a server Discord hands on the words of messages alone that name the bot; within a sentence it's spoken
        of, not spoken to."""
        me, guild = self.user.id if self.user else 0, message.guild
        role = guild.self_role.mention if guild and guild.self_role else f"<@{me}>"
        return guild is None or message.content.startswith((f"<@{me}>", f"<@!{me}>", role))

    def _is_role_alone(self, message: discord.Message) -> bool:
        """Whether it names the role that Discord has made for the bot, which is no mention of the bot: without a
        privileged intent Discord leaves the words out."""
        role = message.guild.self_role if message.guild else None
        return role is not None and role in message.role_mentions and not message.content

    async def download(self, url: str) -> bytes | None:
        """A file that a member handed over; None when it can't be had within the limits.

        The library's own way follows redirects, and reads whatever comes.
        """
        async with ClientSession(timeout=ClientTimeout(total=20), trust_env=True) as session:
            return await download(session, url, HOSTS, Route.BASE)

    async def _suggest(self, happened: Happening, calls: Callbacks) -> None:
        found: Sequence[str] = ()
        try:
            path, field, typed = read_typing(happened, self._services.word)
        except UNREADABLE as error:
            _note_unreadable(happened, error)
        else:
            asked = self._services.door.suggest(happened.account, path, field, typed, happened.space)
            with suppress(TimeoutError):
                found = await asyncio.wait_for(asked, self._options.suggesting)
        try:
            await calls.answer(SUGGEST, {"choices": suggestions(found)})
        except Exception as error:
            wait_for(error)  # raises what is a mistake of ours; else the next letter asks again

    # what nobody asked for

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot is in a server, for the first time or again: which of them, the server's group knows."""
        since = getattr(guild.me, "joined_at", None) or self._services.clock.now()
        await self._report(guild, "space.returned", f"joined/{guild.id}/{since:%Y%m%dT%H%M%S}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        now = self._services.clock.now()
        await self._report(guild, "space.removed", f"removed/{guild.id}/{now:%Y%m%dT%H%M%S}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        gone = guild_channel(str(channel.guild.id), str(channel.id))
        values = {"channel": gone, "why": "deleted"}
        await self._report(channel.guild, "space.channel-gone", f"deleted/{channel.id}", values)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        if posting_rules(before) != posting_rules(after):
            await self._report_rights(after.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if before.permissions != after.permissions:
            await self._report_rights(after.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Without a privileged intent Discord tells of the bot itself alone."""
        if before.roles != after.roles:
            await self._report_rights(after.guild)

    async def _report_rights(self, guild: discord.Guild) -> None:
        """Somebody changed what the bot may do: a channel may be open again."""
        now = self._services.clock.now()
        await self._report(guild, "space.changed", f"rights/{guild.id}/{now:%Y%m%dT%H%M%S%f}")

    async def _report(
        self, guild: discord.Guild, path: str, event: str, values: dict[str, str] | None = None
    ) -> None:
        space = space_id(NAME, str(guild.id))
        call = Call(path=path, values=values or {"space": space})
        for _ in range(10):  # while the store is down
            try:
                await self._services.door.report(space, f"{NAME}/{event}", call)
            except StoreDown:
                await asyncio.sleep(self._options.beat)
                continue
            return
        log.error("not reported", platform=NAME, space=space, what=path)

    async def on_error(self, event: str, /, *_: object, **__: object) -> None:
        """A mistake of ours while something was worked on; the library would print what people wrote."""
        error = sys.exc_info()[1]
        if error is not None:
            log_bug(error, reference="", platform=NAME, during=event)


def _note_unreadable(happened: Happening, error: Exception) -> None:
    """From a newer version of Discord, perhaps; its words are nobody's business."""
    kind, name = happened.kind, type(error).__name__
    log.warning("unreadable", platform=NAME, interaction=happened.id, kind=kind, error=name)
