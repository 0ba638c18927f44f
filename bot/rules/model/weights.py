"""The weights file: one line of JSON about it, then compressed feature names and small integers; and the scores that
a model of it gives.

The first line holds a format number, SHA-256 of the rest, the lexicon names that the weights speak of, and the shape
of each part. Weights are int8 with one scale a column. A row of weights is known by the name of a feature: a template
("L1", the word before the number) and a key ("latency").
"""

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add, mul
from pathlib import Path
from typing import Any

from content.document import ContentError

Get = Callable[[str], int | None]
Rows = list[int | None]
"""Rows of features; None is what nobody has weights for."""
REMEMBERED = 10_000
FORMAT = 3
FILE = Path(__file__).with_name("weights.bin")
ANEW = "Restore it from the repository (git checkout), or train it again with make model."
FINE = 1 << 16
"""Parts of one that a dense input is counted in, and its weight against the scale."""


class Tables(dict[str, Get]):
    """The look-up of each template: key in, row out. Without `rows` an unknown key gets the next row and is added to
    `names`: so training makes them."""

    def __init__(self, rows: Mapping[str, dict[str, int]] | None = None) -> None:
        super().__init__({template: keys.get for template, keys in (rows or {}).items()})
        self.names = [("", "")] if rows is None else []
        self._remembered: dict[Any, Rows] = {}

    def remember(self, make: Callable[..., Iterable[int | None]], known: tuple[Any, ...]) -> Rows:
        """Rows that `make` makes of these few things alone, made once; added up unless they are being trained."""
        rows = self._remembered.get(known)
        if rows is None:
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            made = make(self, known)
            rows = self._remembered[known] = [*made] if self.names else [sum(filter(None, made))]
        return rows

    def __missing__(self, template: str) -> Get:
        names, table = self.names, dict[str, int]()

        def grow(key: str) -> int:
            row = table.get(key)
            if row is None:
                row = table[key] = len(names)
                names.append((template, key))
            return row

        self[template] = grow if names else table.get
        return self[template]


class WeightsError(ContentError):
    """The weights can't be used: the message names the file, what is wrong, and what to do."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, 1, text)


@dataclass(frozen=True)
class LinearModel:
    """The names of its rows as they are in the file, a line each; the rows' weights as signed bytes, head by head, in
    units of the head's scale; the weights of dense inputs, a tuple of all heads each; bias by head. Row 0 has no name
    and no weight."""

    heads: tuple[str, ...]
    names: bytes
    weights: bytes
    scales: tuple[float, ...]
    dense: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def score(self, rows: Iterable[int | None], dense: Sequence[float] = ()) -> list[float]:
        """The scores of a thing, by head; `dense` are its inputs apart from the rows."""
        total = sum(filter(None, rows), self._half)
        if dense:
            total += sum(map(mul, [round(given * FINE) for given in dense], self._dense))
        lanes = total ^ self._half  # each is a signed number now
        sums = self._lanes.unpack(lanes.to_bytes(self._lanes.size, "little"))
        return [*map(add, map(mul, sums, self._units), self.bias)]

    @cached_property
    def tables(self) -> Tables:
        """Rows by template and key. A row is one integer with a lane for each head, so that adding rows adds the
        weights of all heads. Some megabytes, made only for a model that is asked."""
        table: dict[str, dict[str, int]] = {}
        count, width = len(self.weights) // len(self.heads), self._lanes.size
        raised = self.weights.translate(
            bytes(byte ^ 128 for byte in range(256))
        )  # 128 more: none is negative
        lanes = bytearray(count * width)
        for head, start in enumerate(range(0, width, width // len(self.heads))):
            lanes[start::width] = raised[head * count : (head + 1) * count]
        shift, fine = self._packed([128] * len(self.heads)), FINE * FINE if self.dense else 1
        keys = dict[str, int]()
        for row, line in enumerate(self.names.decode().split("\n"), 1):
            template, _, key = line.partition("\t")
            if template:
                keys = table.setdefault(template, {})
            keys[key] = fine * (int.from_bytes(lanes[row * width : (row + 1) * width], "little") - shift)
        return Tables(table)

    @cached_property
    def _lanes(self) -> struct.Struct:
        """A lane holds the sum of a text's rows: of what has dense inputs with more digits."""
        return struct.Struct(f"<{len(self.heads)}{'q' if self.dense else 'i'}")

    @cached_property
    def _half(self) -> int:
        """Half of what a lane holds, in each: so no sum is negative on its way."""
        return self._packed([1 << (8 * self._lanes.size // len(self.heads) - 1)] * len(self.heads))

    @cached_property
    def _dense(self) -> list[int]:
        return [
            self._packed([round(one / scale * FINE) for one, scale in zip(weights, self.scales, strict=True)])
            for weights in self.dense
        ]

    @cached_property
    def _units(self) -> tuple[float, ...]:
        """What one of a lane is worth."""
        return tuple(scale / (FINE * FINE) for scale in self.scales) if self.dense else self.scales

    def _packed(self, numbers: Sequence[int]) -> int:
        lane = 8 * self._lanes.size // len(self.heads)
        return sum(number << (lane * head) for head, number in enumerate(numbers))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the score of a head is worth for a rule: the chance that its finding is right is the logistic of
    slope * score + shift."""

    head: str
    slope: float
    shift: float

    def chance(self, scores: Mapping[str, float]) -> float:
        """From 0 to 1; certain for a text that has no scores."""
        return 1 / (1 + math.exp(-(self.slope * scores[self.head] + self.shift))) if scores else 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """All that training makes; `sentences` by kind of text, `lexicon` are the names of lexicon rows that the weights
    of bullets speak of."""

    numbers: LinearModel
    texts: LinearModel
    sentences: Mapping[str, LinearModel]
    calibration: Mapping[str, Calibration]
    lexicon: tuple[str, ...]


def to_bytes(weights: Weights) -> bytes:
    """The same weights give the same bytes."""
    calibration = {
        name: [one.head, one.slope, one.shift] for name, one in sorted(weights.calibration.items())
    }
    about = {"lexicon": weights.lexicon, "calibration": calibration, "kinds": [*weights.sentences]}
    return pack(about, (weights.numbers, weights.texts, *weights.sentences.values()))


def pack(about: Mapping[str, Any], parts: Sequence[LinearModel]) -> bytes:
    """Models as a file; `about` goes into its first line."""
    body = zlib.compress(b"".join(part.names + part.weights for part in parts), 9)
    head = {
        "format": FORMAT,
        "sha256": hashlib.sha256(body).hexdigest(),
        **about,
        "parts": [_shape(part) for part in parts],
    }
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + body


def from_bytes(data: bytes, name: str) -> Weights:
    """Raises WeightsError for bytes that are none or are damaged; `name` is that of the file."""
    head, parts = unpack(data, name)
    calibration = {rule: Calibration(*pair) for rule, pair in head["calibration"].items()}
    sentences = dict(zip(head["kinds"], parts[2:], strict=True))
    return Weights(parts[0], parts[1], sentences, calibration, tuple(head["lexicon"]))


def unpack(data: bytes, name: str) -> tuple[Mapping[str, Any], list[LinearModel]]:
    """The first line and the models of a file; as `from_bytes` where it's damaged."""
    line, _, body = data.partition(b"\n")
    try:
        head = json.loads(line)
        sound = head["format"] == FORMAT and hashlib.sha256(body).hexdigest() == head["sha256"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise WeightsError(name, f"This isn't a weights file. {ANEW}") from None
    if head.get("format") != FORMAT:
        raise WeightsError(name, f"The format is {head.get('format')}, and I read format {FORMAT}. {ANEW}")
    if not sound:
        raise WeightsError(name, f"The file is damaged: its checksum doesn't match. {ANEW}")
    raw = memoryview(zlib.decompress(body))
    parts = []
    for shape in head["parts"]:
        part, raw = _unpacked(shape, raw)
        parts.append(part)
    return head, parts


def read(path: Path = FILE) -> Weights:
    """Raises WeightsError naming the file where it's missing, empty or damaged."""
    return from_bytes(read_file(path), path.name)


def read_file(path: Path) -> bytes:
    """The bytes of a weights file. Raises WeightsError where it's missing or empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(path.name, f"The file can't be read ({error.strerror}). {ANEW}") from None
    if not data:
        raise WeightsError(path.name, f"The file is empty. {ANEW}")
    return data


def check_lexicon(weights: Weights, known: Iterable[str], name: str = FILE.name) -> None:
    """Raises WeightsError where the weights speak of rows that the lexicon lacks. New rows are fine."""
    lacking = sorted(set(weights.lexicon) - set(known))
    if lacking:
        shown = ", ".join(lacking[:3]) + (" ..." if len(lacking) > 3 else "")
        raise WeightsError(
            name,
            f"These weights were trained with another lexicon: this one lacks {shown}. "
            "Put these rows back, or train the weights again with make model.",
        )


def _shape(part: LinearModel) -> dict[str, Any]:
    return {
        "heads": part.heads,
        "names": len(part.names),
        "rows": len(part.weights) // len(part.heads),
        "dense": len(part.dense),
        "bias": part.bias,
        "scales": part.scales,
        "dense_weights": part.dense,
    }


def joined(names: Iterable[tuple[str, str]]) -> bytes:
    """Ordered names of rows (template, key) as lines, a template once: its keys follow."""
    lines: list[str] = []
    last = ""
    for template, key in names:
        lines.append(f"\t{key}" if template == last else f"{template}\t{key}")
        last = template
    return "\n".join(lines).encode()


def _unpacked(shape: Mapping[str, Any], raw: memoryview) -> tuple[LinearModel, memoryview]:
    heads, end = tuple(shape["heads"]), shape["names"]
    size = end + shape["rows"] * len(heads)
    dense = tuple(tuple(weights) for weights in shape["dense_weights"])
    scales, bias = tuple(shape["scales"]), tuple(shape["bias"])
    return LinearModel(heads, bytes(raw[:end]), bytes(raw[end:size]), scales, dense, bias), raw[size:]
