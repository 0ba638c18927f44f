"""What is wrong with the Slack set-up, and how to mend it."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.finding import Finding, State, quote_finding
from bot.platforms.port import Busy, Unready
from bot.platforms.slack import permissions
from bot.platforms.slack.client import Web, await_answer, open_web, web_client
from bot.platforms.slack.connection import NO_SCOPE
from bot.platforms.slack.error_mapping import Refused, Unreached
from bot.platforms.slack.settings import SlackOptions

ADD = "Add it at api.slack.com/apps > OAuth & Permissions > Scopes, then install the app again."
UNREACHED = "Slack couldn't be reached. Check the network, and LOOPMATE_SLACK_API_URL if it is set."


async def check(options: SlackOptions) -> list[Finding]:
    """What there is to say of the set-up, in the order in which one would mend it."""
    try:
        async with open_web(options) as web:
            connection = await _app_token(options, web) if options.app_token else _http(options)
            ready = _finding(f'workspace "{web.place}", {len(web.scopes)} scopes')
            return [ready, *_scopes(web), connection]
    except Unready as error:
        return [_finding("Slack refused the bot token.", str(error))]
    except (aiohttp.ClientError, TimeoutError, OSError, SlackApiError, Refused, Unreached, Busy):
        return [_finding("Slack isn't answering.", UNREACHED)]


def _scopes(web: Web) -> list[Finding]:
    """A scope that's missing costs a feature, and two of them everything."""
    lacking = [
        _finding(permissions.without(scope), ADD, "failed" if scope.essential else "warning")
        for scope in permissions.missing(web.scopes)
    ]
    if more := permissions.superfluous(web.scopes):
        lacking.append(_finding(f"Nothing needs these scopes, you may take them away: {', '.join(more)}"))
    return lacking


async def _app_token(options: SlackOptions, web: Web) -> Finding:
    client = web_client(options, "", web.session, web.logger)
    try:
        await await_answer(client.apps_connections_open(app_token=options.app_token), "app")
    except Unready as error:
        return _finding("Slack refused the app-level token.", str(error))
    except Refused as refused:
        return _finding("The app-level token opens no connection.", _mend(refused))
    return _finding("Socket Mode")


def _mend(refused: Refused) -> str:
    if refused.error == "missing_scope":
        return NO_SCOPE
    return f"Slack says {refused.error}. Switch Socket Mode on at api.slack.com/apps > Socket Mode."


def _http(options: SlackOptions) -> Finding:
    if not options.signing_secret:
        return _finding("Neither an app-level token nor a signing secret is set.", "Set SLACK_APP_TOKEN.")
    if not options.http_port:
        return _finding(
            "HTTP mode has no port.", "Set LOOPMATE_HTTP_PORT, or SLACK_APP_TOKEN for Socket Mode."
        )
    return _finding(f"HTTP on port {options.http_port}")


def _finding(found: str, mend: str = "", state: State = "failed") -> Finding:
    return quote_finding("Slack", state if mend else "ready", found, mend)
