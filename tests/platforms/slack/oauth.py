"""OAuth of a loopback Slack: a code for one installation, exchanged once for the workspace's token; it may expire."""

import datetime as dt
from collections.abc import Iterator

from tests.platforms.slack.methods import SlackError
from tests.platforms.slack.state import Json, Team

CLIENT_ID, CLIENT_SECRET = "11.22", "0123456789abcdef0123456789abcdef"
LIVES = dt.timedelta(hours=12)


class Oauth:
    """`code(team)` is what Slack appends to the redirect URL after a person allowed the app. `rotates`: tokens expire
    after twelve hours, and a refresh token is for one use."""

    def __init__(self, teams: dict[str, Team], *, rotates: bool = False) -> None:
        self._teams = teams
        self.rotates = rotates
        self.odd: Json = {}
        """What the next answers have instead."""
        self._codes: dict[str, Team] = {}
        self._refreshes: dict[str, Team] = {}
        self._expires: dict[str, dt.datetime] = {}
        self._made = 0

    def code(self, team: Team) -> str:
        made = f"code-{len(self._codes) + 1}-{team.id}"
        self._codes[made] = team
        return made

    def is_expired(self, token: str, team: Team) -> bool:
        return token in self._expires and self._expires[token] <= team.clock.now()

    def access(self, args: Json) -> Json:
        """The answer of oauth.v2.access."""
        if args.get("client_id") != CLIENT_ID:
            raise SlackError("invalid_client_id")
        if args.get("client_secret") != CLIENT_SECRET:
            raise SlackError("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            team = self._refreshes.pop(str(args.get("refresh_token", "")), None)
            if team is None or team.trouble:
                raise SlackError("invalid_refresh_token")
            return {**dict(self._answer(team)), **self.odd}
        team = self._codes.pop(str(args.get("code", "")), None)
        if team is None:
            raise SlackError("invalid_code")
        if team.trouble:  # what was revoked stays so: a new install has a new token
            for token in [token for token, known in self._teams.items() if known is team]:
                del self._teams[token]
            self._issue(team)
        team.trouble = ""
        return {**dict(self._answer(team)), **self.odd}

    def _issue(self, team: Team) -> None:
        self._made += 1
        team.token = f"xoxb-{team.id}-planted-{self._made}"
        self._teams[team.token] = team

    def _answer(self, team: Team) -> Iterator[tuple[str, object]]:
        if self.rotates:
            self._issue(team)
            self._expires[team.token] = team.clock.now() + LIVES
            self._refreshes[f"xoxe-1-{self._made}"] = team
            yield from {"refresh_token": f"xoxe-1-{self._made}", "expires_in": LIVES.total_seconds()}.items()
        whole = {"id": team.org, "name": f"{team.name} Inc."} if team.org else None
        yield from {
            "access_token": team.token,
            "token_type": "bot",
            "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot.id,
            "app_id": team.app_id,
            "team": None if whole else {"id": team.id, "name": team.name},
            "enterprise": whole,
            "is_enterprise_install": bool(whole),
            "authed_user": {"id": next((u.id for u in team.users.values() if not u.bot), "U0")},
        }.items()
