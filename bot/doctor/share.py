"""Findings that may be shown to strangers: without a secret, a name, a path of a home or a host."""

import getpass
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import SecretStr

from bot.core.finding import Finding
from bot.platforms.spec import specs
from bot.settings import Settings

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
    hidden = [*finding.private, *_of_settings(settings), *_of_machine()]
    return finding.model_copy(
        update={"found": _scrub(finding.found, hidden), "fix": _scrub(finding.fix, hidden)}
    )


def _scrub(text: str, hidden: Iterable[str]) -> str:
    for word in sorted((w for w in hidden if w), key=len, reverse=True):
        text = text.replace(word, "(left out)")
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def _of_settings(settings: Settings | None) -> Iterator[str]:
    """Secrets, and addresses, which may hold a password or the name of a host; paths name a person."""
    if settings is None:
        return
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif field.repr is False:
            yield value
    yield from (str(settings.data), str(settings.key_file))


def _of_machine() -> Iterator[str]:
    """The home and the host; short names would take pieces out of words."""
    yield str(Path.home()) if len(Path.home().parts) > 1 else ""
    host = socket.gethostname()
    yield host if len(host) > 3 else ""
    user = getpass.getuser()
    yield user if len(user) > 4 else ""
