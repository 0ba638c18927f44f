"""Text on Slack, in and out: what a member typed is shown as it stands, and never pings, links or formats.

Slack has three kinds of text. `plain_text` and the elements of rich text are shown as they stand. `mrkdwn` knows
moments and bold words, but `*`, `_`, `~`, a backtick, `>` and `:name:` mean something in it, and cannot be escaped:
only `&`, `<` and `>` can. So small print and fields, which rich text can't make, are mrkdwn when nothing in them
would come alive; else they are plain, and their moments are written in the reader's zone.
"""

import re
from typing import Any

from bot.core.card import Instant, Line, Part, join
from bot.core.layout import Look, write_part

_PAIRED = re.compile(r"([*_~`]).*\1", re.DOTALL)
_EMOJI = re.compile(r":[\w+'-]+:")
_QUOTE = re.compile(r"^\s*>", re.MULTILINE)
_INSIDE = re.compile(r"<([^<>]*)>")
FORMATS = {
    "time": "{time}",
    "day": "{date_short_pretty}",
    "full": "{date_short_pretty} {time}",
    "relative": "at {time}",
}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
_JOINER = "\N{WORD JOINER}"
_PACKED = (("&", "%26"), ("<", "%3C"), (">", "%3E"))


def escape(text: str) -> str:
    """`text` for mrkdwn, where these three characters begin mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a member typed, from what Slack sent of it."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def pack(payload: str) -> str:
    """A button's payload without the characters that Slack escapes in what it hands back. In a payload a percent
    sign is written `%25`, so these can be nothing else."""
    for character, code in _PACKED:
        payload = payload.replace(character, code)
    return payload


def unpack(value: str) -> str:
    """The payload that was packed."""
    for character, code in _PACKED:
        value = value.replace(code, character)
    return value


def read_typed(text: str) -> str:
    """A message as it was typed: links and mentions that Slack made of it are words again."""
    return unescape(_INSIDE.sub(lambda found: _word(found[1]), text))


def _word(inside: str) -> str:
    target, _, label = inside.partition("|")
    if label:
        return ("#" if target.startswith("#") else "") + label
    return f"@{target[1:]}" if target.startswith("!") else target.removeprefix("mailto:")


def plain_text(text: str) -> dict[str, Any]:
    """`text` as it stands. Slack reads `:name:` as a picture where `emoji` is on, and needs it on for real ones.

    Slack keeps texts escaped, and reads `&lt;` in one as `<`: a character without width keeps what somebody typed
    from being read so.
    """
    return {"type": "plain_text", "text": break_entities(text), "emoji": _EMOJI.search(text) is None}


def break_entities(text: str) -> str:
    """The text with a character without width in what reads like an escape of Slack's."""
    return _ENTITY.sub(f"&{_JOINER}", text)


def mrkdwn(text: str) -> dict[str, Any]:
    """Escaped text with moments; `verbatim`: nothing else in it becomes a link or a mention."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def text_of(line: Line, look: Look) -> dict[str, Any]:
    """A line as a text object: with live moments where nothing else in it would come alive."""
    moments = any(isinstance(part, Instant) for part in line)
    if moments and is_inert(join(line, lambda part: _but_moments(part, look))):
        return mrkdwn(join(line, lambda part: _live(part, look)))
    return plain_text(join(line, lambda part: write_part(part, look)))


def field_of(name: str, line: Line, look: Look) -> dict[str, Any]:
    """A named value: the name in bold above it, where nothing in either would come alive."""
    if (
        name.strip() == name != ""
        and "*" not in name
        and is_inert(f"{name}\n{join(line, lambda part: _but_moments(part, look))}")
    ):
        return mrkdwn(f"*{escape(name)}*\n{join(line, lambda part: _live(part, look))}")
    return plain_text(f"{name.strip() or '-'}\n{join(line, lambda part: write_part(part, look))}")


def is_inert(text: str) -> bool:
    """Whether nothing in `text` would become formatting in mrkdwn."""
    return not (_PAIRED.search(text) or _EMOJI.search(text) or _QUOTE.search(text))


def _but_moments(part: Part, look: Look) -> str:
    return " " if isinstance(part, Instant) else write_part(part, look)


def _live(part: Part, look: Look) -> str:
    text = escape(write_part(part, look))
    if not isinstance(part, Instant):
        return text
    return f"<!date^{int(part.at.timestamp())}^{FORMATS[part.style]}|{text}>"


def quote_url(url: str) -> str:
    """An address of ours without what would end it."""
    return "".join(f"%{ord(c):02X}" if c in '|<> "' else c for c in url)
