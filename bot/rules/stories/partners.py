"""What other people in a text did: the verb that somebody beside the teller is the subject of."""

from collections.abc import Sequence

from bot.rules.stories.sentences import Sentence
from bot.rules.words.lex import NUMBER, Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import Scene

AUXILIARIES = frozenset(["had", "was", "were", "kept", "used", "based", "dedicated", "experienced", "late"])
THEY = frozenset(["who", "she", "he"])
REACH = 24
BESIDE = 8


class Partners(Scene):
    """Finds acts of people; `roles` are the tokens that name them."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.actions = self.starts("action")
        self.roles: set[int] = set()

    def _acts(self, at: int, sentence: Sentence) -> bool:
        """They did something concrete in this sentence, or the writer did it with them."""
        if self.key(at - 1) == "with" or self._led_by_with(at, sentence):
            told = (to for to in range(at, min(at + BESIDE, sentence.last)) if self.key(to) in THEY)
            if any(self._verb_within(to + 1, sentence.last, own=False) for to in told):
                return True
            return self._verb_within(sentence.first, sentence.last, own=True)
        if self._verb_within(at + 1, min(at + REACH, sentence.last), own=False) or self._acts_now(
            at, sentence
        ):
            return True
        # "Lena, the product manager, and I agreed"
        for here in range(at + 1, min(at + BESIDE, sentence.last)):
            if self.key(here) in self.sets["finite"] or self.key(here) in self.sets["past"]:
                break
            if self.key(here) == "and" and self.key(here + 1) == "i":
                return self._verb_within(here + 2, sentence.last, own=True)
        return False

    def _acts_now(self, at: int, sentence: Sentence) -> bool:
        """Told in the present: "Pavel builds a nozzle", "Jonas, who runs the depot, changes the template"."""
        for here in range(at + 1, min(at + REACH, sentence.last)):
            key = self.key(here)
            forms = {key, key[:-1] if key.endswith("s") else "", key[:-2] if key.endswith("es") else ""}
            does = not forms.isdisjoint(self.sets["present_acts"])
            does |= self.key(here + 1) not in ("it", "them") and not forms.isdisjoint(
                self.sets["acts_of_others"]
            )
            before = {self.key(here - 1), self.key(here - 2)}
            beside = here == at + 1 or not before.isdisjoint((",", ")"))
            if not key.endswith("ed"):  # "Ms. Thu of account team call 15 advertisers"
                beside |= self.key(here - 1) in ("team", "group", "department", "desk")
            plain = key.endswith("s") or self.tokens[at].raw[:1].isupper()  # "Dimas (SRE) replay the traffic"
            if does and beside and plain:
                return True
        return False

    def _led_by_with(self, at: int, sentence: Sentence) -> bool:
        lead = range(max(at - 8, sentence.first), at)
        return any(self.key(to) in ("with", "w") and self.key(to - 1) != "compared" for to in lead)

    def _verb_within(self, first: int, last: int, *, own: bool) -> bool:
        idle = False
        for at in range(first, last):
            if self._is_act(at, own) and (not idle or self._takes_up(at)):
                return True
            if not own and self.key(at) in self.sets["no_partner_acts"] and self.key(at) not in AUXILIARIES:
                idle = True  # "asked for tests, borrowed boards": what follows may be an act
            elif not own and self._turns(at):
                later = (here for here in range(at, self.sentence_end(at)) if self.key(here) in ("she", "he"))
                return any(self._is_act(here + 1, own) for here in later)
        return False

    def _turns(self, at: int) -> bool:
        """Another subject begins."""
        if self.key(at) in ("and", "but", "which", "that", "because", "so", "whether", "if", "when"):
            return self.key(at + 1) in self.sets["new_subject"]
        return self.key(at) in ("i", "we") and self.key(at - 1) not in ("whom", "that", "which", "as", "than")

    def _is_act(self, at: int, own: bool) -> bool:
        """A verb of doing, not after "I" unless the doing is shared."""
        key = self.key(at)
        if self._shares(at) if own else self._turned_to(at):
            return True
        if not own and self._only_says(at):
            return False
        if (
            key in self.sets["no_partner_acts"]
            or at in self.roles
            or not self._is_doing(at)
            or (not own and self._is_passive(at))
        ):
            return False
        lead = self.key(at - 1)
        if own:
            if not self.sets["gatherings"].isdisjoint(self.keys[at + 1 : at + 5]):
                return False  # "we held regular meetings with the contractor"
            return lead in ("i", "we", ",", ";", "-") or self.key(at - 2) in ("i", "we") or at == 0
        return lead not in self.sets["no_verb_after"] and lead not in ("i", "we")

    def _shares(self, at: int) -> bool:
        """As in "I sat with the dispatcher for three nights"."""
        near = self.keys[at + 1 : at + 4]
        return self.key(at) in self.sets["sharing"] and not {"with", "beside", "alongside"}.isdisjoint(near)

    def _only_says(self, at: int) -> bool:
        """As in "agreed that I should", "told me I had until May", "began to size their positions by it"."""
        if self.key(at) == "began":
            return self.key(at + 1) == "to"
        if self.key(at) == "agreed":
            return self.key(at + 1) == "that"
        if self.key(at + 1) in ("me", "us") and not self.sets["duty_nouns"].isdisjoint(
            self.keys[at + 2 : at + BESIDE]
        ):
            return True  # "gave me the assignment"
        if self.key(at) == "got":
            return self.key(at + 1) not in self.sets["got_for"]
        return self.key(at) == "told" and self.key(at + 2) in ("i", "to", "that", "it", "we", "you", ":")

    def _takes_up(self, at: int) -> bool:
        """As in ", and she double-checked": their next act."""
        at -= 1 + (self.key(at - 1) in ("double", "re", "cross", "also", "then", "even"))
        return self.key(at) in (",", "and", "she", "he", "who")

    def _turned_to(self, at: int) -> bool:
        """As in "asked why the price was among the inputs", "called them"."""
        if self.key(at) in ("let", "got", "pushed"):
            return self.key(at + 1) in self.sets["articles" if self.key(at) == "pushed" else "got_for"]
        if self.key(at) == "asked":
            return self.key(at + 1) in ("why", "what", "how", "where", "which")
        many = at + 1 < len(self.tokens) and self.tokens[at + 1].kind == NUMBER
        called = many or self.key(at + 1) in self.sets["called_upon"]
        return called and self.key(at) in ("called", "rang", "phoned")

    def _is_passive(self, at: int) -> bool:
        """As in "was always satisfied"."""
        for here in range(at - 1, at - 4, -1):
            if self.key(here) in ("was", "were", "is", "are", "been", "be", "got", "felt", "seemed"):
                return True
            if not (
                self.key(here).endswith("ly")
                or self.key(here) in ("always", "very", "not", "so", "also", "quite")
            ):
                return False
        return False

    def _is_doing(self, at: int) -> bool:
        key = self.key(at)
        if key in self.sets["participles"] and self.key(at - 1) in ("has", "have"):
            return True
        if key == "came":
            return self.key(at + 1) in ("with", "up")
        return at in self.actions or key in self.sets["acts"] or (key.endswith("ed") and len(key) > 4)
