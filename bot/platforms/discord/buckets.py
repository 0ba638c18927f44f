"""What Discord says of its rate limits beside each answer. Who may wait asks here first: the library itself would
wait inside of a request for as long as a bucket takes, which may be ten minutes."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.platforms.pace import PATIENT
from bot.platforms.port import Bounded, Busy

LONGEST = 10.0
"""Seconds of a 429 that the library may wait for; what asks for more goes back to whoever wanted it."""
KNOWN = 10_000
_ID = re.compile(r"(?<=/)\d{15,}")


class Buckets:
    """Routes that take nothing for a while. A route is a method and a path with its first id, the major one."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._free: Bounded[str, float] = Bounded(KNOWN)
        """Route -> when it takes a request again."""

    def trace(self) -> aiohttp.TraceConfig:
        """Reads the headers of every answer to one client."""
        made = aiohttp.TraceConfig()
        made.on_request_end.append(self._note_limits)
        return made

    def check(self, method: str, path: str) -> None:
        """Raises Busy while the route takes nothing; `path` begins behind the API's version."""
        wait = self._free.get(_route(method, path), 0.0) - self._monotonic()
        if wait > PATIENT:
            raise Busy(wait)

    async def _note_limits(
        self,
        session: aiohttp.ClientSession,  # noqa: ARG002 - the library's signature
        context: SimpleNamespace,  # noqa: ARG002
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        headers, limited = end.response.headers, end.response.status == 429
        if not limited and headers.get("X-RateLimit-Remaining") != "0":
            return
        wait = _seconds(headers.get("Retry-After" if limited else "X-RateLimit-Reset-After"))
        self._free[_route(end.method, end.url.path.partition("/api/v10")[2])] = self._monotonic() + wait
        if limited and wait > LONGEST:
            end.response.close()
            raise Busy(wait)


def _seconds(header: str | None) -> float:
    try:
        return float(header or 0)
    except ValueError:
        return 60.0


def _route(method: str, path: str) -> str:
    first = _ID.search(path)
    end = first.end() if first else len(path)
    return f"{method} {path[:end]}{_ID.sub('*', path[end:])}"
