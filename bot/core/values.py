"""The base of every value that travels or is stored: frozen, and private if somebody typed it."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    SerializationInfo,
    ValidationInfo,
)
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
SEAL = "seal"
"""The key under which a serialisation context carries `str -> str` for encryption."""
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
