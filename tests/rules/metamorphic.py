"""Ways to write a text differently that must change no judgment of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import wrap

from bot.rules import Critic
from bot.rules.facts import Measure

NUMBER = r"\d+(?:\.\d+)?(?!\d|[.,]\d)"
BACK = (
    r"((?:/\w+| (?:of|a|at|per) \w+)*"
    r"(?: ?(?:→|->) ?| (?:to|from|down to|instead of|rather than|against) | \((?:it was|was|old one) "
    r"|, (?:was|before) | where [\w ]{1,24}? ?(?:was|were|had|needed|took|used|spent) ))"
)
LINK = r"( (?:to|from|vs) | ?(?:→|->) ?|, it was |, was |, previously | \(was )"


def rescaled(text: str, unit: str, other: str, by: float) -> str:
    """Every number with `unit` in `other`, and the bare number that is tied to one: "22 to 9 GB", "22 GB to 9"; not
    "1×80 GB instead of 2"."""

    def one(number: str) -> str:
        return f"{float(number) * by:g} {other}"

    both = rf"(?<![\d.,])({NUMBER}){LINK}({NUMBER}) ?{unit}\b"
    text = re.sub(both, lambda found: one(found[1]) + found[2] + one(found[3]), text)
    bare = rf"(?<![\d.,×])({NUMBER}) ?{unit}{BACK}(\d+(?:\.\d+)?)(?=[;)]|[.,](?:\s|$)|$)"
    text = re.sub(bare, lambda found: one(found[1]) + found[2] + f"{float(found[3]) * by:g}", text)
    return re.sub(rf"(?<![\d.,])({NUMBER}) ?{unit}\b", lambda found: one(found[1]), text)


def in_seconds(text: str) -> str:
    return rescaled(text, "ms", "s", 0.001)


def in_megabytes(text: str) -> str:
    return rescaled(text, "GB", "MB", 1000)


def with_arrows(text: str) -> str:
    return re.sub(rf"\bfrom ({NUMBER}%?) to ({NUMBER}%?)", r"\1 → \2", text)


def with_ascii_arrows(text: str) -> str:
    return text.replace(" → ", " -> ").replace("→", "->")


def with_a_period(text: str) -> str:
    return text[:-1] if text.endswith(".") else text + "."


def with_another_model(text: str) -> str:
    return re.sub(r"\b(?:Llama-3-8B|BERT|YOLO|LayoutLM|ResNet-50|Whisper)\b", "Qwen2.5-72B-Instruct", text)


def with_typed_quotes_and_dashes(text: str) -> str:
    return text.replace("-", "\u2011").replace("'", "\u2019")


def with_hard_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


def with_a_mark(text: str) -> str:
    return f"• {text}"


def with_from_and_to(text: str) -> str:
    """Arrows in words; not those of "6 h 10 -> 55 min"."""
    end = r"[$€£]?\d+(?:\.\d+)?(?: ?(?:ms|s|min|h|GB|MB|%|x|points)|[kM])?"
    return re.sub(
        rf"(?<=[a-z,:] )(?<!\bh )(?<!\bmin )({end}) ?(?:→|->) ?({end})(?![\w/%-]|[.,]?\d| \d)(?! ?(?:→|->))",
        r"from \1 to \2",
        text,
    )


def with_percent_in_words(text: str) -> str:
    return re.sub(r"(?<=\d) ?%(?=[ ,.;)]|$)", " per cent", text)


def with_units_glued(text: str) -> str:
    return re.sub(rf"(?<![\d.,])({NUMBER}) (ms|GB|MB)\b", r"\1\2", text)


def justified(text: str) -> str:
    """All blanks doubled but those within a number: "R40 000"."""
    return re.sub(r"(?<!\d) | (?!\d)", "  ", text)


def wrapped(text: str) -> str:
    """As pasted from a page: broken over lines of 80 characters."""
    return "\n  ".join(wrap(text, 80, break_long_words=False, break_on_hyphens=False))


def with_ends_doubled(text: str) -> str:
    return re.sub(
        rf"\b({NUMBER})( ms| GB)? ?(to|→|->) ?({NUMBER})( ms| GB)\b",
        lambda found: f"{2 * float(found[1]):g}{found[2] or ''} {found[3]} {2 * float(found[4]):g}{found[5]}",
        text,
    )


RELATIONS: dict[str, Callable[[str], str]] = {
    one.__name__: one
    for one in (
        in_seconds,
        in_megabytes,
        with_arrows,
        with_ascii_arrows,
        with_a_period,
        with_another_model,
        with_typed_quotes_and_dashes,
        with_hard_spaces,
        with_a_mark,
        with_from_and_to,
        with_percent_in_words,
        with_units_glued,
        justified,
        wrapped,
        with_ends_doubled,
    )
}


Judgment = tuple[frozenset[str], tuple[str, ...], str]


def judged(critic: Critic, text: str) -> Judgment:
    report = critic.critique(text)
    return frozenset(found.rule for found in report.findings), report.families, report.verdict


def violations(critic: Critic, name: str, typed: Mapping[str, Judgment]) -> list[str]:
    """The changed texts that are judged otherwise than as typed; `typed` are the judgments of these."""
    changed = [(RELATIONS[name](text), judgment) for text, judgment in typed.items()]
    return [other for other, judgment in changed if other not in typed and judged(critic, other) != judgment]


def unswapped(critic: Critic, texts: Iterable[str]) -> list[str]:
    """The texts with the ends of one change swapped in which good and bad are not swapped with them."""
    return [swapped for text in texts for swapped in _swaps(critic, text)]


def _swaps(critic: Critic, text: str) -> Iterator[str]:
    for old, new in re.findall(rf"\bfrom ({NUMBER}) to ({NUMBER})", text):
        if abs(float(old) - float(new)) < 0.01 * float(old):
            continue
        typed = f"from {old} to {new}"
        swapped = text.replace(typed, f"from {new} to {old}")
        end = text.index(typed) + len(typed)
        here, there = (_at(end, critic.read(given).measures) for given in (text, swapped))
        if here is not None and there is not None and here.good and here.good == there.good:
            yield swapped


def _at(end: int, measures: Iterable[Measure]) -> Measure | None:
    """The change that is told there, if it is one of a metric: not "performance from 71 to 78"."""
    changes = (one for one in measures if one.shape == "change" and one.span[0] < end <= one.span[1])
    return next(changes, None)
