"""Fits linear models to samples: roles of numbers, facts and findings of texts, and how sure each score is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from bot.rules.facts import FAMILIES
from bot.rules.model.reader import (
    ROLES,
    UP,
    NumberPrediction,
    direction,
    predict,
    summary_rows,
    summary_scores,
)
from bot.rules.model.weights import LinearModel, Rows, Tables, joined
from tools.model.samples import RULES, Sample, Taught

Array = npt.NDArray[Any]
FOLDS = 5
NUMBER_COST, TEXT_COST = 0.03, 0.02
"""LinearSVC's C, by grouped cross-validation."""
LEAST = 2
"""Samples that a feature is in, at least."""
UNSEEN, TELLING = 0.3, 0.5
"""Samples added to each count; how much of a feature's scale is how telling it is. By grouped cross-validation."""
MOST_ROWS = 15_000
"""Rows that are kept of a model: those that add most to the scores of all texts."""
BARRED, HINTED, ONLY, SCOPE = -9.0, 0.5, 9.0, -0.4
"""Scores: of a family that isn't labeled; for what the old readers said; against taking a family's only number; from
which a number stands for a launch."""
FACT_OF = {
    "outcome": "no_outcome",
    "team_claim": "vague_teamwork",
    "listing": "laundry_list",
    "hype": "buzzword",
}
"""Facts that are labeled by a finding."""
SAID = ("mitigation", "held")
"""Facts that are labeled by what the old readers said where they were right about a finding."""
SCORED = tuple(rule for rule in RULES if rule not in FACT_OF.values())
TEXT_HEADS = (*FACT_OF, "reach", *SAID, *FAMILIES, *SCORED)
HEAD_OF = {**{rule: rule for rule in SCORED}, **{rule: fact for fact, rule in FACT_OF.items()}}


class Fit(NamedTuple):
    """Weights of rows and of dense inputs (each x heads), bias (heads), and in how many samples each row is (0: too
    few, and no weight)."""

    rows: Array
    dense: Array
    bias: Array
    counts: Array

    def scores(self, features: Any, dense: Array | None = None) -> Array:
        """Of each sample by head."""
        scores: Array = np.asarray(features @ self.rows)
        return (scores if dense is None else scores + dense @ self.dense) + self.bias


def cross_scores(
    groups: Sequence[str], score: Callable[[Array, Array], Sequence[Array] | Array]
) -> list[Array]:
    """The scores that samples get from models that did not see their group, as an author's texts are one: `score`
    trains on the samples at some places and gives the scores of those at others."""
    scores: list[Array] = [np.zeros(0)] * len(groups)
    for seen, unseen in GroupKFold(FOLDS).split(groups, groups=groups):
        for at, one in zip(unseen, score(seen, unseen), strict=True):
            scores[at] = one
    return scores


def matrix(rows: Sequence[Rows], width: int) -> Any:
    """Counts of rows as a sparse matrix."""
    flat = np.array([row for some in rows for row in some], dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum([len(some) for some in rows], dtype=np.int64)])
    counted = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(rows), width))
    counted.sum_duplicates()
    return counted


def fit_head(features: Any, wanted: Array, cost: float, dense: Array | None = None) -> tuple[Array, float]:
    """Weights (of the features, then of the dense inputs) and bias of one head; a head without examples of both sides
    is constant.

    A feature is scaled by the log of how much more often samples with or without what is wanted have it (Wang and
    Manning 2012, "Baselines and Bigrams"), so that rare words with little to tell get less weight.
    """
    inputs = np.zeros((features.shape[0], 0), np.float32) if dense is None else dense
    if wanted.all() or not wanted.any():
        return np.zeros(features.shape[1] + inputs.shape[1]), 1.5 if wanted.any() else -1.5
    there = features > 0
    with_it, without = (np.asarray(there[so].sum(axis=0)).ravel() + UNSEEN for so in (wanted, ~wanted))
    told = np.abs(np.log(with_it / wanted.sum()) - np.log(without / (~wanted).sum()))
    scale = np.concatenate([1 - TELLING + TELLING * told, np.ones(inputs.shape[1])])
    scaled = sparse.hstack([features, inputs]).tocsr() @ sparse.diags(scale)
    fitted = LinearSVC(C=cost, random_state=0).fit(scaled, wanted)
    return fitted.coef_[0] * scale, float(fitted.intercept_[0])


def counts_of(features: Any) -> Array:
    """How many samples have each column; 0 where too few do, and for column 0."""
    counts: Array = np.asarray((features > 0).sum(axis=0)).ravel()
    counts[0] = 0
    return np.where(counts < LEAST, 0, counts)


def fit_numbers(samples: Sequence[Sample], tables: Tables) -> Fit:
    """The role heads, and the four others: these by what the old readers said alone."""
    trusted = [sample for sample in samples if sample.roles]
    features = matrix([rows for sample in trusted for rows in sample.rows], len(tables.names))
    counts = counts_of(features)
    features = features[:, counts > 0]
    roles = np.array([role for sample in trusted for role in sample.roles or ()])
    lines = [fit_head(features, roles == at, NUMBER_COST) for at in range(len(ROLES))]
    pairs = [pair for sample in trusted for pair in zip(sample.taught, sample.view.values, strict=True)]
    taught = [
        one if one is not None and ROLES.index(one.role) == role else None
        for (one, _), role in zip(pairs, roles, strict=True)
    ]
    moves = [direction(value) for _, value in pairs]
    goods = [one.good if one is not None else None for one in taught]
    judged = np.array([bool(good) for good in goods])
    moved = judged & np.array([move != 0 for move in moves])
    upward = np.array([(good or 0) * move > 0 for good, move in zip(goods, moves, strict=True)])
    refs = [one.ref if one is not None else None for one in taught]
    operations = [one.operating if one is not None else None for one in taught]
    for wanted, where in (
        (np.array([bool(ref) for ref in refs]), np.array([ref is not None for ref in refs])),
        (upward, moved),
        (judged, np.array([good is not None for good in goods])),
        (np.array([bool(one) for one in operations]), np.array([one is not None for one in operations])),
    ):
        lines.append(fit_head(features[where], wanted[where], NUMBER_COST))
    return to_fit(lines, counts)


def to_fit(lines: Sequence[tuple[Array, float]], counts: Array) -> Fit:
    """Lines of the columns that samples have, and of dense inputs, as weights of all."""
    learned = np.stack([weights for weights, _ in lines], 1).astype(np.float32)
    count = int((counts > 0).sum())
    rows = np.zeros((len(counts), len(lines)), np.float32)
    rows[counts > 0] = learned[:count]
    return Fit(rows, learned[count:], np.array([bias for _, bias in lines], np.float32), counts)


def cross_score_numbers(samples: Sequence[Sample], tables: Tables) -> list[Array]:
    """The scores of each sample's numbers (numbers x heads), by cross-validation."""

    def score(seen: Array, unseen: Array) -> list[Array]:
        fitted = fit_numbers([samples[at] for at in seen], tables)
        return [fitted.scores(matrix(samples[at].rows, len(tables.names))) for at in unseen]

    return cross_scores([sample.group for sample in samples], score)


def settle_roles(samples: Sequence[Sample], scores: Sequence[Array]) -> None:
    """Gives the numbers of texts that the old readers got wrong the likeliest roles that agree with the labels."""
    for sample, some in zip(samples, scores, strict=True):
        if sample.roles is None and sample.labels.families is not None and len(some):
            sample.roles = _settled(some[:, : len(ROLES)].copy(), sample)
            if not any(sample.taught):
                sample.taught = [*_inferred(sample, some)]


def _settled(scores: Array, sample: Sample) -> list[int]:
    families = sample.labels.families or frozenset()
    for at, taught in enumerate(sample.taught):
        if taught is not None:
            scores[at, ROLES.index(taught.role)] += HINTED
    for role, family in enumerate(FAMILIES):
        if family not in families:
            scores[:, role] = BARRED
    picked = scores.argmax(axis=1)
    for role, family in enumerate(FAMILIES):
        if family not in families or role in picked:
            continue
        if family == "business" and scores[:, role].max() <= SCOPE:
            continue  # a launch may be told without a number
        loss = scores[np.arange(len(picked)), picked] - scores[:, role]
        for at, taken in enumerate(picked):
            loss[at] += ONLY * (taken < len(FAMILIES) and (picked == taken).sum() == 1)
        if loss.min() < -BARRED / 2:
            picked[loss.argmin()] = role
    return [int(role) for role in picked]


def _inferred(sample: Sample, scores: Array) -> Iterator[Taught | None]:
    """What the labels of a text say of its numbers, roles apart: whether there is something to compare with,
    what got worse, and whether what is saved counts as an outcome."""
    known, given = sample.labels.known, sample.labels.findings
    read = predictions(sample, scores)
    roles = [ROLES[role] for role in sample.roles or ()]
    pairs = [*zip(sample.view.values, roles, strict=True)]
    compared = any(value.ref for value, role in pairs if role in FAMILIES and role != "business")
    compared = compared or any(
        role == "business" and value.shape in ("delta", "change") for value, role in pairs
    )
    bare = "no_baseline" in given
    sound = "no_baseline" in known and not bare and not compared and "alternative" not in roles
    moves = [one.good for one in read]
    if "unmitigated_regression" in given and min(moves, default=0) >= 0:
        fallen = [
            (direction(value) * float(row[UP]), at)
            for at, ((value, role), row) in enumerate(zip(pairs, scores, strict=True))
            if direction(value) and role in FAMILIES
        ]
        if fallen:
            moves[min(fallen)[1]] = -1  # the number that most likely got worse
    for (value, role), good in zip(pairs, moves, strict=True):
        if role not in FAMILIES:
            yield None
            continue
        level = value.shape == "level" and not value.ref and (role != "business" or bare)
        ref = None if not level else False if bare else True if sound and role != "business" else None
        moved = direction(value) != 0
        worse = good if moved and "unmitigated_regression" in known else None
        yield Taught(role, ref, worse, False if "no_outcome" in given else None)


def predictions(sample: Sample, scores: Array) -> list[NumberPrediction]:
    return [
        predict(sample.view, value, one)
        for value, one in zip(sample.view.values, scores.tolist(), strict=True)
    ]


class Texts(NamedTuple):
    """Samples as the text model sees them: rows, dense inputs, labels by head, and which labels count."""

    rows: Any
    dense: Array
    wanted: Mapping[str, Array]
    used: Mapping[str, Array]


def text_inputs(
    samples: Sequence[Sample], numbers: Sequence[Sequence[NumberPrediction]], tables: Tables
) -> Texts:
    rows = [
        sample.view.of_text(tables) + summary_rows(some, tables)
        for sample, some in zip(samples, numbers, strict=True)
    ]
    labels = [_text_labels(sample, some) for sample, some in zip(samples, numbers, strict=True)]
    return Texts(
        matrix(rows, len(tables.names)),
        np.array([summary_scores(some) for some in numbers], np.float32),
        {head: np.array([one[head][0] for one in labels]) for head in TEXT_HEADS},
        {head: np.array([one[head][1] for one in labels]) for head in TEXT_HEADS},
    )


def _text_labels(sample: Sample, numbers: Sequence[NumberPrediction]) -> dict[str, tuple[bool, bool]]:
    """For each head what is so, and whether that is known."""
    given, known, families = sample.labels.findings, sample.labels.known, sample.labels.families
    labels = {rule: (rule in given, rule in known) for rule in SCORED}
    for fact, rule in FACT_OF.items():
        labels[fact] = ((rule in given) != (fact == "outcome"), rule in known)
    labels |= {
        family: (families is not None and family in families, families is not None) for family in FAMILIES
    }
    roles = [ROLES[role] for role in sample.roles] if sample.roles else [one.role for one in numbers]
    launch = families is not None and "business" in families
    labels["reach"] = (launch, families is not None and "business" not in roles)
    worse = any(one is not None and (one.good or 0) < 0 for one in sample.taught)
    alone = "accuracy" in roles and "efficiency" not in roles and "cost" not in roles
    for fact, asked in zip(SAID, (worse, alone), strict=True):
        labels[fact] = (bool(sample.facts.get(fact)), asked and fact in sample.facts)
    return labels


def fit_texts(texts: Texts, where: Array) -> Fit:
    rows = texts.rows[where]
    counts = counts_of(rows)
    features, inputs = rows[:, counts > 0], texts.dense[where]
    lines = []
    for head in TEXT_HEADS:
        used = texts.used[head][where]
        lines.append(fit_head(features[used], texts.wanted[head][where][used], TEXT_COST, inputs[used]))
    return to_fit(lines, counts)


def cross_score_texts(samples: Sequence[Sample], texts: Texts) -> Array:
    """The scores (texts x heads), by cross-validation."""
    scores = cross_scores(
        [sample.group for sample in samples],
        lambda seen, unseen: fit_texts(texts, seen).scores(texts.rows[unseen], texts.dense[unseen]),
    )
    return np.stack(scores)


def thresholds(texts: Texts, scores: Array, where: Array) -> Array:
    """For each fact the score at which precision equals recall; findings' scores stay as they are."""
    best = np.zeros(len(TEXT_HEADS), np.float32)
    for at, head in enumerate(TEXT_HEADS):
        used = where & texts.used[head]
        if head not in (*SCORED, *FAMILIES) and texts.wanted[head][used].any():
            best[at] = _break_even(scores[used, at], texts.wanted[head][used])
    return best


def _break_even(scores: Array, wanted: Array) -> float:
    """Where as many texts have the fact as are labeled with it: precision and recall are equal."""
    ordered = np.sort(scores)[::-1]
    at = int(wanted.sum())
    return float((ordered[at - 1] + ordered[min(at, len(ordered) - 1)]) / 2)


def calibrate(scores: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and shift of the chance that a finding with a score is right."""
    if all(right) or not any(right):
        return 0.0, 4.0 if all(right) else -4.0
    fitted = LogisticRegression(C=10.0).fit(np.array(scores)[:, None], np.array(right))
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def to_part(
    heads: Sequence[str],
    names: Sequence[tuple[str, str]],
    fitted: Fit,
    most: int = MOST_ROWS,
) -> LinearModel:
    """The rows that add most to the scores of all samples, ordered by name; so many at `most`."""
    size = np.abs(fitted.rows).max(axis=1) * np.sqrt(np.maximum(fitted.counts, 1))
    order = sorted(range(len(size)), key=lambda row: (-size[row], names[row]))[:most]
    kept = sorted((names[row], row) for row in order if size[row] > 0)
    rows = np.vstack([np.zeros((1, len(heads))), fitted.rows[[row for _, row in kept]]]).astype(np.float32)
    scales = np.maximum(np.abs(rows).max(axis=0), 1e-9).astype(np.float32) / np.float32(127)
    return LinearModel(
        tuple(heads),
        joined(name for name, _ in kept),
        np.round(rows / scales).astype(np.int8).T.tobytes(),
        tuple(scales.tolist()),
        tuple(tuple(one) for one in np.round(fitted.dense, 5).astype(np.float32).tolist()),
        tuple(np.round(fitted.bias, 5).astype(np.float32).tolist()),
    )
