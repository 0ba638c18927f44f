"""Who may see the page: a browser of this machine that was given the secret, and no other page in it."""

import secrets

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.platforms.web.address import Address

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NO_KEY = "Open the address that the terminal printed: it holds a key that this one doesn't.\n"


class Guard:
    """Lets requests through that were sent to this machine by name, from this page, with the secret.

    A page of another site can make a browser send requests to 127.0.0.1; it can neither choose the `Host` nor hide
    its `Origin`, and a strict cookie doesn't go with them.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._cookie = f"loopmate-{address.port}"  # cookies are shared by all ports of a host

    def protect(self, app: web.Application) -> None:
        """Nothing of the application is answered without a look at who asks."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._answer(request, handler)

        app.middlewares.append(guarded)
        app.on_response_prepare.append(_harden)

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host not in self._address.hosts or not self._is_from_here(request):
            return web.Response(status=403)
        if self._is_secret(request.query.get("key", "")) and request.method == "GET":
            return self._welcome()
        if not self._is_secret(request.cookies.get(self._cookie, "")):
            return web.Response(text=NO_KEY, status=403)
        return await handler(request)

    def _is_from_here(self, request: web.Request) -> bool:
        """Whether no other page made the browser ask; what changes something has to say so."""
        origin = request.headers.get("Origin")
        if origin is None:
            return request.method == "GET" and request.headers.get("Sec-Fetch-Site", "none") in (
                "none",
                "same-origin",
            )
        return origin == f"http://{request.host}"

    def _is_secret(self, typed: str) -> bool:
        return secrets.compare_digest(typed.encode(), self._address.secret.encode())

    def _welcome(self) -> web.StreamResponse:
        """The address without the secret, which is a cookie from now on."""
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(self._cookie, self._address.secret, httponly=True, samesite="Strict", path="/")
        return response


async def _harden(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
