"""Discord's world behind its port: simcord's, and what simcord lets pass.

Beside simcord's own checks these fail: a modal that answers a modal, more than five components in a modal,
8,000 characters a command, texts over 2,000, mentions that could ping, pictures in embeds or without a
description. A nonce holds for some minutes, DMs can be closed, accounts deleted. What Discord would refuse
gets its 400; what this house alone forbids is taken, and the test fails at the end.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from simcord import BackendError
from simcord._clock import Clock
from simcord.backend import Backend, errors
from simcord.backend.models import Message
from simcord.components import walk_components
from simcord.enums import ChannelType
from simcord.types import HttpLogEntry

from tests.platforms.discord import rules

Now = Callable[[], dt.datetime]
NONCE_HOLDS = dt.timedelta(minutes=5)
"""Discord says "the past few minutes"."""
START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


class Following(Clock):
    """Discord's clock: the world's, and whatever only Discord has waited beside it."""

    def __init__(self, now: Now) -> None:
        self._now, self._epoch, self._waited = now, now(), 0.0

    @property
    def elapsed(self) -> float:
        return (self._now() - self._epoch).total_seconds() + self._waited

    @elapsed.setter
    def elapsed(self, seconds: float) -> None:
        self._waited += seconds - self.elapsed


class Requests(list[HttpLogEntry]):
    """The log of requests, as simcord keeps it. Whatever is written into it is judged first."""

    def __init__(self, judge: Callable[[HttpLogEntry], None]) -> None:
        super().__init__()
        self._judge = judge

    def append(self, entry: HttpLogEntry) -> None:
        super().append(entry)
        self._judge(entry)


def _loses_buttons(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> bool:
    """Whether an edit says the same without buttons, which isn't news."""
    kept, said = (
        [(part["type"], part.get("content")) for part in walk_components(parts)] for parts in (before, after)
    )
    return said != kept and said == [part for part in kept if part[0] not in (1, 2)]


class Stricter(Backend):
    """simcord's state of the world; it remembers when each message last changed, and judges every request."""

    def __init__(self, now: Now) -> None:
        super().__init__(clock=Following(now))
        self._now = now
        self._changes = itertools.count(1)
        self.changed: dict[int, tuple[int, dt.datetime]] = {}
        """Message id -> the number of its last change, and the world's time of it."""
        self.breaches: list[str] = []
        self.closed: set[int] = set()
        self.deleted: set[int] = set()
        self.http_requests = Requests(self.judge)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        self._mark(message.id)
        return super().commit_message(message, broadcast=broadcast)

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        before = self.messages[channel_id][message_id]
        if fields.get("content") or not _loses_buttons(before.components, fields.get("components") or []):
            self._mark(message_id)
        return super().edit_message(channel_id, message_id, fields)

    def register_commands(self, guild_id: int | None, payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keeps them as Discord gives them back: more keys than were sent, and some that said nothing are gone."""
        super().register_commands(guild_id, payloads)
        kept = {key: as_given_back(c) for key, c in self.commands[guild_id].items()}
        self.commands[guild_id] = kept
        return list(kept.values())

    def _mark(self, message_id: int) -> None:
        self.changed[message_id] = (next(self._changes), self._now())

    @property
    def change(self) -> int:
        """The number of the newest change."""
        return max((number for number, _ in self.changed.values()), default=0)

    def judge(self, entry: HttpLogEntry) -> None:
        """Raises what Discord would answer; notes what the house forbids."""
        self._people(entry)
        parts = entry.path.strip("/").split("/")
        record = self.interactions.get(int(parts[1])) if parts[0] == "interactions" else None
        answers = None if record is None else int(record.type)
        found = rules.problems(entry.method, entry.path, entry.json, answers=answers)
        self.breaches += [f"{entry.method} {entry.path}: {problem.why}" for problem in found]
        for problem in found:
            if problem.refused:
                raise errors.invalid_form_body(problem.why)

    def _people(self, entry: HttpLogEntry) -> None:
        parts = entry.path.strip("/").split("/")
        asked = entry.json.get("recipient_id") if isinstance(entry.json, dict) else None
        if parts[0] == "users" and {str(asked), parts[1]} & {str(i) for i in self.deleted}:
            raise errors.unknown_user()
        is_message = entry.method == "POST" and parts[0] == "channels" and parts[2:] == ["messages"]
        channel = self.channels.get(int(parts[1])) if is_message else None
        for person in channel.recipient_ids if channel and channel.type == ChannelType.DM else ():
            shared = any(person in guild.members for guild in self.guilds.values())
            if person in self.closed or person in self.deleted or not shared:
                raise BackendError(403, 50007, "Cannot send messages to this user")


def as_given_back(command: dict[str, Any]) -> dict[str, Any]:
    """A command as Discord gives it back, which has an id by then."""
    added = {"version": command["id"], "nsfw": False, "name_localizations": None}
    return added | {"description_localizations": None} | _spoken(command)


def _spoken(node: dict[str, Any]) -> dict[str, Any]:
    """Without `required: false`, `autocomplete: false` and empty lists; limits are decimals."""
    kept: dict[str, Any] = {
        key: [_spoken(inner) for inner in value] if key == "options" else value
        for key, value in node.items()
        if not (key in ("required", "autocomplete") and value is False)
    }
    kept |= {key: float(kept[key]) for key in ("min_value", "max_value") if key in kept}
    return {key: value for key, value in kept.items() if not (key == "options" and not value)}


class Nonces:
    """What was sent with which nonce: within NONCE_HOLDS the same nonce means the same message, in all channels."""

    def __init__(self, state: Stricter, now: Now) -> None:
        self._state, self._now = state, now
        self._sent: dict[str, tuple[dt.datetime, dict[str, Any]]] = {}

    def sent(self, nonce: str) -> dict[str, Any] | None:
        """The message of then, or None if it shall be sent now.

        Raises:
            BackendError: it was deleted meanwhile: 10008, as Discord answers, which sends no second one.
        """
        at, message = self._sent.get(nonce, (self._now(), None))
        if message is None or self._now() - at >= NONCE_HOLDS:
            return None
        self._state.get_message(int(message["channel_id"]), int(message["id"]))
        return message

    def keep(self, nonce: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Remembers it; gives it with its nonce, as the answer to a send has it (a history has not)."""
        self._sent[nonce] = (self._now(), dict(message) | {"nonce": nonce})
        return self._sent[nonce][1]


def enforced(method: str, path: str, body: Mapping[str, Any] | None) -> str | None:
    """The nonce that must hold, if this request sends a message with one."""
    parts = path.strip("/").split("/")
    if method != "POST" or parts[0] != "channels" or parts[2:] != ["messages"] or not body:
        return None
    return str(body["nonce"]) if body.get("enforce_nonce") and body.get("nonce") else None
