"""A better sentence with blanks. Every digit in it stands in the text as typed: nothing is invented."""

from bot.rules.extract import Extract
from bot.rules.facts import Measure
from bot.rules.lex import PUNCT
from bot.rules.lexicon import Lexicon
from bot.rules.score import has_outcome

HEAD = 110
BREAKS = frozenset([",", ";", ":", "—", "."])
NAMES = {
    "bytes": "memory",
    "span": "time",
    "money": "cost",
    "hours": "GPU hours",
    "time": "latency",
    "training_act": "training time",
    "reach": "",
    "count": "",
}


def skeleton(text: str, extract: Extract, lexicon: Lexicon) -> str:
    """The act as it was written, each result with its blanks, then what is missing."""
    parts = [
        _act(text, extract, lexicon.sets["leading"]),
        *(_result(text, extract, measure) for measure in _results(extract)),
    ]
    families = extract.families()
    if not families:
        parts.append("{metric} {from?} to {to?}")
    if "efficiency" not in families and "cost" not in families:
        parts.append("latency {?} to {?} ms")
    if any(measure.good < 0 for measure in extract.measures) and not extract.facts.get("mitigation"):
        parts.append("which is fine because {why?}")
    if not has_outcome(extract):
        parts.append("so that {what changed for users?}")
    return "; ".join(part for part in parts if part)


def _results(extract: Extract) -> list[Measure]:
    return [measure for measure in extract.measures if measure.family != "training"][:4]


def _act(text: str, extract: Extract, leading: frozenset[str]) -> str:
    """The act as it was written: the words before the first result, without what only leads to it."""
    tokens = extract.tokens
    end = _first_result(extract)
    breaks = [at for at in range(2, end) if tokens[at].key in BREAKS]
    end = breaks[-1] if breaks else end
    while end and (tokens[end - 1].kind == PUNCT or tokens[end - 1].key in leading):
        end -= 1
    head = " ".join(text[: tokens[end - 1].end].split()) if end else ""
    if len(head) > HEAD:
        head = head[:HEAD].rsplit(" ", 1)[0]
    return head or "{what you did}"


def _first_result(extract: Extract) -> int:
    """The token at which the first number or its metric begins."""
    first = min((value.first for value in extract.values), default=len(extract.tokens))
    named = [hit.start for hit in extract.hits.get("metric", []) if first - 4 <= hit.start < first]
    return min([first, *named])


def _result(text: str, extract: Extract, measure: Measure) -> str:
    shown = " ".join(text[slice(*measure.span)].split())
    name = _name(text, extract, measure)
    if measure.shape == "level" and not measure.ref and measure.family != "business":
        return f"{name} {{from?}} to {shown}"
    if measure.shape == "delta":
        way = {1: "up ", -1: "down "}.get(measure.direction, "") if shown[:1].isdigit() else ""
        return f"{name} {way}{shown} (from {{from?}})"
    return f"{name} {shown}".strip()


def _name(text: str, extract: Extract, measure: Measure) -> str:
    """The metric in the member's own words where it was named."""
    hits = extract.hits.get("metric", [])
    for at, hit in enumerate(hits):
        if hit.value.id == measure.metric and not hit.value.silent:
            following = hits[at + 1] if at + 1 < len(hits) else hit
            end = following.end if following.start == hit.end and following.value is hit.value else hit.end
            return text[extract.tokens[hit.start].start : extract.tokens[end - 1].end]
    return NAMES.get(measure.metric, measure.metric.replace("_", " "))
