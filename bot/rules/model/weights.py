"""The weights file: one line of JSON about it, then compressed feature names and small integers.

The first line holds a format number, SHA-256 of the rest, the lexicon names that the weights speak of, and the shape
of each part. Weights are int8 with one scale a column.
"""

import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content.errors import ContentError

FORMAT = 2
FILE = Path(__file__).with_name("weights.bin")
ANEW = "Restore it from the repository (git checkout), or train it again with make model."
Matrix = npt.NDArray[np.float32]


class WeightsError(ContentError):
    """The weights can't be used: the message names the file, what is wrong, and what to do."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, 1, text)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A linear model: the names of its rows as they are in the file, a line each; weights (rows x heads), dense
    weights (dense inputs x heads), bias (heads). Row 0 has no name and no weight."""

    heads: tuple[str, ...]
    names: bytes
    rows: Matrix
    dense: Matrix
    bias: Matrix

    def table(self) -> dict[str, dict[str, int]]:
        """Rows by template and key: some ten megabytes, made only for a model that is asked."""
        table: dict[str, dict[str, int]] = {}
        keys: dict[str, int] = {}
        for row, line in enumerate(self.names.decode().split("\n"), 1):
            template, _, key = line.partition("\t")
            if template:
                keys = table.setdefault(template, {})
            keys[key] = row
        return table


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
    """All that training makes; `lexicon` are the names of lexicon rows that the weights of bullets speak of."""

    numbers: Part
    texts: Part
    sentences: Part
    calibration: Mapping[str, Calibration]
    lexicon: tuple[str, ...]


def to_bytes(weights: Weights) -> bytes:
    """The same weights give the same bytes."""
    calibration = {
        name: [one.head, one.slope, one.shift] for name, one in sorted(weights.calibration.items())
    }
    about = {"lexicon": weights.lexicon, "calibration": calibration}
    return pack(about, (weights.numbers, weights.texts, weights.sentences))


def pack(about: Mapping[str, Any], parts: Sequence[Part]) -> bytes:
    """Models as a file; `about` goes into its first line."""
    body = zlib.compress(b"".join(_packed(part) for part in parts), 9)
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
    return Weights(parts[0], parts[1], parts[2], calibration, tuple(head["lexicon"]))


def unpack(data: bytes, name: str) -> tuple[Mapping[str, Any], list[Part]]:
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


def _shape(part: Part) -> dict[str, Any]:
    return {
        "heads": part.heads,
        "names": len(part.names),
        "rows": len(part.rows),
        "dense": len(part.dense),
        "bias": [float(one) for one in part.bias],
        "scales": [float(one) for one in _scales(part.rows)],
        "dense_weights": [[float(one) for one in row] for row in part.dense],
    }


def joined(names: Iterable[tuple[str, str]]) -> bytes:
    """Ordered names of rows (template, key) as lines, a template once: its keys follow."""
    lines: list[str] = []
    last = ""
    for template, key in names:
        lines.append(f"\t{key}" if template == last else f"{template}\t{key}")
        last = template
    return "\n".join(lines).encode()


def _scales(rows: Matrix) -> Matrix:
    scales: Matrix = np.maximum(np.abs(rows).max(axis=0), 1e-9).astype(np.float32) / np.float32(127)
    return scales


def _packed(part: Part) -> bytes:
    small = np.round(part.rows / _scales(part.rows)).astype(np.int8)
    return part.names + np.ascontiguousarray(small.T).tobytes()


def _unpacked(shape: Mapping[str, Any], raw: memoryview) -> tuple[Part, memoryview]:
    heads, count, end = tuple(shape["heads"]), shape["rows"], shape["names"]
    size = count * len(heads)
    small = np.frombuffer(raw[end : end + size], dtype=np.int8).reshape(len(heads), count).T
    rows = small.astype(np.float32) * np.array(shape["scales"], dtype=np.float32)
    dense = np.array(shape["dense_weights"], dtype=np.float32).reshape(shape["dense"], len(heads))
    bias = np.array(shape["bias"], dtype=np.float32)
    return Part(heads, bytes(raw[:end]), np.ascontiguousarray(rows), dense, bias), raw[end + size :]
