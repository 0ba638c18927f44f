"""Pictures and files, sent apart from the card that names them: Slack shows an upload only where it is shared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot import draw
from bot.core.call import Call
from bot.core.card import Button, Card, File, Picture, buttons, card
from bot.core.faults import log_bug
from bot.platforms.port import PlatformServices, Way
from bot.platforms.slack.client import Web
from bot.platforms.slack.error_mapping import Refused, wait_for
from bot.platforms.slack.permissions import purpose

ALT = 1_000
"""Characters of a picture's description."""
UPLOADING = 10.0
"""Seconds in which an upload that fails is begun again."""
log = structlog.get_logger("loopmate")


@dataclass(frozen=True, slots=True)
class NotSent:
    """What could not be sent, and why, in words."""

    thing: Picture | File
    why: str


def names_of(things: tuple[Picture | File, ...]) -> str:
    """`the picture`, `loopmate-carol.zip`."""
    return ", ".join("the picture" if isinstance(thing, Picture) else thing.name for thing in things)


class FileUploads:
    """Draws, uploads and shares."""

    def __init__(self, web: Web, services: PlatformServices) -> None:
        self._web = web
        self._services = services

    async def send(self, things: tuple[Picture | File, ...], channel: str, thread: str = "") -> list[NotSent]:
        """Uploads each into a conversation; answers those that could not be sent."""
        failed = [await self._try(thing, channel, thread) for thing in things]
        return [one for one in failed if one is not None]

    async def _try(self, thing: Picture | File, channel: str, thread: str) -> NotSent | None:
        why = "Slack did not take it just now."

        def wait(error: Exception) -> float | None:
            nonlocal why
            log.warning("slack.file", channel=channel, error=getattr(error, "error", type(error).__name__))
            if isinstance(error, Refused):
                why = _explain(error, self._web.word)
            return wait_for(error)

        try:
            made = await self._prepare(thing)
            upload = Way("upload", lambda: self._upload(made, channel, thread), UPLOADING)
            arrived = await self._services.question().answer([upload], wait)
        except Exception as error:  # the words have arrived, and may not be sent again for the picture's sake
            log_bug(error, "slack.file")
            arrived = None
        return None if arrived else NotSent(thing, why)

    async def _upload(self, made: tuple[str, str, str | None, bytes], channel: str, thread: str) -> str:
        name, title, alt, data = made
        await self._web.ask(
            self._web.client.files_upload_v2(
                filename=name,
                title=title,
                content=data,
                alt_txt=alt,
                channel=channel,
                thread_ts=thread or None,
            )
        )
        return ""

    async def _prepare(self, thing: Picture | File) -> tuple[str, str, str | None, bytes]:
        if isinstance(thing, File):
            return thing.name, thing.about or thing.name, None, thing.data
        title = thing.chart.title or "Picture"
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "picture"
        return (
            f"{name}.png",
            title,
            thing.alt[:ALT],
            await self._services.work.pictures(draw.png, thing.chart),
        )


def _explain(refused: Refused, word: str) -> str:
    if refused.error == "missing_scope":
        return purpose(refused.needed, word)
    return f"Slack refused it ({refused.error})."


def not_sent(things: Sequence[Picture | File], why: str, again: Call | None = None) -> Card:
    """Pictures or files that could not be sent, with the words of a picture; `again` asks for them once more."""
    what = " and ".join("picture" if isinstance(one, Picture) else f"file {one.name}" for one in things)
    return card(
        f"I couldn't send you the {what}. {why}",
        *(f"The picture shows: {one.alt}" for one in things if isinstance(one, Picture)),
        "Everything else arrived.",
        buttons(Button(label="Send it again", call=again) if again else None),
    )
