"""The values that everything sent or stored is made of: frozen models, private texts, ids, and the Call."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Generic, NewType, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    ValidationInfo,
    field_serializer,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
SEAL = "seal"
"""The key under which a serialization context carries `str -> str` for encryption."""
OPEN = "open"
"""The key under which a validation context carries `str -> str` for decryption."""


class Frozen(BaseModel):
    """An immutable pydantic model; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def copy_with(self, **changes: Any) -> Self:
        """This value with other fields, which are taken as they are: nothing checks them."""
        return self.model_copy(update=changes)


class Private(Generic[T]):
    """A value whose text never shows itself: `str()` and `repr()` say only that it is private."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Private(...)"

    __str__ = __repr__

    def __len__(self) -> int:
        """Characters, so that a field may limit them."""
        return len(str(self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Private) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _open, serialization=core_schema.plain_serializer_function_ser_schema(_seal, info_arg=True)
        )


def _open(value: Any, info: ValidationInfo) -> Private[str]:
    if isinstance(value, Private):
        return value
    if not isinstance(value, str):
        raise ValueError("a private value is text")  # noqa: TRY004 - pydantic turns it into its own error
    return Private(_cipher(info.context, OPEN)(value)) if info.mode == "json" else Private(value)


def _seal(value: Private[str], info: SerializationInfo) -> Any:
    return _cipher(info.context, SEAL)(value.value) if info.mode == "json" else value


def _cipher(context: Any, name: str) -> Callable[[str], str]:
    """The store's cipher; without one there is no way to write a private text anywhere."""
    cipher: Callable[[str], str] | None = (context or {}).get(name)
    if cipher is None:
        raise ValueError("private text is only ever written through the store's vault")
    return cipher


# ids of our own, and the names that platforms use: a group and a member have random ids; a space and an account are
# named by their platform, so the two can never be mistaken for each other: a group may have several spaces, a member
# several accounts

GroupId = NewType("GroupId", str)
MemberId = NewType("MemberId", str)
SpaceId = NewType("SpaceId", str)
"""A workspace, a server or the terminal: `console:main`."""
AccountId = NewType("AccountId", str)
"""A person on one space: `console:main:alice`."""
ChannelId = NewType("ChannelId", str)
"""A channel of one space: `console:main:#general`."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_id(chance: Random, length: int = 10) -> str:
    """`length` characters of base 62 drawn from `chance` (10 characters are 59 bits)."""
    return "".join(chance.choices(_ALPHABET, k=length))


def space_id(platform: str, name: str) -> SpaceId:
    return SpaceId(f"{platform}:{name}")


def account_id(space: SpaceId, name: str) -> AccountId:
    return AccountId(f"{space}:{name}")


def channel_id(space: SpaceId, name: str) -> ChannelId:
    return ChannelId(f"{space}:{name}")


EVERYWHERE = "@"
"""Instead of a space: an account that is one and the same in all spaces of its platform."""


def is_global(account: AccountId) -> bool:
    """Whether the account belongs to no single space: a user who is the same in every server."""
    return space_of(account).endswith(f":{EVERYWHERE}")


def space_of(address: AccountId | ChannelId) -> SpaceId:
    return SpaceId(address.rsplit(":", 1)[0])


def name_in(address: AccountId | ChannelId) -> str:
    """The platform's own name of an account or a channel."""
    return address.rsplit(":", 1)[1]


def platform_of(address: str) -> str:
    """The name of the platform: `console`."""
    return address.split(":", 1)[0]


# calls


class Call(Frozen):
    """A command path and its arguments as text: everything that happens is one.

    `path` is dotted (`mock.hours`); `values` are texts as a member would type them. `ask` opens the command's
    form with the values filled in, at `page` where pages come one by one. `private` names the values that a member
    typed in confidence: hidden from repr, encrypted wherever the Call is stored.
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
    cipher = _cipher(context, name)
    return {k: cipher(v) if k in private else v for k, v in values.items()}
