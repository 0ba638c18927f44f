"""Text on Slack, in and out: what a member typed is shown as it stands, and never pings, links or formats.

Slack has two kinds of text. `plain_text` is shown as it stands. `mrkdwn` knows moments that each reader sees in
their own zone, but `*`, `_`, `~`, a backtick, `>` and `:name:` mean something in it, and cannot be escaped: only
`&`, `<` and `>` can. So a line is mrkdwn when it holds a moment and nothing in it would come alive; else it is
plain, and its moments are written in the reader's zone.
"""

import re
from collections.abc import Iterable
from typing import Any

from bot.core.card import Instant, Line, Part, join
from bot.platforms.plain_text import Look, write_part

_PAIRED = re.compile(r"([*_~`]).*\1", re.DOTALL)
_EMOJI = re.compile(r":[\w+'-]+:")
_QUOTE = re.compile(r"^\s*>", re.MULTILINE)
_INSIDE = re.compile(r"<([^<>]*)>")
_FORMATS = {"time": "{time}", "day": "{date_short_pretty}", "full": "{date_short_pretty} {time}"}
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
    shown = _ENTITY.sub(f"&{_JOINER}", text)
    return {"type": "plain_text", "text": shown, "emoji": _EMOJI.search(text) is None}


def mrkdwn(text: str) -> dict[str, Any]:
    """Escaped text with moments; `verbatim`: nothing else in it becomes a link or a mention."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def text_of(lines: Iterable[Line], look: Look) -> dict[str, Any]:
    """Some lines as one text object."""
    lines = tuple(lines)
    if is_localized(lines, look):
        return mrkdwn("\n".join(join(line, lambda part: _live(part, look)) for line in lines))
    return plain_text("\n".join(join(line, lambda part: write_part(part, look)) for line in lines))


def is_localized(lines: tuple[Line, ...], look: Look) -> bool:
    """Whether moments in these lines can be shown in each reader's own zone."""
    if not any(isinstance(part, Instant) for line in lines for part in line):
        return False
    return is_inert("\n".join(join(line, lambda part: _but_moments(part, look)) for line in lines))


def is_inert(text: str) -> bool:
    """Whether nothing in `text` would become formatting in mrkdwn."""
    return not (_PAIRED.search(text) or _EMOJI.search(text) or _QUOTE.search(text))


def _but_moments(part: Part, look: Look) -> str:
    return " " if isinstance(part, Instant) else write_part(part, look)


def _live(part: Part, look: Look) -> str:
    if not isinstance(part, Instant):
        return escape(write_part(part, look))
    fallback = escape(write_part(part, look))
    return f"<!date^{int(part.at.timestamp())}^{_FORMATS[part.style]}|{fallback}>"


def link(label: str, url: str) -> dict[str, Any]:
    """A link of ours; a label that mrkdwn would format, or an address that is none, is shown beside it in full."""
    if not url.startswith(("https://", "http://")) or not is_inert(label):
        return plain_text(f"{label}: {url}")
    safe = "".join(f"%{ord(c):02X}" if c in '|<> "' else c for c in url)
    return mrkdwn(f"<{escape(safe)}|{escape(label.replace('|', '/'))}>")
