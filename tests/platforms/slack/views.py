"""Modals and the Home of a loopback Slack: opened by a trigger, published to one person."""

from tests.platforms.slack.blocks import check_view
from tests.platforms.slack.methods import Method, SlackError, require, the_user, with_ids
from tests.platforms.slack.state import TRIGGER_LIVES, Json, Team, View


def views_open(team: Team, args: Json) -> Json:
    user = _exchange(team, str(args["trigger_id"]))
    check_view(args["view"], "modal")
    if any(b.get("element", {}).get("type") == "file_input" for b in args["view"]["blocks"]):
        require(team, "files:read")
    for other in team.views.values():
        other.open = other.open and (other.user != user or other.body["type"] == "home")
    return {"view": view_object(team, new_view(team, user, args["view"]))}


def _exchange(team: Team, trigger_id: str) -> str:
    """Whose trigger it is; a trigger works once, and for three seconds."""
    trigger = team.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if team.clock.now() - trigger.at > TRIGGER_LIVES:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def new_view(team: Team, user: str, body: Json) -> View:
    """A view on its way to a person's screen."""
    number = team.next()
    named = {**body, "blocks": with_ids(team, body["blocks"])}
    made = View(f"V{number:08d}", user, named, f"{number}.h", number, team.clock.now())
    team.views[made.id] = made
    return made


def views_publish(team: Team, args: Json) -> Json:
    user = the_user(team, args["user_id"])
    check_view(args["view"], "home")
    known = next((v for v in team.views.values() if v.user == user.id and v.body["type"] == "home"), None)
    if known is None:
        return {"view": view_object(team, new_view(team, user.id, args["view"]))}
    known.turn, known.at = team.next(), team.clock.now()
    known.body = {**args["view"], "blocks": with_ids(team, args["view"]["blocks"])}
    known.hash = f"{known.turn}.h"
    return {"view": view_object(team, known)}


def view_object(team: Team, view: View, values: Json | None = None) -> Json:
    """A view as answers and payloads show it; empty settings stand in it as Slack writes them."""
    return {
        "private_metadata": "",
        "callback_id": "",
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "View Title"},
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": team.id,
        "hash": view.hash,
        "state": {"values": values or {}},
        "root_view_id": view.id,
        "previous_view_id": None,
        "app_id": team.app_id,
        "app_installed_team_id": team.id,
        "bot_id": f"B{team.bot.id[1:]}",
    }


VIEW_METHODS = {
    "views.open": Method(views_open, "trigger_id view", "trigger_id view"),
    "views.publish": Method(views_publish, "user_id view", "user_id view"),
}
