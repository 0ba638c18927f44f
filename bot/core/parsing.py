"""Text to Call: the grammar that Slack, a DM and the console share.

quiz topic=tradeoffs count=3          known keys first
connect code:K7QX-29                  as Discord writes it, where no argument takes text that could mean the same
bullet Fine-tuned DistilBERT ...      from the first word that is no known key, everything is text
ask question="what is p99?"           double quotes hold spaces; an unclosed quote is text
"""

import difflib
import re
from collections.abc import Mapping

from bot.core.call import Call
from bot.core.command import Access, Command
from bot.core.echo import echo, either
from bot.core.errors import BadArguments, Refusal
from bot.core.registry import Registry
from bot.core.reply import Root

LONGEST = 20_000
"""Characters of one command or form; more is refused before it is looked at."""
_SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "\u200b": " "})
_WORD = re.compile(r"\S+")
_KEY = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]{0,31})=")
_KEY_OF_DISCORD = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]{0,31})[=:]")
_ESCAPED = re.compile(r'\\(["\\])')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)')


def parse(registry: Registry, root: Root | None, text: str, access: Access) -> Call:
    """The Call that `text` spells after a root word (None: typed in a DM, where both roots are open).

    Raises:
        Refusal: no such command; offers the nearest that `access` allows.
        BadArguments: words that belong to no argument.
    """
    refuse_huge(len(text))
    if not text.strip():
        return Call(path="admin.help" if root == "admin" else "today")
    declared, rest = _find(registry, root, text)
    if declared is None:
        raise _unknown(registry, root, text, access)
    values, left = _values(declared, rest)
    if left:
        values |= _rest(declared, left, values)
    private = frozenset(p.name for p in declared.parameters if p.private)
    return Call(path=declared.path, values=values, private=private)


def refuse_huge(length: int) -> None:
    """Raises Refusal for what is too long to be looked at, or kept."""
    if length > LONGEST:
        raise Refusal(f"That is {length:,} characters; I read at most {LONGEST:,}. Send a part of it.")


def _find(registry: Registry, root: Root | None, text: str) -> tuple[Command | None, str]:
    words = list(_WORD.finditer(text.translate(_SMART)))[:3]
    for count in range(len(words), 0, -1):
        path = ".".join(w.group().casefold() for w in words[:count])
        for candidate in _paths(root, path):
            found = registry.find(candidate)
            if found is not None and found.kind in ("command", "press"):
                return found, text[words[count - 1].end() :]
    return None, text


def _paths(root: Root | None, path: str) -> tuple[str, ...]:
    if root == "admin":
        return (f"admin.{path}",)
    return (path,)


def _unknown(registry: Registry, root: Root | None, text: str, access: Access) -> Refusal:
    word = (_WORD.search(text) or [""])[0]
    usable = [c for c in registry.commands(root or "prep") if c.access <= access]
    inside = [c for c in usable if c.words[0] == word.casefold()]
    if inside:
        names = either([" ".join(c.words) for c in inside])
        return Refusal(f"Write one more word: {names}.", Call(path=inside[0].path), " ".join(inside[0].words))
    open_to = {" ".join(c.words): c for c in usable}
    near = difflib.get_close_matches(word[:40].casefold(), open_to, n=1, cutoff=0.6)
    if not near:
        return Refusal(f"I do not know {echo(word)}. This lists what I can do:", Call(path="help"), "Help")
    found = open_to[near[0]]
    return Refusal(f"I do not know {echo(word)}. Did you mean this?", Call(path=found.path), near[0])


def _values(declared: Command, text: str) -> tuple[dict[str, str], str]:
    """The leading `key=value` pairs, and what is left."""
    plain, at = text.translate(_SMART), 0
    values: dict[str, str] = {}
    key = _KEY if any(p.rest for p in declared.parameters) else _KEY_OF_DISCORD
    while match := key.match(text, at):
        name = match.group(1).casefold().replace("-", "_")
        if declared.parameter(name) is None:
            break
        values[name], at = _value(text, plain, match.end())
    return values, text[at:].strip()


def _value(text: str, plain: str, start: int) -> tuple[str, int]:
    """The value that begins at `start`, and where it ends; `plain` is the text with plain quotes and blanks."""
    if match := _QUOTED.match(plain, start):
        return _ESCAPED.sub(r"\1", text[start + 1 : match.end() - 1]), match.end()
    end = match.end() if (match := _WORD.match(plain, start)) else start
    return text[start:end], end


def _rest(declared: Command, left: str, given: Mapping[str, str]) -> dict[str, str]:
    """The text for the argument that takes it; `text=Cut latency by half` has begun it already."""
    taker = next((p for p in declared.parameters if p.rest), None)
    if taker is not None and taker.name in given:
        return {taker.name: f"{given[taker.name]} {left}"}
    if taker is not None:
        return {taker.name: _unquoted(left)}
    names = [f"{p.name}=" for p in declared.parameters]
    each = " each" if len(names) > 1 else ""
    takes = f"It takes {', '.join(names)}{each} with a value." if names else "It takes nothing more."
    raise BadArguments({"": f"I cannot place {echo(left)} in '{' '.join(declared.words)}'."}, more=(takes,))


def _unquoted(text: str) -> str:
    plain = text.translate(_SMART)
    whole = len(text) > 1 and plain[0] == plain[-1] == '"' and '"' not in plain[1:-1]
    return text[1:-1] if whole else text
