"""Trains what sentences of longer texts tell: from stories labeled as wholes and what the old readers pointed at,
and from answers labeled sentence by sentence."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, cycle
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.rules.extract import read_grammar
from bot.rules.facts import Span
from bot.rules.model.weights import LinearModel, Rows, Tables
from bot.rules.pack import Pack
from bot.rules.stories.narrative import FIGURES, HEADS, TOLD_HEADS, SentenceReader
from bot.rules.stories.sentences import sentences
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.tokens import span_of
from tools.model import estimators
from tools.model.estimators import Array, Fit, counts_of, cross_scores, fit_head, matrix, to_fit, to_part
from tools.model.samples import CORPUS, PROBE_GROUP, TOLD_FLAGS, jsonl_rows, teacher_rows, told_rows

MOST_ROWS = 30_000
"""Rows of stories that are kept: with half of them three stories in a hundred are judged otherwise."""
COST = 0.03
"""LinearSVC's C, by grouped cross-validation."""
JOINTS = (", ", " - ", " ")
"""What people type between sentences: each answer is also read with one of them for its periods."""
MOST_COUNTED = 9
"""Sentences that are counted, as the rows of the model are."""
ROUNDS = 2
"""Fits: after each but the last, a text whose sentence nobody knows gets its likeliest one."""
RESULT, QUANTIFIED, LOWEST = HEADS.index("result"), HEADS.index("quantified"), -9.0
FLAG_OF = {
    "situation": "has_situation",
    "task": "has_task",
    "action": "has_action",
    "result": "has_result",
    "quantified": "result_quantified",
    "partner": "collaboration_specific",
    "person": "monologue",
    "lesson": "learning_from_failure",
}
CONTRARY = "monologue"
"""The statement on a story by which a head is labeled; one says the contrary."""
LACKED = {
    "missing_situation": {"situation": False},
    "missing_task": {"task": False},
    "missing_action": {"action": False},
    "missing_result": {"result": False},
    "result_without_number": {"quantified": False},
    "monologue_story": {"person": False},
    "vague_collaboration": {"partner": False, "person": True},
    "no_lesson": {"lesson": False, "fault": True},
}
"""What a rule's own bad examples are labeled with."""


class LongText(NamedTuple):
    """One text. By sentence its rows, and whether there is a number in it; its labels by head; and the sentences that
    are known to tell it, by head (None for a text of which nobody said). Only a `whole` text is measured: it's
    labeled in full."""

    group: str
    rows: Sequence[Rows]
    counted: Sequence[bool]
    labels: Mapping[str, bool]
    taught: Mapping[str, Sequence[bool]] | None
    whole: bool


class LongTexts(NamedTuple):
    """All of a kind, one sentence after the other; `ends` are where each text ends, with a 0 in front."""

    heads: Sequence[str]
    every: Sequence[LongText]
    tables: Tables
    features: Any
    ends: Array

    def of(self, texts: Array) -> Array:
        """The sentences of some texts."""
        return np.concatenate([np.arange(self.ends[at], self.ends[at + 1]) for at in texts])


def read_stories(pack: Pack, lexicons: Mapping[str, Lexicon], every: int = 1) -> LongTexts:
    """Each `every`th labeled story, summary and probe; `lexicons` by kind of text."""
    tables = Tables()
    teacher = {row["text"]: row for row in teacher_rows("stories")}
    known = {
        text: _story(text, group, labels, teacher.get(text), lexicons[kind], tables)
        for text, kind, group, labels in reversed([*labeled(pack, teacher)][::every])
    }
    return _joined(HEADS, [*reversed(known.values())], tables)


def _joined(heads: Sequence[str], texts: Sequence[LongText], tables: Tables) -> LongTexts:
    texts = [text for text in texts if text.rows]
    rows = [row for text in texts for row in text.rows]
    ends = np.cumsum([0] + [len(text.rows) for text in texts])
    return LongTexts(heads, texts, tables, matrix(rows, len(tables.names)), ends)


def read_told(kind: str, pack: Pack, lexicon: Lexicon, every: int = 1) -> LongTexts:
    """Each `every`th answer or summary that is labeled sentence by sentence, or of which labels say what it tells
    somewhere."""
    tables, texts = Tables(), []
    for (group, told), joint in zip([*told_rows(kind)][::every], cycle(JOINTS), strict=False):
        texts.append(_told(told, group, kind, lexicon, tables))
        if len(told) > 1:
            texts.append(_told(_run_on(told, joint), group, kind, lexicon, tables)._replace(whole=False))
    for text, group, flags in [*_statements(kind, pack)][::every]:
        labels = {
            head: given
            for flag, given in flags.items()
            for head in TOLD_FLAGS[kind].get(flag, ())
            if given or len(TOLD_FLAGS[kind][flag]) == 1  # else it isn't known which of them is lacking
        }
        if labels:
            _, rows, counted = _read(text, kind, lexicon, tables)
            texts.append(LongText(group, rows, counted, labels, None, False))
    return _joined(TOLD_HEADS[kind], texts, tables)


def _run_on(told: Sequence[tuple[str, Sequence[str]]], joint: str) -> list[tuple[str, Sequence[str]]]:
    """The same text with a `joint` for its periods, line breaks and capitals, as people type."""
    parts = [" ".join(sentence.split()).rstrip(".!") for sentence, _ in told]
    small = [part[:1].lower() + part[1:] if part[1:2].islower() else part for part in parts]
    return [
        (joint + part if at else part, roles)
        for at, (part, (_, roles)) in enumerate(zip(small, told, strict=True))
    ]


def _statements(kind: str, pack: Pack) -> Iterator[tuple[str, str, Mapping[str, bool]]]:
    """Text, group, and what is known of it by flag."""
    for at, row in enumerate(jsonl_rows(CORPUS / "long" / f"{kind}_probes.jsonl")):
        yield row["text"], f"probes {at // PROBE_GROUP}", {row["flag"]: row["given"]}
    for rule in pack.rules:
        if flag := rule.when.none and rule.when.none.name:
            for at, case in enumerate(rule.tests):
                yield case.bad or case.good or "", f"pack {rule.id} {at}", {str(flag): case.bad is None}


def labeled(
    pack: Pack, teacher: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, str, Mapping[str, bool]]]:
    """Text, kind, group and labels by head. Of the projects of sets only the teacher says what they tell."""
    heads = {flag: head for head, flag in FLAG_OF.items()}
    for path in sorted((CORPUS / "tuned").glob("*.jsonl")):
        for row in jsonl_rows(path):
            if row["kind"] == "story":
                yield (
                    row["text"],
                    "story",
                    path.stem,
                    {heads[flag]: row[flag] != (flag == CONTRARY) for flag in heads},
                )
    for path in sorted((CORPUS / "probes").glob("*/*.jsonl")):
        if path.stem in heads:
            for at, row in enumerate(jsonl_rows(path)):
                group = f"{path.parent.name} {path.stem} {at // PROBE_GROUP}"
                yield row["text"], "story", group, {heads[path.stem]: row["given"] != (path.stem == CONTRARY)}
    for rule in pack.rules:
        for at, case in enumerate(rule.tests):
            if case.bad is not None and rule.id in LACKED:
                yield case.bad, "story", f"pack {rule.id} {at}", LACKED[rule.id]
    summaries = [parts for group, parts in told_rows("project") if group.startswith("first-two")]
    for at, parts in enumerate(summaries):
        problem = any("told_problem" in roles for _, roles in parts)
        text = "".join(sentence for sentence, _ in parts)
        yield text, "project", f"summary {at // PROBE_GROUP}", {"situation": problem}
    for text, said in teacher.items():
        if "project" in said:
            yield text, "project", said["project"], {"situation": said["problem"]}


def _story(
    text: str,
    group: str,
    labels: Mapping[str, bool],
    said: Mapping[str, Any] | None,
    lexicon: Lexicon,
    tables: Tables,
) -> LongText:
    spans, rows, counted = _read(text, "story", lexicon, tables)
    taught, so = None, {**labels}
    if said is not None:
        told = {head: said["told"].get(head, ()) for head in HEADS}
        taught = {
            head: [any(start <= at < end for at in some) for start, end in spans]
            for head, some in told.items()
        }
        so.setdefault("fault", any(taught["fault"]))  # nobody labeled it
    return LongText(group, rows, counted, so, taught, FLAG_OF.keys() <= so.keys())


def _told(
    told: Sequence[tuple[str, Sequence[str]]], group: str, kind: str, lexicon: Lexicon, tables: Tables
) -> LongText:
    """A text of labeled sentences: a sentence of the reader's tells what those tell that it is of."""
    spans, rows, counted = _read("".join(sentence for sentence, _ in told), kind, lexicon, tables)
    ends = [*accumulate(len(sentence) for sentence, _ in told)]
    roles = [
        {
            role
            for (_, some), end, start in zip(told, ends, [0, *ends], strict=False)
            if start < last and first < end
            for role in some
        }
        for first, last in spans
    ]
    taught = {head: [head in some for some in roles] for head in TOLD_HEADS[kind]}
    return LongText(group, rows, counted, {head: any(some) for head, some in taught.items()}, taught, True)


def _read(
    text: str, kind: str, lexicon: Lexicon, tables: Tables
) -> tuple[list[Span], Sequence[Rows], list[bool]]:
    """The sentences of a text: where each is, its rows, and whether there is a number in it."""
    reading = read_grammar(text, lexicon, long=True)
    found = sentences(reading.tokens, halves=kind == "answer")
    reader = SentenceReader(reading)
    spans = [span_of(reading.tokens, one.first, one.last) for one in found]
    rows = reader.rows(found, tables, whole=kind in TOLD_HEADS)
    return spans, rows, [reader.has_number(one) for one in found]


def fit(texts: LongTexts, some: Array) -> Fit:
    """Weights and bias of each head, from some of the texts."""
    counts = counts_of(texts.features[texts.of(some)])
    features = texts.features[:, counts > 0]
    fitted = to_fit([_fit_fact(texts, some, name, features) for name in texts.heads], counts)
    if texts.heads == HEADS:
        fitted.rows[:, QUANTIFIED] += fitted.rows[:, RESULT]  # a number is of the result where both say so
        fitted.bias[QUANTIFIED] += fitted.bias[RESULT]
    return fitted


def _fit_fact(texts: LongTexts, some: Array, head: str, features: Any) -> tuple[Array, float]:
    """A text without the fact has no sentence of it. In one that has it, it's where somebody pointed, or else the
    sentence that is likeliest by the others."""
    count = features.shape[0]
    wanted, used = np.zeros(count, bool), np.zeros(count, bool)
    unsure = []
    for at in some:
        text = texts.every[at]
        here = slice(texts.ends[at], texts.ends[at + 1])
        pointed = None if text.taught is None else text.taught[head]
        if head not in text.labels:
            continue
        if not text.labels[head]:
            used[here] = True
        elif pointed is not None and any(pointed):
            used[here], wanted[here] = True, pointed
        else:
            unsure.append(here)
    for _ in range(ROUNDS):
        weights, bias = fit_head(features[used], wanted[used], COST)
        scores = features @ weights
        for here in unsure:
            used[here], wanted[here] = True, False
            wanted[here.start + int(np.argmax(scores[here]))] = True
    return weights, bias


def score(texts: LongTexts, fitted: Fit) -> Array:
    """The scores of texts (texts x heads): those of their likeliest sentences."""
    each = fitted.scores(texts.features)
    counted = np.array([so for text in texts.every for so in text.counted])
    for at, head in enumerate(texts.heads):
        if head in FIGURES:
            each[~counted, at] = LOWEST
    highest: Array = np.maximum.reduceat(each, texts.ends[:-1], axis=0)
    return highest


class Trained(NamedTuple):
    """`agreed` are the shares of texts labeled in full on which each statement agrees, by cross-validation."""

    part: LinearModel
    agreed: Mapping[str, float]


def train(texts: LongTexts) -> Trained:
    """A head speaks from a score that depends on the number of sentences, since the highest of many is higher; of
    stories from one score, since those that are labeled in full are long."""
    groups = [text.group for text in texts.every]
    scores = np.stack(cross_scores(groups, lambda seen, unseen: score(texts, fit(texts, seen))[unseen]))
    whole = np.array([text.whole for text in texts.every])
    counts = np.array([min(len(text.rows), MOST_COUNTED) for text in texts.every])
    fitted, agreed = fit(texts, np.arange(len(texts.every))), {}
    shift = np.zeros((MOST_COUNTED + 1, len(texts.heads)), np.float32)
    for at, head in enumerate(texts.heads):
        if head == "decision":
            scores[:, at] -= np.maximum(0, scores[:, at - 1] - shift[counts, at - 1])  # as the narrator does
        wanted = np.array([text.labels.get(head, False) for text in texts.every])
        if texts.heads == HEADS:
            shift[:, at] = _threshold(scores[whole, at], wanted[whole])
        else:
            known = np.array([head in text.labels for text in texts.every])
            shift[:, at] = _thresholds(scores[known, at], counts[known], wanted[known])
        agreed[head] = float(((scores[:, at] > shift[counts, at]) == wanted)[whole].mean())
    for row, (template, key) in enumerate(texts.tables.names):
        if template == "count":
            fitted.rows[row] -= shift[int(key)]
    most = MOST_ROWS if texts.heads == HEADS else estimators.MOST_ROWS
    return Trained(to_part(texts.heads, texts.tables.names, fitted, most), agreed)


def _threshold(scores: Array, wanted: Array) -> float:
    """The score above which a statement is made where it agrees with the most labels; of several the middle one."""
    ordered = np.sort(scores)
    between = (ordered[1:] + ordered[:-1]) / 2
    agreed = ((scores > between[:, None]) == wanted).sum(axis=1)
    return float(np.median(between[agreed == agreed.max()]))


def _thresholds(scores: Array, counts: Array, wanted: Array) -> Array:
    """The score from which a statement is likelier than not, by the number of sentences (from none on)."""
    known = np.stack([scores, counts], 1)
    fitted = LogisticRegression(C=10.0).fit(known, wanted)
    (slope, per_sentence), start = fitted.coef_[0], fitted.intercept_[0]
    thresholds: Array = -(np.arange(MOST_COUNTED + 1) * per_sentence + start) / slope
    return thresholds
