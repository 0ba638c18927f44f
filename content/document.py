"""Reads one YAML file strictly, remembers the line of everything in it, and validates it against a model.

YAML takes silently what an author did not mean: a second key of the same name, `no` as False, 12:30 as 750,
010 as 8. Here each of these is a ContentError with its line: the one error of this package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from yaml.reader import ReaderError

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
DOUBTS = (
    (r"|~|null", "a value is missing here: write it, or remove the field"),
    (r"yes|no|on|off|true|false", "unquoted {} reads as a switch: write true or false, or quote it"),
    (r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?", "unquoted {} reads as a number in base 60: quote it"),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ].*)?", "unquoted {} reads as a date: quote it"),
    (
        r"[-+]?0[0-9_]+|[-+]?0[xob][0-9a-f_]*",
        "unquoted {} reads as octal or hexadecimal: write it in base 10 or quote it",
    ),
    (
        r"[-+]?(\.inf|\.nan|[0-9_]*\.?[0-9_]+(e[-+]?[0-9]+)?|[0-9][0-9_]*\.)",
        "unquoted {} may be a number or a text: write digits as in 0.5 or 1200, or quote it",
    ),
    (r"<<|=", "unquoted {} has a meaning of its own in YAML: quote it"),
)
DOUBTFUL = re.compile("|".join(pattern for pattern, _ in DOUBTS), re.IGNORECASE)
"""Asked first: few values are."""

EXPECTED = {
    "tuple": "a list",
    "dict": "a block of fields",
    "model": "a block of fields",
    "dataclass": "a block of fields",
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}
"""What an author should have written, by how the type of pydantic's error begins."""


class ContentError(Exception):
    """What is wrong in a content file, where, and what to do.

    `file` is shown as given, `line` counts from 1. `more` holds the other errors of the same reading,
    in the order of the lines, so that an author can fix a whole file at once.
    """

    def __init__(self, file: str, line: int, text: str, more: Iterable[ContentError] = ()) -> None:
        super().__init__(file, line, text)
        self.file = file
        self.line = line
        self.text = text
        self.more = tuple(more)

    def __str__(self) -> str:
        return "\n".join([f"{self.file}:{self.line}: {self.text}", *map(str, self.more)])

    def all(self) -> tuple[ContentError, ...]:
        """This error and the others of the same reading, each without `more`."""
        return (ContentError(self.file, self.line, self.text), *self.more)


def join_errors(errors: Iterable[ContentError]) -> ContentError:
    """One error that carries all of them, sorted by file and line. `errors` must not be empty."""
    first, *rest = sorted(errors, key=lambda error: (error.file, error.line))
    return ContentError(first.file, first.line, first.text, rest)


class Mark(NamedTuple):
    """The line of a node, counted from 1, and the marks of what it holds."""

    line: int
    inside: Mapping[str, Mark] | Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: plain values (dict, list, str, int, float, bool) and their lines."""

    file: str
    value: object
    mark: Mark

    def line(self, *path: str | int) -> int:
        """The line of the node at `path`, or of the nearest node above it that exists."""
        mark = self.mark
        for step in path:
            inside = mark.inside
            if isinstance(inside, Mapping):
                mark = inside.get(step, mark) if isinstance(step, str) else mark
            elif isinstance(step, int) and 0 <= step < len(inside):
                mark = inside[step]
        return mark.line

    def error(self, text: str, *path: str | int) -> ContentError:
        return ContentError(self.file, self.line(*path), text)


def read(path: Path, name: str | None = None) -> Document:
    """Reads the file at `path`; `name` is what errors call it. Raises ContentError with all that is wrong."""
    file = name or str(path)
    try:
        data = path.read_bytes()
    except OSError as broken:
        raise ContentError(
            file, 1, f"can't be read ({broken.strerror}): check the path, and that you may read it"
        ) from None
    if len(data) > MAX_BYTES:
        raise ContentError(file, 1, f"has {len(data)} bytes, at most {MAX_BYTES} are read: split the file")
    try:
        return parse(data.decode("utf-8"), file)
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        raise ContentError(file, line, "isn't UTF-8 here: save the file as UTF-8") from None


def parse(text: str, file: str) -> Document:
    """Reads YAML from `text`. Raises ContentError with all that is wrong."""
    builder = _Builder(file, yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        value, mark = builder.document()
    except _TooDeepError as deep:
        builder.refuse(deep.args[0], f"is nested more than {MAX_DEPTH} levels deep: make it flatter")
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        builder.refuse(
            line, f"not readable as YAML ({broken.problem}): check indents, colons and quotes here"
        )
    except ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        builder.refuse(line, "not readable as YAML (a control character): remove it here")
    if builder.problems:
        raise join_errors(builder.problems)
    return Document(file, value, mark)


class _TooDeepError(Exception):
    """Carries the line at which nesting goes beyond MAX_DEPTH."""


class _Builder:
    """Turns the parser's events into values, and notes everything that is wrong on the way."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.problems: list[ContentError] = []

    def refuse(self, line: int, text: str) -> None:
        self.problems.append(ContentError(self.file, line, text))

    def document(self) -> tuple[object, Mark]:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self.refuse(1, "is empty: write its content or remove the file")
            return None, Mark(1)
        built = self.node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            self.refuse(_line(after), "a second document begins here: keep one document in a file")
        return built

    def node(self, event: yaml.Event, depth: int) -> tuple[object, Mark]:
        if depth > MAX_DEPTH:
            raise _TooDeepError(_line(event))
        self.plainness(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event), Mark(_line(event))
        return None, Mark(_line(event))

    def plainness(self, event: yaml.Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(_line(event), f"alias *{anchor}: write the value out")
        elif anchor:
            self.refuse(_line(event), f"anchor &{anchor}: remove it and write values out where needed")
        if tag:
            self.refuse(_line(event), f"tag {tag}: remove it, plain values only")

    def mapping(self, start: yaml.Event, depth: int) -> tuple[object, Mark]:
        values: dict[str, object] = {}
        marks: dict[str, Mark] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, where = self.node(event, depth + 1)
            value, mark = self.node(next(self.events), depth + 1)
            if not isinstance(key, str):
                self.refuse(where.line, f"key {key!r} isn't a word: quote it or rename it")
            elif key in values:
                self.refuse(where.line, f"'{key}' is in this block twice: keep one of the two")
            else:
                values[key], marks[key] = value, mark
        return values, Mark(_line(start), marks)

    def sequence(self, start: yaml.Event, depth: int) -> tuple[object, Mark]:
        values: list[object] = []
        marks: list[Mark] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, mark = self.node(event, depth + 1)
            values.append(value)
            marks.append(mark)
        return values, Mark(_line(start), marks)

    def scalar(self, event: yaml.ScalarEvent) -> object:
        text = str(event.value)
        if event.style:
            return text
        if text in ("true", "false"):
            return text == "true"
        if INTEGER.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            return float(text)
        if DOUBTFUL.fullmatch(text):
            kinds = (sentence for pattern, sentence in DOUBTS if re.fullmatch(pattern, text, re.IGNORECASE))
            self.refuse(_line(event), next(kinds).format(text))
        return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def fit(document: Document, shape: Any, *path: str) -> Any:
    """The value at `path` of `document` as a `shape` (a pydantic model or any type). Raises ContentError."""
    value = document.value
    for step in path:
        value = value[step] if isinstance(value, dict) else None
    try:
        return _adapter(shape).validate_python(value)
    except ValidationError as invalid:
        # without the lists that are too short only because an item of theirs is wrong
        inner = {error["loc"][:at] for error in invalid.errors() for at in range(len(error["loc"]))}
        causes = [e for e in invalid.errors() if e["type"] != "too_short" or e["loc"] not in inner]
        # what may be a word or a list of words, and is neither, is told once
        causes = [
            e for e in causes if e["type"] != "tuple_type" or not str(e["loc"][-1]).startswith("tuple[")
        ]
        fields = tuple(_field_names(_adapter(shape).core_schema))
        raise join_errors(_explained(document, path, error, value, fields) for error in causes) from None


@lru_cache(maxsize=1)
def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Files of one kind are read one after another."""
    return TypeAdapter(shape)


def _field_names(schema: object) -> Iterator[str]:
    """The fields of every model and dataclass in a schema of pydantic's."""
    if isinstance(schema, dict):
        fields = schema.get("fields", ())  # of a model by name, of a dataclass in a list
        yield from (field if isinstance(field, str) else field["name"] for field in fields)
    if isinstance(schema, dict | list | tuple):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from _field_names(inner)


def _explained(
    document: Document, path: tuple[str, ...], error: ErrorDetails, value: object, fields: Sequence[str]
) -> ContentError:
    where: list[int | str] = [*path]  # the steps that exist in the file; others are pydantic's own
    for step in error["loc"]:
        held = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
        if step in held:
            value = value[step]  # type: ignore[index] # it is there
            where.append(step)
    # told at the field that tells the kinds apart
    if error["type"] == "union_tag_invalid" and isinstance(value, dict):
        field = error["ctx"]["discriminator"].strip("'")
        where, value = [*where, field], value[field]
    text = _sentence(error, value, fields)
    named = " > ".join(str(step + 1) if isinstance(step, int) else step for step in where)
    return document.error(f"{named}: {text}" if named else text, *where)


def _sentence(error: ErrorDetails, holder: object, fields: Sequence[str]) -> str:
    name = str(error["loc"][-1]) if error["loc"] else "the file"
    match error["type"]:
        case "missing":
            return f"'{name}' is missing: add it"
        case "extra_forbidden" | "unexpected_keyword_argument":  # of a model, of a dataclass
            others = [one for one in fields if one != name]  # another kind's may be its name
            near = get_close_matches(name, others, 1)
            fix = f"did you mean '{near[0]}'?" if near else "remove it or correct its name"
            return f"'{name}' isn't a field here: {fix}"
        case "value_error":
            return str(error["ctx"]["error"])
        case "union_tag_invalid":
            said = f"should be one of {error['ctx']['expected_tags']}"
        case "string_pattern_mismatch":
            said = f"should be written as other entries are, in the pattern {error['ctx']['pattern']}"
        case kind if wanted := EXPECTED.get(re.sub("_(type|parsing|from_float)$", "", kind)):
            said = f"should be {wanted}"
        case _:
            said = re.sub("^(Input|Value|String|Tuple) | after validation", "", error["msg"])
    text = repr(holder)
    shown = text if len(text) <= 40 else text[:37] + "..."
    known = re.findall(r"'([^']+)'", error.get("ctx", {}).get("expected", ""))
    near = get_close_matches(str(holder), known, 1)
    return f"{said} (it is {shown}): " + (f"did you mean '{near[0]}'?" if near else "correct the value")
