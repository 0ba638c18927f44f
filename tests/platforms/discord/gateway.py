"""Discord's gateway on a loopback port: sessions that can be resumed, interrupted, invalidated and closed.

Frames are compressed as asked (zlib-stream). A session keeps its events, so a resume replays what was missed.
"""

import asyncio
import copy
import itertools
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

import discord
from aiohttp import WSMsgType, web
from simcord import intents as gate
from simcord.backend import serializers

from tests.platforms.changes import Changes
from tests.platforms.discord.state import Stricter

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
BAD_TOKEN, BAD_INTENTS = 4004, 4014
PRIVILEGED: Final = 1 << 1 | 1 << 8 | 1 << 15
"""Members, presences, message content: nobody has approved them."""


class Session:
    """What Discord remembers of one identified client, whether it is connected or not."""

    def __init__(self, number: int, intents: int) -> None:
        self.id = f"session-{number}"
        self.intents = discord.Intents._from_value(intents)
        self.events: list[dict[str, Any]] = []
        self.line: Line | None = None
        self.is_dropped = False
        """Whether its client was thrown out, and is expected back."""

    def add(self, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        event = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": payload}
        self.events.append(event)
        return event


class Line:
    """One open websocket, with its own compression."""

    def __init__(self, socket: web.WebSocketResponse, compressed: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.heard = 0
        """The number of the last event of the session that the client says it has."""
        self._squeeze = zlib.compressobj() if compressed else None

    async def send(self, frame: Mapping[str, Any]) -> None:
        text = json.dumps(frame)
        if self._squeeze is None:
            await self.socket.send_str(text)
            return
        data = self._squeeze.compress(text.encode()) + self._squeeze.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)


class Gateway:
    """All sessions. `identified`, `resumed` and `closed` count what clients did."""

    def __init__(self, state: Stricter, changes: Changes, token: str) -> None:
        self._state, self._changes, self.token = state, changes, token
        self._numbers = itertools.count(1)
        self.url = ""
        self.heartbeat_ms = 45_000
        self.sessions: dict[str, Session] = {}
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.connected = 0
        """Connections that were ever opened."""
        self._outgoing: asyncio.Queue[tuple[Line, dict[str, Any]]] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._state.subscribers.append(self.emit)
        self._writer = asyncio.create_task(self._write())

    async def stop(self) -> None:
        self._state.subscribers.remove(self.emit)
        for line in self.lines:
            await line.socket.close(code=1001)
        if self._writer is not None:
            self._writer.cancel()

    @property
    def lines(self) -> list[Line]:
        """The open connections that have identified."""
        return [s.line for s in self.sessions.values() if s.line is not None and not s.line.socket.closed]

    @property
    def is_heard(self) -> bool:
        """Whether every client that is connected, or expected back, has all that happened."""
        return not any(s.is_dropped for s in self.sessions.values()) and all(
            line.session is None or line.heard == len(line.session.events) for line in self.lines
        )

    async def _write(self) -> None:
        """Sends what there is to send; after an event the client is asked how far it is, by a heartbeat."""
        while True:
            line, frame = await self._outgoing.get()
            if not line.socket.closed:
                await line.send(frame)
                if frame["op"] == DISPATCH:
                    await line.send({"op": HEARTBEAT, "d": None})
            self._changes.happened()

    def _send(self, line: Line, frame: dict[str, Any]) -> None:
        self._outgoing.put_nowait((line, frame))

    # what a test does to it

    def emit(self, name: str, payload: Mapping[str, Any]) -> None:
        """An event happens: every session that asked for such events gets it, now or when it resumes."""
        for session in self.sessions.values():
            needed = gate.required_intent(name, payload)
            if needed is not None and not getattr(session.intents, needed):
                continue
            event = session.add(name, self._shaped(session, name, payload))
            if session.line is not None:
                self._send(session.line, event)

    def _shaped(self, session: Session, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        own: dict[str, Any] = copy.deepcopy(dict(payload))
        bot = self._state.bot_user.id
        if name == "GUILD_CREATE":
            gate.prune_guild_create(own, session.intents, bot)
            for role in own["roles"]:  # simcord leaves out whose a managed role is
                role.update({"tags": {"bot_id": str(bot)}} if role["managed"] else {})
        if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents.message_content:
            gate.censor_message(own, bot, backend=self._state)
        return own

    def malformed(self, name: str = "MESSAGE_CREATE") -> None:
        """An event that no library can read."""
        self.emit(name, {"id": "not a number", "channel_id": "nor this"})

    def ask_to_reconnect(self) -> None:
        """Op 7: every client shall come back and resume."""
        for line in self.lines:
            self._send(line, {"op": RECONNECT, "d": None})

    def invalidate(self) -> None:
        """Op 9: sessions are void."""
        lines = self.lines
        self.sessions.clear()
        for line in lines:
            self._send(line, {"op": INVALID, "d": False})

    async def drop(self, code: int = 4000) -> None:
        """Closes all connections; what happens meanwhile waits for a resume."""
        for session in self.sessions.values():
            if (line := session.line) is not None:
                session.line, session.is_dropped = None, True
                await line.socket.close(code=code)

    # what a client does

    async def answer(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to its end."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connected += 1
        line = Line(socket, request.query.get("compress") == "zlib-stream")
        await line.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._receive(line, json.loads(message.data))
        self._leave(line)
        self._changes.happened()
        return socket

    def _leave(self, line: Line) -> None:
        if line.session is not None and line.session.line is line:
            line.session.line = None

    async def _receive(self, line: Line, frame: dict[str, Any]) -> None:
        if frame["op"] == HEARTBEAT:
            line.heard = frame["d"] or 0
            self._send(line, {"op": ACK})
            self._changes.happened()
        if frame["op"] == IDENTIFY:
            await self._identify(line, frame["d"])
        if frame["op"] == RESUME:
            await self._resume(line, frame["d"])

    async def _identify(self, line: Line, asked: dict[str, Any]) -> None:
        self.identified.append(asked)
        if asked["token"] != self.token:
            await line.socket.close(code=BAD_TOKEN, message=b"Authentication failed.")
            return
        if asked["intents"] & PRIVILEGED:
            await line.socket.close(code=BAD_INTENTS, message=b"Disallowed intent(s).")
            return
        session = line.session = Session(next(self._numbers), asked["intents"])
        session.line = line
        self._send(line, session.add("READY", self._ready(session, asked.get("shard") or [0, 1])))
        self.sessions[session.id] = session
        for guild in list(self._state.guilds.values()):
            payload = serializers.guild_create_payload(self._state, guild)
            self._send(line, session.add("GUILD_CREATE", self._shaped(session, "GUILD_CREATE", payload)))
        self._changes.happened()

    def _ready(self, session: Session, shard: list[int]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": dict(serializers.user_payload(self._state.bot_user)),
            "guilds": [{"id": str(i), "unavailable": True} for i in self._state.guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": shard,
            "application": {"id": str(self._state.application_id), "flags": 0},
        }

    async def _resume(self, line: Line, asked: dict[str, Any]) -> None:
        self.resumed.append(asked)
        session = self.sessions.get(asked["session_id"])
        if session is None or asked["token"] != self.token:
            self._send(line, {"op": INVALID, "d": False})
            return
        line.session, session.line, session.is_dropped = session, line, False
        for missed in session.events[asked["seq"] :]:
            self._send(line, missed)
        self._send(line, session.add("RESUMED", {}))
        self._changes.happened()
