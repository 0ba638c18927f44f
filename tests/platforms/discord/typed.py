"""What somebody types after a slash, against the registered command tree: options by name, with their types. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_SUBCOMMAND, _GROUP = 1, 2
_STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _NUMBER, _ATTACHMENT = 3, 4, 5, 6, 7, 10, 11
_NAMED: Final = re.compile(r'\s*([a-z][a-z0-9_-]{0,31})=(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S*))')
_READERS: Final[dict[int, Callable[[str], Any]]] = {
    _INTEGER: int,
    _NUMBER: float,
    _BOOLEAN: {"true": True, "false": False}.__getitem__,
}
NONE: Final[Mapping[str, Any]] = {}
_ESCAPED: Final = re.compile(r'\\(["\\])')


@dataclass(frozen=True)
class Typed:
    """A path (`prep mock join`) and its options in the types that Discord's client sends."""

    path: str
    options: dict[str, Any] = field(default_factory=dict)


def typed(
    commands: list[dict[str, Any]], text: str, files: Mapping[str, Any], channels: Mapping[str, Any] = NONE
) -> Typed:
    """What the client sends for `/prep start zone=UTC days="mon, wed"`.

    Text without a name is what one types into the command's last free text option. `channels` are those that the
    client lists, by `#name`, and people by `@name`.

    Raises:
        AssertionError: a word, an option or a type that the tree does not have: nobody could send that.
    """
    words = text.removeprefix("/").split()
    node = next((c for c in commands if c["name"] == words[0] and c.get("type", 1) == 1), None)
    assert node is not None, f"/{words[0]} is not registered: {[c['name'] for c in commands]}"
    path, node = _walk(node, words)
    rest = text.removeprefix("/")
    for word in path:
        rest = rest.strip().removeprefix(word)
    return Typed(" ".join(path), _options(node, rest, " ".join(path), channels) | dict(files))


def _walk(node: dict[str, Any], words: list[str]) -> tuple[list[str], dict[str, Any]]:
    path = [node["name"]]
    while below := [o for o in node.get("options") or [] if o["type"] in (_SUBCOMMAND, _GROUP)]:
        word = words[len(path)] if len(words) > len(path) else ""
        found = next((o for o in below if o["name"] == word), None)
        assert found is not None, f"/{' '.join(path)} has no {word!r}: {[o['name'] for o in below]}"
        path.append(word)
        node = found
    return path, node


def _options(node: dict[str, Any], rest: str, path: str, channels: Mapping[str, Any]) -> dict[str, Any]:
    declared = {o["name"]: o for o in node.get("options") or []}
    given, at = {}, 0
    while match := _NAMED.match(rest, at):
        name = match.group(1)
        option = declared.get(name) or declared.get(name.replace("-", "_"))
        assert option is not None, f"/{path} has no option {name!r}: {list(declared)}"
        raw = match.group(3) if match.group(2) is None else _ESCAPED.sub(r"\1", match.group(2))
        given[option["name"]] = _value(option, raw, channels)
        at = match.end()
    if left := rest[at:].strip():
        given |= {_free(declared, given, path, left): left}
    return given


def _free(declared: Mapping[str, dict[str, Any]], given: Mapping[str, Any], path: str, left: str) -> str:
    free = [
        n for n, o in declared.items() if o["type"] == _STRING and not o.get("choices") and n not in given
    ]
    assert free, f"/{path} has no option for the text {left!r}"
    return free[-1]


def _value(option: Mapping[str, Any], raw: str, channels: Mapping[str, Any]) -> Any:
    name, kind = option["name"], option["type"]
    assert kind != _ATTACHMENT, f"{name} is a file: pass it by name, {name}=(file name, bytes)"
    if kind in (_CHANNEL, _USER):
        raw = f"@{raw.removeprefix('@')}" if kind == _USER else raw
        assert raw in channels, f"Discord's client lists no {raw!r} for {name}"
        return channels[raw]
    try:
        return _READERS.get(kind, str)(raw)
    except (ValueError, KeyError):
        raise AssertionError(f"Discord's client takes no {raw!r} for {name}") from None
