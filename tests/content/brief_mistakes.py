"""Code with a mistake that a brief warns of: the tests that an interviewer sends must catch it."""

MISTAKES = {
    "alg-b02": """
def first_page(shards, count):
    hits = sorted((hit for shard in shards for hit in shard), key=lambda hit: (-hit[0], hit[1]))
    return list(dict.fromkeys(document for _, document in hits))[:count]
""",
    "alg-b03": """
class Latencies:
    def __init__(self):
        self.values = []

    def add(self, milliseconds, second):
        self.values.append((second, min(milliseconds, 60_000)))

    def p(self, q):
        latest = max((second for second, _ in self.values), default=0)
        kept = sorted(value for second, value in self.values if second > latest - 300)
        return kept[int(q / 100 * (len(kept) - 1))] if kept else 0
""",
    "alg-b04": """
class ByteCache:
    def __init__(self, limit):
        self.limit, self.kept = limit, {}

    def get(self, key):
        if key in self.kept:
            self.kept[key] = self.kept.pop(key)
        return self.kept.get(key)

    def put(self, key, vector):
        if len(vector) > self.limit:
            return False
        if sum(map(len, self.kept.values())) + len(vector) > self.limit:
            self.kept.pop(next(iter(self.kept)))
        self.kept[key] = vector
        return True
""",
    "alg-b05": """
class Limiter:
    def __init__(self):
        self.used = {}

    def allow(self, user, tokens, now):
        minute = (user, int(now // 60))
        if tokens > 1_500 or self.used.get(minute, 0) + tokens > 6_000:
            return False
        self.used[minute] = self.used.get(minute, 0) + tokens
        return True
""",
    "alg-b06": """
def front(models):
    kept = {}
    for accuracy, latency in models:
        if not any(a >= accuracy and m <= latency and (a, m) != (accuracy, latency) for a, m in models):
            kept[accuracy, latency] = True
    return list(kept)
""",
    "alg-b07": """
def pack(lengths):
    batches = []
    for length in sorted(lengths, reverse=True):
        found = next((one for one in batches if sum(one) + length <= 16_384), None)
        if found is None:
            found = []
            batches.append(found)
        found.append(length)
    return batches
""",
    "alg-b09": """
class Prefixes:
    def __init__(self):
        self.blocks = set()

    def add(self, prompt):
        self.blocks |= {tuple(prompt[at : at + 16]) for at in range(0, len(prompt) - 15, 16)}

    def reuse(self, prompt):
        found = 0
        while found + 16 <= len(prompt) and tuple(prompt[found : found + 16]) in self.blocks:
            found += 16
        return found
""",
    "alg-b18": """
import zlib

def owner(adapter, servers):
    return sorted(servers)[zlib.crc32(adapter.encode()) % len(servers)]
""",
    "alg-b19": """
def join(events, values):
    return [
        next((value for _, _, value in sorted(
            ((abs(at - time), -n, value) for n, (who, at, value) in enumerate(values) if who == user),
            key=lambda one: one[:2],
        )), None)
        for user, time, _ in events
    ]
""",
    "alg-b21": """
class StopStream:
    def __init__(self, stops):
        self.stops, self.stopped = stops, False

    def feed(self, piece):
        if self.stopped:
            return ""
        places = [piece.find(stop) for stop in self.stops if stop in piece]
        self.stopped = bool(places)
        return piece[: min(places)] if places else piece

    def finish(self):
        return ""
""",
    "ml-b01": """
import math

def cross_entropy(scores, labels):
    total = 0.0
    for row, label in zip(scores, labels):
        top = max(row)
        shares = [math.exp(one - top) for one in row]
        if label != -100:
            total -= math.log(shares[label] / sum(shares) + 1e-12)
    return total / len(labels)
""",
    "ml-b04": """
import math

def sample(scores, temperatures, ps, numbers, ended, padding):
    found = []
    for row, temperature, p, number, done in zip(scores, temperatures, ps, numbers, ended):
        if done:
            found.append(padding)
            continue
        top = max(row)
        shares = [math.exp((one - top) / (temperature or 1e-9)) for one in row]
        order = sorted(range(len(row)), key=lambda at: -shares[at])
        kept, total = [order[0]], shares[order[0]] / sum(shares)
        for at in order[1:]:
            total += shares[at] / sum(shares)
            if total <= p:
                kept.append(at)
        rest = number * sum(shares[at] for at in kept)
        for at in kept:
            rest -= shares[at]
            if rest < 0:
                break
        found.append(at)
    return found
""",
    "ml-b10": """
def auc_of_pairs(scores, labels):
    pairs = [(a, b) for a, x in zip(scores, labels) if x for b, y in zip(scores, labels) if not y]
    return sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs) if pairs else None

def auc(scores, labels):
    order = sorted(range(len(scores)), key=lambda at: scores[at])
    ranks = {at: rank for rank, at in enumerate(order, 1)}
    p = sum(labels)
    if p in (0, len(labels)):
        return None
    return (sum(ranks[at] for at, label in enumerate(labels) if label) - p * (p + 1) / 2) / (p * (len(labels) - p))
""",
    "ml-b12": """
class Moments:
    def __init__(self):
        self.values, self.lost = [], 0

    def add(self, x):
        if x == x:
            self.values.append(x)
        else:
            self.lost += 1

    def mean(self):
        return sum(self.values) / len(self.values)

    def variance(self):
        n = len(self.values)
        if n < 2:
            return None
        return abs(sum(x * x for x in self.values) / n - self.mean() ** 2) * n / (n - 1)

    def missing(self):
        return self.lost

def joined(a, b):
    found = Moments()
    found.values, found.lost = a.values + b.values, a.lost + b.lost
    return found
""",
    "ml-b15": """
def train_step(weights, small_batches, gradient, rate, limit):
    total = [0.0] * len(weights)
    for batch in small_batches:
        summed, tokens = gradient(weights, batch)
        for at, one in enumerate(summed):
            total[at] += max(-limit, min(limit, one / max(tokens, 1))) / len(small_batches)
    return [weight - rate * one for weight, one in zip(weights, total)]
""",
    "ml-b16": """
import math

def perplexity(tokens, model, window, stride):
    found, done, start = [], 0, 0
    while done < len(tokens) - 1:
        new = model(tokens[start : start + window])[done - start :]
        found.append(math.exp(-sum(new) / len(new)))
        done, start = done + len(new), start + stride
    return sum(found) / len(found), done

def bits_per_byte(tokens, model, window, stride, size):
    value, counted = perplexity(tokens, model, window, stride)
    return counted * math.log2(value) / size
""",
    "ml-b21": """
def fit(categories, labels, m):
    mean = sum(labels) / len(labels)
    names = set(categories)
    rows = {name: [y for c, y in zip(categories, labels) if c == name] for name in names}
    return mean, {name: (sum(found) + m * mean) / (len(found) + m) for name, found in rows.items()}

def transform(encoder, categories):
    return [encoder[1].get(category, encoder[0]) for category in categories]

def encode_train(categories, labels, m, parts):
    return transform(fit(categories, labels, m), categories)
""",
    "ml-b22": """
def win_rate(pairs, judge):
    points = {"first": 1.0, "second": 0.0}
    found = [points.get(judge(question, a, b), 0.5) for question, a, b in pairs]
    return sum(found) / len(found), 0, 0
""",
    "ml-b24": """
def recall_at_k(results, relevant, k):
    unique = list(dict.fromkeys(results))[:k]
    return len(set(unique) & set(relevant)) / len(relevant) if relevant else 0.0

def mean_recall(queries, k):
    found = [recall_at_k(results, relevant, k) for results, relevant in queries]
    return sum(found) / len(found), 0
""",
    "ml-b28": """
def global_gradient(gpus, all_reduce, limit):
    means = []
    for batches in gpus:
        found = [[one / max(tokens, 1) for one in summed] for summed, tokens in batches]
        means.append([sum(column) / len(found) for column in zip(*found)])
    total = [one / len(gpus) for one in all_reduce(means)]
    norm = sum(one * one for one in total) ** 0.5
    return [one * min(1.0, limit / norm) for one in total]
""",
    "ml-b29": """
import math
from statistics import fmean, variance

def switchback(rows):
    a = [minutes for _, arm, minutes in rows if arm == "A"]
    b = [minutes for _, arm, minutes in rows if arm == "B"]
    half = 1.96 * math.sqrt(variance(a) / len(a) + variance(b) / len(b))
    return fmean(b) - fmean(a), fmean(b) - fmean(a) - half, fmean(b) - fmean(a) + half
""",
}
"""By the brief's id. Each passes some of its tests, as a half-right answer does."""
