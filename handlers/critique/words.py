"""The words of the critique that its cards share: what a rule is called, what is praised, what is asked next."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.text import shorten
from bot.rules import Finding, Report
from bot.rules.pack import Rule
from handlers.critique.calls import Again, Anyway, Forget, Practise


@dataclass(frozen=True, slots=True)
class Pair:
    """`lacks` ends the sentence "The GOOD one still lacks: ..."."""

    name: str
    bad: str
    good: str
    lacks: str


CHOICE = Pair(
    "choosing",
    "Fine-tuned GPT-2 on Reddit data, achieved 0.92 perplexity.",
    "Fine-tuned DistilBERT on product-review cut-down set; lifted F1 from 0.78 to 0.81 while cutting "
    "95th-percentile latency from 22 ms to 15 ms, which allowed the feature to launch without additional "
    "GPU nodes.",
    "what cut the latency (fine-tuning alone doesn't), and whether both F1 are on the same test set.",
)
PRICE = Pair(
    "the price of accuracy",
    "Our fine-tuning improved BLEU by 1.3 points.",
    "The same fine-tuning increased inference latency from 18 ms to 27 ms; we recovered the loss by applying "
    "8-bit quantization, bringing latency back to 20 ms and net BLEU gain to 0.9 points.",
    "why fine-tuning made it slower, what users got, and your own part in the 'we'.",
)
TOGETHER = Pair(
    "teamwork",
    "I worked well with others on the project.",
    "When I noticed a data-pipeline shift that threatened model drift, I scheduled a sync with the "
    "data-engineering lead, co-created a monitoring dashboard, and together we reduced false-positive alerts by "
    "40 % over two weeks.",
    "how many true alerts were still caught, and what changed for users.",
)
OF_RULE: Mapping[str, Pair] = {
    "accuracy_only": PRICE,
    "unmitigated_regression": PRICE,
    "missing_unit_or_stat": PRICE,
    "contradicts_own_numbers": PRICE,
    "percent_or_points": PRICE,
    "missing_method": PRICE,
    "no_rejected_option": PRICE,
    "vague_teamwork": TOGETHER,
    "weak_verb": TOGETHER,
    "buzzword": TOGETHER,
}
"""The rules that another pair than the first shows best."""


def pair_for(rule: str) -> Pair:
    return OF_RULE.get(rule, CHOICE)


KEPT = "I keep this draft for 30 minutes to compare, then I delete it."
EXAMPLE = "Distilled the search ranker; p95 fell from 90 to 40 ms, nDCG stayed at 0.71, and it now serves every shop"
"""A bullet in which the rules find nothing."""
TRY_AGAIN = Again().button("Try again", style="main")
PASTE = Again().button("Paste a bullet", style="main")
FORGET = Forget().button("Forget it now", spoken="Forget this draft now")
ANYWAY = Anyway().button("Judge it anyway", spoken="Judge this draft anyway")
PRACTISE = Practise().button("Practice the answer")
MARKS = {
    ("major", "major"): ", important",
    ("minor", "minor"): "",
    ("hint", "major"): ", possible issue",
    ("hint", "minor"): ", possible issue",
    ("hint", "hint"): ", a hint",
}
"""Severity and gravity of a finding, in words: what rests on an unsure fact is a possible issue."""
NAMES: Mapping[str, str] = {
    "missing_unit_or_stat": "a number without its metric",
    "training_metric_only": "training figures only",
    "no_metric": "no number",
    "unmitigated_regression": "got worse",
    "laundry_list": "a list of tools",
    "buzzword": "a claim without evidence",
}
"""Rules whose id doesn't say in plain words what is open; the others are called by their id."""
GOOD: Mapping[str, str] = {
    "baseline": "a baseline",
    "accuracy": "an accuracy figure",
    "efficiency": "a latency or memory figure",
    "cost": "a cost figure",
    "business": "a business result",
    "outcome": "an outcome",
    "reason": "a reason",
    "action": "what you did",
}
"""What a draft can have, in the order in which it is praised."""
FAMILIES = ("accuracy", "efficiency", "cost", "business")
SETTLED_BY: Mapping[str, frozenset[str]] = {
    "missing_unit_or_stat": frozenset(FAMILIES),
    "training_metric_only": frozenset(FAMILIES),
    "no_metric": frozenset(FAMILIES),
    "no_baseline": frozenset({"baseline"}),
    "accuracy_only": frozenset({"efficiency", "cost"}),
    "unmitigated_regression": frozenset({"reason"}),
    "no_outcome": frozenset({"outcome", "business"}),
    "weak_verb": frozenset({"action"}),
    "vague_teamwork": frozenset({"action"}),
}
"""Rule -> what a draft has when it is settled: nothing is praised twice, or while its rule is open."""
NUMERIC = frozenset(
    {"missing_unit_or_stat", "training_metric_only", "no_baseline", "accuracy_only", "unmitigated_regression"}
)
"""Rules about numbers: with no number left they are silent, and nothing is settled."""
TECHNIQUES: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"int8|int4|fp8|8.?bit|4.?bit|quanti[sz]", re.IGNORECASE),
        "What did quantization cost you in quality, per class?",
    ),
    (
        re.compile(r"distil(?!bert)|student", re.IGNORECASE),
        "Where is the small model worse than the large one?",
    ),
    (re.compile(r"\bprun", re.IGNORECASE), "How did you choose what to prune, and what did it break?"),
    (re.compile(r"\bcach", re.IGNORECASE), "What share of requests hits the cache, and what if it's stale?"),
    (re.compile(r"\bbatch", re.IGNORECASE), "What did batching do to the slowest requests?"),
    (
        re.compile(r"\brag\b|retriev", re.IGNORECASE),
        "How do you know whether retrieval or the model was wrong?",
    ),
)
"""What an interviewer asks about what was done; else about the families."""
REJECTED = "Which option did you reject, and on what number?"
QUESTIONS: Sequence[tuple[frozenset[str], str]] = (
    (frozenset({"accuracy", "efficiency"}), "How did you decide between accuracy and speed?"),
    (frozenset({"accuracy", "cost"}), "What would one more point of accuracy cost?"),
    (frozenset({"efficiency", "cost"}), "What did it do to quality, and how did you check?"),
    (frozenset({"business"}), "How do you know that your work caused this?"),
    (frozenset(), "How did you measure that, and against what?"),
)


def name_of(rule: str) -> str:
    """What a rule finds, in plain words: `no baseline`."""
    return NAMES.get(rule, rule.replace("_", " "))


def mark(of: Finding | Rule) -> str:
    """How grave it is and how sure, after "1 of 3"."""
    return MARKS[of.severity, of.gravity]


def finding_text(finding: Finding) -> str:
    """The name and the message; the message alone where it says the name."""
    name, message = name_of(finding.rule), " ".join(finding.message.split())
    if name in message.casefold():
        return message[:1].lower() + message[1:]
    return f"{name}. {message}"


def families(report: Report) -> str:
    """`Numbers found: accuracy yes, efficiency no, cost in words only.`: a family counts with a number."""
    said = ", ".join(f"{name} {_found(report, name)}" for name in FAMILIES)
    return shorten(f"Numbers found: {said}.")


def _found(report: Report, family: str) -> str:
    if family in report.families:
        return "yes"
    return "in words only" if family in report.mentioned else "no"


def question(draft: str, report: Report) -> str:
    """What an interviewer asks next: about the technique, the option not taken, or the families."""
    has = set(report.present)
    asked = next((text for what, text in TECHNIQUES if what.search(draft)), "")
    if not asked and any(one.rule == "no_rejected_option" for one in report.hints):
        asked = REJECTED
    return asked or next(text for needs, text in QUESTIONS if needs <= has)
