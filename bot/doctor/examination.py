"""All that the doctor looks at, in the order in which an organizer meets it, and what of it strangers may see."""

import asyncio
import errno
import getpass
import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.app import registry
from bot.core.finding import Finding, has_failed, split_fix
from bot.doctor.installation import examine_backups, examine_key, examine_settings, examine_storage
from bot.platforms.spec import specs, specs_for
from bot.settings import BadSettings, Settings
from bot.watch.http import HEALTHY, explain_port

GOOD, BAD = 2.0, 60.0
"""Seconds that nobody notices (Date headers have whole ones), and from which reminders are plainly wrong."""
_PATIENCE = aiohttp.ClientTimeout(total=5)


async def examine(settings: Settings | BadSettings, environment: Iterable[str]) -> list[Finding]:
    """Looks at everything; `environment` are the names that are set in it."""
    if isinstance(settings, BadSettings):
        return _unreadable(settings)
    looking = []
    for spec in specs_for(settings):
        looking.append(asyncio.create_task(spec.examine(settings)))
        if spec.is_set_up(settings):
            looking.append(asyncio.create_task(spec.examine_commands(settings, registry())))
    after_key = Finding(area="Storage", state="skipped", found="not looked at: the key comes first")
    is_closed = has_failed(examine_key(settings))
    storage, redis_ahead = ([after_key], None) if is_closed else await examine_storage(settings)
    connected = [one for look in looking for one in await look]
    clocks = {"Redis": redis_ahead, **await _clocks(settings)}
    return [
        *examine_settings(environment),
        *connected,
        *storage,
        *examine_key(settings),  # once more: an empty store got one now
        *examine_backups(settings.backup_dir),
        *await examine_port(settings.http_host, settings.http_port),
        judge_clocks(clocks),
    ]


def _unreadable(error: BadSettings) -> list[Finding]:
    found, fix = split_fix(str(error))
    first = Finding(area="Settings", state="failed", found=found, fix=fix.replace("fix it", "correct it"))
    after = "not looked at: the settings come first"
    titles = [spec.title for spec in specs() if spec.settings is not Settings]
    areas = [*titles, "Storage", "Key", "Backups", "Clock"]
    return [first, *(Finding(area=area, state="skipped", found=after) for area in areas)]


async def examine_port(host: str, port: int) -> list[Finding]:
    """Whether the bot can be asked at its port, where it has one: it's free, or the bot is there already."""
    if not port:
        return []
    try:
        async with await asyncio.start_server(lambda _, to: to.close(), host, port):
            pass
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_ours(port, host):
            return [Finding(area="HTTP", state="ready", found=f"the bot answers on port {port}")]
        found, fix = split_fix(explain_port(host, port, error))
        return [Finding(area="HTTP", state="failed", found=found, fix=fix)]
    return [Finding(area="HTTP", state="ready", found=f"port {port} is free; the bot isn't running on it")]


async def _is_ours(port: int, host: str) -> bool:
    address = f"[{host}]" if ":" in host else host
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(f"http://{address}:{port}/healthz", allow_redirects=False) as answer,
        ):
            return await answer.content.read(10) == HEALTHY.encode()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def _clocks(settings: Settings) -> dict[str, float | None]:
    """Whose clock is how far ahead, of the platforms that have tokens."""
    urls = {spec.title: spec.clock(settings) for spec in specs_for(settings) if spec.is_set_up(settings)}
    asked = {title: url for title, url in urls.items() if url}
    return dict(zip(asked, await asyncio.gather(*map(measure_ahead, asked.values())), strict=True))


# whether the clock is right, by those of Redis and of the platforms


async def measure_ahead(url: str) -> float | None:
    """By how many seconds the clock behind `url` is ahead of this machine's; None: it cannot be asked."""
    before = time.time()
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            said = answer.headers.get("Date", "")
        return parsedate_to_datetime(said).timestamp() + 0.5 - (before + time.time()) / 2
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


def judge_clocks(clocks: Mapping[str, float | None]) -> Finding:
    """What the clocks of others say about ours: whose -> seconds ahead of this machine's, or unknown."""
    known = {whose: seconds for whose, seconds in clocks.items() if seconds is not None}
    if not known:
        found = "this machine's; there's no other one to compare it with"
        return Finding(area="Clock", state="skipped", found=found)
    whose, seconds = max(known.items(), key=lambda one: abs(one[1]))
    if abs(seconds) <= GOOD:
        found = f"right to {GOOD:.0f} s, compared with {' and '.join(known)}"
        return Finding(area="Clock", state="ready", found=found)
    way = "behind" if seconds > 0 else "ahead of"
    return Finding(
        area="Clock",
        state="failed" if abs(seconds) >= BAD else "warning",
        found=f"{abs(seconds):,.0f} s {way} {whose}",
        fix="let it follow network time (timedatectl set-ntp true)",
    )


# what may be shown to strangers: findings without a secret, a name, a path of a home or a host

_SECRETS = (
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+",
    r"xapp-[\w.-]+",
    r"\b[\w-]{20,}\.[\w-]{6,}\.[\w-]{20,}",
    r"\b[\w-]{43}=",  # an encryption key
    r"\b[0-9a-fA-F]{32,}\b",
)
_PUBLIC = "|".join(re.escape(host) for host in ("healthchecks.io", *(h for s in specs() for h in s.hosts)))
_RULES = (
    (re.compile(r'".*"', re.DOTALL), "(name)"),  # a name may hold quotes itself: up to the last one
    *((re.compile(pattern), "(secret)") for pattern in _SECRETS),
    (re.compile(rf"\b\w[\w+.-]*://(?!{_PUBLIC}(?:[/?\s]|$))\S+"), "(address)"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "(address)"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "(address)"),
    (re.compile(r"(?<![\w.:/>])~?/[\w.@+-]+(?:/[^\s,;:)]*)?"), "(path)"),
    (re.compile(r"\b\d{15,20}\b|\b[TAUBCDG][A-Z0-9]{8,11}\b"), "(id)"),
)


def redact(finding: Finding, settings: Settings | None) -> Finding:
    """The finding for strangers. Words of ours stay; what could name or open something is left out."""
    private = [*finding.private, *(_of_settings(settings) if settings else ()), *_of_machine()]
    hidden = sorted((word for word in private if word), key=len, reverse=True)

    def scrub(text: str) -> str:
        for word in hidden:
            text = text.replace(word, "(left out)")
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
        return text

    return finding.copy_with(found=scrub(finding.found), fix=scrub(finding.fix))


def _of_settings(settings: Settings) -> Iterator[str]:
    """Secrets, and addresses, which may hold a password or the name of a host; paths name a person."""
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif field.repr is False:
            yield value
    yield from (str(settings.data), str(settings.key_file))


def _of_machine() -> Iterator[str]:
    """The home, the host and the user; short names would take pieces out of words."""
    host = socket.gethostname()
    yield host if len(host) > 3 else ""
    with suppress(RuntimeError):  # a user whom the system doesn't know, as in a container
        yield str(Path.home()) if len(Path.home().parts) > 1 else ""
    with suppress(KeyError, OSError):
        user = getpass.getuser()
        yield user if len(user) > 4 else ""
