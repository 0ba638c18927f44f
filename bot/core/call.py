"""Call: a command path and its arguments as text. Everything that happens is one.

A button carries a Call in at most 100 characters: `1:<group>:quiz.answer:8f3a:2`. Arguments are positional
there, so a command's fields are only ever appended (tests/core/argument_orders.txt holds every order).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field, SerializationInfo, ValidationInfo, field_serializer, field_validator

from bot.core.values import OPEN, SEAL, Frozen, GroupId

WIRE_VERSION = "1"
WIRE_LIMIT = 98
"""Characters: the tightest platform's button holds 100, of which a form's page takes two."""
_LONGEST = 100
"""What is still read: earlier versions wrote two characters more."""
TOKEN = "~"  # noqa: S105 - a mark, not a secret
"""In the place of the path: the Call itself lies in the store under the token that follows."""
_ESCAPES = str.maketrans({"%": "%25", ":": "%3A", "~": "%7E"})


class Call(Frozen):
    """`path` is dotted (`mock.hours`); `values` are texts as a member would type them.

    `ask` opens the command's form with the values filled in, at `page` where pages come one by one. `private`
    names the values that a member typed in confidence: hidden from repr, encrypted wherever the Call is stored.
    """

    path: str
    private: frozenset[str] = frozenset()  # before `values`, whose validator reads it
    values: Mapping[str, str] = Field(default_factory=dict)
    ask: bool = False
    page: int = Field(1, ge=1, le=9)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield "path", self.path
        yield "values", {k: "..." if k in self.private else v for k, v in self.values.items()}

    @field_serializer("values", when_used="json")
    def _seal_values(self, values: Mapping[str, str], info: SerializationInfo) -> dict[str, str]:
        return _through(values, self.private, info.context, SEAL)

    @field_serializer("private", when_used="json")
    def _sort(self, private: frozenset[str]) -> list[str]:
        return sorted(private)

    @field_validator("values", mode="after")
    @classmethod
    def _open_values(cls, values: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        private: frozenset[str] = info.data.get("private", frozenset())
        return _through(values, private, info.context, OPEN) if info.mode == "json" else values


def _through(values: Mapping[str, str], private: frozenset[str], context: Any, name: str) -> dict[str, str]:
    if not private:
        return dict(values)
    cipher = (context or {}).get(name)
    if cipher is None:
        raise ValueError("private text is only ever written through the store's vault")
    return {k: cipher(v) if k in private else v for k, v in values.items()}


def encode(group: GroupId, call: Call, order: Sequence[str]) -> str | None:
    """The button payload of `call`, or None when it must wait in the store (too long, or private)."""
    if call.private and call.private & call.values.keys():
        return None
    values = [call.values.get(name, "").translate(_ESCAPES) for name in order]
    while values and not values[-1]:
        values.pop()
    payload = ":".join([WIRE_VERSION, group, _opens(call) + call.path, *values])
    return payload if len(payload) <= WIRE_LIMIT else None


def _opens(call: Call) -> str:
    """`?` before the path opens the form, `?2` its second page."""
    if not call.ask:
        return ""
    return "?" if call.page == 1 else f"?{call.page}"


def encode_token(group: GroupId, token: str, page: int = 0) -> str:
    """The payload of a Call that waits in the store; with a `page`, the one that opens its form there."""
    return ":".join([WIRE_VERSION, group, (f"?{page}" if page else "") + TOKEN, token])


class Payload(Frozen):
    """A button's text taken apart: the group, the path and the positional values."""

    version: str
    group: GroupId
    path: str
    ask: bool
    values: tuple[str, ...]
    page: int = 1

    @property
    def token(self) -> str | None:
        """The token under which the Call waits, if it does."""
        return self.values[0] if self.path == TOKEN and self.values else None


def take_apart(payload: str) -> Payload | None:
    """The parts of a button's text, or None when no version of this program wrote it."""
    if len(payload) > _LONGEST:
        return None
    version, *rest = payload.split(":")
    if not version.isdigit() or len(rest) < 2 or not rest[0]:
        return None
    group, named, *values = rest
    ask, page, path = _read_opening(named)
    return Payload(
        version=version,
        group=GroupId(group),
        path=path,
        ask=ask,
        values=tuple(_unescape(v) for v in values),
        page=page,
    )


def _read_opening(named: str) -> tuple[bool, int, str]:
    """Whether a form is to be opened, at which page, and the path."""
    if not named.startswith("?"):
        return False, 1, named
    page = named[1:2]
    return (True, int(page), named[2:]) if page in tuple("123456789") else (True, 1, named[1:])


def _unescape(text: str) -> str:
    for plain, escaped in (("~", "%7E"), (":", "%3A"), ("%", "%25")):
        text = text.replace(escaped, plain)
    return text
