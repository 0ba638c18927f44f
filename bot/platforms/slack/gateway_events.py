"""What Slack sends: read, acknowledged, then worked on, each in the workspace that it came from."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.card import Card, card
from bot.core.errors import StoreDown, log, log_bug
from bot.core.reply import Submitted
from bot.core.values import Call, space_id
from bot.platforms.download import fetch_upload
from bot.platforms.port import PlatformServices, Unready
from bot.platforms.slack.client import SlackMessages, Web, look_up
from bot.platforms.slack.connection import sdk_logger, web_client
from bot.platforms.slack.deliveries import Deliverer
from bot.platforms.slack.error_mapping import Revoked
from bot.platforms.slack.inbound import READ_EVENT, Asked, Found, Happened, Me, read
from bot.platforms.slack.manifest import missing, purpose, without
from bot.platforms.slack.oauth import Tokens
from bot.platforms.slack.responder import SlackResponder
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.traffic import Bounded, Question, Recent
from bot.store.installs import Install, Installs


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace, ready to answer and to send. `install`: the key of the install that has its token, "" for the
    bot's own."""

    messages: SlackMessages
    deliverer: Deliverer
    me: Me
    install: str = ""


@dataclass(slots=True)
class Workspaces:
    """All of them, each made ready when it's first asked for. Teams and organizations are named by Slack's ids."""

    services: PlatformServices
    options: SlackOptions
    session: aiohttp.ClientSession
    patient: float
    counts: Counter[str]
    home: Workspace | None = None
    """That of the bot's own token."""
    _open: Bounded[str, Workspace] = field(default_factory=lambda: Bounded(1_000))
    """Those kept ready; another one takes a look into the store."""

    @property
    def _installs(self) -> Installs | None:
        return self.services.installs if self.options.client_id else None

    async def open_home(self) -> None:
        """Looks up whom the bot's own token belongs to. A workspace that comes back has a new token.

        Raises:
            Unready: the token is wrong.
        """
        token = self.options.bot_token
        client = web_client(self.options, token, self.session)
        web = await look_up(client, self.session, self.services.word)
        for scope in missing(web.scopes):
            if scope.lack != "skipped":  # then all that worked before still does
                log.warning("slack.scope_missing", scope=scope.name, means=without(scope, web.me.word))
        event = "token/" + hashlib.sha256(token.encode()).hexdigest()[:16]
        await self._report("space.returned", web.me.team, event)
        self.home = self._make(web)

    def known(self, team: str) -> Workspace | None:
        """The workspace, if it's known without looking anything up. A bot with nothing but its own token has
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
            lease, clock = self.services.lease(f"token/{key}"), self.services.clock
            tokens = Tokens(key, found, self._installs, lease, clock, self.options, self.session)
            client = web_client(self.options, found.token.value, self.session, tokens.current)
            me = Me(team, found.bot_user, found.name, self.services.word)
            web = Web(client, self.session, me, found.bot_name, frozenset(found.scopes))
            here = self._open[team] = self._make(web, key)
        return here

    async def _join(self, installs: Installs, team: str, org: str) -> Install | None:
        """A workspace to which its organization has added the bot is written down when it is first heard of."""
        whole = await installs.get(space_id("slack", org)) if team and org else None
        if whole is None:
            return None
        link = Install(name=whole.name, org=org, since=self.services.clock.now())
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
            in_one = error.in_one_team or not here.install
            name = here.me.team if in_one else here.install.removeprefix("slack:")
            now = self.services.clock.now()
            await self.remove(name, f"refused/{now.isoformat()}", now.timestamp())

    async def _report(self, path: str, team: str, event: str) -> None:
        space = space_id("slack", team)
        what = Call(path=path, values={"space": space})
        await self.services.door.report(space, f"slack/{team}/{event}", what)

    def _make(self, web: Web, install: str = "") -> Workspace:
        # an app that others install may read the history once a minute only, so nothing is looked up in it
        messages = SlackMessages(web, self.services, self.counts, looks_back=not self.options.client_id)
        return Workspace(messages, Deliverer(messages, self.patient), web.me, install)


# what arrives

Body = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class GatewayEvents:
    """Of all workspaces. `give_up` is called with a workspace whose token was refused."""

    services: PlatformServices
    give_up: Callable[[Workspace, Unready], Awaitable[None]]
    workspaces: Workspaces | None = None
    """None: the bot isn't connected, and Slack has to send everything again."""
    _recent: Recent = field(default_factory=Recent)
    _unknown: Recent = field(default_factory=lambda: Recent(1_000))
    """Workspaces without an install, of which the log says so once."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, body: Body, ack: AsyncAck, context: AsyncBoltContext) -> BoltResponse:
        """Acknowledges one payload; the work that it asks for goes on after that.

        The workspace is the one whose install Slack names: in a channel that two share, not the sender's own. One
        that is not open yet is looked for after the acknowledgement, except for what has to be written before it.
        """
        if self.workspaces is None:
            return BoltResponse(status=503, body="")
        team, org = context.team_id or "", context.enterprise_id or ""
        here = self.workspaces.known(team)
        try:
            event = body["event"]["type"] if body.get("type") == "event_callback" else ""
            if here is None and event and event not in READ_EVENT:  # what nobody asked for
                here = await self._find(self.workspaces, team, org)
            found = read(body, here.me if here else Me(team, "", "", self.services.word))
        except StoreDown:
            return BoltResponse(status=503, body="")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # from a newer version of Slack, perhaps: nothing can be done about it here, nor by sending it again
            log.warning("slack.unreadable", kind=str(body.get("type"))[:40], error=type(error).__name__)
            return await ack()
        if body.get("type") == "app_rate_limited":
            log.warning("slack.events_dropped", minute=body.get("minute_rate_limited"))
        match found:
            case Happened():
                return await self._report(self.workspaces, here, found, org, ack)
            case Asked() if problems := self._problems(found):
                return await ack(response_action="errors", errors=problems)
            case Asked():
                if self._recent.is_first(found.event):
                    task = asyncio.ensure_future(self._work(self.workspaces, here, body, team, org))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        return await ack()

    async def _find(self, workspaces: Workspaces, team: str, org: str) -> Workspace | None:
        here = await workspaces.find(team, org)
        if here is None and self._unknown.is_first(team):
            log.warning("slack.not_installed", team=team)
        return here

    def _problems(self, asked: Asked) -> dict[str, str]:
        """What is wrong with the values of a form: its errors travel inside the acknowledgement."""
        signal = asked.inbound.signal
        if not isinstance(signal, Submitted):
            return {}
        found = self.services.door.registry.problems(asked.path, signal.values)
        return {field: sentence for field, sentence in found.items() if field in signal.values}

    async def _report(
        self, workspaces: Workspaces, here: Workspace | None, happened: Happened, org: str, ack: AsyncAck
    ) -> BoltResponse:
        """Reported before it is acknowledged: what cannot be kept now, Slack sends again."""
        try:
            if happened.what.path == "space.removed":
                # Slack's instants are whole seconds
                name, at = here.me.team if here else org, happened.at + 1
                await workspaces.remove(name, happened.event, at)
            elif here is not None:
                await self.services.door.report(happened.space, happened.event, happened.what)
        except StoreDown:
            return BoltResponse(status=503, body="")
        log.info("slack.happened", what=happened.what.path, space=happened.space)
        return await ack()

    # work

    async def _work(
        self, workspaces: Workspaces, here: Workspace | None, body: Body, team: str, org: str
    ) -> None:
        try:
            if here is None and (here := await self._find(workspaces, team, org)) is None:
                return
            # what was read for the acknowledgement may not have known yet who the bot is there
            await self._answer(here, read(body, here.me))
        except Exception as error:  # the work itself answers for its errors: this answer could not be sent
            log_bug(error, "slack.unanswered")

    async def _answer(self, here: Workspace, found: Found) -> None:
        if not isinstance(found, Asked):
            return
        question = Question(self.services.clock, self.services.sleep)
        responder, web = SlackResponder(here.messages, found.route, question), here.messages.web
        here.messages.here[found.route.user] = self.services.clock.now()
        try:
            if found.instead is not None:
                await responder.tell(found.instead)
            elif found.file is None:
                await self.services.door.handle(found.inbound, responder)
            elif upload := await fetch_upload(found.file, web.download, responder.tell, _unread(web)):
                inbound = found.inbound.model_copy(update={"upload": upload})
                await self.services.door.handle(inbound, responder)
        except Unready as error:
            await self.give_up(here, error)

    async def idle(self, most: float | None = None) -> None:
        """Returns when everything that was asked has been answered, or after `most` seconds."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=most)


def _unread(web: Web) -> Card:
    """What somebody is told whose file could not be had: it's kept elsewhere, for example."""
    if "files:read" in web.scopes:
        return card(
            "Slack didn't give me that file, so I did nothing.", "Send it again, from your own device."
        )
    why = purpose("files:read", web.me.word)
    return card(f"I couldn't read this file. {why}", "Your organizer can fix that: loopmate doctor says how.")


def build_app(options: SlackOptions, intake: GatewayEvents) -> AsyncApp:
    """Bolt checks signatures and answers Slack's own questions; everything else comes to the intake, which knows the
    workspaces. So nothing is looked up before Slack has its acknowledgement."""

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    logger = sdk_logger()
    app = AsyncApp(
        name="loopmate",
        logger=logger,
        client=AsyncWebClient(base_url=options.base_url, logger=logger),
        authorize=authorize,
        signing_secret=options.signing_secret or "socket mode alone",
        request_verification_enabled=True,
        process_before_response=True,
    )
    app.use(intake.take)
    return app
