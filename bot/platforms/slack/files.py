"""Pictures and files, sent apart from the card that names them: Slack shows an upload only where it is shared."""

import re
from typing import Any

import structlog

from bot import draw
from bot.core.card import Button, Card, File, Picture, buttons, card
from bot.core.faults import log_bug
from bot.core.values import Call
from bot.platforms.port import PlatformServices
from bot.platforms.slack.client import Web
from bot.platforms.slack.error_mapping import Refused, wait_for
from bot.platforms.slack.manifest import purpose
from bot.platforms.traffic import Question, Way

ALT = 1_000
"""Characters of a picture's description."""
UPLOADING = 10.0
"""Seconds in which an upload that fails is begun again."""
log = structlog.get_logger("loopmate")
Things = tuple[Picture | File, ...]


def names_of(things: Things) -> str:
    """`the picture`, `loopmate-carol.zip`."""
    return ", ".join("the picture" if isinstance(thing, Picture) else thing.name for thing in things)


async def send_files(
    web: Web, services: PlatformServices, things: Things, channel: str, thread: str = ""
) -> list[tuple[Picture | File, str]]:
    """Uploads each into a conversation; answers those that could not be sent, each with why, in words."""
    tried = [(thing, await _send(web, services, thing, channel, thread)) for thing in things]
    return [(thing, why) for thing, why in tried if why]


async def _send(
    web: Web, services: PlatformServices, thing: Picture | File, channel: str, thread: str
) -> str:
    """Why it could not be sent; "": it was."""
    why = "Slack did not take it just now."

    def wait(error: Exception) -> float | None:
        nonlocal why
        log.warning("slack.file", channel=channel, error=getattr(error, "error", type(error).__name__))
        if isinstance(error, Refused):
            missing = error.error == "missing_scope"
            why = purpose(error.needed, web.word) if missing else f"Slack refused it ({error.error})."
        return wait_for(error)

    try:
        made = await _draw(services, thing)

        async def upload() -> str:
            await web.ask(web.client.files_upload_v2(**made, channel=channel, thread_ts=thread or None))
            return ""

        arrived = await Question(services.clock, services.sleep).answer(
            [Way("upload", upload, UPLOADING)], wait
        )
    except Exception as error:  # the words have arrived, and may not be sent again for the picture's sake
        log_bug(error, "slack.file")
        arrived = None
    return "" if arrived else why


async def _draw(services: PlatformServices, thing: Picture | File) -> dict[str, Any]:
    """What a file is called, and what's in it, as the SDK wants it."""
    if isinstance(thing, File):
        return {"filename": thing.name, "title": thing.about or thing.name, "content": thing.data}
    title = thing.chart.title or "Picture"
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "picture"
    content = await services.work.pictures(draw.png, thing.chart)
    return {"filename": f"{name}.png", "title": title, "content": content, "alt_txt": thing.alt[:ALT]}


def not_sent(things: Things, why: str, again: Call | None = None) -> Card:
    """Pictures or files that could not be sent, with the words of a picture; `again` asks for them once more."""
    what = " and ".join("picture" if isinstance(one, Picture) else f"file {one.name}" for one in things)
    return card(
        f"I couldn't send you the {what}. {why}",
        *(f"The picture shows: {one.alt}" for one in things if isinstance(one, Picture)),
        "Everything else arrived.",
        buttons(Button(label="Send it again", call=again) if again else None),
    )
