"""The methods of Slack's Web API that a bot of ours may call: their arguments, scopes, answers and errors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.blocks import Refused, check_message
from tests.platforms.slack.state import Conversation, Json, Message, Team, User


class SlackError(Exception):
    """`{"ok": false, "error": ...}`, with whatever else the answer carries."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


@dataclass(frozen=True)
class Method:
    """`scopes`: one of them is enough; none where the method itself asks, by the kind of conversation."""

    run: Callable[[Team, Json], Json]
    known: str = ""
    needed: str = ""
    scopes: tuple[str, ...] = ()


def require(team: Team, *scopes: str) -> None:
    """Raises missing_scope unless one of the scopes is granted."""
    if not team.scopes.intersection(scopes):
        raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(team.scopes)))


def true(value: Any) -> bool:
    return str(value).lower() in ("true", "1")


def auth_test(team: Team, args: Json) -> Json:
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.bot.name,
        "team_id": team.id,
        "user_id": team.bot.id,
        "bot_id": f"B{team.bot.id[1:]}",
        "is_enterprise_install": False,
    }


def bots_info(team: Team, args: Json) -> Json:
    if args["bot"] != f"B{team.bot.id[1:]}":
        raise SlackError("bot_not_found")
    return {"bot": {"id": args["bot"], "name": team.bot.name, "app_id": team.app_id}}


def users_info(team: Team, args: Json) -> Json:
    return {"user": user_object(team, the_user(team, args["user"]))}


def user_object(team: Team, user: User) -> Json:
    """A person as users.info and user_change show them; a deactivated one has no zone and no rights."""
    known: Json = {
        "id": user.id,
        "team_id": team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.name.title(),
        "profile": {"real_name": user.name.title(), "display_name": user.display or user.name},
        "is_bot": user.bot,
        "updated": int(team.clock.now().timestamp()),
    }
    if user.deleted:
        return known
    rights = {"is_admin": user.admin or user.owner, "is_owner": user.owner, "is_primary_owner": False}
    return known | rights | {"tz": user.tz, "tz_label": user.tz, "tz_offset": 0, "is_restricted": False}


def the_user(team: Team, user_id: str) -> User:
    user = team.user(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def conversations_info(team: Team, args: Json) -> Json:
    place = the_place(team, args["channel"])
    require(team, "groups:read" if place.private else _READ[place.kind])
    return {"channel": channel_object(place) | {"is_member": team.bot.id in place.members}}


def conversations_list(team: Team, args: Json) -> Json:
    """A page of the workspace's channels; of private ones those that the bot is in."""
    kinds = str(args.get("types", "public_channel")).split(",")
    require(team, "channels:read")
    if team.org and args.get("team_id") != team.id:  # its token is good for many
        raise SlackError("missing_argument")
    if int(args.get("limit", 100)) > 999:
        raise SlackError("invalid_limit")
    if "private_channel" in kinds:
        require(team, "groups:read")
    shown = [
        channel_object(c)
        for c in team.conversations.values()
        if c.kind == "channel"
        and not c.deleted
        and (not c.private or team.bot.id in c.members)
        and ("private_channel" if c.private else "public_channel") in kinds
        and not (c.archived and true(args.get("exclude_archived", False)))
    ]
    start, most = int(args.get("cursor") or 0), min(int(args.get("limit", 100)), team.page)
    more = str(start + most) if start + most < len(shown) else ""
    return {"channels": shown[start : start + most], "response_metadata": {"next_cursor": more}}


def channel_object(place: Conversation) -> Json:
    kinds = {
        "is_channel": place.kind == "channel",
        "is_im": place.kind == "im",
        "is_mpim": place.kind == "mpim",
    }
    return {
        "id": place.id,
        "name": place.name,
        "is_archived": place.archived,
        "is_private": place.private,
        **kinds,
    }


def the_place(team: Team, channel: str) -> Conversation:
    """A conversation that the bot can see: public channels, private ones and DMs only where it's a member."""
    place = team.conversations.get(channel)
    hidden = place is not None and (place.kind != "channel" or place.private)
    if place is None or place.deleted or (hidden and team.bot.id not in place.members):
        raise SlackError("channel_not_found")
    return place


def conversations_open(team: Team, args: Json) -> Json:
    people = [one for one in str(args["users"]).split(",") if one]
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > 8:
        raise SlackError("too_many_users")
    require(team, "im:write" if len(people) == 1 else "mpim:write")
    for one in people:
        user = the_user(team, one)
        if user.deleted:
            raise SlackError("user_disabled")
        if user.bot or user.refuses == "cannot_dm_bot":
            raise SlackError("cannot_dm_bot")
    return {"channel": {"id": team.direct(people).id}}


def conversations_history(team: Team, args: Json) -> Json:
    """The newest first, at most `limit` (100); ephemeral messages are in no history."""
    return _listed(team, args, lambda m: not m.thread_ts or m.thread_ts == m.ts)


def conversations_replies(team: Team, args: Json) -> Json:
    return _listed(team, args, lambda m: args["ts"] in (m.thread_ts, m.ts), newest_first=False)


def _listed(team: Team, args: Json, wanted: Callable[[Message], bool], newest_first: bool = True) -> Json:
    place = the_place(team, args["channel"])
    require(team, "groups:history" if place.private else _HISTORY[place.kind])
    if team.bot.id not in place.members:
        raise SlackError("not_in_channel")
    low, high = float(args.get("oldest", 0)), float(args.get("latest", "inf"))
    found = [
        m for m in team.messages if m.channel == place.id and not m.gone and not m.only_for and wanted(m)
    ]
    found = sorted((m for m in found if low < float(m.ts) < high), key=lambda m: m.ts, reverse=newest_first)
    most = int(args.get("limit", 100))
    metadata = true(args.get("include_all_metadata", False))
    shown = [message_object(team, m, metadata) for m in found[:most]]
    return {"messages": shown, "has_more": len(found) > most, "response_metadata": {"next_cursor": ""}}


def message_object(team: Team, message: Message, metadata: bool = False) -> Json:
    """A message as history and payloads show it."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": team.id,
    }
    if message.user == team.bot.id:
        shown |= {"bot_id": f"B{team.bot.id[1:]}", "app_id": team.app_id, "blocks": message.blocks}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": f"{int(message.at.timestamp())}.000000"}
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def chat_post(team: Team, args: Json) -> Json:
    place = _postable(team, str(args["channel"]))
    blocks, metadata = _content(args)
    named = {"blocks": with_ids(team, blocks), "metadata": metadata}
    made = team.post(
        place.id, team.bot.id, args.get("text", ""), thread_ts=args.get("thread_ts", ""), **named
    )
    return {"channel": place.id, "ts": made.ts, "message": message_object(team, made)}


def _postable(team: Team, target: str) -> Conversation:
    """Where a message goes; a user's id means their DM. To a deactivated person Slack posts all the same."""
    if target[:1] in ("U", "W"):
        if team.user(target) is None:
            raise SlackError("channel_not_found")
        place = team.direct([target])
    else:
        place = the_place(team, target)
    for member in place.members if place.kind == "im" else ():
        if refusal := team.users[member].refuses:
            raise SlackError(refusal)
    if place.archived:
        raise SlackError("is_archived")
    if team.bot.id not in place.members and "chat:write.public" not in team.scopes:
        raise SlackError("not_in_channel")
    return place


def _content(args: Json) -> tuple[list[Json], Json | None]:
    """The blocks and the metadata, checked."""
    blocks, metadata = args.get("blocks") or [], args.get("metadata")
    check_message(args.get("text", ""), blocks)
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if metadata is not None and not (isinstance(payload, dict) and metadata.get("event_type")):
        raise SlackError("invalid_metadata_format")
    return blocks, metadata


def with_ids(team: Team, blocks: list[Json]) -> list[Json]:
    """Slack names the blocks that were not named; the bot names all elements itself."""
    return [{"block_id": f"b{team.next():x}", **block} for block in blocks]


def chat_update(team: Team, args: Json) -> Json:
    place = the_place(team, args["channel"])
    message = team.find(place.id, args["ts"])
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != team.bot.id:
        raise SlackError("cant_update_message")
    if place.archived:
        raise SlackError("is_archived")
    blocks, metadata = _content(args)
    team.change(message, args.get("text", ""), with_ids(team, blocks), metadata)
    return {"channel": message.channel, "ts": message.ts, "text": message.text}


def chat_ephemeral(team: Team, args: Json) -> Json:
    place = _postable(team, str(args["channel"]))
    if args["user"] not in place.members:
        raise SlackError("user_not_in_channel")
    blocks, _ = _content(args)
    more = {"blocks": with_ids(team, blocks), "only_for": args["user"]}
    made = team.post(place.id, team.bot.id, args.get("text", ""), thread_ts=args.get("thread_ts", ""), **more)
    return {"message_ts": made.ts}


def refused(wrong: Refused) -> SlackError:
    """The answer to what Slack would not show, with the reason where Slack puts it."""
    return SlackError(wrong.error, response_metadata={"messages": [wrong.why]})


_READ = {"channel": "channels:read", "im": "im:read", "mpim": "mpim:read"}
_HISTORY = {"channel": "channels:history", "im": "im:history", "mpim": "mpim:history"}
_PAGES = "limit cursor"
_SAID = "channel text blocks metadata thread_ts unfurl_links unfurl_media"
_BETWEEN = f"channel oldest latest inclusive include_all_metadata {_PAGES}"
METHODS = {
    "auth.test": Method(auth_test),
    "bots.info": Method(bots_info, "bot team_id", "bot", ("users:read",)),
    "users.info": Method(users_info, "user", "user", ("users:read",)),
    "conversations.list": Method(conversations_list, f"types exclude_archived team_id {_PAGES}"),
    "conversations.info": Method(conversations_info, "channel", "channel"),
    "conversations.open": Method(conversations_open, "users", "users"),
    "conversations.history": Method(conversations_history, _BETWEEN, "channel"),
    "conversations.replies": Method(conversations_replies, f"{_BETWEEN} ts", "channel ts"),
    "chat.postMessage": Method(chat_post, f"{_SAID} reply_broadcast mrkdwn", "channel", ("chat:write",)),
    "chat.update": Method(chat_update, "channel ts text blocks metadata", "channel ts", ("chat:write",)),
    "chat.postEphemeral": Method(
        chat_ephemeral, "channel user text blocks thread_ts", "channel user", ("chat:write",)
    ),
}
