"""What Discord's client sends of what somebody writes into the options of a command. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from simcord import SetupError
from simcord.interactions import validate_option_value

_INTEGER, _BOOLEAN, _USER, _CHANNEL, _NUMBER = 4, 5, 6, 7, 10
_READERS: Final[dict[int, Callable[[str], Any]]] = {
    _INTEGER: int,
    _NUMBER: float,
    _BOOLEAN: {"true": True, "false": False}.__getitem__,
}


def options_of(
    commands: list[dict[str, Any]], path: str, values: Mapping[str, str], listed: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of `prep mock join` in the types that the registered tree asks for. `listed` are the channels that
    the client knows, by `#name`, and people by `@name`.

    Raises:
        SetupError: a word, an option or a value that the tree does not have: nobody could send that.
    """
    declared: dict[str, Any] = {command["name"]: command for command in commands}
    for word in path.split():
        if word not in declared:
            raise SetupError(f"/{path}: no {word!r} among {sorted(declared)}")
        declared = {option["name"]: option for option in declared[word].get("options") or []}
    found: dict[str, Any] = {}
    for name, raw in values.items():
        if name not in declared:
            raise SetupError(f"/{path} has no option {name!r}: {sorted(declared)}")
        kind = declared[name]["type"]
        try:
            if kind in (_CHANNEL, _USER):
                found[name] = listed[raw] if kind == _CHANNEL else listed[f"@{raw.removeprefix('@')}"]
            else:
                found[name] = _READERS.get(kind, str)(raw)
        except (ValueError, KeyError):
            raise SetupError(f"Discord's client takes no {raw!r} for {name}") from None
        validate_option_value(path, declared[name], found[name])
    return found
