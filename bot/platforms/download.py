"""Files that members hand over: read from their platform's own hosts alone, and no further than may be taken."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import aiohttp

from bot.core.kinds import UPLOAD_LIMIT

CHUNK = 65_536


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
