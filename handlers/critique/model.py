"""Pure: the critique of a draft, compared with the one before it, and the words in which cards tell it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.kinds import text
from bot.reading import latex
from bot.reading.bullets import Row, find_bullets
from bot.reading.likeness import is_foreign
from bot.rules import Comparison, Critic, Finding, Report, compare
from bot.rules.facts import Measure
from bot.rules.words.tokens import CAP

_BULLET = text(CAP)
_FENCE = re.compile(r"^```\w*$|```|^\s*>>>(?=\s)", re.MULTILINE)
"""What makes a chat show a text as code, or all that follows as a quote."""


def clean(typed: str) -> str:
    """A draft without control characters, its LaTeX as it prints; the unusual spaces of a pasted PDF become ordinary
    ones. Raises ValueError: one bullet of more characters than are read; a list of them may be as long as a file."""
    typed = _FENCE.sub("", typed)
    if latex.is_latex("", typed):
        typed = latex.read_items(typed)
    else:
        typed = "\n".join(map(latex.read_line, typed.split("\n")))
    cleaned: str = _BULLET.read("".join(" " if unicodedata.category(c) == "Zs" else c for c in typed))
    return cleaned if holds_several(cleaned) else _BULLET.parse(cleaned)


def holds_several(text: str) -> bool:
    """Whether a pasted text is a list of bullets, or JSON, not one bullet that is wrapped over lines."""
    if text.startswith('{"'):
        return True
    rows = [Row(text=line, line=at) for at, line in enumerate(text.splitlines(), 1)]
    return len(find_bullets(rows, each_line=False)) > 1


@dataclass(frozen=True, slots=True)
class Critique:
    """`comparison` is None for a first draft; `same` means that nothing was changed since the last one."""

    report: Report
    comparison: Comparison | None = None
    same: bool = False
    foreign: bool = False
    draft: str = ""
    results: int = 0
    """Numbers that report a result in use, not in training."""
    good: Mapping[str, str] = field(default_factory=dict)
    """What a draft can have -> in words, such as `a latency figure`."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of a draft with nothing open: the parts of a project's summary that it tells, by the names of their fields."""


def critique(known: Critic, draft: str, before: str | None = None) -> Critique:
    """Judges `draft`; compared with `before` where that was a bullet."""
    report = known.gravest_first(known.critique(draft))
    old = known.critique(before) if before is not None else None
    comparison = compare(old, report) if old is not None and old.is_bullet else None
    same = comparison is not None and draft == before
    parts = {} if report.findings else project_parts(known, draft)
    measures = [one for one in known.read(draft).facts.get("measure", ()) if isinstance(one, Measure)]
    results = sum(one.family in report.families and not one.training for one in measures)
    return Critique(report, comparison, same, is_foreign(draft), draft, results, _good(measures), parts)


def _good(measures: Sequence[Measure]) -> Mapping[str, str]:
    metrics = [one.metric for one in measures if one.family == "efficiency"]
    named = [kind for kind in ("latency", "memory", "throughput") if any(kind in one for one in metrics)]
    return GOOD | {"efficiency": f"a {named[0]} figure"} if named else GOOD


def project_parts(known: Critic, draft: str) -> dict[str, str]:
    """What a draft tells of a project, in the author's words: the impact is a business result, else an outcome."""
    told = known.evidence(draft)
    fields = {
        "approach": draft,
        "accuracy": told.get("accuracy", ""),
        "speed": told.get("efficiency", ""),
        "cost": told.get("cost", ""),
        "impact": told.get("business") or told.get("outcome", ""),
    }
    return {name: text for name, text in fields.items() if text}


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, and the rule that they are about, if any."""

    rule: str
    lines: tuple[str, ...]


def paginate(blocks: Sequence[Passage], room: int) -> list[list[Passage]]:
    """The blocks on pages of `room` lines; one is divided only where it is longer than a page."""
    found: list[list[Passage]] = []
    left = 0
    for block in blocks:
        for start in range(0, len(block.lines), room):
            lines = block.lines[start : start + room]
            if len(lines) > left:
                found.append([])
                left = room
            found[-1].append(Passage(block.rule, lines))
            left -= len(lines)
    return found


# the words that cards share: what a rule is called, what is praised, what is asked next


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


@dataclass(frozen=True, slots=True)
class Words:
    """How cards speak of a rule: `title` begins its finding, `name` says what is open where the id doesn't, `pair`
    shows it best. A draft that has one of `settled_by` is praised for that, never twice or with the rule open.
    `numeric`: silent with no number left, so nothing is settled. `doubtful`: its numbers earn no praise."""

    title: str = ""
    name: str = ""
    settled_by: frozenset[str] = frozenset()
    pair: Pair = CHOICE
    numeric: bool = False
    doubtful: bool = False


FAMILIES = frozenset({"accuracy", "efficiency", "cost", "business"})
WORDS: Mapping[str, Words] = {
    "missing_unit_or_stat": Words(
        "Which metric?", "a number without its metric", FAMILIES, PRICE, numeric=True
    ),
    "training_metric_only": Words("Only training.", "training figures only", FAMILIES, numeric=True),
    "no_metric": Words("Result.", "no number", FAMILIES),
    "no_baseline": Words("Baseline.", settled_by=frozenset({"baseline"}), numeric=True),
    "unmitigated_regression": Words("Trade-off.", "got worse", frozenset({"reason"}), PRICE, numeric=True),
    "accuracy_only": Words("Only accuracy.", "", frozenset({"efficiency", "cost"}), PRICE, numeric=True),
    "no_outcome": Words("So what?", settled_by=frozenset({"outcome", "business"})),
    "weak_verb": Words("First words.", settled_by=frozenset({"action"}), pair=TOGETHER),
    "vague_teamwork": Words("Your part.", settled_by=frozenset({"action"}), pair=TOGETHER),
    "laundry_list": Words("List of tools.", "a list of tools"),
    "buzzword": Words("Evidence.", "a claim without evidence", pair=TOGETHER),
    "impossible_value": Words("Impossible number.", doubtful=True),
    "contradicts_own_numbers": Words("Arithmetic.", pair=PRICE, doubtful=True),
    "percent_or_points": Words("Percent or points?", pair=PRICE, doubtful=True),
    "name_dropping": Words("Too many tools."),
    "missing_method": Words("Method.", pair=PRICE),
    "no_rejected_option": Words("Alternatives.", pair=PRICE),
}
"""Rule -> its words; one that is missing here is called by its id."""
KEPT = "Kept for 30 minutes to compare, then deleted."
EXAMPLE = "Distilled the search ranker; p95 fell from 90 to 40 ms, nDCG stayed at 0.71, and it now serves every shop"
"""A bullet in which the rules find nothing."""
MARKS = {
    ("major", "major"): ", important",
    ("minor", "minor"): "",
    ("hint", "major"): ", possible issue",
    ("hint", "minor"): ", possible issue",
    ("hint", "hint"): ", a hint",
}
"""Severity and gravity of a finding, in words: what rests on an unsure fact is a possible issue."""
GOOD = {
    "baseline": "a baseline",
    "accuracy": "an accuracy figure",
    "efficiency": "an efficiency figure",
    "cost": "a cost figure",
    "business": "a business result",
    "outcome": "an outcome",
    "reason": "a reason",
    "action": "what you did",
}
"""What a draft can have, in the order in which it is praised; `Critique.good` names the efficiency more exactly."""
TECHNIQUES = {
    r"int8|int4|fp8|8.?bit|4.?bit|quanti[sz]": "What did quantization cost you in quality, per class?",
    r"distil(?!bert)|student": "Where is the small model worse than the large one?",
    r"\bprun": "How did you choose what to prune, and what did it break?",
    r"\bcach": "What share of requests hits the cache, and what if it's stale?",
    r"\bbatch": "What did batching do to the slowest requests?",
    r"\brag\b|retriev": "How do you know whether retrieval or the model was wrong?",
}
"""What an interviewer asks about what was done; else about the families."""
REJECTED = "Which option did you reject, and on what number?"
QUESTIONS: Sequence[tuple[frozenset[str], str]] = (
    (frozenset({"accuracy", "efficiency"}), "How did you decide between accuracy and speed?"),
    (frozenset({"accuracy", "cost"}), "What would one more point of accuracy cost?"),
    (frozenset({"efficiency", "cost"}), "What did it do to quality, and how did you check?"),
    (frozenset({"business"}), "How do you know that your work caused this?"),
    (frozenset(), "How did you measure that, and against what?"),
)


def words_of(rule: str) -> Words:
    return WORDS.get(rule, Words())


def name_of(rule: str) -> str:
    """What a rule finds, in plain words: `no baseline`."""
    return words_of(rule).name or rule.replace("_", " ")


def title_of(finding: Finding) -> str:
    """`Baseline.`; what rests on an unsure fact is a possible issue."""
    title = words_of(finding.rule).title or f"{name_of(finding.rule).capitalize()}."
    return f"Possible issue: {title}" if finding.severity == "hint" != finding.gravity else title


def message_of(finding: Finding) -> str:
    return " ".join(finding.message.split())


def question(draft: str, report: Report) -> str:
    """What an interviewer asks next: about the technique, the option not taken, or the families."""
    has = set(report.present)
    asked = next((text for what, text in TECHNIQUES.items() if re.search(what, draft, re.IGNORECASE)), "")
    if not asked and any(one.rule == "no_rejected_option" for one in report.hints):
        asked = REJECTED
    return asked or next(text for needs, text in QUESTIONS if needs <= has)
