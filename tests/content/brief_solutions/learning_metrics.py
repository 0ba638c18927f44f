"""Answers to coding briefs that measure: ranking, calibration, agreement, experiments, gates."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from itertools import groupby
from random import Random
from statistics import fmean, stdev, variance

Row = tuple[Hashable, int, int, int]


def ndcg(scores: Sequence[float], relevance: Sequence[float], k: int) -> float | None:
    """ml-b02: a tie shares its mean gain over the discounts that it covers."""
    ideal = _gain(sorted(relevance, reverse=True)[:k])
    if not ideal:
        return None
    ranked = sorted(zip(scores, relevance, strict=True), key=lambda one: -one[0])
    gains = [
        fmean(gain for _, gain in group)
        for _, rows in groupby(ranked, key=lambda one: one[0])
        if (group := list(rows))
        for _ in group
    ]
    return _gain(gains[:k]) / ideal


def _gain(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def mean_ndcg(queries: Sequence[tuple[Sequence[float], Sequence[float]]], k: int) -> tuple[float, int]:
    """ml-b02: the mean over queries with something relevant, and the number of others."""
    return _mean_of_some([ndcg(scores, relevance, k) for scores, relevance in queries])


def _mean_of_some(values: Sequence[float | None]) -> tuple[float, int]:
    known = [value for value in values if value is not None]
    return fmean(known), len(values) - len(known)


def calibration_error(confidences: Sequence[float], right: Sequence[int], bins: int) -> float:
    """ml-b03: gaps of the bins, weighted with their items."""
    gaps = [0.0] * bins
    for confidence, hit in zip(confidences, right, strict=True):
        gaps[min(int(confidence * bins), bins - 1)] += confidence - hit
    return sum(map(abs, gaps)) / len(confidences)


def fit_temperature(scores: Sequence[Sequence[float]], labels: Sequence[int]) -> float:
    """ml-b03: by thirds over the logarithm."""
    kinds = Counter((tuple(row), label) for row, label in zip(scores, labels, strict=True))

    def loss(log: float) -> float:
        return sum(
            many * _log_loss([one / math.exp(log) for one in row], at) for (row, at), many in kinds.items()
        )

    low, high = math.log(0.05), math.log(20)
    for _ in range(60):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return math.exp((low + high) / 2)


def _log_loss(row: Sequence[float], label: int) -> float:
    top = max(row)
    return math.log(sum(math.exp(one - top) for one in row)) - (row[label] - top)


def f1_difference(rows: Sequence[Row], repeats: int, chance: Random) -> tuple[float, float, float]:
    """ml-b08: customers are drawn, with both models on the same draw."""
    counts: defaultdict[Hashable, list[int]] = defaultdict(lambda: [0] * 5)
    for customer, label, first, second in rows:
        for at, one in enumerate((label, first, second, label * first, label * second)):
            counts[customer][at] += one
    customers = list(counts.values())

    def difference(drawn: Iterable[Sequence[int]]) -> float:
        labels, first, second, hits, more = map(sum, zip(*drawn, strict=True))
        return 2 * more / (labels + second) - 2 * hits / (labels + first)

    drawn = sorted(difference(chance.choices(customers, k=len(customers))) for _ in range(repeats))
    return difference(customers), drawn[int(0.025 * repeats)], drawn[min(int(0.975 * repeats), repeats - 1)]


def _thresholds(scores: Sequence[float], labels: Sequence[int]) -> list[tuple[float, int, int]]:
    """For each threshold, the highest first: it, the positives at or above it, and all of these."""
    found = []
    hits = seen = 0
    ranked = sorted(zip(scores, labels, strict=True), key=lambda one: -one[0])
    for score, rows in groupby(ranked, key=lambda one: one[0]):
        group = [label for _, label in rows]
        hits, seen = hits + sum(group), seen + len(group)
        found.append((score, hits, seen))
    return found


def average_precision(scores: Sequence[float], labels: Sequence[int]) -> float | None:
    """ml-b09: steps of recall times precision, at ends of ties."""
    positives = sum(labels)
    if not positives:
        return None
    value, before = 0.0, 0
    for _, hits, seen in _thresholds(scores, labels):
        value += (hits - before) / positives * hits / seen
        before = hits
    return value


def auc_of_pairs(scores: Sequence[float], labels: Sequence[int]) -> float:
    """ml-b10: straight from the sentence."""
    rows = list(zip(scores, labels, strict=True))
    pairs = [(a, b) for a, x in rows if x for b, y in rows if not y]
    return fmean((a > b) + (a == b) / 2 for a, b in pairs)


def auc(scores: Sequence[float], labels: Sequence[int]) -> float | None:
    """ml-b10: negatives below each threshold, and half of those at it."""
    positives, total = sum(labels), len(labels)
    if positives in (0, total):
        return None
    area, hits, seen = 0.0, 0, 0
    for _, more, all_seen in _thresholds(scores, labels):
        here = more - hits
        alarms, earlier = all_seen - more, seen - hits
        area += here * (total - positives - alarms + (alarms - earlier) / 2)
        hits, seen = more, all_seen
    return area / (positives * (total - positives))


def choose(scores: Sequence[float], labels: Sequence[int], precision: float) -> tuple[float, float] | None:
    """ml-b17: of the thresholds that keep the promise the one that finds most."""
    good = [one for one in _thresholds(scores, labels) if one[1] >= precision * one[2]]
    if not good:
        return None
    threshold, hits, _ = max(good, key=lambda one: one[1])
    return threshold, hits / sum(labels)


def effect(rows: Sequence[tuple[str, float | None, float]]) -> tuple[float, float, float]:
    """ml-b18: checks the split, takes out what was known before, and compares."""
    arms = Counter(arm for arm, *_ in rows)
    if (arms["A"] - arms["B"]) ** 2 / len(rows) > 10.83:
        raise ValueError("the arms differ more in size than chance explains: repair the assignment first")
    known = [(before, during) for _, before, during in rows if before is not None]
    center = fmean(before for before, _ in known)
    middle = fmean(during for _, during in known)
    spread = sum((before - center) ** 2 for before, _ in known)
    theta = sum((before - center) * (during - middle) for before, during in known) / spread
    adjusted: dict[str, list[float]] = {"A": [], "B": []}
    for arm, before, during in rows:
        adjusted[arm].append(during - theta * ((center if before is None else before) - center))
    return _interval(adjusted["A"], adjusted["B"])


def _interval(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """The difference of the means and its 95% interval."""
    found = fmean(second) - fmean(first)
    half = 1.96 * math.sqrt(variance(first) / len(first) + variance(second) / len(second))
    return found, found - half, found + half


def win_rate(
    pairs: Sequence[tuple[str, str, str]], judge: Callable[[str, str, str], str]
) -> tuple[float, int, int]:
    """ml-b22: each pair in both orders; a flip is a tie."""
    points: list[float] = []
    flips = failures = 0

    def asked(question: str, first: str, second: str) -> str | None:
        for _ in range(2):
            if (verdict := judge(question, first, second)) in ("first", "second", "tie"):
                return verdict
        return None

    values = {"first": 1.0, "tie": 0.5, "second": 0.0}
    for question, a, b in pairs:
        forward, back = asked(question, a, b), asked(question, b, a)
        if forward is None or back is None:
            failures += 1
            continue
        one, other = values[forward], 1 - values[back]
        flips += {one, other} == {0.0, 1.0}
        points.append(one if one == other else 0.5)
    return fmean(points), flips, failures


def gate(old: Sequence[int], new: Sequence[int], must_pass: Collection[int]) -> tuple[bool, str]:
    """ml-b23: blocks when the upper end of the 90% interval of the paired difference is below zero."""
    for case in sorted(must_pass):
        if old[case] and not new[case]:
            return False, f"must-pass case {case} fails now"
    differences = [after - before for before, after in zip(old, new, strict=True)]
    high = fmean(differences) + 1.645 * stdev(differences) / math.sqrt(len(differences))
    if high < 0:
        return False, f"lost {-100 * fmean(differences):.1f} points, more than chance explains"
    return True, "no loss that chance doesn't explain"


def recall_at_k(results: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """ml-b24: a duplicate keeps its rank and counts once."""
    return len(set(results[:k]) & set(relevant)) / len(relevant) if relevant else None


def mean_recall(queries: Sequence[tuple[Sequence[str], Collection[str]]], k: int) -> tuple[float, int]:
    """ml-b24: the mean over questions with something relevant, and the number of others."""
    return _mean_of_some([recall_at_k(results, relevant, k) for results, relevant in queries])


def switchback(rows: Sequence[tuple[int, str, float]]) -> tuple[float, float, float]:
    """ml-b29: one mean for each window, from its second hour."""
    windows: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for time, arm, minutes in rows:
        if time % 120 >= 60:
            windows[time // 120, arm].append(minutes)
    means: dict[str, list[float]] = {"A": [], "B": []}
    for (_, arm), found in windows.items():
        means[arm].append(fmean(found))
    return _interval(means["A"], means["B"])


def agreement(first: Mapping[Hashable, bool], second: Mapping[Hashable, bool]) -> tuple[int, float, float]:
    """ml-b30: Cohen's kappa on the cases of both."""
    both = [(first[case], second[case]) for case in first if case in second]
    share = fmean(a == b for a, b in both)
    yes, also = fmean(a for a, _ in both), fmean(b for _, b in both)
    chance = yes * also + (1 - yes) * (1 - also)
    return len(both), share, 1.0 if chance == 1 else (share - chance) / (1 - chance)


def recount(rows: Sequence[tuple[Hashable, str]], refusals: str) -> float:
    """ml-b30: refusals count as wrong, or not at all."""
    counted = [verdict for _, verdict in rows if refusals == "wrong" or verdict != "refused"]
    return counted.count("right") / len(counted)


def reward(outcomes: Sequence[str], touched: bool) -> float:
    """ml-b31: all or nothing, and less than nothing for touching the tests."""
    if touched:
        return -1.0
    return float(bool(outcomes) and all(one == "pass" for one in outcomes))


def trick_gap(samples: Sequence[tuple[bool, bool | None]]) -> float:
    """ml-b31: visible minus hidden pass rate, where both were run."""
    both = [(visible, hidden) for visible, hidden in samples if hidden is not None]
    return fmean(visible for visible, _ in both) - fmean(hidden for _, hidden in both)
