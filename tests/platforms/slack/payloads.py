"""What Slack sends: slash commands, presses, submissions, shortcuts and events, field by field."""

from typing import Any

from tests.platforms.slack.methods import message_object
from tests.platforms.slack.mrkdwn import emoji_blocks, initial
from tests.platforms.slack.state import Conversation, Json, Message, Team, User, View
from tests.platforms.slack.views import view_object

VERIFICATION = "verification-planted"


def slash(team: Team, user: User, place: Conversation, command: str, text: str, hook: str) -> Json:
    """A command as its form fields: everything is a string."""
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": place.id,
        "channel_name": place.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "true" if team.org else "false",
        "response_url": hook,
        "trigger_id": team.trigger(user.id),
        **({"enterprise_id": team.org} if team.org else {}),
    }


def _who(team: Team, user: User) -> Json:
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": team.app_id,
        "token": VERIFICATION,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": {"id": team.org} if team.org else None,
        "is_enterprise_install": bool(team.org),
    }


def press(team: Team, user: User, message: Message, block: Json, element: Json, hook: str) -> Json:
    """A button of a message. An ephemeral message comes without its content."""
    place = team.conversations[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    source: Json = {"container": container, "channel": {"id": place.id, "name": place.name}}
    if not message.only_for:
        source["message"] = message_object(team, message)
    more = {"state": {"values": {}}, "response_url": hook, "trigger_id": team.trigger(user.id)}
    return {
        "type": "block_actions",
        **_who(team, user),
        **source,
        **more,
        "actions": [_action(team, block, element)],
    }


def press_home(team: Team, user: User, view: View, block: Json, element: Json) -> Json:
    """A button of the Home: no channel, no response URL."""
    return {
        "type": "block_actions",
        **_who(team, user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": team.trigger(user.id),
        "view": view_object(team, view),
        "actions": [_action(team, block, element)],
    }


def _action(team: Team, block: Json, element: Json) -> Json:
    kept: Json = {k: element[k] for k in ("action_id", "type", "text", "value", "style") if k in element}
    return {**kept, "block_id": block["block_id"], "action_ts": team.stamp()}


def submission(team: Team, user: User, view: View, values: Json) -> Json:
    more = {"trigger_id": team.trigger(user.id), "response_urls": []}
    shown = view_object(team, view, values)
    return {"type": "view_submission", **_who(team, user), **more, "view": shown}


def shortcut(team: Team, user: User, message: Message, callback_id: str, hook: str) -> Json:
    """A message shortcut: the text of the message comes with it."""
    place = team.conversations[message.channel]
    return {
        "type": "message_action",
        **_who(team, user),
        "action_ts": team.stamp(),
        "callback_id": callback_id,
        "trigger_id": team.trigger(user.id),
        "response_url": hook,
        "message_ts": message.ts,
        "channel": {"id": place.id, "name": place.name},
        "message": message_object(team, message),
    }


def event(team: Team, inner: Json) -> Json:
    """An event in its wrapper; `event_id` is the same when it is sent again."""
    bot = {"enterprise_id": team.org or None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "context_team_id": team.id,
        "api_app_id": team.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{team.next():08d}",
        "event_time": int(team.clock.now().timestamp()),
        "authorizations": [{**bot, "is_enterprise_install": bool(team.org)}],
        "is_ext_shared_channel": False,
    }


def typed(team: Team, message: Message, files: list[Json]) -> Json:
    """message.im: what a person typed in the bot's DM, or the files they put there."""
    inner: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "blocks": emoji_blocks(message.text),
        "ts": message.ts,
        "event_ts": message.ts,
        "channel": message.channel,
        "channel_type": "im",
        "team": team.id,
        "client_msg_id": f"msg-{message.turn}",
    }
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return inner | thread | ({"subtype": "file_share", "files": files, "upload": False} if files else {})


def corrected(team: Team, message: Message, text: str) -> Json:
    """message_changed in the bot's DM: other words, or with the same ones a preview of a link."""
    before = typed(team, message, [])
    if text != message.text:
        team.change(message, text, [])
    edited = {"edited": {"user": message.user, "ts": f"{int(message.at.timestamp())}.000000"}}
    now = typed(team, message, []) | (edited if message.edited else {})
    inside = {name: before.pop(name) for name in ("channel", "channel_type", "event_ts")}
    stamp = {"ts": team.stamp(), "hidden": True, "subtype": "message_changed"}
    return {"type": "message", **inside, **stamp, "message": now, "previous_message": before}


def naming(team: Team, message: Message) -> Json:
    """app_mention: what somebody said in a channel that the bot is in, with the bot's name in it."""
    inner = typed(team, message, [])
    del inner["channel_type"]
    return inner | {"type": "app_mention"}


def filled(view: View, given: dict[str, str]) -> Json:
    """`state.values` of a modal: what was given, else what stood there; names are action or block ids.

    Raises AssertionError for a field that is not in the form, or a value that cannot be chosen.
    """
    values, left = Json(), dict(given)
    for block in view.body["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        action = element.get("action_id", block["block_id"])
        name = action if action in left else block["block_id"]
        said = left.pop(name, initial(element))
        values[block["block_id"]] = {action: _state(element, said)}
    assert not left, f"not in the form {view.body.get('title')}: {sorted(left)}; there are {sorted(values)}"
    return values


def _state(element: Json, said: str) -> Json:
    kind = element["type"]
    state: dict[str, Any] = {"type": kind}
    match kind:
        case "static_select" | "radio_buttons":
            state["selected_option"] = _options(element, [said] if said else [])[0]
        case "multi_static_select" | "checkboxes":
            chosen = [one.strip() for one in said.split(",") if one.strip()]
            state["selected_options"] = _options(element, chosen)[: len(chosen)]
        case "file_input":
            state["files"] = [{"id": said}] if said else []
        case _:
            state[_NAMES.get(kind, "value")] = said or None
    return state


_NAMES = {"datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user"}
_NAMES["conversations_select"] = "selected_conversation"


def _options(element: Json, chosen: list[str]) -> list[Any]:
    """The options as Slack hands them back, found by value or by label."""
    known = {o["text"]["text"]: o for o in element["options"]} | {o["value"]: o for o in element["options"]}
    for one in chosen:
        assert one in known, f"{one!r} cannot be chosen; there are {sorted(known)}"
    return [known[one] for one in chosen] or [None]
