"""The workspaces in which the bot works, with their tokens: that of its own, and those that have installed it."""

import asyncio
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog

from bot.core.errors import StoreDown
from bot.core.values import Call, Private, space_id
from bot.platforms.port import Busy, PlatformServices, Unready
from bot.platforms.slack.client import SlackMessages, Web, look_up
from bot.platforms.slack.connection import exchange, web_client
from bot.platforms.slack.deliveries import Deliverer, Lookup
from bot.platforms.slack.error_mapping import Refused, Revoked, Unreached
from bot.platforms.slack.inbound import Me
from bot.platforms.slack.manifest import missing, without
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.traffic import Bounded
from bot.store.installs import Install, Installs

OPEN: Final = 1_000
"""Workspaces kept ready; another one takes a look into the store."""
EARLY: Final = dt.timedelta(hours=2)
"""How long before its end a token, which lives for twelve hours, is renewed."""
AGAIN: Final = 60.0
"""Seconds until a renewal that failed is tried again."""
log = structlog.get_logger("loopmate")


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace, ready to answer and to send. `install`: the key of the install that has its token, "" for the
    bot's own."""

    post: SlackMessages
    deliverer: Deliverer
    me: Me
    install: str = ""


class Workspaces:
    """All of them, each made ready when it's first asked for. Teams and organizations are named by Slack's ids."""

    def __init__(
        self,
        services: PlatformServices,
        options: SlackOptions,
        session: aiohttp.ClientSession,
        patient: float,
        counts: Counter[str],
    ) -> None:
        self.home: Workspace | None = None
        """That of the bot's own token."""
        self._services = services
        self._options = options
        self._session = session
        self._patient = patient
        self._counts = counts
        self._installs = services.installs if options.client_id else None
        self._open: Bounded[str, Workspace] = Bounded(OPEN)

    async def open_home(self) -> None:
        """Looks who the bot's own token is for. A workspace that comes back brings a new token: said once for each.

        Raises:
            Unready: the token is wrong.
        """
        token = self._options.bot_token
        client = web_client(self._options, token, self._session)
        web = await look_up(client, self._session, self._services.word)
        for scope in missing(web.scopes):
            log.warning("slack.scope_missing", scope=scope.name, means=without(scope, web.word))
        await self._report(
            "space.returned", web.team, "token/" + hashlib.sha256(token.encode()).hexdigest()[:16]
        )
        self.home = self._make(web)

    def known(self, team: str) -> Workspace | None:
        """The workspace, if that can be said without looking anything up. A bot with nothing but its own token has
        one: whatever comes, comes from there."""
        if self._installs is None or (self.home is not None and self.home.me.team == team):
            return self.home
        return self._open.get(team)

    async def find(self, team: str, org: str = "") -> Workspace | None:
        """The workspace, perhaps one of an organization that installed the bot for all of its own.

        Raises:
            StoreDown.
        """
        if (here := self.known(team)) is not None or self._installs is None:
            return here
        key = space_id("slack", team)
        found = await self._installs.get(key) or await self._join(self._installs, team, org)
        if found is not None and found.org:
            key = space_id("slack", found.org)
            found = await self._installs.get(key)
        if found is None:
            return None
        if (here := self.known(team)) is None:
            here = self._open[team] = self._make(self._connect(self._installs, team, key, found), key)
        return here

    async def _join(self, installs: Installs, team: str, org: str) -> Install | None:
        """A workspace to which its organization has added the bot is written down when it is first heard of."""
        whole = await installs.get(space_id("slack", org)) if team and org else None
        if whole is None:
            return None
        link = Install(name=whole.name, org=org, since=self._services.clock.now())
        await self.add(installs, team, link)
        return link

    async def add(self, installs: Installs, name: str, install: Install) -> None:
        """Somebody has installed the bot in a team or an organization, perhaps once more."""
        await installs.put(space_id("slack", name), install)
        for team, here in list(self._open.items()):
            if name == team or here.install == space_id("slack", name):
                del self._open[team]
        await self._report("space.returned", name, f"installed/{install.since.isoformat()}")
        log.info("slack.installed", team=name)

    async def remove(self, name: str, event: str, at: float) -> None:
        """A team or an organization has removed the bot; one that has installed it after `at` has it again.

        The groups hear of it before the tokens go, so that an interruption is made good by Slack's repetition.
        """
        if self.home is not None and name == self.home.me.team:
            await self._report("space.removed", name, event)
            if self._installs is not None:
                self.home = None
            return
        self._open.pop(name, None)  # another process may have removed the rest
        known = await self._installs.get(space_id("slack", name)) if self._installs else None
        if self._installs is None or known is None or known.since.timestamp() > at:
            return
        is_org = name.startswith("E")  # as Slack's ids of organizations do
        everywhere = await self._installs.all() if is_org else {}
        parts = {key: part for key, part in everywhere.items() if part.org == name}
        for key, install in {**parts, space_id("slack", name): known}.items():
            team = key.removeprefix("slack:")
            await self._report("space.removed", team, event)
            await self._installs.change(key, install, None)
            self._open.pop(team, None)
        log.info("slack.removed", team=name, workspaces=len(parts) or 1)

    async def lose(self, here: Workspace, error: Unready) -> None:
        """Slack refuses the workspace's token. Where that's for good it has removed the bot, and nobody said so."""
        log.warning("slack.token_refused", team=here.me.team, error=type(error).__name__)
        if isinstance(error, Revoked):
            name = (
                here.me.team if error.in_one_team or not here.install else here.install.removeprefix("slack:")
            )
            now = self._services.clock.now()
            await self.remove(name, f"refused/{now.isoformat()}", now.timestamp())

    async def _report(self, path: str, team: str, event: str) -> None:
        space = space_id("slack", team)
        what = Call(path=path, values={"space": space})
        await self._services.door.report(space, f"slack/{team}/{event}", what)

    def _connect(self, installs: Installs, team: str, key: str, install: Install) -> Web:
        tokens = Tokens(key, install, installs, self._services, self._options, self._session)
        client = web_client(self._options, install.token.value, self._session, tokens.current)
        return Web(
            client=client,
            session=self._session,
            team=team,
            place=install.name,
            bot_user=install.bot_user,
            bot_name=install.bot_name,
            scopes=frozenset(install.scopes),
            word=self._services.word,
        )

    def _make(self, web: Web, install: str = "") -> Workspace:
        # an app that others install may read the history once a minute only, so nothing is looked up in it
        allowed = not self._options.client_id
        post = SlackMessages(web, self._services, looks_back=allowed)
        lookup = Lookup(web, self._services.clock, self._counts, allowed=allowed)
        deliverer = Deliverer(post, lookup, self._patient, self._counts)
        return Workspace(post, deliverer, Me(web.team, web.bot_user, web.place, web.word), install)


class Tokens:
    """The token of one install, `key` in the store, which another of the bot's processes may change: renewed before
    it expires, by one of them."""

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
