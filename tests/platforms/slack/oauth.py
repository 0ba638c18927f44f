"""OAuth of a loopback Slack: a code for one installation, exchanged once for the workspace's token."""

import base64

from aiohttp import web

from tests.platforms.slack.methods import SlackError
from tests.platforms.slack.state import Json, Team

CLIENT_ID, CLIENT_SECRET = "1.planted", "planted-client-secret"


class Oauth:
    """`code(team)` is what Slack appends to the redirect URL after a person allowed the app."""

    def __init__(self, teams: dict[str, Team]) -> None:
        self._teams = teams
        self._codes: dict[str, str] = {}

    def code(self, team: Team) -> str:
        made = f"code-{len(self._codes) + 1}-{team.id}"
        self._codes[made] = team.token
        return made

    def access(self, request: web.Request, args: Json) -> Json:
        """The answer of oauth.v2.access."""
        if _client(request, args) != (CLIENT_ID, CLIENT_SECRET):
            raise SlackError(
                "invalid_client_id" if _client(request, args)[0] != CLIENT_ID else "bad_client_secret"
            )
        token = self._codes.pop(str(args.get("code", "")), None)
        if token is None:
            raise SlackError("invalid_code")
        team = self._teams[token]
        team.trouble = ""
        return {
            "access_token": team.token,
            "token_type": "bot",
            "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot.id,
            "app_id": team.app_id,
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": next((u.id for u in team.users.values() if not u.bot), "U0")},
        }


def _client(request: web.Request, args: Json) -> tuple[str, str]:
    """From the form, or from basic authentication."""
    given = request.headers.get("Authorization", "")
    if given.startswith("Basic "):
        name, _, secret = base64.b64decode(given[6:]).decode().partition(":")
        return name, secret
    return str(args.get("client_id", "")), str(args.get("client_secret", ""))
