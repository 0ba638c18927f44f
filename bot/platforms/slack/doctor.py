"""What is wrong with the Slack set-up, and how to fix it."""

import asyncio
import re
from collections.abc import Mapping
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.finding import Finding, State, quote_finding
from bot.platforms.port import Busy, Unready
from bot.platforms.slack.client import Web, look_up
from bot.platforms.slack.connection import NO_SCOPE, await_answer, open_session, web_client
from bot.platforms.slack.error_mapping import Refused, Revoked, Unreached
from bot.platforms.slack.manifest import INSTALL, SCOPES, missing, without
from bot.platforms.slack.oauth import Token, exchange
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.supervision import suggest_fix
from bot.store.installs import Install

_finding = partial(quote_finding, "Slack")
ADD = (
    "Put what loopmate manifest slack prints into api.slack.com/apps > App Manifest, then install the app again at "
    "OAuth & Permissions."
)
HTTP = "HTTP on port {}; Slack verifies the address once the bot runs"
_APP = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
AT_ONCE = 10
"""Workspaces asked at once."""
RENEW = "What needs it doesn't work there until somebody opens {} once more."
REPEAT = "Install it there once more at {}."
COPY_BOTH = "Copy both again from api.slack.com/apps > Basic Information > App Credentials."
LEAD_THERE = "Start the bot, and let your proxy hand /slack/ there on to LOOPMATE_HTTP_PORT of this machine."
_SILENT = (aiohttp.ClientError, TimeoutError, OSError, SlackApiError, Refused, Unreached, Busy)
UNREACHED = (
    "look whether this machine is online, and at LOOPMATE_SLACK_API_URL if it's set; slack-status.com says whether "
    "Slack is"
)


async def check(options: SlackOptions, word: str = "prep") -> list[Finding]:
    """What there is to say of the set-up, in the order in which one would fix it; `word` begins the commands."""
    try:
        async with open_session() as session:
            found = []
            if options.bot_token:
                web = await look_up(web_client(options, options.bot_token, session), session, word)
                found = [_finding(f'workspace "{web.me.place}", {len(web.scopes)} scopes'), *_scopes(web)]
            found += await _oauth(options, session) if options.client_id else []
            by = (
                await _app_token(options, session)
                if options.app_token
                else _finding(HTTP.format(options.http_port))
            )
            other = await _other_app(options, session) if options.bot_token and options.app_token else []
            return [*found, by, *other]
    except Unready as error:
        return [_finding("Slack refused the bot token.", str(error))]
    except _SILENT as error:
        return [_finding("Slack isn't answering.", suggest_fix(error) or UNREACHED)]


async def check_installs(options: SlackOptions, installs: Mapping[str, Install]) -> list[Finding]:
    """Whether each workspace or organization that has installed the app still takes its token."""
    own, again = [one for one in installs.values() if not one.org], f"{options.public_url}{INSTALL}"
    turns = asyncio.Semaphore(AT_ONCE)

    async def is_refused(install: Install) -> bool:
        try:
            async with turns:
                await await_answer(web_client(options, install.token.value, session).auth_test())
        except Unready as error:  # one that has merely run out is renewed when it's used next
            return install.refresh is None or isinstance(error, Revoked)
        return False

    try:
        async with open_session() as session:
            refused = await asyncio.gather(*map(is_refused, own))
    except _SILENT as error:
        return [_finding("Slack isn't answering.", suggest_fix(error) or UNREACHED)]
    found = [_finding(f"{len(own)} installs")]
    if lacking := [scopes for one in own if (scopes := {scope.lack for scope in missing(one.scopes)})]:
        state: State = "skipped" if set().union(*lacking) == {"skipped"} else "warning"
        found.append(_finding(f"{len(lacking)} of them lack a scope of today's.", RENEW.format(again), state))
    for one, is_wrong in zip(own, refused, strict=True):
        if is_wrong:
            found.append(_finding(f'The workspace "{one.name}" refuses its token.', REPEAT.format(again)))
    return found


async def _oauth(options: SlackOptions, session: aiohttp.ClientSession) -> list[Finding]:
    """A code of nobody's, which Slack refuses as such if it knows the app; and a look at the address."""
    address = f"{options.public_url}{INSTALL}"
    try:
        await exchange(options, session, Token, code="0")
    except Refused as refused:
        if "client" in refused.error:
            return [_finding(f"Slack refused the client ID or secret ({refused.error}).", COPY_BOTH)]
    try:
        async with session.get(address, allow_redirects=False) as answer:
            if answer.status == 302:
                return [_finding(f"installed by others at {address}")]
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    return [_finding(f"Nobody can install the app at {address}.", LEAD_THERE, "warning")]


def _scopes(web: Web) -> list[Finding]:
    """A scope that's missing costs a feature, and two of them everything."""
    lacking = [_finding(without(scope, web.me.word), ADD, scope.lack) for scope in missing(web.scopes)]
    if more := sorted(web.scopes - {scope.name for scope in SCOPES}):
        lacking.append(_finding(f"Nothing needs these scopes, you may take them away: {', '.join(more)}"))
    return lacking


async def _other_app(options: SlackOptions, session: aiohttp.ClientSession) -> list[Finding]:
    """Two tokens of two apps: what one hears, the other answers. An app-level token names its app."""
    app = _APP.match(options.app_token)
    client = web_client(options, options.bot_token, session)
    try:
        me = await await_answer(client.auth_test())
        bot = await await_answer(client.bots_info(bot=str(me.get("bot_id", ""))))
    except Refused:  # without users:read, which is said
        return []
    own = str(bot.get("bot", {}).get("app_id", ""))
    if app is None or own in ("", app[1]):
        return []
    found = f"SLACK_BOT_TOKEN is the app {own}'s, and SLACK_APP_TOKEN the app {app[1]}'s."
    return [_finding(found, "Copy both from the same app at api.slack.com/apps.")]


async def _app_token(options: SlackOptions, session: aiohttp.ClientSession) -> Finding:
    client = web_client(options, "", session)
    try:
        await await_answer(client.apps_connections_open(app_token=options.app_token), "app")
    except Unready as error:
        return _finding("Slack refused the app-level token.", str(error))
    except Refused as refused:
        off = f"Slack says {refused.error}. Switch Socket Mode on at api.slack.com/apps > Socket Mode."
        fix = NO_SCOPE if refused.error == "missing_scope" else off
        return _finding("The app-level token opens no connection.", fix)
    return _finding("Socket Mode")
