"""Files that members hand over: read from their platform's own hosts alone, and no further than may be taken."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.core.card import Card, card
from bot.core.kinds import UPLOAD_LIMIT, Upload

CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that was handed over and is not downloaded yet; `size` in bytes; `others`: more came with it."""

    name: str = field(repr=False)
    size: int
    url: str = field(repr=False)
    others: bool = False


async def fetch_upload(
    file: FileRef,
    fetch: Callable[[str], Awaitable[bytes | None]],
    tell: Callable[[Card], Awaitable[None]],
    unread: Card,
) -> Upload | None:
    """The file in memory; None when its sender was told why not: `unread` where it can't be had."""
    if file.size > UPLOAD_LIMIT:
        size = f"That file has {file.size / 1e6:,.1f} MB; I take at most {UPLOAD_LIMIT // 1_000_000}."
        smaller = "Send a smaller one, for example your resume alone as a PDF."
        await tell(card(f"{size} I didn't read it.", smaller))
        return None
    if (data := await fetch(file.url)) is None:
        await tell(unread)
        return None
    if file.others:
        one = f"I read one file at a time, so this is about {file.name[:60]}."
        await tell(card(one, "Send the others one by one."))
    return Upload(name=file.name, data=data)


async def download(
    session: aiohttp.ClientSession,
    url: str,
    hosts: Collection[str],
    api: str,
    headers: Mapping[str, str] | None = None,
    refused: Collection[str] = (),
) -> bytes | None:
    """The file at `url`; None where it isn't handed over, is of a type that's `refused`, or has over 10 MB.

    It must be on one of the `hosts` (`.example.com` is any host below that name), or where the platform's `api` is (a
    proxy, a test server). No redirect is followed, so that `headers` go nowhere else.
    """
    if not _is_there(url, hosts, api):
        return None
    wanted = {"Accept-Encoding": "identity", **(headers or {})}  # what is packed could be any size
    try:
        async with session.get(url, headers=wanted, allow_redirects=False) as response:
            if response.status != 200 or response.content_type in refused:
                return None
            data = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                data += chunk
                if len(data) > UPLOAD_LIMIT:
                    return None
            return bytes(data)
    except (aiohttp.ClientError, TimeoutError):
        return None


def _is_there(url: str, hosts: Collection[str], api: str) -> bool:
    try:
        parts, own = urlsplit(url), urlsplit(api)
        secure = parts.scheme == "https" and parts.port in (None, 443)
    except ValueError:  # no address at all
        return False
    name = parts.hostname or ""
    known = any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts)
    return (secure and known) or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
