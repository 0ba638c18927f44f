"""What a loopback Slack remembers: people, conversations, messages, views, files, triggers and response URLs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.wall_time import ManualClock

Json = dict[str, Any]
Kind = Literal["channel", "im", "mpim"]

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
TRIGGER_LIVES = dt.timedelta(seconds=3)
HOOK_LIVES = dt.timedelta(minutes=30)
HOOK_USES = 5


@dataclass
class User:
    """`refuses` is the error that a DM to them earns: messages_tab_disabled, cannot_dm_bot."""

    id: str
    name: str
    tz: str = ""
    """None, unless a test is about it: then nobody is asked for it."""
    admin: bool = False
    owner: bool = False
    deleted: bool = False
    bot: bool = False
    refuses: str = ""
    display: str = ""
    """What others see, where that is not the handle; the real name where it is blank."""


@dataclass
class Conversation:
    id: str
    name: str
    kind: Kind
    members: list[str] = field(default_factory=list)
    archived: bool = False
    deleted: bool = False
    private: bool = False


@dataclass
class Message:
    """`only_for`: an ephemeral one, for that person, until they reload. `turn` is the order of last changes."""

    channel: str
    ts: str
    user: str
    text: str
    turn: int
    at: dt.datetime
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    only_for: str = ""
    thread_ts: str = ""
    files: list[str] = field(default_factory=list)
    edited: bool = False
    gone: bool = False


@dataclass
class View:
    id: str
    user: str
    body: Json
    hash: str
    turn: int
    at: dt.datetime
    open: bool = True
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class File:
    """`shared`: the conversations in which people see it; without any it is the owner's alone."""

    id: str
    name: str
    owner: str
    length: int
    alt: str = ""
    title: str = ""
    data: bytes | None = None
    complete: bool = False
    shared: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    id: str
    user: str
    at: dt.datetime
    used: bool = False


@dataclass
class Hook:
    """A response URL; `message` is the one whose button was pressed."""

    id: str
    user: str
    channel: str
    at: dt.datetime
    message: str = ""
    uses: int = 0


@dataclass
class Team:
    """One workspace. `trouble` is the error that its token earns: invalid_auth, token_revoked, account_inactive."""

    id: str
    name: str
    domain: str
    token: str
    scopes: set[str]
    clock: ManualClock
    bot: User
    app_id: str = "A0LOOP"
    org: str = ""
    """The organization that installed the app for this workspace, among others."""
    trouble: str = ""
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    turn: int = 0
    page: int = 1_000
    """Channels that are listed at once, at most."""

    def next(self) -> int:
        """The next number of an order that is everybody's."""
        self.turn += 1
        return self.turn

    def stamp(self) -> str:
        """A `ts` as Slack writes it, never the same twice."""
        return f"{int(self.clock.now().timestamp())}.{self.next():06d}"

    def user(self, user_id: str) -> User | None:
        return self.users.get(user_id)

    def direct(self, people: list[str]) -> Conversation:
        """The conversation of the bot with these people: the same people, the same place."""
        members = [*dict.fromkeys(people), self.bot.id]
        for known in self.conversations.values():
            if known.kind != "channel" and set(known.members) == set(members):
                return known
        one = len(members) == 2
        made = Conversation(
            id=f"{'D' if one else 'G'}{self.next():08d}",
            name="directmessage" if one else f"mpdm-{'--'.join(self.users[p].name for p in members)}-1",
            kind="im" if one else "mpim",
            members=members,
        )
        self.conversations[made.id] = made
        return made

    def find(self, channel: str, ts: str) -> Message | None:
        """The message, while it is not deleted."""
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts) and not message.gone:
                return message
        return None

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """A new message in a conversation."""
        ts = self.stamp()
        made = Message(channel, ts, user, text[:40_000], self.turn, self.clock.now(), **more)
        self.messages.append(made)
        return made

    def change(self, message: Message, text: str, blocks: list[Json], metadata: Json | None = None) -> None:
        """Another text in the same place; a card that only loses its buttons isn't news."""
        bare = [block["type"] for block in message.blocks if block["type"] != "actions"]
        is_news = text != message.text or bare != [block["type"] for block in blocks]
        message.text, message.blocks, message.edited = text, blocks, True
        message.metadata = metadata or message.metadata
        if is_news:
            message.turn, message.at = self.next(), self.clock.now()

    def trigger(self, user: str) -> str:
        """A fresh trigger id, as it comes with whatever a person does."""
        made = Trigger(f"{self.next()}.{self.id}.{self.next():x}", user, self.clock.now())
        self.triggers[made.id] = made
        return made.id

    def hook(self, user: str, channel: str, message: str = "") -> Hook:
        """A fresh response URL."""
        made = Hook(f"{self.id}/{self.next()}/{self.next():x}", user, channel, self.clock.now(), message)
        self.hooks[made.id] = made
        return made

    def visible(self, user: str) -> Iterator[Message]:
        """The bot's messages that this person can see, in the order of their last changes."""
        for message in sorted(self.messages, key=lambda m: m.turn):
            place = self.conversations[message.channel]
            if message.gone or message.user != self.bot.id or place.deleted:
                continue
            if message.only_for == user or (not message.only_for and user in place.members):
                yield message
