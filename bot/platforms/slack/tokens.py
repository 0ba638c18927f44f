"""The token of one install, which another of the bot's processes may change: renewed before it expires, by one."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import structlog

from bot.core.errors import StoreDown
from bot.core.values import Private
from bot.platforms.port import Busy, PlatformServices, Unready
from bot.platforms.slack.client import exchange
from bot.platforms.slack.error_mapping import Refused, Unreached
from bot.platforms.slack.settings import SlackOptions
from bot.store.installs import Install, Installs

EARLY: Final = dt.timedelta(hours=2)
"""How long before its end a token, which lives for twelve hours, is renewed."""
AGAIN: Final = 60.0
"""Seconds until a renewal that failed is tried again."""
log = structlog.get_logger("loopmate")


class Tokens:
    """Knows the token to use. `key` is the install's in the store."""

    def __init__(
        self,
        key: str,
        install: Install,
        installs: Installs,
        services: PlatformServices,
        options: SlackOptions,
        session: aiohttp.ClientSession,
    ) -> None:
        self._key = key
        self._install = install
        self._installs = installs
        self._services = services
        self._options = options
        self._session = session
        self._turn = asyncio.Lock()
        self._lease = services.lease(f"token/{key}")
        self._unsaved: Install | None = None
        """What the store still has in the place of a token that was renewed."""
        self._not_before = float("-inf")

    async def current(self, refused: str = "") -> str:
        """The token to use now, another than the one that Slack has refused if there's one; never raises."""
        if refused == self._token or self._is_due or self._unsaved is not None:
            async with self._turn:
                if refused == self._token or self._is_due or self._unsaved is not None:
                    await self._look()
        return self._token

    @property
    def _token(self) -> str:
        return self._install.token.value

    @property
    def _is_due(self) -> bool:
        expires, now = self._install.expires, self._services.clock
        return expires is not None and expires - now.now() < EARLY and now.monotonic() >= self._not_before

    async def _look(self) -> None:
        try:
            if self._unsaved is not None:
                await self._save(self._unsaved)
            self._install = await self._installs.get(self._key) or self._install
            if self._is_due and await self._lease.hold():
                try:
                    self._install = await self._installs.get(self._key) or self._install
                    if self._is_due and self._install.refresh is not None:
                        await self._renew(self._install, self._install.refresh.value)
                finally:
                    await self._lease.release()
        except StoreDown:
            log.warning("slack.token_not_saved", install=self._key)

    async def _renew(self, known: Install, refresh: str) -> None:
        self._not_before = self._services.clock.monotonic() + AGAIN
        try:
            answer = await exchange(
                self._options, self._session, grant_type="refresh_token", refresh_token=refresh
            )
            fresh = known.copy_with(
                token=Private(str(answer["access_token"])),
                refresh=Private(str(answer["refresh_token"])),
                expires=expiry(answer, self._services.clock.now()),
            )
        except (Refused, Busy, Unreached, Unready, KeyError) as error:
            log.warning("slack.token_not_renewed", install=self._key, error=str(error))
            return
        self._install = fresh
        await self._save(known)

    async def _save(self, known: Install) -> None:
        """Slack gives each token once: what can't be saved now is saved later."""
        self._unsaved = known
        await self._installs.change(self._key, known, self._install)
        self._unsaved = None


def expiry(answer: Mapping[str, Any], now: dt.datetime) -> dt.datetime | None:
    """When the token of an answer of oauth.v2.access ends; None: never."""
    seconds = answer.get("expires_in")
    return now + dt.timedelta(seconds=int(seconds)) if seconds else None
