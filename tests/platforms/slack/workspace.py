"""A workspace with people at their keyboards, as a story tells it: `await alice.slash("/prep today")`."""

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from bot.platforms.slack.manifest import EVENTS as EVENTS_ASKED_FOR
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import SCOPES, Loopback
from tests.platforms.slack.mrkdwn import Page, goes_on, live, live_blocks, plain, read
from tests.platforms.slack.sockets import Ack, Kind
from tests.platforms.slack.state import Conversation, Json, Message, User, View
from tests.platforms.slack.transports import Transport
from tests.seen import Seen, Where

if TYPE_CHECKING:
    from tests.platforms.slack.member import Member

EVENTS = {
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_unarchive": "channels:read",
    "member_joined_channel": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_left": "groups:read",
    "group_deleted": "groups:read",
    "user_change": "users:read",
}
"""Each event with the scope that it needs."""


class Workspace:
    """One workspace of a loopback Slack and the transport that leads from it to the bot.

    `subscribed` are the events that the app asked for; `settle` is awaited after everything that a person did, so
    that a test need not wait for the bot's answer.
    """

    def __init__(
        self,
        slack: Loopback,
        transport: Transport,
        name: str = "ML Loop",
        scopes: tuple[str, ...] = SCOPES,
        settle: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self.slack, self.transport, self.settle = slack, transport, settle
        self.team = slack.team(name, scopes)
        self.subscribed = set(EVENTS_ASKED_FOR)
        self.last: tuple[Kind, Json] | None = None
        self.channel("general")

    def channel(self, name: str, bot: bool = True) -> Conversation:
        """The channel of that name, made when it is first spoken of, with everybody in it."""
        for place in self.team.conversations.values():
            if place.kind == "channel" and place.name == name and not place.deleted:
                return place
        people = [user.id for user in self.team.users.values() if not user.bot]
        made = Conversation(f"C{self.team.next():08d}", name, "channel", people + [self.team.bot.id] * bot)
        self.team.conversations[made.id] = made
        return made

    def person(self, name: str, admin: bool = False, owner: bool = False) -> "Member":
        """Somebody new, in every channel."""
        from tests.platforms.slack.member import Member  # noqa: PLC0415 # the two know each other

        user = User(f"U{self.team.next():08d}", name, admin=admin, owner=owner)
        self.team.users[user.id] = user
        for place in self.team.conversations.values():
            if place.kind == "channel":
                place.members.append(user.id)
        return Member(self, user)

    async def send(self, kind: Kind, payload: Json) -> Ack:
        """Hands something to the bot; what it does not acknowledge is a complaint."""
        self.last = (kind, payload)
        ack = await self.transport.send(kind, payload)
        if not ack.ok:
            self.slack.complain(f"{_named(kind, payload)} was not acknowledged: {ack.why}")
        await self.settled()
        return ack

    async def again(self) -> Ack:
        """The last payload once more, as Slack does when an acknowledgement was lost."""
        assert self.last, "nothing was sent yet"
        return await self.send(*self.last)

    async def settled(self) -> None:
        if self.settle:
            await self.settle()
        self.slack.changes.happened()

    async def event(self, inner: Json, name: str = "") -> Ack | None:
        """An event, if the app subscribed to it and may have it; None if not."""
        known = name or inner["type"]
        needed = EVENTS[known]
        if known not in self.subscribed or (needed and needed not in self.team.scopes):
            self.slack.changes.happened()
            return None
        return await self.send("events_api", payloads.event(self.team, inner))

    async def archive(self, channel: str, what: str = "archive") -> None:
        """Or `unarchive`, which opens it again."""
        place = self.channel(channel)
        place.archived = what == "archive"
        name, by = f"{'group' if place.private else 'channel'}_{what}", "U0SOMEONE"
        await self.event({"type": name, "channel": place.id, "user": by, "event_ts": self.team.stamp()})

    async def delete(self, channel: str) -> None:
        place = self.channel(channel)
        place.deleted = True
        await self.event({"type": "channel_deleted", "channel": place.id, "event_ts": self.team.stamp()})

    async def kick_bot(self, channel: str) -> None:
        place = self.channel(channel)
        place.members.remove(self.team.bot.id)
        kind = "group_left" if place.private else "channel_left"
        await self.event({"type": kind, "channel": place.id, "event_ts": self.team.stamp()})

    async def invite_bot(self, channel: str) -> None:
        place = self.channel(channel)
        if self.team.bot.id not in place.members:
            place.members.append(self.team.bot.id)
            joined = {"type": "member_joined_channel", "user": self.team.bot.id, "channel": place.id}
            kind = {"channel_type": "G" if place.private else "C", "team": self.team.id}
            await self.event(joined | kind | {"event_ts": self.team.stamp()})

    async def uninstall(self) -> None:
        """The app is removed: its token is dead before the two events arrive."""
        self.team.trouble = "account_inactive"
        tokens = {"oauth": list[str](), "bot": [self.team.bot.id]}
        await self.event({"type": "tokens_revoked", "tokens": tokens})
        await self.event({"type": "app_uninstalled"})

    def live(self) -> list[str]:
        """All that would ping or link in what the bot has said and shown so far; dates are meant to be alive."""
        said = [m for m in self.team.messages if m.user == self.team.bot.id]
        found = [token for message in said for token in live(message.text, verbatim=True)]
        found += [token for message in said for token in live_blocks(message.blocks)]
        found += [token for view in self.team.views.values() for token in live_blocks(view.body["blocks"])]
        return [token for token in found if not token.startswith("<!date^")]

    def seen(self, user: User) -> Iterator[Seen]:
        """What this person has on the screen, in the order in which it last changed."""
        views = [v for v in self.team.views.values() if v.user == user.id and v.open]
        shown: list[Message | View] = [*self.team.visible(user.id), *views]
        for one in sorted(shown, key=lambda s: s.turn):
            yield self.view_of(one) if isinstance(one, View) else self.message_of(one)

    def message_of(self, message: Message) -> Seen:
        words = plain(message.text).split("\n") if message.text else []
        page = read(message.blocks) if message.blocks else Page(words)
        files = [self.team.files[name] for name in message.files]
        kinds: dict[str, Where] = {"im": "dm", "mpim": "meeting", "channel": "channel"}
        kind = self.team.conversations[message.channel].kind
        return Seen(
            at=message.at,
            where="caller" if message.only_for else kinds[kind],
            lines=page.lines + [file.alt for file in files if file.alt],
            labels=page.labels,
            payloads=page.payloads,
            files=[(file.name, file.data or b"") for file in files],
            ref=f"{message.channel}:{message.ts}",
            goes_on=bool(message.blocks) and goes_on(message.blocks[0], message.text),
        )

    def view_of(self, view: View) -> Seen:
        page = read(view.body["blocks"])
        return Seen(
            at=view.at,
            where="home" if view.body["type"] == "home" else "caller",
            lines=page.lines,
            labels=page.labels,
            payloads=page.payloads,
            title=view.body.get("title", {}).get("text", ""),
            fields=page.fields,
            problems=view.problems,
            ref=view.id,
        )


def _named(kind: Kind, payload: Json) -> str:
    if kind == "slash_commands":
        return f"{payload['command']} {payload['text']}"
    return str(payload.get("event", payload).get("type", kind))
