"""What Slack sends, as what happened: pure, and raises for what it cannot read (KeyError, TypeError, ValueError).

Every id of an event is the same when Slack sends it again: `event_id` for events, else the trigger, the action's
or the view's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.core.card import Card, card
from bot.core.reply import Chosen, Inbound, Pressed, Root, Said, Signal, Submitted
from bot.core.values import Call, SpaceId, account_id, channel_id, space_id
from bot.platforms.download import FileRef
from bot.platforms.slack.manifest import CRITIQUE
from bot.platforms.slack.modal import CALLBACK, file_in, kept_in, values_in
from bot.platforms.slack.render import Message, flow_of, read_typed, shown, unescape, unpack
from bot.platforms.traffic import CORRECTED_WITHIN

NOT_YOURS: Final = card(
    "That message isn't yours, so I left it alone. I didn't read or keep anything.",
    "Use the shortcut on a message you wrote.",
)


@dataclass(frozen=True, slots=True)
class Route:
    """`hook` is the response URL, `trigger` what opens a modal within three seconds, empty where there is none.

    `channel` is Slack's id, empty for a DM that has yet to be opened. `message` is the card that was pressed;
    `fleeting`: nobody but the caller sees it, and a reload takes it.
    `flow` is what that card goes on with, and `bare` is the card without its buttons, as far as Slack tells.
    """

    user: str
    channel: str = ""
    hook: str = ""
    trigger: str = ""
    thread: str = ""
    message: str = ""
    fleeting: bool = False
    flow: str = ""
    bare: Message | None = None
    home: bool = False
    """The answer is what the App Home shows."""

    @property
    def direct(self) -> bool:
        """Whether answers are messages in a DM."""
        return not self.channel or is_dm(self.channel)


def is_dm(channel: str) -> bool:
    """Whether Slack's id is that of a DM between two."""
    return channel.startswith("D")


Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is here: the workspace, the bot's user, what the workspace is called, and the root word of its
    commands. Where a payload names another workspace, somebody of that one is a guest here."""

    team: str
    user: str
    place: str
    word: str = "prep"

    @property
    def space(self) -> SpaceId:
        return space_id("slack", self.team)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for something, and hands over a `file`."""

    inbound: Inbound
    route: Route
    file: FileRef | None = None
    path: str = ""
    """The command of a form, whose values are looked at before the form closes."""
    corrected: str = ""
    """When words were corrected, as Slack says."""
    instead: Card | None = None
    """What they're told, and nothing is done."""

    @property
    def event(self) -> str:
        return self.inbound.event + self.corrected


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that nobody asked for."""

    space: SpaceId
    event: str
    what: Call
    at: int
    """When, as Slack says: seconds since 1970."""


Found = Asked | Happened | None


def read(body: Body, me: Me) -> Found:
    """What a payload says; None for what is of no concern."""
    if "command" in body:
        return _read_command(body, me)
    match body.get("type"):
        case "block_actions":
            return _read_press(body, me)
        case "view_submission":
            return _read_form(body, me)
        case "message_action":
            return _read_shortcut(body, me)
        case "event_callback":
            event = body["event"]
            return READ_EVENT.get(event["type"], _read_change)(body, event, me)
    return None


def _read_command(body: Body, me: Me) -> Asked | None:
    roots: Mapping[str, Root] = {f"/{me.word}": "prep", f"/{me.word}-admin": "admin"}
    if (root := roots.get(body["command"])) is None:
        return None
    route = Route(
        user=body["user_id"],
        channel=body["channel_id"],
        hook=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
    )
    signal = Said(text=unescape(body.get("text") or ""), root=root)
    return Asked(_inbound(f"slash/{body['trigger_id']}", body, route, signal, me), route)


def _read_press(body: Body, me: Me) -> Asked | None:
    action = next((a for a in body["actions"] if a.get("type") == "button" and a.get("value")), None)
    if action is None:
        return None
    user, container = body["user"], body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    message = container.get("message_ts") or ""
    thread = container.get("thread_ts") or ""
    route = Route(
        user=user["id"],
        channel=channel,
        hook=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
        thread=thread if thread != message else "",
        message=message,
        fleeting=bool(container.get("is_ephemeral")),
        flow=flow_of(action.get("action_id") or ""),
        bare=shown(body.get("message") or {}).bare,
    )
    event = f"press/{user['id']}/{message}/{action.get('action_id')}/{action['action_ts']}"
    return Asked(_inbound(event, body, route, Pressed(payload=unpack(action["value"])), me), route)


def _read_form(body: Body, me: Me) -> Asked | None:
    view, user = body["view"], body["user"]
    kept = kept_in(view) if view.get("callback_id") == CALLBACK else None
    if kept is None:
        return None
    signal = Submitted(payload=kept.payload, values=values_in(view, kept.long))
    route = Route(
        user=user["id"],
        channel=kept.channel,
        hook=kept.hook,
        trigger=body.get("trigger_id", ""),
        thread=kept.thread,
        message=kept.message,
        fleeting=kept.alone and not is_dm(kept.channel),
    )
    inbound = _inbound(f"form/{view['id']}/{view.get('hash', '')}", body, route, signal, me)
    return Asked(inbound, route, _file_ref(file_in(view)), kept.path)


def _read_shortcut(body: Body, me: Me) -> Asked | None:
    if body.get("callback_id") != CRITIQUE:
        return None
    user, message = body["user"], body["message"]
    event = f"shortcut/{user['id']}/{message['ts']}/{body['action_ts']}"
    hook, trigger = body.get("response_url", ""), body.get("trigger_id", "")
    # the draft that follows is private, and an ephemeral answer would be gone with a reload
    route = Route(user=user["id"], hook=hook, trigger=trigger)
    is_own = message.get("user") == user["id"] and not message.get("bot_id")
    values = {"text": read_typed(message) if is_own else ""}
    call = Call(path="bullet", values=values, private=frozenset({"text"}))
    where = Route(user=user["id"], channel=(body.get("channel") or {}).get("id", ""))
    inbound = _inbound(event, body, where, Chosen(call=call), me)
    return Asked(inbound, route, instead=None if is_own else NOT_YOURS)


def _read_change(body: Body, event: Body, me: Me) -> Happened | None:
    match event["type"]:
        case "app_uninstalled" | "tokens_revoked" as kind:
            ours = kind == "app_uninstalled" or (event.get("tokens") or {}).get("bot")
            return _happened(body, me, "space.removed", space=me.space) if ours else None
        case "member_joined_channel" | "member_left_channel" if event.get("user") != me.user:
            return None
        case "member_joined_channel" | "channel_unarchive" | "group_unarchive":
            return _happened(body, me, "space.changed", space=me.space)
        case "user_change" if event["user"].get("deleted"):
            return _happened(body, me, "member.gone", account=account_id(me.space, event["user"]["id"]))
        case "channel_archive" | "group_archive":
            why = "archived"
        case "channel_deleted" | "group_deleted":
            why = "deleted"
        case "member_left_channel" | "channel_left" | "group_left":
            why = "removed"
        case _:
            return None
    return _happened(body, me, "space.channel-gone", channel=channel_id(me.space, event["channel"]), why=why)


def _read_words(body: Body, event: Body, me: Me) -> Asked | None:
    if corrected := _correction(body, event):
        event = {**event["message"], "channel": event["channel"], "channel_type": event.get("channel_type")}
    # Slackbot writes to the bot itself, when somebody removes it from a channel: that is nobody's DM
    own = event.get("bot_id") or event.get("user") in (None, me.user, "USLACKBOT")
    typed = event.get("subtype") in (None, "file_share", "thread_broadcast")
    if not (event.get("channel_type") == "im" or _is_addressed(event, me)) or not typed or own:
        return None
    route = Route(user=event["user"], channel=event["channel"], thread=event.get("thread_ts") or "")
    files = event.get("files") or ()
    # what somebody else wrote and they forwarded comes without words of their own
    signal = Said(text=read_typed(event) or ("" if files else ":)"))
    # by the message: of one that was edited Slack says once more, as another event, that it names the bot
    inbound = _inbound(f"words/{event['channel']}/{event['ts']}", body, route, signal, me)
    file = _file_ref(next(iter(files), None), others=len(files) > 1)
    return Asked(inbound, route, file, corrected=corrected)


def _correction(body: Body, event: Body) -> str:
    """When the words of a message were corrected; "": they weren't, or long after it was sent. A preview of a link
    changes a message as well."""
    now, was = event.get("message") or {}, event.get("previous_message") or {}
    at = (now.get("edited") or {}).get("ts") or ""
    late = bool(at) and body["event_time"] - float(now["ts"]) > CORRECTED_WITHIN
    return "" if late or now.get("text") == was.get("text") else str(at)


def _is_addressed(event: Body, me: Me) -> bool:
    """Whether words in a channel begin with the bot's name: within a sentence it's spoken of, not spoken to."""
    return event["type"] == "app_mention" and str(event["text"]).lstrip().startswith(f"<@{me.user}")


def _file_ref(file: Body | None, *, others: bool = False) -> FileRef | None:
    if file is None:
        return None
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    return FileRef(str(file.get("name") or "file"), int(file.get("size") or 0), url, others)


def _read_home(body: Body, event: Body, me: Me) -> Asked | None:
    if event.get("tab") != "home":
        return None
    route = Route(user=event["user"], home=True)
    signal = Chosen(call=Call(path="home"))
    return Asked(_inbound(f"event/{body['event_id']}", body, route, signal, me), route)


READ_EVENT = {"message": _read_words, "app_mention": _read_words, "app_home_opened": _read_home}
"""What somebody did; all else nobody asked for."""


def _happened(body: Body, me: Me, path: str, **values: str) -> Happened:
    at = int(body["event_time"])
    return Happened(me.space, f"slack/{body['event_id']}", Call(path=path, values=values), at)


def _inbound(event: str, body: Body, route: Route, signal: Signal, me: Me) -> Inbound:
    user = body.get("user") or {}
    in_channel = route.channel and not is_dm(route.channel)
    return Inbound(
        event=f"slack/{me.team}/{event}",
        account=account_id(me.space, route.user),
        name=body.get("user_name") or user.get("username") or user.get("name") or "",
        channel=channel_id(me.space, route.channel) if in_channel else None,
        signal=signal,
        space=me.space,
        place=me.place,
    )
