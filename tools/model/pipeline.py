"""The whole way from labelled texts to weights, with what cross-validation says of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from bot.rules import pack as packs
from bot.rules.engine import Critic
from bot.rules.extract import collect, is_bullet
from bot.rules.model.reader import NUMBER_HEADS, Model, NumberPrediction
from bot.rules.model.weights import Calibration, LinearModel, Tables, Weights
from bot.rules.pack import Pack
from bot.rules.report import Report
from bot.rules.words.lexicon import Lexicon
from tools.model import estimators
from tools.model.estimators import HEAD_OF, TEXT_HEADS, Array
from tools.model.samples import RULES, Sample, read_samples

BUSINESS_BIAS = 0.05
"""Added to the score of business: by grouped cross-validation its F1 is highest there."""
CERTAIN = Calibration("outcome", 0.0, 9.0)


class Trained(NamedTuple):
    """`judged` are the cross-validated reports of the samples (None for those that aren't labelled in full)."""

    weights: Weights
    samples: Sequence[Sample]
    judged: Sequence[Report | None]


def train(pack: Pack, lexicon: Lexicon, sentences: LinearModel, every: int = 1) -> Trained:
    """Trains on each `every`th labelled bullet; `sentences` are the weights of longer texts."""
    number_names: list[tuple[str, str]] = [("", "")]
    samples = read_samples(pack, lexicon, Tables({}, number_names), every)
    width = len(number_names)
    estimators.settle_roles(samples, estimators.cross_score_numbers(samples, width))
    business = NUMBER_HEADS.index("business")
    crossed = estimators.cross_score_numbers(samples, width)
    for some in crossed:
        some[:, business] += BUSINESS_BIAS
    numbers = [estimators.predictions(sample, some) for sample, some in zip(samples, crossed, strict=True)]
    text_names: list[tuple[str, str]] = [("", "")]
    texts = estimators.text_inputs(samples, numbers, Tables({}, text_names), text_names)
    scores = estimators.cross_score_texts(samples, texts)
    whole = np.array([bool(sample.labels.verdict) and not sample.rewritten for sample in samples])
    shift = estimators.thresholds(texts, scores, whole)
    scores -= shift
    number_fit = estimators.fit_numbers(samples, width)
    number_fit.bias[business] += BUSINESS_BIAS
    text_fit, dense = estimators.fit_texts(texts, np.arange(len(samples)))
    weights = Weights(
        estimators.to_part(NUMBER_HEADS, number_names, number_fit),
        estimators.to_part(TEXT_HEADS, text_names, text_fit._replace(bias=text_fit.bias - shift), dense),
        sentences,
        dict.fromkeys(RULES, CERTAIN),
        _lexicon_names(number_names, text_names, lexicon),
    )
    certain = Critic(pack, lexicon, packs.compile_pack(pack), Model(weights, lexicon))
    calibration = _calibration(samples, judge(certain, samples, numbers, scores), scores)
    weights = replace(weights, calibration=calibration)
    critic = replace(certain, model=Model(weights, lexicon))
    return Trained(weights, samples, judge(critic, samples, numbers, scores))


def judge(
    critic: Critic, samples: Sequence[Sample], numbers: Sequence[Sequence[NumberPrediction]], scores: Array
) -> list[Report | None]:
    """What the rules say of samples whose scores are known."""
    reports: list[Report | None] = []
    for sample, some, row in zip(samples, numbers, scores.tolist(), strict=True):
        if sample.rewritten or not sample.labels.verdict:
            reports.append(None)
            continue
        so = dict(zip(TEXT_HEADS, row, strict=True))
        known = collect(
            sample.reading,
            critic.words,
            sample.view,
            some,
            so,
            critic.model,
            tuple(critic.pack.cues),
            long=False,
        )
        judged = is_bullet(sample.text, known, critic.words)
        reports.append(critic.report(sample.text, "bullet", known, judged=judged))
    return reports


def _calibration(
    samples: Sequence[Sample], reports: Sequence[Report | None], scores: Array
) -> dict[str, Calibration]:
    """How sure each rule is, by the findings that it makes without being dropped."""
    made: dict[str, tuple[list[float], list[bool]]] = {rule: ([], []) for rule in RULES}
    for sample, report, row in zip(samples, reports, scores.tolist(), strict=True):
        for finding in report.findings if report is not None else ():
            if finding.rule in made:
                made[finding.rule][0].append(row[TEXT_HEADS.index(HEAD_OF[finding.rule])])
                made[finding.rule][1].append(finding.rule in sample.labels.findings)
    return {rule: Calibration(HEAD_OF[rule], *estimators.calibrate(*pair)) for rule, pair in made.items()}


def _lexicon_names(
    number_names: Sequence[tuple[str, str]], text_names: Sequence[tuple[str, str]], lexicon: Lexicon
) -> tuple[str, ...]:
    """The metrics of the lexicon that some weight speaks of."""
    of_numbers = {
        key.split(" ")[1] for template, key in number_names if template == "m0" and key.startswith("i ")
    }
    of_texts = {key for template, key in text_names if template == "m"}
    return tuple(sorted((of_numbers | of_texts) & lexicon.metrics.keys()))


def figures(trained: Trained) -> dict[str, Any]:
    """Right, extra and missed by rule and family, and verdicts, by grouped cross-validation."""
    names = (*RULES, "accuracy", "efficiency", "cost", "business")
    counts = {name: [0, 0, 0] for name in names}
    verdicts = unsure = total = 0
    for sample, report in zip(trained.samples, trained.judged, strict=True):
        if report is None:
            continue
        total += 1
        verdicts += report.verdict == sample.labels.verdict
        unsure += sum(one.severity == "hint" and one.rule in RULES for one in report.findings)
        said = {one.rule for one in report.findings} | set(report.families)
        true = sample.labels.findings | (sample.labels.families or frozenset())
        for name in names:
            counts[name][0] += name in said and name in true
            counts[name][1] += name in said and name not in true
            counts[name][2] += name not in said and name in true
    return {"texts": total, "verdicts": verdicts, "unsure": unsure, "counts": counts}
