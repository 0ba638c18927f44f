"""The article's own examples: a bad line, the good one beside it, and what an expert still misses in the good one."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    "what cut the latency (fine-tuning alone does not), and whether both F1 are on the same test set.",
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
