"""Response URLs: five uses in half an hour, and what each use does to the message that was pressed."""

from tests.platforms.slack.blocks import Refused, check_message
from tests.platforms.slack.methods import with_ids
from tests.platforms.slack.state import HOOK_LIVES, HOOK_USES, Hook, Json, Team

KNOWN = {"text", "blocks", "response_type", "replace_original", "thread_ts"}
"""What the bot says by one; Slack takes more."""


class HookRefused(Exception):
    """The error that stands in the body; the status is 404 for a spent URL, 400 for a wrong body."""

    def __init__(self, error: str, status: int, loud: str = "") -> None:
        super().__init__(error)
        self.error, self.status, self.loud = error, status, loud


def use(team: Team, hook: Hook, body: Json) -> None:
    """One use of a response URL.

    Raises:
        HookRefused: it is used up or too old, or the body is not one; `loud` says what is a defect of ours.
    """
    if team.clock.now() - hook.at > HOOK_LIVES:
        raise HookRefused("expired_url", 404)
    if hook.uses >= HOOK_USES:
        raise HookRefused("used_url", 404)
    _check(hook, body)
    hook.uses += 1
    original = team.find(hook.channel, hook.message) if hook.message else None
    if original is not None and body.get("replace_original"):
        team.change(original, body.get("text", ""), with_ids(team, body.get("blocks") or []))
    else:  # a message that is not there any more is replaced by a new one, for the presser alone
        _new(team, hook, body)


def _check(hook: Hook, body: Json) -> None:
    if unknown := set(body) - KNOWN:
        raise HookRefused("invalid_payload", 400, f"unknown in a response: {sorted(unknown)}")
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise HookRefused("invalid_payload", 400, f"response_type {body['response_type']!r}")
    if hook.message and "replace_original" not in body:
        said = "an answer to a press must say replace_original, true or false: Slack's own default varies"
        raise HookRefused("invalid_payload", 400, said)
    try:
        check_message(body.get("text", ""), body.get("blocks") or [])
    except Refused as wrong:
        raise HookRefused(wrong.error, 400, str(wrong)) from wrong


def _new(team: Team, hook: Hook, body: Json) -> None:
    alone = body.get("response_type", "ephemeral") == "ephemeral"
    more = {"blocks": with_ids(team, body.get("blocks") or []), "only_for": hook.user if alone else ""}
    team.post(hook.channel, team.bot.id, body.get("text", ""), thread_ts=body.get("thread_ts", ""), **more)
