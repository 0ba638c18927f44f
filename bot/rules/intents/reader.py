"""Reads what somebody wants: intents by score, and whether the first is sure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.rules.engine import load_critic
from bot.rules.intents.features import intent_rows
from bot.rules.model import weights
from bot.rules.model.weights import LinearModel
from bot.rules.words.lexicon import Lexicon

FILE = Path(__file__).with_name("weights.bin")
INTENTS = (
    *("bullet", "story", "ask", "help", "answer", "practice", "list", "done", "not_now", "pause", "back"),
    *("undo", "mock", "progress", "thanks", "posting", "other", "forget", "privacy", "date"),
)
"""What a line can want; tests/rules/corpus/intents/README.md says what each means."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`intent` leads `second` by `margin` (of scores); `sure` where cross-validation says that this is enough."""

    intent: str
    second: str
    margin: float
    sure: bool


class IntentReader:
    """Holds no state between texts."""

    def __init__(self, scorer: LinearModel, lexicon: Lexicon, least: float) -> None:
        self._scorer = scorer
        self._lexicon = lexicon
        self._least = least

    def knows(self, word: str) -> bool:
        """Whether a word was in any line that it learned from."""
        return self._scorer.tables["word"](word.casefold()) is not None

    def read(self, text: str, without: str = "") -> Wish:
        """What is wanted most, and next to it, `without` an intent that can't be."""
        scores = self._scorer.score(intent_rows(text, self._lexicon, self._scorer.tables))
        pairs = zip(scores, INTENTS, strict=True)
        ranked = sorted((pair for pair in pairs if pair[1] != without), reverse=True)
        margin = ranked[0][0] - ranked[1][0]
        return Wish(ranked[0][1], ranked[1][1], margin, margin >= self._least)


@cache
def load_intents(root: Path) -> IntentReader:
    """The reader that comes with the program, with the lexicon under the content's `root`.

    Raises WeightsError where its file can't be used."""
    about, parts = weights.unpack(weights.read_file(FILE), FILE.name)
    return IntentReader(parts[0], load_critic(root).words, float(about["least"]))
