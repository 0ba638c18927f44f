"""What a number counts: people, machines, things that the lexicon knows or does not."""

from bot.rules.numbers.no_results import NoResults
from bot.rules.words.lex import IDENT, NUMBER, PUNCT, WORD, Token

END = Token(PUNCT, "", 0, 0, "")


class Counted(NoResults):
    """Names what stands behind a number."""

    def _skip_comparing(self, at: int) -> int:
        while at < len(self.tokens) and (self.tokens[at].key in self.sets["counting"] or self._is_part(at)):
            if self.tokens[at].key == "the" and self.key(at - 1) != "of":
                break  # "9 minutes, 21 the summer before"
            at += 1
        return at

    def _is_part(self, at: int) -> bool:
        return self.tokens[at].kind == NUMBER and self.tokens[at - 1].key == "of"

    def _noun(self, after: int) -> str:
        """The kind of thing that is counted, or shared in "31% of tokens": technical, machine, audience, scope,
        other, or nothing."""
        here = self._skip_comparing(after)
        for at in range(here, here + 3):
            token = self.tokens[at] if at < len(self.tokens) else END
            if token.kind not in (WORD, IDENT) or token.key in self.lexicon.function:
                return self._unknown(here) if at > here != after else self._profession(here, at)
            if kind := self._kind(at):
                return kind
        return self._unknown(here)

    def _kind(self, at: int) -> str:
        """By the lists."""
        for kind, known in self.nouns.items():
            if at in known:
                return kind
        return "metric" if at in self.metrics else ""

    def _unknown(self, here: int) -> str:
        """Of a word in no list."""
        if here >= len(self.tokens) or self.tokens[here].kind != WORD:
            return ""
        return self._profession(here, here + 1) or "other"

    def _profession(self, here: int, at: int) -> str:
        return "audience" if at == here + 1 and self.is_profession(here) else ""
