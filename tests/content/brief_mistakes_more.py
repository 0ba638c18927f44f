"""More code with mistakes that briefs warn of; most of it is a right answer with one thing changed."""

MISTAKES = {
    "alg-b01": """
from tests.content.brief_solutions.algorithms_streams import *

class Busiest(Busiest):
    def record(self, template, second):
        self.totals[template] += 1
""",
    "alg-b08": """
from tests.content.brief_solutions.algorithms_plans import *

def gpus_needed(spans):
    busy = most = 0
    for _, change in sorted([*((a, -1) for a, _ in spans), *((b, 1) for _, b in spans)]):
        busy -= change
        most = max(most, busy)
    return most
""",
    "alg-b10": """
def keep(count, pairs):
    copies = {max(pair) for pair in pairs if pair[0] != pair[1]}
    return [text for text in range(count) if text not in copies]
""",
    "alg-b11": """
from tests.content.brief_solutions import algorithms_plans

def rerun(reads, changed):
    return algorithms_plans.rerun(reads, reads)
""",
    "alg-b12": """
from bisect import bisect_left
from itertools import accumulate

class Sampler:
    def __init__(self, weights):
        self.weights = list(weights)

    def update(self, index, weight):
        self.weights[index] = weight

    def draw(self, u):
        sums = list(accumulate(self.weights))
        return bisect_left(sums, u * sums[-1])
""",
    "alg-b13": """
def sample(lines, k, chance):
    kept = []
    for at, line in enumerate(lines):
        if len(kept) < k:
            kept.append(line)
        elif k and chance.random() < 0.5:
            kept[chance.randrange(k)] = line
    return kept
""",
    "alg-b14": """
def first_bad(releases, is_bad):
    low, high = 1, releases
    while low < high:
        middle = (low + high) // 2
        if is_bad(middle):
            high = middle
        else:
            low = middle + 1
    return low
""",
    "alg-b15": """
def align(reference, transcript):
    pairs = list(zip(reference, transcript))
    wrong = sum(a != b for a, b in pairs)
    left, right = len(reference) - len(pairs), len(transcript) - len(pairs)
    pairs += [(one, None) for one in reference[len(pairs) :]] + [(None, one) for one in transcript[len(pairs) :]]
    return wrong, left, right, pairs

def error_rate(reference, transcript):
    return sum(align(reference, transcript)[:3]) / len(transcript)
""",
    "alg-b16": """
def best_jobs(jobs):
    chosen = []
    for at in sorted(range(len(jobs)), key=lambda one: -jobs[one][2]):
        if all(jobs[at][1] <= jobs[one][0] or jobs[one][1] <= jobs[at][0] for one in chosen):
            chosen.append(at)
    return chosen
""",
    "alg-b17": """
from tests.content.brief_solutions.algorithms_stores import *

class Blocks(Blocks):
    def _leave(self, block):
        self.unused.append(block)
""",
    "alg-b20": """
from tests.content.brief_solutions.algorithms_streams import *

class Visits(Visits):
    LATE = 0
""",
    "alg-b22": """
from tests.content.brief_solutions import algorithms_plans
from tests.content.brief_solutions.algorithms_plans import critical

def schedule(calls, workers):
    try:
        return algorithms_plans.schedule(calls, len(calls))
    except ValueError:
        return 0
""",
    "alg-b24": """
from collections import deque

class FairShare:
    def __init__(self, weights):
        self.waiting = {team: deque() for team in weights}
        self.turns = deque(weights)

    def add(self, team, request):
        self.waiting[team].append(request)

    def next(self):
        for _ in range(len(self.turns)):
            self.turns.rotate(-1)
            if self.waiting[self.turns[0]]:
                return self.turns[0], self.waiting[self.turns[0]].popleft()
        return None

    def finished(self, team, cost):
        pass
""",
    "alg-b25": """
class Cutter:
    def __init__(self, budget):
        self.budget, self.words = budget, 0

    def next(self, piece):
        shown = piece.split()[: self.budget - self.words]
        self.words += len(shown)
        done = self.words >= self.budget
        return (" ".join(shown), True) if done else (piece, False)

    def finish(self):
        return ""
""",
    "ml-b02": """
from tests.content.brief_solutions import learning_metrics
from tests.content.brief_solutions.learning_metrics import mean_ndcg

def ndcg(scores, relevance, k):
    apart = [score - at * 1e-9 for at, score in enumerate(scores)]
    return learning_metrics.ndcg(apart, relevance, k)
""",
    "ml-b03": """
from tests.content.brief_solutions.learning_metrics import *

def calibration_error(confidences, right, bins):
    gaps = {}
    for confidence, hit in zip(confidences, right):
        gaps.setdefault(min(int(confidence * bins), bins - 1), []).append(confidence - hit)
    return sum(abs(sum(one)) / len(one) for one in gaps.values()) / len(gaps)
""",
    "ml-b05": """
from tests.content.brief_solutions import learning_models

def attend(query, key, value, keys, values, lengths):
    swapped = [[heads[at] for at in (0, 2, 1, 3)] for heads in query]
    return learning_models.attend(swapped, key, value, keys, values, lengths)
""",
    "ml-b06": """
def quantize(matrix):
    scale = max(abs(one) for row in matrix for one in row) / 127
    return [[round(one / scale) for one in row] for row in matrix], [scale] * len(matrix)

def dequantize(q, scales):
    return [[one * scale for one in row] for row, scale in zip(q, scales)]
""",
    "ml-b08": """
from tests.content.brief_solutions import learning_metrics

def f1_difference(rows, repeats, chance):
    apart = [(number, *row[1:]) for number, row in enumerate(rows)]
    return learning_metrics.f1_difference(apart, repeats, chance)
""",
    "ml-b09": """
def average_precision(scores, labels):
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    hits, value = 0, 0.0
    for rank, at in enumerate(order, 1):
        hits += labels[at]
        value += labels[at] * hits / rank
    return value / sum(labels) if sum(labels) else None
""",
    "ml-b11": """
from tests.content.brief_solutions.learning_systems import leaks

def split(rows, delay):
    return rows[0::3], rows[1::3], rows[2::3]
""",
    "ml-b13": """
from tests.content.brief_solutions.learning_models import *

def mean_of_tokens(vectors, mask):
    return [[sum(column) / len(column) for column in zip(*text)] for text in vectors]
""",
    "ml-b14": """
from tests.content.brief_solutions.learning_models import *

class Lora(Lora):
    def merge(self):
        self.original = self.original + self.scale * self.b @ self.a
        self.merged = self.original

    def unmerge(self):
        self.merged = None
""",
    "ml-b17": """
def choose(scores, labels, precision):
    for threshold in sorted(set(scores), reverse=True):
        alarms = [label for score, label in zip(scores, labels) if score >= threshold]
        if sum(alarms) >= precision * len(alarms):
            return threshold, sum(alarms) / sum(labels)
    return None
""",
    "ml-b18": """
from tests.content.brief_solutions.learning_metrics import *
from tests.content.brief_solutions.learning_metrics import _interval

def effect(rows):
    arms = {"A": [], "B": []}
    for arm, _, during in rows:
        arms[arm].append(during)
    return _interval(arms["A"], arms["B"])
""",
    "ml-b19": """
from tests.content.brief_solutions.learning_models import *

def train(features, y, penalty):
    w = [0.0] * (len(features[0]) + 1)
    for _ in range(200):
        for row, label in zip(features, y):
            score = max(-30, min(30, w[0] + sum(a * b for a, b in zip(w[1:], row))))
            error = 1 / (1 + math.exp(-score)) - label
            w = [one - 0.01 * (error * x + penalty * one) for one, x in zip(w, [1.0, *row])]
    return w

def chances(model, rows):
    scores = [model[0] + sum(a * b for a, b in zip(model[1:], row)) for row in rows]
    return [1 / (1 + math.exp(-max(-30, min(30, score)))) for score in scores]
""",
    "ml-b20": """
from tests.content.brief_solutions import learning_systems

def beam(step, start, end, width, steps):
    return learning_systems.beam(step, start, end, 1, steps)
""",
    "ml-b23": """
def gate(old, new, must_pass):
    for case in must_pass:
        if not new[case]:
            return False, f"case {case} fails"
    return (True, "") if sum(new) >= sum(old) else (False, "the score fell")
""",
    "ml-b25": """
from tests.content.brief_solutions import learning_systems

def run(task, model, tools, budget, count_tokens, clock):
    def silent(tool):
        def call(**arguments):
            try:
                return tool(**arguments)
            except Exception:
                return ""
        return call

    quiet = {name: silent(tool) for name, tool in tools.items()}
    return learning_systems.run(task, model, quiet, budget, count_tokens, lambda: 0.0)
""",
    "ml-b26": """
import math

def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    margins = [
        beta * ((a - c) - (b - d)) for a, b, c, d in zip(policy_chosen, policy_rejected, ref_chosen, ref_rejected)
    ]
    losses = [-math.log(1 / (1 + math.exp(-one))) for one in margins]
    return sum(losses) / len(losses), sum(one > 0 for one in margins) / len(margins)
""",
    "ml-b27": """
from tests.content.brief_solutions import learning_systems

def pack(conversations, length):
    loud = [[("assistant", ids) for _, ids in talk] for talk in conversations]
    return learning_systems.pack(loud, length)
""",
    "ml-b30": """
from tests.content.brief_solutions.learning_metrics import agreement

def recount(rows, refusals):
    return sum(verdict == "right" for _, verdict in rows) / len(rows)
""",
    "ml-b31": """
from tests.content.brief_solutions.learning_metrics import trick_gap

def reward(outcomes, touched):
    return sum(one == "pass" for one in outcomes) / max(len(outcomes), 1)
""",
}
"""By the brief's id."""
