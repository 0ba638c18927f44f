"""Train the models from the labeled texts and write the weights, with what cross-validation says of them: `python
-m tools.model.pipeline`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.rules import pack as packs
from bot.rules.engine import Critic, compile_pack
from bot.rules.extract import collect, is_bullet
from bot.rules.facts import FAMILIES
from bot.rules.model import weights as files
from bot.rules.model.reader import NUMBER_HEADS, Model, NumberPrediction
from bot.rules.model.weights import Calibration, LinearModel, Tables, Weights
from bot.rules.pack import Pack
from bot.rules.report import Report
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.lexicon import load as load_lexicon
from handlers.dm.intents import FILE as INTENTS_FILE
from tools import intents
from tools.model import estimators, sentences
from tools.model.estimators import HEAD_OF, TEXT_HEADS, Array
from tools.model.samples import RULES, Labels, Sample, read_samples

BUSINESS_BIAS = 0.05
"""Added to the score of business: by grouped cross-validation its F1 is highest there."""
CERTAIN = Calibration("outcome", 0.0, 9.0)


class Trained(NamedTuple):
    """`judged` are the cross-validated reports of the samples (None for those that aren't labeled in full)."""

    weights: Weights
    samples: Sequence[Sample]
    judged: Sequence[Report | None]


def train(pack: Pack, lexicon: Lexicon, longer: Mapping[str, LinearModel], every: int = 1) -> Trained:
    """Trains on each `every`th labeled bullet; `longer` are the weights of longer texts, by kind."""
    of_numbers, of_texts = Tables(), Tables()
    samples = read_samples(pack, lexicon, of_numbers, every)
    estimators.settle_roles(samples, estimators.cross_score_numbers(samples, of_numbers))
    business = NUMBER_HEADS.index("business")
    crossed = estimators.cross_score_numbers(samples, of_numbers)
    for some in crossed:
        some[:, business] += BUSINESS_BIAS
    numbers = [estimators.predictions(sample, some) for sample, some in zip(samples, crossed, strict=True)]
    texts = estimators.text_inputs(samples, numbers, of_texts)
    scores = estimators.cross_score_texts(samples, texts)
    whole = np.array([bool(sample.labels.verdict) and not sample.rewritten for sample in samples])
    shift = estimators.thresholds(texts, scores, whole)
    scores -= shift
    number_fit = estimators.fit_numbers(samples, of_numbers)
    number_fit.bias[business] += BUSINESS_BIAS
    text_fit = estimators.fit_texts(texts, np.arange(len(samples)))
    weights = Weights(
        estimators.to_part(NUMBER_HEADS, of_numbers.names, number_fit),
        estimators.to_part(TEXT_HEADS, of_texts.names, text_fit._replace(bias=text_fit.bias - shift)),
        longer,
        dict.fromkeys(RULES, CERTAIN),
        _lexicon_names(of_numbers.names, of_texts.names, lexicon),
    )
    certain = Critic(pack, lexicon, compile_pack(pack), Model(weights, lexicon))
    calibration = _calibration(samples, judge(certain, samples, numbers, scores), scores)
    weights = replace(weights, calibration=calibration)
    critic = replace(certain, model=Model(weights, lexicon))
    return Trained(weights, samples, judge(critic, samples, numbers, scores))


def judge(
    critic: Critic, samples: Sequence[Sample], numbers: Sequence[Sequence[NumberPrediction]], scores: Array
) -> list[Report | None]:
    """What the rules say of samples whose scores are known."""
    reports: list[Report | None] = []
    cues = tuple(critic.pack.cues)
    for sample, some, row in zip(samples, numbers, scores.tolist(), strict=True):
        if sample.rewritten or not sample.labels.verdict:
            reports.append(None)
            continue
        so = dict(zip(TEXT_HEADS, row, strict=True))
        known = collect(sample.reading, sample.view, some, so, critic.model, cues, "bullet")
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


def main() -> None:
    content = Path(str(resources.files("content")))
    pack, *longer = (
        packs.load(content / "rules" / f"{name}.yaml")
        for name in ("applied-ai", "star", "project", "tradeoff-answer")
    )
    words = [load_lexicon(content / "lexicon", one.cues) for one in (pack, *longer)]
    told = {
        "story": sentences.train(sentences.read_stories(longer[0], {"story": words[1], "project": words[2]})),
        "answer": sentences.train(sentences.read_told("answer", longer[2], words[3])),
        "project": sentences.train(sentences.read_told("project", longer[1], words[2])),
    }
    trained = train(pack, words[0], {kind: one.part for kind, one in told.items()})
    data = files.to_bytes(trained.weights)
    files.FILE.write_bytes(data)
    print(f"{len(trained.samples)} samples, {len(data):,} bytes; by grouped cross-validation:")
    _print_figures(trained)
    for kind, one in told.items():
        for head, agreed in one.agreed.items():
            print(f"    {kind}: {head:<25} {agreed:.3f}")
    wishes = intents.train(words[0])
    INTENTS_FILE.write_bytes(files.pack({"least": wishes.least}, (wishes.part,)))
    print(f"    intents: right {wishes.right:.3f}, sure {wishes.sure:.3f} from a margin of {wishes.least}")


def _print_figures(trained: Trained) -> None:
    counts = counted(trained)
    every = [sum(counts[rule][at] for rule in RULES) for at in range(3)]
    for name, (right, extra, missed) in {**counts, "all eleven": every}.items():
        precision, recall = right / max(1, right + extra), right / max(1, right + missed)
        print(
            f"    {name:<24}{right:5} right {extra:4} extra {missed:4} missed  P {precision:.3f}  R {recall:.3f}"
        )
    pairs = _pairs(trained)
    verdicts = sum(report.verdict == labels.verdict for labels, report in pairs)
    print(f"    verdict                 {verdicts / len(pairs):.3f} of {len(pairs)}")
    hints = [one for _, report in pairs for one in report.findings if one.severity == "hint"]
    print(f"    possible issues         {sum(one.rule in RULES for one in hints)}")


def counted(trained: Trained) -> dict[str, list[int]]:
    """How many are right, extra and missed by rule and family, by grouped cross-validation."""
    counts = {name: [0, 0, 0] for name in (*RULES, *FAMILIES)}
    for labels, report in _pairs(trained):
        said = {one.rule for one in report.findings} | {*report.families}
        wanted = labels.findings | (labels.families or frozenset())
        for name, some in counts.items():
            for at, so in enumerate((said & wanted, said - wanted, wanted - said)):
                some[at] += name in so
    return counts


def _pairs(trained: Trained) -> list[tuple[Labels, Report]]:
    """The labels and the report of each sample that is labeled in full."""
    pairs = zip(trained.samples, trained.judged, strict=True)
    return [(sample.labels, report) for sample, report in pairs if report is not None]


if __name__ == "__main__":
    main()
