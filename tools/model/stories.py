"""Trains what sentences of longer texts tell, from stories labelled as wholes and what the old readers pointed at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.svm import LinearSVC

from bot.rules.extract import read_grammar
from bot.rules.model.weights import LinearModel, Rows, Tables
from bot.rules.pack import Pack
from bot.rules.stories.narrative import HEADS, SentenceReader
from bot.rules.stories.sentences import sentences, span_of
from bot.rules.words.lexicon import Lexicon
from tools.model.estimators import Array, Fit, folds, kept_columns, matrix, to_part
from tools.model.samples import CORPUS, PROBE_GROUP, jsonl_rows, teacher_rows

MOST_ROWS = 30_000
"""Rows that are kept: with half of them three stories in a hundred are judged otherwise."""
COST = 0.03
"""LinearSVC's C, by grouped cross-validation."""
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
"""The statement on a story by which a head is labelled; one says the contrary."""
LACKED: Mapping[str, Mapping[str, bool]] = {
    "missing_situation": {"situation": False},
    "missing_task": {"task": False},
    "missing_action": {"action": False},
    "missing_result": {"result": False},
    "result_without_number": {"quantified": False},
    "monologue_story": {"person": False},
    "vague_collaboration": {"partner": False, "person": True},
    "no_lesson": {"lesson": False, "fault": True},
}
"""What a rule's own bad examples are labelled with."""
FACTS_OF = {
    "situation": ("context", "problem"),
    "task": ("duty", "goal"),
    "action": ("first_person_act",),
    "result": ("end_state",),
    "quantified": ("end_state",),
    "partner": ("partner_act",),
    "person": ("person",),
    "lesson": ("lesson", "practice"),
    "fault": ("fault", "mistake"),
}
"""The facts of the old readers that point at a sentence."""


class Story(NamedTuple):
    """One text. By sentence its rows, and whether there is a number in it; its labels by head; and the sentences that
    the old readers pointed at, by head (None for a text that they did not see)."""

    text: str
    group: str
    rows: Sequence[Rows]
    counted: Sequence[bool]
    labels: Mapping[str, bool]
    taught: Mapping[str, Sequence[bool]] | None

    @property
    def is_whole(self) -> bool:
        """Labelled in full: only such texts are measured."""
        return FLAG_OF.keys() <= self.labels.keys()


class Stories(NamedTuple):
    """All of them, one sentence after the other; `ends` are where each text ends, with a 0 in front."""

    every: Sequence[Story]
    features: Any
    ends: Array

    @property
    def groups(self) -> list[str]:
        return [story.group for story in self.every]

    def of(self, texts: Sequence[int]) -> Array:
        """The sentences of some texts."""
        return np.concatenate([np.arange(self.ends[at], self.ends[at + 1]) for at in texts])


def read_stories(
    pack: Pack, lexicons: Mapping[str, Lexicon], names: list[tuple[str, str]], every: int = 1
) -> Stories:
    """Each `every`th labelled text; `lexicons` by kind of text, `names` grow by those of the features."""
    tables = Tables({}, names)
    teacher = {row["text"]: row for row in teacher_rows("stories")}
    known: dict[str, Story] = {}
    for text, kind, group, labels in [*labelled(pack, teacher)][::every]:
        reading = read_grammar(text, lexicons[kind], long=True)
        found = sentences(reading.tokens)
        if not found or text in known:
            continue
        reader = SentenceReader(reading.tokens, reading.hits, reading.values, lexicons[kind])
        taught = None
        if text in teacher:
            spans = [span_of(reading.tokens, one.first, one.last) for one in found]
            taught = {head: _pointed_at(head, teacher[text]["facts"], spans) for head in HEADS}
            labels.setdefault("fault", any(taught["fault"]))  # nobody labelled it
        counted = [reader.has_number(one) for one in found]
        known[text] = Story(text, group, reader.rows(found, tables), counted, labels, taught)
    stories = [*known.values()]
    rows = [row for story in stories for row in story.rows]
    return Stories(stories, matrix(rows, len(names)), np.cumsum([0] + [len(story.rows) for story in stories]))


def labelled(
    pack: Pack, teacher: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, str, dict[str, bool]]]:
    """Text, kind, group and labels by head. Of the projects of sets only the teacher says what they tell."""
    heads = {flag: head for head, flag in FLAG_OF.items()}
    for path in sorted((CORPUS / "tuned").glob("*.jsonl")):
        for row in jsonl_rows(path):
            if row["kind"] == "story":
                labels = {heads[flag]: row[flag] != (flag == CONTRARY) for flag in heads}
                yield row["text"], "story", path.stem, labels
    for path in sorted((CORPUS / "probes").glob("*/*.jsonl")):
        if path.stem in heads:
            for at, row in enumerate(jsonl_rows(path)):
                group = f"{path.parent.name} {path.stem} {at // PROBE_GROUP}"
                yield row["text"], "story", group, {heads[path.stem]: row["given"] != (path.stem == CONTRARY)}
    for rule in pack.rules:
        for at, case in enumerate(rule.tests):
            if case.bad is not None and rule.id in LACKED:
                yield case.bad, "story", f"pack {rule.id} {at}", {**LACKED[rule.id]}
    for at, row in enumerate(jsonl_rows(CORPUS / "long" / "project.jsonl")):
        yield row["text"], "project", f"summary {at // PROBE_GROUP}", {"situation": row["has_problem"]}
    for text, said in teacher.items():
        if said["kind"] == "project" and said["source"] != "long":
            told = not {"context", "problem"}.isdisjoint(said["facts"])
            yield text, "project", said["source"], {"situation": told}


def _pointed_at(head: str, facts: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> list[bool]:
    starts = [
        row[0]
        for kind in FACTS_OF[head]
        for row in facts.get(kind, ())
        if not (head == "quantified" and row[2:] != [1]) and not (kind == "problem" and row[2] != "opening")
    ]
    return [any(start <= at < end for at in starts) for start, end in spans]


def fit(stories: Stories, texts: Sequence[int]) -> Fit:
    """Weights and bias of each head, from some of the texts."""
    kept = kept_columns(stories.features[stories.of(texts)])
    features = stories.features[:, kept]
    rows = np.zeros((len(kept), len(HEADS)), np.float32)
    bias = np.zeros(len(HEADS), np.float32)
    for head, name in enumerate(HEADS):
        rows[kept, head], bias[head] = _fit_head(stories, texts, name, features)
    rows[:, QUANTIFIED] += rows[:, RESULT]  # a number is of the result where both say so
    bias[QUANTIFIED] += bias[RESULT]
    return Fit(rows, bias)


def _fit_head(stories: Stories, texts: Sequence[int], head: str, features: Any) -> tuple[Array, float]:
    """A text without the fact has no sentence of it. In one that has it, it's where the old readers pointed, or else
    the sentence that is likeliest by the others."""
    count = features.shape[0]
    wanted, used = np.zeros(count, bool), np.zeros(count, bool)
    unsure = []
    for at in texts:
        story = stories.every[at]
        here = slice(stories.ends[at], stories.ends[at + 1])
        pointed = None if story.taught is None else story.taught[head]
        if head not in story.labels:
            continue
        if not story.labels[head]:
            used[here] = True
        elif pointed is not None and any(pointed):
            used[here], wanted[here] = True, pointed
        else:
            unsure.append(here)
    for _ in range(ROUNDS):
        fitted = LinearSVC(C=COST, random_state=0).fit(features[used], wanted[used])
        scores = features @ fitted.coef_[0]
        for here in unsure:
            used[here], wanted[here] = True, False
            wanted[here.start + int(np.argmax(scores[here]))] = True
    return fitted.coef_[0], float(fitted.intercept_[0])


def score(stories: Stories, fitted: Fit) -> Array:
    """The scores of texts (texts x heads): those of their likeliest sentences."""
    each = np.asarray(stories.features @ fitted.rows) + fitted.bias
    counted = np.array([so for story in stories.every for so in story.counted])
    each[~counted, QUANTIFIED] = LOWEST
    return np.maximum.reduceat(each, stories.ends[:-1], axis=0)


def cross_score(stories: Stories) -> Array:
    """The scores that texts get from models that did not see their authors."""
    scores = np.zeros((len(stories.every), len(HEADS)), np.float32)
    for seen, unseen in folds(stories.groups):
        scores[unseen] = score(stories, fit(stories, seen.tolist()))[unseen]
    return scores


class Trained(NamedTuple):
    """`agreed` are the shares of stories labelled in full on which each statement agrees, by cross-validation."""

    part: LinearModel
    agreed: Mapping[str, float]


def train(pack: Pack, lexicons: Mapping[str, Lexicon], every: int = 1) -> Trained:
    """Trains on each `every`th labelled text; a head speaks from where it agrees with the most labels."""
    names: list[tuple[str, str]] = [("", "")]
    stories = read_stories(pack, lexicons, names, every)
    scores = cross_score(stories)
    whole = np.array([story.is_whole for story in stories.every])
    shift, agreed = np.zeros(len(HEADS), np.float32), {}
    for at, head in enumerate(HEADS):
        wanted = np.array([story.labels.get(head, False) for story in stories.every])[whole]
        shift[at] = _threshold(scores[whole, at], wanted)
        agreed[FLAG_OF.get(head, head)] = float(((scores[whole, at] > shift[at]) == wanted).mean())
    fitted = fit(stories, range(len(stories.every)))
    return Trained(to_part(HEADS, names, fitted._replace(bias=fitted.bias - shift), most=MOST_ROWS), agreed)


def _threshold(scores: Array, wanted: Array) -> float:
    """The score above which a statement is made where it agrees with the most labels; of several the middle one."""
    ordered = np.sort(scores)
    between = (ordered[1:] + ordered[:-1]) / 2
    agreed = ((scores > between[:, None]) == wanted).sum(axis=1)
    return float(np.median(between[agreed == agreed.max()]))
