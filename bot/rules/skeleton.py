"""A better sentence with blanks. Every digit in it stands in the text as typed: nothing is invented."""

from bot.rules.extract import Extract
from bot.rules.facts import Fact, Measure
from bot.rules.score import has_outcome
from bot.rules.words.lex import PUNCT
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.text import untagged

HEAD = 110
BREAKS = frozenset([",", ";", ":", "—", ".", "\n"])
ACT = "{what you did}"
NAMES = {
    "bytes": "memory",
    "span": "time",
    "money": "cost",
    "hours": "GPU hours",
    "time": "latency",
    "training_act": "training time",
    "size_act": "size",
    "reach": "",
    "count": "",
}


def skeleton(text: str, extract: Extract, lexicon: Lexicon) -> str:
    """The act as it was written, each result with its blanks, then what is missing."""
    results = _results(extract)
    act = _act(text, extract, lexicon.sets["leading"])
    if results and _opens_with_result(extract, act, results[0]):
        head, rest = _opening(text, extract, lexicon, results[0]), results[1:]
    else:
        head, rest = act or ACT, results
    if extract.facts.get("weak_opener") and not head.endswith(ACT):
        head = f"{ACT}: {head}"
    told = [_result(text, extract, measure) for measure in rest]
    return untagged("; ".join(part for part in (head, *told, *_missing(extract)) if part))


def _opens_with_result(extract: Extract, act: str, measure: Measure) -> bool:
    """Whether the first clause is the result itself ("Cut p95 of the API by 30%"): no act stands before it."""
    start, at = _first_word(extract), _token_after(extract, measure.span[0])
    before = [token.key for token in extract.tokens[start:at]]
    if "(" in before or BREAKS.intersection(before[2:]):
        return False
    named = (hit for hit in extract.hits.get("metric", []) if hit.end <= at)
    return " " not in act or any(hit.value.id == measure.metric for hit in named)


def _token_after(extract: Extract, position: int) -> int:
    """The first token at or after a position of the text."""
    tokens = extract.tokens
    return next((at for at, token in enumerate(tokens) if token.start >= position), len(tokens))


def _missing(extract: Extract) -> list[str]:
    families = extract.families()
    missing = []
    if not families:
        missing.append("{metric} {from?} to {to?}")
    if "efficiency" not in families and "cost" not in families:
        missing.append("latency {?} to {?} ms")
    if any(measure.good < 0 for measure in extract.measures) and not extract.facts.get("mitigation"):
        missing.append("which is fine because {why?}")
    if not has_outcome(extract):
        missing.append("so that {what changed for users?}")
    return missing


def _results(extract: Extract) -> list[Measure]:
    return [measure for measure in extract.measures if measure.family != "training"][:4]


def _act(text: str, extract: Extract, leading: frozenset[str]) -> str:
    """The act as it was written: the words before the first result, without what only leads to it."""
    tokens = extract.tokens
    start, end = _first_word(extract), _first_result(extract)
    breaks = [
        at for at in range(start + 2, end) if tokens[at].key in BREAKS and not _is_abbreviation(extract, at)
    ]
    end = breaks[-1] if breaks else end
    while end > start and (tokens[end - 1].kind == PUNCT or tokens[end - 1].key in leading):
        end -= 1
    head = " ".join(text[tokens[start].start : tokens[end - 1].end].split()) if end > start else ""
    return head if len(head) <= HEAD else head[:HEAD].rsplit(" ", 1)[0]


def _is_abbreviation(extract: Extract, at: int) -> bool:
    """The full stops of "e.g." end nothing."""
    tokens = extract.tokens
    return tokens[at].key == "." and tokens[at - 1].end - tokens[at - 1].start == 1


def _first_word(extract: Extract) -> int:
    """The token at which the member's words begin, a weak opener ("Worked on") left out."""
    if weak := extract.facts.get("weak_opener"):
        return _token_after(extract, weak[0].span[1])
    return next((at for at, token in enumerate(extract.tokens) if token.kind != PUNCT), 0)


def _first_result(extract: Extract) -> int:
    """The token at which the first result or the name of its metric begins."""
    numbers = [*extract.measures, *extract.facts.get("loose_number", ())]
    if not numbers:
        return len(extract.tokens)
    one = min(numbers, key=_start)
    first = _token_after(extract, one.span[0])
    for hit in reversed(extract.hits.get("metric", [])):
        if hit.value.id == getattr(one, "metric", "") and first - 4 <= hit.start < first:
            first = hit.start
    return first


def _start(fact: Fact) -> int:
    return fact.span[0]


def _opening(text: str, extract: Extract, lexicon: Lexicon, measure: Measure) -> str:
    """A text that opens with its result keeps its words, with the blanks among them; unless they say how it was
    done, the act is asked for."""
    tokens = extract.tokens
    at = _token_after(extract, measure.span[1])
    end = _clause_end(extract, lexicon, at)
    lead = text[tokens[_first_word(extract)].start : measure.span[0]].rstrip(" :")
    tail = text[measure.span[1] : tokens[end - 1].end] if end > at else ""
    told = any(token.key in lexicon.sets["means"] for token in tokens[at:end])
    how = "" if told else f", by {ACT}"
    return " ".join(f"{_filled(extract, lead, _shown(text, measure), tail, measure)}{how}".split())


def _filled(extract: Extract, lead: str, shown: str, tail: str, measure: Measure) -> str:
    if _is_bare(measure) and _leads_there(extract, measure):
        for word in (" to", " of", " is", " at"):
            lead = lead.removesuffix(word)
        return f"{lead} from {{from?}} to {shown}{tail}"
    asked = measure.shape == "delta" or _is_bare(measure)
    return f"{lead} {shown}{tail}" + (" (from {from?})" if asked else "")


def _leads_there(extract: Extract, measure: Measure) -> bool:
    """Whether the name of the metric stands right before its number, or a word like "to" does."""
    at = _token_after(extract, measure.span[0])
    named = any(hit.end == at for hit in extract.hits.get("metric", []))
    return named or (at > 0 and extract.tokens[at - 1].key in ("to", "of", "is", "at", ":"))


def _clause_end(extract: Extract, lexicon: Lexicon, at: int) -> int:
    """The token at which the words about a result end: a break or the next number, without what leads there."""
    begins = {value.first for value in extract.values}
    stops = BREAKS | lexicon.sets["joins"] | {"(", ")"}
    end = at
    while end < len(extract.tokens) and end not in begins and extract.tokens[end].key not in stops:
        end += 1
    while end > at and extract.tokens[end - 1].key in lexicon.sets["leading"]:
        end -= 1
    return end


def _is_bare(measure: Measure) -> bool:
    """A level with nothing to compare."""
    return measure.shape == "level" and not measure.ref and measure.family != "business"


def _shown(text: str, measure: Measure) -> str:
    shown = " ".join(text[slice(*measure.span)].split())
    return f"{shown})" if shown.count("(") > shown.count(")") else shown


def _result(text: str, extract: Extract, measure: Measure) -> str:
    shown = _shown(text, measure)
    name = _name(text, extract, measure)
    if _is_bare(measure):
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
