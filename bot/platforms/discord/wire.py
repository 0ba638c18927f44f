"""The bytes to Discord: messages as multipart where files travel along, and the calls that answer an interaction.

An interaction is answered through the library's webhook adapter and not its HTTP client: those calls lie outside
of the bot's 50 requests a second, so a morning of reminders does not delay somebody's button.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import MultipartParameters
from discord.webhook.async_ import async_context

from bot.core.card import Chart
from bot.draw import png
from bot.platforms.discord.error_mapping import readable
from bot.platforms.discord.render import Attachment
from bot.work import Worker

REPLY, THINK, THINK_ON_CARD, REPLACE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of interaction callbacks."""


async def files_of(attachments: Sequence[Attachment], work: Worker) -> list[discord.File]:
    """The files to send; charts are drawn by the worker."""
    return [
        discord.File(io.BytesIO(await _bytes(one.source, work)), one.name, description=one.about)
        for one in attachments
    ]


async def _bytes(source: bytes | Chart, work: Worker) -> bytes:
    return await work.pictures(png, source) if isinstance(source, Chart) else source


def parameters(body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> MultipartParameters:
    """A request's body; with files it becomes the `payload_json` part of a form."""
    if not files:
        return MultipartParameters(payload=dict(body), multipart=None, files=None)
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    for number, file in enumerate(files):
        parts.append(
            {
                "name": f"files[{number}]",
                "value": file.fp,
                "filename": file.filename,
                "content_type": "application/octet-stream",
            }
        )
    return MultipartParameters(payload=None, multipart=parts, files=list(files))


class Callbacks:
    """Answers one interaction; its token lives for 15 minutes."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._id = interaction.id
        self._token = interaction.token
        self._application = interaction.application_id
        self._session = interaction.followup.session

    async def answer(self, kind: int, data: Mapping[str, Any], files: Sequence[discord.File] = ()) -> None:
        """The first answer; `kind` is one of this module's constants."""
        with readable():
            await async_context.get().create_interaction_response(
                self._id,
                self._token,
                session=self._session,
                params=parameters({"type": kind, "data": dict(data)}, files),
            )

    async def edit(self, body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> None:
        """Changes the first answer, or the card on which the button was pressed."""
        given = parameters(body, files)
        with readable():
            await async_context.get().edit_original_interaction_response(
                self._application,
                self._token,
                session=self._session,
                payload=given.payload,
                multipart=given.multipart,
                files=given.files,
            )

    async def follow_up(self, body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> None:
        """A further message."""
        given = parameters(body, files)
        with readable():
            await async_context.get().execute_webhook(
                self._application,
                self._token,
                session=self._session,
                payload=given.payload,
                multipart=given.multipart,
                files=given.files,
                wait=True,
            )

    async def take_back(self) -> None:
        """Deletes the first answer, also one that only says that the bot is thinking."""
        with readable():
            await async_context.get().delete_original_interaction_response(
                self._application, self._token, session=self._session
            )
