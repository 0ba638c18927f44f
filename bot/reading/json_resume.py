"""JSON into rows: the highlights of a JSON Resume (jsonresume.org), or the texts of JSON Lines, where they stand."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from bot.reading.bullets import FileLimits, Row, Unreadable

_ITEMS = "highlights"
_TEXTS = ("summary", "description")
_NAMES = ("name", "position", "institution", "organization", "title")
_SECTIONS = frozenset({"basics", "work", "projects", "volunteer"})
"""Sections of the schema, one of which every resume has."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class _Object(list[tuple[str, Any]]):
    """A JSON object as its pairs in the order in which they are written."""


def rows(text: str, limits: FileLimits) -> list[Row]:
    """The highlights, or the texts of JSON Lines, as `marked` rows; names of entries as headings, and summaries below
    them, as other rows.

    Raises:
        Unreadable: it isn't JSON, or has no section of a JSON Resume.
    """
    if found := _texts(text):
        return found
    try:
        document = json.loads(text, object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"It isn't JSON: {error.msg}, line {error.lineno}, column {error.colno}. "
            "Correct that place and send it again."
        ) from None
    if not (isinstance(document, _Object) and {name for name, _ in document} & _SECTIONS):
        raise Unreadable(
            "It's JSON, but not a JSON Resume: I looked for work, projects or basics in it. "
            'Texts of your own go in as JSON Lines, one per line: {"id": "1", "text": "..."}.'
        )
    found = list(_rows(text, document))
    if len(found) > limits.lines:
        raise Unreadable(f"It has more than {limits.lines:,} entries. Send a part of it.")
    return found


def _texts(text: str) -> list[Row]:
    """Those of JSON Lines, if each line is an object with one."""
    found = []
    for n, line in enumerate(text.splitlines(), 1):
        try:
            item = json.loads(line) if line.strip() else {"text": ""}
        except ValueError:
            return []
        if not (isinstance(item, dict) and isinstance(item.get("text"), str)):
            return []
        if said := " ".join(item["text"].split()):
            found.append(Row(text=said, line=n, marked=True))
    return found


def _rows(text: str, document: Any) -> Iterator[Row]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for (key, said), found in zip(_strings(document), _STRING.finditer(text), strict=True):
        line = bisect_right(starts, found.start())
        column = found.start() + 1 - starts[line - 1] + 1
        if key == _ITEMS:
            yield Row(text=said, line=line, column=column, marked=True)
        elif key in _NAMES:
            yield Row(text=f"# {said}", line=line, column=column)
        elif key in _TEXTS:
            yield Row(text=said, line=line, column=column)


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each string of a document in the order in which it is written, with the key that it is the value of."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, _Object):
        for name, inner in value:
            yield "", name
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)
