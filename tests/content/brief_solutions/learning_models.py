"""Answers to coding briefs about layers, losses, samplers and training steps, in plain Python and NumPy."""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def cross_entropy(scores: ArrayLike, labels: ArrayLike) -> float:
    """ml-b01: on the log of the softmax; ignored labels are masked before they index."""
    rows, wanted = np.array(scores, float), np.array(labels)
    counted = wanted != -100
    if not counted.any():
        return 0.0
    rows = rows - rows.max(axis=1, keepdims=True)
    losses = np.log(np.exp(rows).sum(axis=1)) - rows[np.arange(len(rows)), np.where(counted, wanted, 0)]
    return float((losses * counted).sum() / counted.sum())


def sample(
    scores: ArrayLike,
    temperatures: Sequence[float],
    ps: Sequence[float],
    numbers: Sequence[float],
    ended: Sequence[bool],
    padding: int,
) -> list[int]:
    """ml-b04: each row by itself, with its own number."""
    found = []
    rows = zip(np.array(scores, float), temperatures, ps, numbers, ended, strict=True)
    for row, temperature, p, number, done in rows:
        if done or temperature == 0:
            found.append(padding if done else int(row.argmax()))
            continue
        order = np.argsort(-row, kind="stable")
        shares = np.exp((row[order] - row.max()) / temperature)
        shares /= shares.sum()
        before = np.cumsum(shares) - shares
        kept = shares * (before < p)
        place = int(np.searchsorted(np.cumsum(kept), number * kept.sum(), side="right"))
        found.append(int(order[min(place, int((before < p).sum()) - 1)]))
    return found


def attend(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    keys: ArrayLike,
    values: ArrayLike,
    lengths: Sequence[int],
) -> tuple[Array, Array, Array, list[int]]:
    """ml-b05: heads of a group share their keys without a copy of them."""
    asked, kept, seen = np.array(query, float), np.array(keys, float), np.array(values, float)
    batch, heads, size = asked.shape
    groups, longest = kept.shape[1], kept.shape[2]
    for row, length in enumerate(lengths):
        kept[row, :, length] = np.array(key, float)[row]
        seen[row, :, length] = np.array(value, float)[row]
    grown = [length + 1 for length in lengths]
    scores = np.einsum("bgqd,bgkd->bgqk", asked.reshape(batch, groups, heads // groups, size), kept)
    places = np.arange(longest)[None, None, None, :]
    scores = np.where(places < np.array(grown)[:, None, None, None], scores / math.sqrt(size), -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    output = np.einsum("bgqk,bgkd->bgqd", weights, seen).reshape(batch, heads * size)
    return output, kept, seen, grown


def quantize(matrix: ArrayLike) -> tuple[NDArray[np.int8], Array]:
    """ml-b06: one symmetric scale for each row; a row of zeros has scale 1."""
    weights = np.array(matrix, float)
    largest = np.abs(weights).max(axis=1)
    scales = np.where(largest == 0, 1.0, largest / 127)
    return np.clip(np.rint(weights / scales[:, None]), -127, 127).astype(np.int8), scales


def dequantize(q: NDArray[np.int8], scales: Array) -> Array:
    """ml-b06."""
    return q.astype(float) * scales[:, None]


class Moments:
    """ml-b12: count, mean and the sum of squared distances."""

    def __init__(self) -> None:
        self.count, self.center, self.squares, self.left_out = 0, 0.0, 0.0, 0

    def add(self, x: float) -> None:
        if math.isnan(x):
            self.left_out += 1
            return
        self.count += 1
        distance = x - self.center
        self.center += distance / self.count
        self.squares += distance * (x - self.center)

    def mean(self) -> float:
        return self.center

    def variance(self) -> float | None:
        return self.squares / (self.count - 1) if self.count > 1 else None

    def missing(self) -> int:
        return self.left_out


def joined(a: Moments, b: Moments) -> Moments:
    """ml-b12: the distance of the means adds to the spread."""
    found = Moments()
    found.count, found.left_out = a.count + b.count, a.left_out + b.left_out
    if found.count:
        distance = b.center - a.center
        found.center = a.center + distance * b.count / found.count
        found.squares = a.squares + b.squares + distance**2 * a.count * b.count / found.count
    return found


def mean_of_tokens(vectors: ArrayLike, mask: ArrayLike) -> Array:
    """ml-b13: real tokens only; none gives zeros."""
    real = np.array(mask, float)
    summed: Array = (np.array(vectors, float) * real[:, :, None]).sum(axis=1)
    return np.asarray(summed / np.maximum(real.sum(axis=1), 1)[:, None])


def nearest(queries: ArrayLike, texts: ArrayLike, k: int, block: int) -> list[list[int]]:
    """ml-b13: blocks of texts, and the best so far."""
    asked, kept = _normalized(queries), _normalized(texts)
    best: list[list[tuple[float, int]]] = [[] for _ in asked]
    for start in range(0, len(kept), block):
        scores = asked @ kept[start : start + block].T
        for row, found in enumerate(scores):
            rows = [*best[row], *((-float(score), start + at) for at, score in enumerate(found))]
            best[row] = heapq.nsmallest(k, rows)
    return [[at for _, at in row] for row in best]


def _normalized(vectors: ArrayLike) -> Array:
    rows = np.array(vectors, float)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths))


class Lora:
    """ml-b14: the original weights stay, so that leaving the merge is exact."""

    def __init__(self, w: ArrayLike, a: ArrayLike, b: ArrayLike, alpha: float) -> None:
        self.original, self.a, self.b = np.array(w, float), np.array(a, float), np.array(b, float)
        self.scale = alpha / len(self.a)
        self.merged: Array | None = None

    def forward(self, x: ArrayLike) -> Array:
        rows = np.array(x, float)
        if self.merged is not None:
            return np.asarray(rows @ self.merged.T)
        return np.asarray(rows @ self.original.T + self.scale * (rows @ self.a.T) @ self.b.T)

    def merge(self) -> None:
        self.merged = self.original + self.scale * self.b @ self.a

    def unmerge(self) -> None:
        self.merged = None


Gradient = Callable[[Sequence[float], Any], tuple[Sequence[float], int]]


def train_step(
    weights: Sequence[float], small_batches: Sequence[Any], gradient: Gradient, rate: float, limit: float
) -> list[float]:
    """ml-b15: sums first, one division by all tokens, one clip."""
    mean = global_gradient(
        [[gradient(weights, batch) for batch in small_batches]],
        lambda arrays: list(np.sum(arrays, axis=0)),
        limit,
    )
    return [weight - rate * one for weight, one in zip(weights, mean, strict=True)]


MicroBatch = tuple[Sequence[float], int]


def global_gradient(
    gpus: Sequence[Sequence[MicroBatch]],
    all_reduce: Callable[[list[list[float]]], Iterable[float]],
    limit: float,
) -> list[float]:
    """ml-b28: each GPU sums its own, the count of tokens travels with the gradient, and the norm is clipped last."""
    local = [
        [sum(column) for column in zip(*([*gradient, tokens] for gradient, tokens in batches), strict=True)]
        for batches in gpus
    ]
    *total, tokens = all_reduce(local)
    mean = np.array(total) / tokens
    norm = float(np.linalg.norm(mean))
    return [float(one) for one in mean * min(1.0, limit / norm if norm else 1.0)]


LanguageModel = Callable[[Sequence[int]], Sequence[float]]


def _log_chances(tokens: Sequence[int], model: LanguageModel, window: int, stride: int) -> list[float]:
    """Of every token but the first, each counted in the first window that holds it."""
    found: list[float] = []
    start = 0
    while len(found) < len(tokens) - 1:
        part = tokens[start : start + window]
        found.extend(model(part)[len(found) - start :])
        start += stride
    return found


def perplexity(tokens: Sequence[int], model: LanguageModel, window: int, stride: int) -> tuple[float, int]:
    """ml-b16."""
    found = _log_chances(tokens, model, window, stride)
    return math.exp(-sum(found) / len(found)), len(found)


def bits_per_byte(tokens: Sequence[int], model: LanguageModel, window: int, stride: int, size: int) -> float:
    """ml-b16: the total loss in bits, by the bytes of the text."""
    return -sum(_log_chances(tokens, model, window, stride)) / math.log(2) / size


Logistic = tuple[Array, Array, Array]
"""Mean and spread of the features, and the weights with the constant first."""


def train(features: ArrayLike, y: ArrayLike, penalty: float) -> Logistic:
    """ml-b19: Newton's steps on scaled features; the constant isn't penalized."""
    rows, labels = np.array(features, float), np.array(y, float)
    center, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    scaled = np.column_stack([np.ones(len(rows)), (rows - center) / spread])
    weights, ridge = np.zeros(scaled.shape[1]), np.diag([0.0] + [penalty] * rows.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(scaled @ weights, -50, 50)))
        slope = scaled.T @ (p - labels) / len(rows) + ridge @ weights
        curve = (scaled.T * (p * (1 - p))) @ scaled / len(rows) + ridge + 1e-9 * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    return center, spread, weights


def chances(model: Logistic, features: ArrayLike) -> Array:
    """ml-b19."""
    center, spread, weights = model
    scores = weights[0] + (np.array(features, float) - center) / spread @ weights[1:]
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -50, 50))))


def dpo_loss(
    policy_chosen: ArrayLike,
    policy_rejected: ArrayLike,
    ref_chosen: ArrayLike,
    ref_rejected: ArrayLike,
    beta: float,
) -> tuple[float, float]:
    """ml-b26: log(1 + exp(-margin)) in its stable form."""
    chosen = np.array(policy_chosen, float) - np.array(ref_chosen, float)
    margin = beta * (chosen - (np.array(policy_rejected, float) - np.array(ref_rejected, float)))
    return float(np.logaddexp(0, -margin).mean()), float((margin > 0).mean())


def encode_train(categories: Sequence[str], labels: Sequence[int], m: float, parts: int) -> list[float]:
    """ml-b21: a row's value comes from the other parts."""
    found = [0.0] * len(labels)
    for part in range(parts):
        others = [at for at in range(len(labels)) if at % parts != part]
        encoder = fit([categories[at] for at in others], [labels[at] for at in others], m)
        for at in range(part, len(labels), parts):
            (found[at],) = transform(encoder, [categories[at]])
    return found


def fit(categories: Sequence[str], labels: Sequence[int], m: float) -> tuple[float, Mapping[str, float]]:
    """ml-b21: the overall mean, and the smoothed mean of each category."""
    mean = sum(labels) / len(labels)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for category, label in zip(categories, labels, strict=True):
        groups[category].append(label)
    return mean, {name: (sum(found) + m * mean) / (len(found) + m) for name, found in groups.items()}


def transform(encoder: tuple[float, Mapping[str, float]], categories: Iterable[str]) -> list[float]:
    """ml-b21."""
    mean, values = encoder
    return [values.get(category, mean) for category in categories]
