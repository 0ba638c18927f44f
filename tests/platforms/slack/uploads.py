"""Files of a loopback Slack: the three steps of an upload, and who may look at one."""

import json
import mimetypes

from tests.platforms.slack.methods import Method, SlackError, the_place
from tests.platforms.slack.state import File, Json, Team


def get_url(team: Team, args: Json) -> Json:
    if len(args.get("alt_txt", "")) > 1000:
        raise SlackError("alt_txt_too_large")
    if not str(args["length"]).isdigit() or int(args["length"]) == 0:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["length must be over 0"]})
    made = File(
        f"F{team.next():08d}", args["filename"], team.bot.id, int(args["length"]), args.get("alt_txt", "")
    )
    team.files[made.id] = made
    return {"upload_url": f"{{loopback}}/upload/{team.id}/{made.id}", "file_id": made.id}


def complete(team: Team, args: Json) -> Json:
    """Shares what was uploaded; a `{loopback}` in an answer is filled in by the server."""
    given = json.loads(args["files"]) if isinstance(args["files"], str) else args["files"]
    places = [c for c in [args.get("channel_id", ""), *str(args.get("channels", "")).split(",")] if c]
    shared = [the_place(team, place) for place in places]
    for place in shared:
        if team.bot.id not in place.members:
            raise SlackError("channel_not_found")
        if place.archived:
            raise SlackError("is_archived")
    for one in given:
        _finish(team, one, args, [place.id for place in shared])
    return {"files": [file_object(team, team.files[one["id"]]) for one in given]}


def _finish(team: Team, one: Json, args: Json, places: list[str]) -> None:
    file = team.files.get(one["id"])
    if file is None or file.data is None or file.complete:
        raise SlackError("file_not_found")
    if unknown := set(one) - {"id", "title", "highlight_type"}:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"unknown: {sorted(unknown)}"]})
    file.complete, file.title, file.shared = True, one.get("title", file.name), places
    for place in places:
        more = {"files": [file.id], "thread_ts": args.get("thread_ts", "")}
        team.post(place, team.bot.id, args.get("initial_comment", ""), **more)


def visible(team: Team, file: File) -> bool:
    """Whether the bot may see it: its own, handed over in a form, or shared where it is a member."""
    places = [team.conversations[place] for place in file.shared]
    return file.owner == team.bot.id or not places or any(team.bot.id in place.members for place in places)


def file_object(team: Team, file: File) -> Json:
    """A file as answers and events show it."""
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": guessed,
        "filetype": file.name.rpartition(".")[2],
        "size": file.length,
        "user": file.owner,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "alt_txt": file.alt,
        "url_private": f"{{loopback}}/files-pri/{team.id}-{file.id}/{file.name}",
        "url_private_download": f"{{loopback}}/files-pri/{team.id}-{file.id}/download/{file.name}",
        "channels": [p for p in file.shared if p.startswith("C")],
        "ims": [p for p in file.shared if p.startswith("D")],
    }


FILE_METHODS = {
    "files.getUploadURLExternal": Method(
        get_url, "filename length alt_txt snippet_type", "filename length", ("files:write",)
    ),
    "files.completeUploadExternal": Method(
        complete, "files channel_id channels thread_ts initial_comment", "files", ("files:write",)
    ),
}
