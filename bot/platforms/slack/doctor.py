"""What is wrong with the Slack set-up, and how to mend it."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.platforms.port import Busy, Unready
from bot.platforms.slack import scopes
from bot.platforms.slack.options import SlackOptions
from bot.platforms.slack.socket import NO_SCOPE
from bot.platforms.slack.web import Refused, Unreached, Web, asked, opened, web_client

ADD = "Add it at api.slack.com/apps > OAuth & Permissions > Scopes, then install the app again."
UNREACHED = "Slack could not be reached. Check the network, and LOOPMATE_SLACK_API_URL if it is set."

Fact = tuple[str, str]
"""What was found, and how to mend it; nothing to mend when that is empty."""


async def check(options: SlackOptions) -> list[Fact]:
    """The facts about the set-up, in the order in which one would mend them."""
    try:
        async with opened(options) as web:
            connection = await _app_token(options, web) if options.app_token else _http(options)
            return [(f'workspace "{web.place}", {len(web.scopes)} scopes', ""), *_scopes(web), connection]
    except Unready as error:
        return [("Slack refuses the bot token.", str(error))]
    except (aiohttp.ClientError, TimeoutError, OSError, SlackApiError, Refused, Unreached, Busy):
        return [("Slack does not answer.", UNREACHED)]


def _scopes(web: Web) -> list[Fact]:
    lacking = [(scopes.without(scope), ADD) for scope in scopes.missing(web.scopes)]
    if more := scopes.superfluous(web.scopes):
        lacking.append((f"Nothing needs these scopes, you may take them away: {', '.join(more)}", ""))
    return lacking


async def _app_token(options: SlackOptions, web: Web) -> Fact:
    client = web_client(options, "", web.session, web.logger)
    try:
        await asked(client.apps_connections_open(app_token=options.app_token), "app")
    except Unready as error:
        return ("Slack refuses the app-level token.", str(error))
    except Refused as refused:
        return ("The app-level token opens no connection.", _mend(refused))
    return ("Socket Mode", "")


def _mend(refused: Refused) -> str:
    if refused.error == "missing_scope":
        return NO_SCOPE
    return f"Slack says {refused.error}. Switch Socket Mode on at api.slack.com/apps > Socket Mode."


def _http(options: SlackOptions) -> Fact:
    if not options.signing_secret:
        return ("Neither an app-level token nor a signing secret is set.", "Set SLACK_APP_TOKEN.")
    if not options.http_port:
        return ("HTTP mode has no port.", "Set LOOPMATE_HTTP_PORT, or SLACK_APP_TOKEN for Socket Mode.")
    return (f"HTTP on port {options.http_port}", "")
