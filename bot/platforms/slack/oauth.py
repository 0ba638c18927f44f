"""Installs: the two addresses that a person's browser visits, what it shows there, and the token that comes of it."""

import asyncio
import datetime as dt
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final, TypeVar

import aiohttp
from aiohttp import web
from markupsafe import Markup
from pydantic import BaseModel, Field, ValidationError, model_validator
from slack_sdk.oauth import AuthorizeUrlGenerator, OAuthStateUtils

from bot.core.errors import StoreDown, StoreFull, log
from bot.core.values import Private, new_id
from bot.core.wall_time import Clock, from_ms, to_ms
from bot.platforms.port import Busy, Lease, PlatformServices, Unready
from bot.platforms.slack.connection import await_answer, open_session, web_client
from bot.platforms.slack.error_mapping import Refused, Unreached
from bot.platforms.slack.manifest import INSTALL, REDIRECT, SCOPES
from bot.platforms.slack.settings import SlackOptions
from bot.store.installs import Install, Installs

VALID: Final = dt.timedelta(minutes=10)
"""How long somebody may think about the scopes."""


def issue_state(installs: Installs) -> str:
    """What ties Slack's answer to the browser that asked: it names its instant and is signed by the store's key, so
    nothing is kept until it is used, and that is noted in the step that looks whether it was used before."""
    begun = f"{to_ms(installs.clock.now())}.{new_id(installs.store.chance, 22)}"
    return f"{begun}.{installs.store.vault.hash_id(f'oauth/{begun}')}"


async def consume_state(installs: Installs, state: str) -> bool:
    """Whether it is ours, not too old, and used for the first time."""
    begun, _, signature = state.rpartition(".")
    own = installs.store.vault.hash_id(f"oauth/{begun}")
    if not hmac.compare_digest(own.encode(), signature.encode()):
        return False
    at = from_ms(int(begun.partition(".")[0]))
    fresh = dt.timedelta() <= installs.clock.now() - at <= VALID
    return fresh and await installs.use_once(f"slack/oauth/{begun}")


Add = Callable[[Installs, str, Install], Awaitable[None]]
"""Starts work in a team or an organization, named by Slack's id, that has installed the bot."""


class InstallPages:
    """What a browser is shown. `find_add` answers None while the bot is not connected."""

    def __init__(
        self, services: PlatformServices, options: SlackOptions, find_add: Callable[[], Add | None]
    ) -> None:
        self._services = services
        self._options = options
        self._find_add = find_add
        self._cookies = OAuthStateUtils(expiration_seconds=int(VALID.total_seconds()))
        self._addresses = AuthorizeUrlGenerator(
            client_id=options.client_id,
            scopes=[scope.name for scope in SCOPES],
            redirect_uri=options.public_url + REDIRECT,
        )

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return [web.get(INSTALL, self._begin), web.get(REDIRECT, self._finish)]

    async def _begin(self, _: web.Request) -> web.StreamResponse:
        """Sends the browser to Slack, where a person reads what the bot may do."""
        if self._services.installs is None:
            return _page(*NOT_NOW)
        state = issue_state(self._services.installs)
        cookie = self._cookies.build_set_cookie_for_new_state(state)
        # Slack sends the browser back from its own site: a stricter cookie would not come along
        headers = {"Location": self._addresses.generate(state), "Set-Cookie": f"{cookie}; SameSite=Lax"}
        return web.Response(status=302, headers=headers)

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        """Slack sends the browser back with a code, which is exchanged for the token."""
        try:
            made = await self._install(request)
        except (Refused, Unready) as error:
            log.warning("slack.not_installed_by_oauth", error=str(error))
            made = _page(*REFUSED)
        except (Busy, Unreached, StoreDown, StoreFull, KeyError) as error:
            log.warning("slack.not_installed_by_oauth", error=type(error).__name__)
            made = _page(*NOT_NOW)
        made.headers["Set-Cookie"] = self._cookies.build_set_cookie_for_deletion()
        return made

    async def _install(self, request: web.Request) -> web.Response:
        add, installs, query = self._find_add(), self._services.installs, request.query
        if add is None or installs is None:
            return _page(*NOT_NOW)
        if "error" in query:
            return _page(*CANCELED) if query["error"] == "access_denied" else _page(*REFUSED)
        state = query.get("state", "")
        if not self._cookies.is_valid_browser(state, {"cookie": request.headers.getall("Cookie", [])}):
            return _page(*ANOTHER_BROWSER)
        if not await consume_state(installs, state):
            return _page(*SPENT)
        access, install = await self._exchange(query.get("code", ""))
        await add(installs, access.where.id, install)
        return _installed(access, install, self._services.word)

    async def _exchange(self, code: str) -> tuple["Access", Install]:
        """The token that a code stands for, and whose it is.

        Raises:
            Refused, Unready: Slack does not take the code, or the app's secret. Busy, Unreached: later.
        """
        async with open_session() as session:
            address = self._options.public_url + REDIRECT
            access = await exchange(self._options, session, Access, code=code, redirect_uri=address)
            now = self._services.clock.now()
            me = await await_answer(web_client(self._options, access.access_token, session).auth_test())
        return access, Install(
            name=access.where.name,
            token=Private(access.access_token),
            bot_user=access.bot_user_id,
            bot_name=str(me["user"]),
            scopes=tuple(access.scope.split(",")),
            since=now,
            refresh=Private(access.refresh_token) if access.refresh_token else None,
            expires=access.expiry(now),
        )


# pages: a headline, what to do, the status, and whether trying again helps

AGAIN: Final = f'<a href="{INSTALL}">Try again</a>'
CANCELED: Final = ("Nothing was installed", f"You pressed Cancel in Slack. Changed your mind? {AGAIN}.", 200)
ANOTHER_BROWSER: Final = (
    "I can't match this page to an install",
    "If you've just seen that Loopmate is installed, you're done: close this tab. Otherwise start again in this "
    f"browser, with cookies on. {AGAIN}.",
    400,
)
SPENT: Final = (
    "This link is used up",
    f"A link works once, for 10 minutes. Nothing was changed. {AGAIN}.",
    400,
)
REFUSED: Final = (
    "Slack refused the install",
    f"Nothing was installed. {AGAIN}. If it happens again, tell whoever runs Loopmate: "
    "<code>loopmate doctor</code> says what's wrong.",
    502,
)
NOT_NOW: Final = ("That didn't work just now", f"Nothing was installed. Wait a minute, then: {AGAIN}.", 503)


def _installed(access: "Access", install: Install, word: str) -> web.Response:
    headline, where = f"Loopmate is in {escape(install.name)}", escape(access.where.id)
    app = escape(access.app_id)
    if access.is_enterprise_install:
        add = f"https://app.slack.com/manage/{where}/integrations/profile/{app}/workspaces/add"
        return _page(headline, f'One step is left: <a href="{add}">add it to your workspaces</a>.', 200)
    link = f"https://slack.com/app_redirect?app={app}&amp;team={where}"
    typed = f"<code>/invite @{escape(install.bot_name)}</code>, then <code>/{escape(word)}-admin setup</code>"
    return _page(headline, f'<a href="{link}">Open Slack</a>. In your group\'s channel, type {typed}.', 200)


def _page(headline: str, body: str, status: int) -> web.Response:
    """A page of its own; `headline` and `body` are HTML."""
    from bot.platforms.html import render  # noqa: PLC0415 - for those who install it alone

    text = render("platforms/slack/install", headline=Markup(headline), body=Markup(body))  # noqa: S704 - ours
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    }
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


# the token of an install

EARLY: Final = dt.timedelta(hours=2)
"""How long before its end a token, which lives for twelve hours, is renewed."""
RENEW_AGAIN: Final = 60.0
"""Seconds until a renewal that failed is tried again."""


@dataclass(slots=True)
class Tokens:
    """The token of one install, `key` in the store, which another of the bot's processes may change: renewed before
    it expires, by the one that has the `lease`."""

    key: str
    install: Install
    installs: Installs
    lease: Lease
    clock: Clock
    options: SlackOptions
    session: aiohttp.ClientSession
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _unsaved: Install | None = None
    """What the store still has instead of a token that was renewed."""
    _not_before: float = float("-inf")

    async def current(self, refused: str = "") -> str:
        """The token to use now, another than the one that Slack has refused if there's one; never raises."""
        if refused == self._token or self._is_due or self._unsaved is not None:
            async with self._turn:
                if refused == self._token or self._is_due or self._unsaved is not None:
                    await self._look()
        return self._token

    @property
    def _token(self) -> str:
        return self.install.token.value

    @property
    def _is_due(self) -> bool:
        expires, now = self.install.expires, self.clock
        return expires is not None and expires - now.now() < EARLY and now.monotonic() >= self._not_before

    async def _look(self) -> None:
        try:
            if self._unsaved is not None:
                await self._save(self._unsaved)
            self.install = await self.installs.get(self.key) or self.install
            if self._is_due and await self.lease.hold():
                try:
                    self.install = await self.installs.get(self.key) or self.install
                    if self._is_due and self.install.refresh is not None:
                        await self._renew(self.install, self.install.refresh.value)
                finally:
                    await self.lease.release()
        except StoreDown:
            log.warning("slack.token_not_saved", install=self.key)

    async def _renew(self, known: Install, refresh: str) -> None:
        self._not_before = self.clock.monotonic() + RENEW_AGAIN
        try:
            token = await exchange(
                self.options, self.session, Token, grant_type="refresh_token", refresh_token=refresh
            )
            fresh = known.copy_with(
                token=Private(token.access_token),
                refresh=Private(token.refresh_token or refresh),
                expires=token.expiry(self.clock.now()),
            )
        except (Refused, Busy, Unreached, Unready) as error:
            log.warning("slack.token_not_renewed", install=self.key, error=str(error))
            return
        self.install = fresh
        await self._save(known)

    async def _save(self, known: Install) -> None:
        """Slack gives each token once: what can't be saved now is saved later."""
        self._unsaved = known
        await self.installs.change(self.key, known, self.install)
        self._unsaved = None


class Token(BaseModel):
    """What oauth.v2.access answers: a token, and perhaps when it ends and what the next one is asked for with."""

    access_token: str = Field(min_length=1)
    refresh_token: str | None = None
    expires_in: int | None = Field(None, ge=0, le=10**9)

    def expiry(self, now: dt.datetime) -> dt.datetime | None:
        """When it ends; None: never."""
        return now + dt.timedelta(seconds=self.expires_in) if self.expires_in else None


class Place(BaseModel):
    """A team or an organization. Its id becomes a part of keys and addresses."""

    id: str = Field(pattern=r"^[A-Z0-9]{2,40}$")
    name: str = Field(max_length=1_000)


class Access(Token):
    """A bot's token, and where it's good for. That of a person has no bot."""

    where: Place
    bot_user_id: str = Field(min_length=1)
    app_id: str = ""
    scope: str = ""
    is_enterprise_install: bool = False

    @model_validator(mode="before")
    @classmethod
    def _find_place(cls, said: dict[str, Any]) -> dict[str, Any]:
        return {**said, "where": said.get("enterprise" if said.get("is_enterprise_install") else "team")}


Answer = TypeVar("Answer", bound=Token)


async def exchange(
    options: SlackOptions, session: aiohttp.ClientSession, wanted: type[Answer], **given: str
) -> Answer:
    """A token for a code, or for a refresh token. Raises as `await_answer`; Refused as well, where Slack answers with
    something that isn't what was `wanted`."""
    app = {"client_id": options.client_id, "client_secret": options.client_secret}
    call = web_client(options, "", session).api_call("oauth.v2.access", data={**app, **given})
    said = await await_answer(call)
    try:
        return wanted.model_validate(said)
    except ValidationError:  # whose words may quote a token
        raise Refused("no_bot_token") from None
