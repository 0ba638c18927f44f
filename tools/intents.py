"""Trains what typed lines want: one head an intent, and the margin from which the first of two is sure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.rules.model.weights import LinearModel, Tables
from bot.rules.words.lexicon import Lexicon
from handlers.dm.intents import INTENTS, intent_rows
from tools.model.estimators import Array, Fit, counts_of, cross_scores, fit_head, matrix, to_fit, to_part
from tools.model.samples import CORPUS, jsonl_rows

LINES = Path(__file__).parents[1] / "tests" / "handlers" / "dm" / "lines"
COST = 0.03
"""LinearSVC's C, by cross-validation."""
SURE = 0.9
"""Of the lines with at least the margin that is sure so many are read right, by cross-validation."""


class Lines(NamedTuple):
    """Texts and the places of their intents; the first `counted` are measured, the others only taught."""

    texts: Sequence[str]
    wanted: Array
    counted: int


class Trained(NamedTuple):
    """`right` is the share of lines read right, `sure` that of lines read surely, by cross-validation."""

    part: LinearModel
    least: float
    right: float
    sure: float


def read_lines() -> Lines:
    """The labeled lines, lines that add to their words, then a bullet and a story of each author who wrote both."""
    rows = jsonl_rows(LINES / "train.jsonl")
    counted = len(rows)
    known = {row["text"].casefold() for row in rows}
    more = [row for row in jsonl_rows(LINES / "more.jsonl") if row["text"].casefold() not in known]
    for at, path in enumerate(sorted((CORPUS / "tuned").glob("*.jsonl"))):
        texts: dict[str, list[str]] = {"bullet": [], "story": [], "set": []}
        for row in jsonl_rows(path):
            texts[row["kind"]].append(row.get("text", ""))
        for kind in ("bullet", "story"):
            if texts["story"]:
                more += [{"text": text, "intent": kind} for text in texts[kind][at % 3 : at % 3 + 1]]
    rows += more
    wanted = np.array([INTENTS.index(row["intent"]) for row in rows])
    return Lines([row["text"] for row in rows], wanted, counted)


def fit(features: Any, wanted: Array) -> Fit:
    """Weights and bias of each intent."""
    features = (features > 0).astype(np.float32)
    counts = counts_of(features)
    features = features[:, counts > 0]
    return to_fit([fit_head(features, wanted == head, COST) for head in range(len(INTENTS))], counts)


def train(lexicon: Lexicon) -> Trained:
    """Trains on all lines; each counted one is read by models that did not see it."""
    tables, lines = Tables(), read_lines()
    rows = [intent_rows(text, lexicon, tables) for text in lines.texts]
    features = matrix(rows, len(tables.names))
    taught = np.arange(lines.counted, len(rows))

    def score(seen: Array, unseen: Array) -> Array:
        chosen = np.concatenate([seen, taught])
        return fit(features[chosen], lines.wanted[chosen]).scores(features[unseen])

    scores = np.stack(cross_scores([str(at) for at in range(lines.counted)], score))
    right = scores.argmax(axis=1) == lines.wanted[: lines.counted]
    ordered = np.sort(scores, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    least = _least_margin(margin, right)
    part = to_part(INTENTS, tables.names, fit(features, lines.wanted))
    return Trained(part, round(least, 3), float(right.mean()), float((margin >= least).mean()))


def _least_margin(margin: Array, right: Array) -> float:
    """The smallest margin from which the share of right readings is as large as it has to be."""
    order = np.argsort(-margin)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return float(margin[order][np.flatnonzero(share >= SURE)[-1]])
