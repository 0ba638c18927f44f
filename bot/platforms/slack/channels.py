"""Channels of the workspace: which one is meant, and what keeps the bot from posting in it."""

from collections.abc import Mapping
from typing import Any, Final

from bot.platforms.port import Busy
from bot.platforms.slack.client import Web
from bot.platforms.slack.error_mapping import Refused, Unreached, why_closed
from bot.platforms.slack.manifest import purpose

UNKNOWN: Final = (
    "I can't find that channel in this workspace. Pick it from the list in the form; if it's a private one, type "
    "/invite @{me} in it first."
)
ARCHIVED: Final = "That channel is archived. Unarchive it first, or pick another one."
SILENT: Final = "Slack isn't telling me which channels there are. Try again in a minute."
PAGES: Final = 10
"""Of 1,000 channels each; Slack allows 20 in a minute."""
Shown = Mapping[str, Any]


async def find(web: Web, named: str) -> str:
    """The id of the workspace's channel, by `#name` or by its id.

    Raises:
        ValueError: it has no such channel, or none that the bot can see; in words.
    """
    unknown = UNKNOWN.format(me=web.bot_name)
    try:
        shown = await (
            _find_named(web, named.removeprefix("#")) if named.startswith("#") else _info(web, named)
        )
    except Refused as refused:
        missing = refused.error == "missing_scope"
        raise ValueError(purpose(refused.needed, web.word) if missing else unknown) from None
    except (Busy, Unreached):
        raise ValueError(SILENT) from None
    if shown is None or shown.get("is_im") or shown.get("is_mpim"):
        raise ValueError(unknown)
    if shown.get("is_archived"):
        raise ValueError(ARCHIVED)
    return str(shown["id"])


async def problem(web: Web, channel: str) -> str | None:
    """Why nothing can be posted in a channel, with what to do; "": something can; None: Slack doesn't say."""
    try:
        shown = await _info(web, channel)
    except Refused as refused:
        return None if refused.error == "missing_scope" else why_closed(refused.error, web.word, web.bot_name)
    except (Busy, Unreached):
        return None
    if shown.get("is_archived"):
        return why_closed("is_archived", web.word, web.bot_name)
    anywhere = "chat:write.public" in web.scopes and not shown.get("is_private")
    return "" if shown.get("is_member") or anywhere else why_closed("not_in_channel", web.word, web.bot_name)


async def _info(web: Web, channel: str) -> Shown:
    """What Slack shows of a channel."""
    answer = await web.ask(web.client.conversations_info(channel=channel))
    return dict(answer["channel"])


async def _find_named(web: Web, name: str) -> Shown | None:
    """The channel of that name; Slack gives no two of a workspace the same."""
    kinds = "public_channel,private_channel" if "groups:read" in web.scopes else "public_channel"
    cursor = ""
    for _ in range(PAGES):
        listed = web.client.conversations_list(types=kinds, exclude_archived=True, limit=1_000, cursor=cursor)
        answer = await web.ask(listed)
        found: Shown | None = next((shown for shown in answer["channels"] if shown.get("name") == name), None)
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if found or not cursor:
            return found
    return None
