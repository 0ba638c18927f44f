"""Files on their way to Discord: charts drawn by the worker, and the multipart form that takes them along."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import MultipartParameters

from bot.core.card import Chart
from bot.draw import png
from bot.platforms.discord.render import Attachment
from bot.work import Worker


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
