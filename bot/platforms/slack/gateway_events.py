"""Intake: everything that Slack sends is read and validated, then acknowledged, then worked on."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bot.core.errors import StoreDown
from bot.core.faults import log_bug
from bot.core.kinds import UPLOAD_LIMIT, Upload
from bot.core.reply import Submitted
from bot.platforms.bounded import Recent
from bot.platforms.port import DispatchPort, Unready
from bot.platforms.slack import words
from bot.platforms.slack.client import Web
from bot.platforms.slack.inbound import Asked, Found, Happened, Me, NotTheirs, Route, read
from bot.platforms.slack.permissions import purpose
from bot.platforms.slack.responder import ResponderDeps, SlackResponder

Body = Mapping[str, Any]
log = structlog.get_logger("loopmate")


class GatewayEvents:
    """One workspace's. `give_up` hears of a token that is none any more."""

    def __init__(self, door: DispatchPort, deps: ResponderDeps, give_up: Callable[[Unready], None]) -> None:
        self._door = door
        self._deps = deps
        self._give_up = give_up
        self._me = Me(self._web.bot_user, self._web.place, deps.word)
        self._recent = Recent()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def _web(self) -> Web:
        return self._deps.post.web

    async def take(self, body: Body, ack: AsyncAck) -> BoltResponse:
        """Acknowledges one payload; the work that it asks for goes on after that."""
        try:
            found = read(body, self._me)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # from a newer version of Slack, perhaps: nothing can be done about it here, nor by sending it again
            log.warning("slack.unreadable", kind=str(body.get("type"))[:40], error=type(error).__name__)
            return await ack()
        if body.get("type") == "app_rate_limited":
            log.warning("slack.events_dropped", minute=body.get("minute_rate_limited"))
        return await self._acknowledge(found, ack)

    async def _acknowledge(self, found: Found, ack: AsyncAck) -> BoltResponse:
        match found:
            case Asked():
                if problems := self._problems(found):
                    return await ack(response_action="errors", errors=problems)
                if self._recent.is_first(found.inbound.event):
                    self._start(self._work(found))
            case NotTheirs(event=event, route=route):
                if self._recent.is_first(event):
                    self._start(self._responder(route).tell(words.not_theirs()))
            case Happened():
                return await self._report(found, ack)
        return await ack()

    def _problems(self, asked: Asked) -> dict[str, str]:
        """What is wrong with the values of a form: its errors travel inside the acknowledgement."""
        signal = asked.inbound.signal
        if not isinstance(signal, Submitted):
            return {}
        found = self._door.registry.problems(asked.path, signal.values)
        return {field: sentence for field, sentence in found.items() if field in signal.values}

    async def _report(self, happened: Happened, ack: AsyncAck) -> BoltResponse:
        """Reported before it is acknowledged: what cannot be kept now, Slack sends again."""
        try:
            await self._door.report(happened.space, happened.event, happened.what)
        except StoreDown:
            return BoltResponse(status=503, body="")
        log.info("slack.happened", what=happened.what.path, space=happened.space)
        return await ack()

    # work

    async def _work(self, asked: Asked) -> None:
        responder, inbound = self._responder(asked.route), asked.inbound
        if asked.file is not None:
            upload = await self._fetch(asked.file, responder)
            if upload is None:
                return
            inbound = inbound.model_copy(update={"upload": upload})
        await self._door.handle(inbound, responder)

    def _responder(self, route: Route) -> SlackResponder:
        return SlackResponder(self._deps, route, self._deps.services.question())

    async def _fetch(self, file: Body, responder: SlackResponder) -> Upload | None:
        """What somebody handed over; None when that was not possible, which they have been told."""
        size = int(file.get("size") or 0)
        if size > UPLOAD_LIMIT:
            await responder.tell(words.too_big(size))
            return None
        data = await self._web.download(
            str(file.get("url_private_download") or file.get("url_private") or "")
        )
        if data is None:
            missing = "files:read" not in self._web.scopes
            why = purpose("files:read") if missing else "Slack did not give it to me."
            await responder.tell(words.not_read(why))
            return None
        return Upload(name=str(file.get("name") or "file"), data=data)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Unready as error:
            self._give_up(error)
        except Exception as error:  # the work itself answers for its errors: this answer could not be sent
            log_bug(error, "slack.unanswered")

    async def idle(self, most: float | None = None) -> None:
        """Returns when everything that was asked has been answered, or after `most` seconds."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=most)
