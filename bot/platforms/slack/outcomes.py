"""What Slack's refusals mean for a delivery, in words for the organiser. Pure."""

from typing import Final

from bot.platforms.port import Place, Receipt
from bot.platforms.slack.permissions import purpose
from bot.platforms.slack.web import Refused

GONE: Final = frozenset(
    {
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "user_not_in_team",
        "user_deactivated",
    }
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
    "not_in_channel": "I am not a member of the channel. Type /invite and my name in it.",
    "channel_not_found": "The channel is not there any more, or it is private and I am not a member. Type /invite "
    "and my name in it, or choose another one with /{word}-admin setup.",
    "is_archived": "The channel is archived. Unarchive it, or choose another one with /{word}-admin setup.",
    "restricted_action": "A workspace setting does not let me post in the channel. Ask a workspace admin.",
    "restricted_action_read_only_channel": "Only some may post in the channel. Ask a workspace admin to let me.",
    "restricted_action_non_threadable_channel": "Only some may post in the channel. Ask an admin to let me.",
}
_HOME_OFF: Final = "The Home tab is switched off: api.slack.com/apps > App Home > Home Tab."
_NOT_TOGETHER: Final = (
    GONE
    | _NO_DM
    | {"too_many_users", "not_enough_users", "users_list_not_supplied", "is_archived", "not_in_channel"}
)


def receipt(place: Place, refused: Refused, word: str) -> Receipt | None:
    """What became of a delivery that Slack refused; None for what nobody has foreseen."""
    match place:
        case "meeting":
            return _not_together(refused)
        case "channel":
            return _channel(refused, word)
        case _:
            return _person(refused)


def _not_together(refused: Refused) -> Receipt | None:
    """Whoever of them is gone is found when each is written to."""
    if refused.error == "missing_scope":
        return Receipt(outcome="alone", why=purpose(refused.needed))
    if refused.error in _NOT_TOGETHER:
        return Receipt(
            outcome="alone", why=f"Slack lets me write to no group DM with them ({refused.error})."
        )
    return None


def _channel(refused: Refused, word: str) -> Receipt | None:
    if refused.error == "missing_scope":
        return Receipt(outcome="closed", why=purpose(refused.needed))
    why = why_closed(refused.error, word)
    return Receipt(outcome="closed", why=why) if why else None


def why_closed(error: str, word: str) -> str | None:
    """Why nothing can be posted in a channel; None for what nobody has foreseen."""
    return why.format(word=word) if (why := _CHANNEL.get(error)) else None


def _person(refused: Refused) -> Receipt | None:
    if refused.error == "missing_scope":
        return Receipt(outcome="closed", why=purpose(refused.needed))
    if refused.error in GONE:
        return Receipt(outcome="gone", why="They are not in the workspace any more.")
    if refused.error in ("not_enabled", "home_tab_disabled"):
        return Receipt(outcome="closed", why=_HOME_OFF)
    if refused.error in _NO_DM:
        return Receipt(outcome="closed", why=f"Slack lets me write no DM to them ({refused.error}).")
    return None
