"""Findings that may be shown to strangers: without a secret, a name, a path of a home or a host."""

import getpass
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.doctor.finding import Finding
from bot.settings import Settings

_SECRETS = (
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+",
    r"xapp-[\w.-]+",
    r"\b[\w-]{20,}\.[\w-]{6,}\.[\w-]{20,}",
    r"\b[\w-]{43}=",  # an encryption key
    r"\b[0-9a-fA-F]{32,}\b",
)
_PUBLIC = r"(?:api\.slack\.com|slack\.com|discord\.com|healthchecks\.io)"
_RULES = (
    (re.compile(r'".*"', re.DOTALL), "(name)"),  # a name may hold quotes itself: up to the last one
    *((re.compile(pattern), "(secret)") for pattern in _SECRETS),
    (re.compile(rf"\b\w[\w+.-]*://(?!{_PUBLIC}(?:[/?\s]|$))\S+"), "(address)"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "(address)"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "(address)"),
    (re.compile(r"(?<![\w.:/>])~?/[\w.@+-]+(?:/[^\s,;:)]*)?"), "(path)"),
    (re.compile(r"\b\d{15,20}\b|\b[TAUBCDG][A-Z0-9]{8,11}\b"), "(id)"),
)


def shared(finding: Finding, settings: Settings | None) -> Finding:
    """The finding for strangers. Words of ours stay; what could name or open something is left out."""
    hidden = [*finding.private, *_of_settings(settings), *_of_machine()]
    return finding.model_copy(
        update={"found": _scrubbed(finding.found, hidden), "mend": _scrubbed(finding.mend, hidden)}
    )


def _scrubbed(text: str, hidden: Iterable[str]) -> str:
    for word in sorted((w for w in hidden if w), key=len, reverse=True):
        text = text.replace(word, "(left out)")
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def _of_settings(settings: Settings | None) -> Iterator[str]:
    """Secrets, and addresses, which may hold a password or the name of a host; paths name a person."""
    if settings is None:
        return
    tokens = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.discord_token,
    )
    yield from (token.get_secret_value() for token in tokens)
    yield from (settings.key, settings.redis_url, settings.heartbeat_url)
    yield from (settings.slack_api_url, settings.discord_api_url, settings.discord_gateway_url)
    yield from (str(settings.data), str(settings.key_file))


def _of_machine() -> Iterator[str]:
    """The home and the host; short names would take pieces out of words."""
    yield str(Path.home()) if len(Path.home().parts) > 1 else ""
    host = socket.gethostname()
    yield host if len(host) > 3 else ""
    user = getpass.getuser()
    yield user if len(user) > 4 else ""
