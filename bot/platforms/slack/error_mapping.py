"""What Slack's refusals mean for a call and for a delivery, in words for the organizer."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.platforms.port import Busy, Destination, Receipt, Unready
from bot.platforms.slack.manifest import purpose

_FIXES: Mapping[str, str] = {
    "invalid_auth": "Slack doesn't know this token. Copy it again",
    "not_authed": "Slack got no token. Copy it again",
    "token_revoked": "This token was revoked: the app was removed or reinstalled. Install it and copy the token",
    "token_expired": "This token has expired. Switch token rotation off, install the app and copy the token",
    "account_inactive": "The bot's account is switched off. Install the app again and copy the token",
    "not_allowed_token_type": "This is a token of another kind. Copy the right one",
    "team_access_not_granted": "The app wasn't granted this workspace. Ask a workspace admin to approve it",
}
_NOT_HERE = "team_access_not_granted"
_FOR_GOOD = ("token_revoked", "account_inactive", _NOT_HERE)
_LATER = ("ratelimited", "rate_limited", "message_limit_exceeded", "org_login_required", "team_added_to_org")
"""Limits, and a workspace that is being moved to another organization."""
_OF_SERVERS = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
WHERE = {
    "bot": "from api.slack.com/apps > OAuth & Permissions to SLACK_BOT_TOKEN",
    "app": "from api.slack.com/apps > Basic Information > App-Level Tokens to SLACK_APP_TOKEN",
}
GONE: Final = frozenset(
    ("user_not_found", "users_not_found", "user_disabled", "user_not_in_team", "user_deactivated")
)
_NO_DM: Final = frozenset(
    {
        "cannot_dm_bot",
        "messages_tab_disabled",
        "user_not_visible",
        "channel_not_found",
        "restricted_action",
        "method_not_supported",
    }
)
_CHANNEL: Final = {
    "not_in_channel": "I'm not in the channel. Type /invite @{me} in it.",
    "channel_not_found": "The channel is gone, or it's private and I'm not in it. Type /invite "
    "@{me} in it, or choose another one with /{word}-admin setup.",
    "is_archived": "The channel is archived. Unarchive it, or choose another one with /{word}-admin setup.",
    "restricted_action": "A workspace setting doesn't let me post in the channel. Ask a workspace admin.",
    "restricted_action_": "Only some people can post in the channel. Ask an admin to let me.",
}
_NOT_TOGETHER: Final = (
    GONE
    | _NO_DM
    | {"too_many_users", "not_enough_users", "users_list_not_supplied", "is_archived", "not_in_channel"}
)


class Refused(Exception):
    """Slack said no; nothing was done. `needed`: the scope that is missing, for `missing_scope`."""

    def __init__(self, error: str, needed: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.needed = needed

    def without(self, word: str) -> str:
        """What doesn't work without the scope that is missing; "": none is."""
        return purpose(self.needed, word) if self.error == "missing_scope" else ""


class Revoked(Unready):
    """The token is gone for good: the app was removed. `in_one_team`: from one workspace of many."""

    def __init__(self, words: str, *, in_one_team: bool) -> None:
        super().__init__(words)
        self.in_one_team = in_one_team


class Unreached(ConnectionError):
    """No answer that can be read: whether it was done is not known."""


def wait_for(error: Exception) -> float | None:
    """Seconds after which the same call is worth another try; None: Slack has refused it.

    Raises:
        The error itself, where it is neither.
    """
    if isinstance(error, Busy):
        return error.seconds
    if isinstance(error, (Unreached, TimeoutError)):
        return 0.0
    if isinstance(error, Refused):
        return None
    raise error


def header(headers: Mapping[str, Any], name: str) -> str:
    """What a header says, "" without it; the SDK hands headers on as texts or as lists of them."""
    said = next((value for known, value in headers.items() if known.lower() == name), "")
    return str(said[0] if isinstance(said, list) else said)


def retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds that Slack asks for; 30 if it doesn't say."""
    said = header(headers, "retry-after")
    return float(said) if said.isdigit() else 30.0


def map_error(error: SlackApiError, kind: str = "bot") -> Exception:
    """Slack's answer as one of ours: Busy, Unready, Refused, or Unreached for an error of its servers."""
    data = error.response if isinstance(error.response, dict) else getattr(error.response, "data", None)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if said in _LATER or getattr(error.response, "status_code", 0) == 429:
        return Busy(retry_after(getattr(error.response, "headers", {})))
    if said in _FIXES:
        words = f"{_FIXES[said]} {WHERE[kind]}."
        return Revoked(words, in_one_team=said == _NOT_HERE) if said in _FOR_GOOD else Unready(words)
    if said and said not in _OF_SERVERS and isinstance(data, dict):
        return Refused(said, str(data.get("needed", "")))
    return Unreached(said or f"status {getattr(error.response, 'status_code', 0)}")


def receipt(place: Destination, refused: Refused, word: str, me: str) -> Receipt | None:
    """What became of a delivery that Slack refused; None for what nobody has foreseen. `word` is the root word of the
    bot's commands, `me` its handle. Which of the people who were to meet has left shows when each is written to."""
    error = refused.error
    why: str | None = refused.without(word)
    if place == "meeting":
        if error in _NOT_TOGETHER:
            why = f"Slack lets me write to no group DM with them ({error})."
        return Receipt(outcome="alone", why=why) if why else None
    if place == "channel":
        why = why or why_closed(error, word, me)
    elif error in GONE:
        return Receipt(outcome="gone", why="They're no longer in the workspace.")
    elif error in ("not_enabled", "home_tab_disabled"):
        why = "The Home tab is switched off: api.slack.com/apps > App Home > Home Tab."
    elif error in _NO_DM:
        why = f"Slack lets me write no DM to them ({error})."
    return Receipt(outcome="closed", why=why) if why else None


def why_closed(error: str, word: str, me: str) -> str | None:
    """Why nothing can be posted in a channel; None for what nobody has foreseen."""
    named = (
        "restricted_action_" if error.startswith("restricted_action_") else error
    )  # a read-only channel, say
    return why.format(word=word, me=me) if (why := _CHANNEL.get(named)) else None
