"""Who else is in a text: people by name or role, and what they did."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.rules.facts import Cue
from bot.rules.stories.partners import BESIDE, Partners
from bot.rules.stories.sentences import Sentence, is_small, span_of
from bot.rules.words.lex import WORD, Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon

PROFESSIONS = (
    "ist",
    "ician",
    "grapher",
    "keeper",
    "maker",
    "monger",
    "smith",
    "wright",
    "warden",
    "master",
    "logian",
    "man",
    "men",
)
DOERS = ("er", "or", "ant", "ee")
LANGUAGES = ("ian", "ish", "ese", "ean")
INTO = frozenset(["for", "in", "into", "from", "of", "to"])
HEAD, TRADE = 6, 5  # letters
NO_TRADES = ("noun:technical", "noun:machine", "noun:domain", "direction")
NO_NAMES = ("ed", "ly", "ing", "ion", "ity", "ness", "ment")
THINGS = ("noun:technical", "noun:audience")
ONE = frozenset(["the", "a", "an", "our", "my", "their", "one"])
COUNTED = frozenset(["two", "three", "four"])
HERSELF = frozenset(["herself", "himself"])
OF_SOME = (["one"], ["two"], ["three"], ["four"])
"""As in "one of the nurses", "two of our translators"."""


class People(Partners):
    """The people of one text."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, found: Sequence[Sentence], begun: int = 0
    ) -> None:
        """`begun` is the token at which the teller's own acts begin."""
        super().__init__(lexicon, tokens, hits)
        self.sentences, self.begun = found, begun
        self.small = is_small(tokens)
        self.tools = {
            at
            for kind in ("noun:tool", "noun:trick", "metric")
            for hit in self.found(kind)
            for at in range(hit.start, hit.end)
        }
        roles = [hit for kind in ("noun:role", "other_role") for hit in self.found(kind)]
        known = {hit.end - 1 for hit in roles}
        roles += [Hit(at, at + 1, None) for at in self._professions() if at not in known]
        self.named_roles = [
            hit
            for hit in roles
            if not (self._is_program(hit) or self._is_teller(hit) or self._describes(hit))
        ]
        self.roles = {at for hit in self.named_roles for at in range(hit.start, hit.end)}
        self.met: set[str] = set()
        self.capitals = [
            at
            for at, token in enumerate(tokens)
            if (self.small or token.raw[:1].isupper()) and token.kind == WORD and token.raw[1:].islower()
        ]

    def _professions(self) -> Iterator[int]:
        """As in "violinist", "gatekeeper", "fishermen": known by how they end; or "a roofer told me"."""
        none = self.sets["no_professions"]
        for at, key in enumerate(self.keys):
            one = key.removesuffix("s")
            made = len(key) > HEAD and one.endswith(PROFESSIONS) and none.isdisjoint((key, one))
            if made:
                yield at

    def all(self) -> Iterator[Cue]:
        groups = [hit for hit in self.found("other_people") if not self._describes(hit)]
        staff = (hit for hit in self.named_roles if self.key(hit.end - 1) not in self.sets["market"])
        for hit in (*staff, *groups):
            yield Cue(span_of(self.tokens, hit.start, hit.end), "person")
        for at in self._teams():
            yield Cue(span_of(self.tokens, at - 1, at + 1), "person")
        for at in self._offices():
            yield Cue(span_of(self.tokens, at, at + 1), "person")
        known = False
        self.met.update(self.tokens[at].raw for one in self.sentences for at in self._named(one))
        for sentence in self.sentences:
            named = self._named(sentence)
            for at in named:
                yield Cue(span_of(self.tokens, at, at + 1), "person")
            people = [*named, *self._one_role(sentence)]
            if known and self.key(sentence.first) in ("she", "he"):  # who was named in the sentence before
                people.append(sentence.first)
            known = bool(people)
            partner = next((at for at in people if self._acts(at, sentence)), None)
            if partner is not None:
                yield Cue(span_of(self.tokens, partner, partner + 1), "partner_act")

    def _is_program(self, hit: Hit) -> bool:
        """The planner and the translator of a product are nobody, nor are the agents of a language model."""
        key, acts = self.key(hit.end - 1), (self.key(hit.end), self.key(hit.end + 1))
        if key in ("agent", "agents"):
            return self.key(hit.start - 1) not in self.sets["staff_of"] and hit.end - hit.start == 1
        the = bool({self.key(hit.start - 1), self.key(hit.start - 2)} & ONE) or acts[0] in ("that", "which")
        called = hit.end + (acts[0] == ",")  # "the pilot, Erik,"; "the pilot Erik"
        named = (self._is_capital(called) and called not in self.tools) or "who" in acts
        return the and not named and key in self.sets["programs"] and self.sets["human_acts"].isdisjoint(acts)

    def _is_teller(self, hit: Hit) -> bool:
        """As in "as a data scientist I", "I'm the only engineer", "I had no reviewer": nobody else."""
        near = [self.key(at) for at in range(hit.start - 1, hit.start - 6, -1)]
        for key, before in pairwise(near):
            if key in ("as", "while", "being") or (key, before) == ("no", "had"):
                return before not in ("same", "well", "soon", "such")
            if key in ("me", "i'm") or (key in ("was", "am") and before == "i"):
                return True
            if not key.isalnum() or (key in self.lexicon.function and key not in ("a", "an", "the", "only")):
                return False
        return False

    def _describes(self, hit: Hit) -> bool:
        """As in "driver app", "security issue", "time management", "I wrote drivers", "the voice of the narrator"."""
        key, before = self.key(hit.end - 1), self.key(hit.start - 1)
        if before in self.sets["producing"] and hit.start > 1:
            return True
        if key in self.sets["hosted"] and self.sets["housing"].isdisjoint(self.keys):
            return True
        if key in self.sets["abstract_people"] and before not in self.sets["who_leads"]:
            after = self.key(hit.end)
            acts = after in self.sets["finite"] or after in self.sets["demands"]
            return not (acts or after.endswith("ed"))
        if before in self.sets["articles"] and self.key(hit.start - 2) == "of":
            return self.key(hit.start - 3) in self.sets["traits"]
        return self.key(hit.end - 1) != "of" and self.key(hit.end) in self.sets["things_of_people"]

    def _teams(self) -> list[int]:
        """As in "the retention team", "fraud desk"; one's own team is not meant."""
        ends = [
            at for at in range(1, len(self.tokens)) if self.key(at) in ("team", "teams", "department", "desk")
        ]
        return [at for at in ends if self.tokens[at - 1].kind == WORD and self._is_other(at - 1)]

    def _offices(self) -> list[int]:
        """As in "billing was waiting"; "billing errors" and "sales fell" are nobody."""
        there = [at for at, token in enumerate(self.tokens) if token.key in self.sets["offices"]]
        return [at for at in there if self._is_office(at)]

    def _is_office(self, at: int) -> bool:
        heads = not at or self.key(at - 1) in self.sets["clause_heads"]
        return heads and self.key(at + 1) in self.sets["office_verbs"] and self.key(at) != "it"

    def _is_other(self, at: int) -> bool:
        key = self.key(at)
        return key not in self.lexicon.function and key not in self.sets["own_team"]

    def _named(self, sentence: Sentence) -> list[int]:
        """The names in a sentence: "Dana, our dispatch lead", "Omar from the platform group", "Dr Okafor"."""
        first, last = sentence.first, sentence.last
        return [at for at in self.capitals if first <= at < last and self._is_name(at, first)]

    def _is_name(self, at: int, first: int) -> bool:
        token = self.tokens[at]
        if not (token.raw[:1].isupper() or self._is_low_name(at, first)):
            return False
        if token.key in self.lexicon.function or token.key in self.sets["no_names"] or self._is_place(at):
            return False
        if at == first and (
            token.key.endswith("ing") or any(self.between(kind, at, at + 1) for kind in THINGS)
        ):
            return False  # "Reviews in the store said", "Coming from"
        if token.raw in self.met or (self._before(at) in self.sets["titles"] and self._is_titled(at)):
            return True
        headed = at - 2 in self.roles and self.key(at - 2) == "of"  # "head of billing Rana"
        headed = headed or self._is_trade(at - 1)
        placed = at - 1 in self.roles or headed or self._apposed(at) or self._speaks(at, opens=at == first)
        return placed and (at > first or at not in self.actions) and at not in self.roles

    def _is_trade(self, at: int) -> bool:
        """As in "senior grader Liesbeth", "the joiner Tomasz": known by how it ends, and beside a name."""
        key = self.key(at)
        made = len(key) >= TRADE and key.endswith(DOERS) and key not in self.sets["no_doers"]
        no_trades = (
            self.sets["program_things"],
            self.sets["programs"],
            self.sets["model_words"],
            self.sets["no_professions"],
        )
        none = any(key in words for words in no_trades)
        known = at < 1 or none or at in self.tools or self.any_of(NO_TRADES, at, at + 1)
        return made and not known and self.tokens[at].raw.islower()

    def _is_place(self, at: int) -> bool:
        """A country or a language: "at the coast, Portugal, in summer", "for Albanian, since"."""
        key = self.key(at)
        return key in self.sets["countries"] or (self.key(at - 1) in INTO and key.endswith(LANGUAGES))

    def _is_low_name(self, at: int, first: int) -> bool:
        """In a text without capitals: "lena from billing", "tom (sre)"."""
        key, after = self.key(at), self.key(at + 1)
        leads = (
            "with",
            "then",
            "where",
            *(("and", ",") if after == "(" or self._is_explained(at + 2) else ()),
        )
        if not (at == first or self.key(at - 1) in leads) or at in self.tools | self.roles:
            return False
        word = key.endswith(NO_NAMES) or (key.endswith("s") and after not in (",", "("))
        verbs = self.sets["past"], self.sets["acts"], self.sets["present_acts"]
        word = word or any(key in words for words in verbs)
        return not word and not any(self.between(kind, at, at + 1) for kind in (*THINGS, "noun:scope"))

    def _speaks(self, at: int, *, opens: bool) -> bool:
        """As in "Tanya who runs the night shift", "a colleague called Samira", "Lena Maier suggested"."""
        if at in self.tools or self.key(at - 1) in ("in", "at", "near", "over"):
            return False
        if self.key(at - 1) in ("called", "named") and self.key(at - 2) not in self.sets["articles"]:
            return True
        if opens and self.key(at).endswith("s"):
            return False  # "Customers wrote"
        last = at + 1 if self._is_capital(at + 1) and not {at + 1} & (self.tools | self.roles) else at
        return self.key(last + 1) in ("who", "whom") or self.key(last + 1) in self.sets["human_acts"]

    def _is_capital(self, at: int) -> bool:
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        return token.kind == WORD and token.raw[:1].isupper() and token.raw[1:].islower()

    def _is_titled(self, at: int) -> bool:
        """Not the unit of "300 ms. Usage went up"."""
        return self.small or self.tokens[at - 2 if self.key(at - 1) == "." else at - 1].raw[:1].isupper()

    def _before(self, at: int) -> str:
        """The key before, past the full stop of an abbreviation."""
        return self.key(at - 2) if self.key(at - 1) == "." else self.key(at - 1)

    def _apposed(self, at: int) -> bool:
        """Somebody is explained beside the name: ", the lead adjuster", "from operations", "(catalogue)"."""
        after, second = self.key(at + 1), self.key(at + 2)
        if (after == "from" and second.isalpha()) or after in HERSELF or self._is_of_office(at):
            return True
        if after in ("on", "in", "at", "of") and second in self.sets["articles"]:
            return bool({self.key(at + 3), self.key(at + 4)} & self.sets["places_of_people"])
        if after == "(" and at + 2 < len(self.tokens) and self.tokens[at + 2].kind == WORD:
            return True
        explained = after in (",", "the", "our") and self._is_explained(at + 2)  # "Kofi the porter"
        if explained or (after == "," and second in self.sets["explains"]):
            return True
        if self.tokens[at - 1].raw.endswith("'s") and at > 0 and at - 1 not in self.tools:
            return self._is_doing(at + 1)  # "the dispatch office's Ursula designed"
        paired = after == "and" and self.key(at + 3) == "," and self.tokens[at + 2].raw[:1].isupper()
        return self.key(at - 1) == "," and (after == "," or paired) and self._noun_before(at - 2)

    def _is_explained(self, at: int) -> bool:
        """As in ", one of the floor supervisors,": a role stands before the next comma."""
        for here in range(at, at + BESIDE):
            if here in self.roles:
                return True
            if self.key(here) in (",", ".", "", "and", "but", "so", "i", "we", "while", "which"):
                return False
        return False

    def _is_of_office(self, at: int) -> bool:
        """As in "Rana in billing", "From billing, Rana"."""
        if self.key(at + 1) in ("in", "at", "of"):
            near, offices = (self.key(at + 2), self.key(at + 3)), self.sets["offices"]
            if not (offices.isdisjoint(near) and self.sets["units_of_people"].isdisjoint(near)):
                return True
        if self.key(at - 1) != ",":
            return False
        return self.key(at - 2) == "side" or (
            self.key(at - 3) == "from" and self.key(at - 2) in self.sets["offices"]
        )

    def _noun_before(self, at: int) -> bool:
        return at >= 1 and self.tokens[at].kind == WORD and self.tokens[at].raw.islower()

    def _one_role(self, sentence: Sentence) -> list[int]:
        """One person by role: "the product manager", "our SRE"; a whole profession is nobody in particular."""
        found = []
        for hit in self.named_roles:
            if (
                not sentence.first <= hit.start < sentence.last
                or self.key(hit.end - 1) in self.sets["market"]
            ):
                continue
            lead = [self.key(at) for at in range(max(hit.start - 4, sentence.first), hit.start)]
            bare = hit.start == sentence.first and self.tokens[0].raw.islower()  # "qa lead bea played"
            one = bare or bool({"the", "our", "a", "an", "my", "their", "one"} & set(lead))
            counted = bool(lead) and sentence.last > self.begun  # "Two clerks read each page" was the trouble
            counted = counted and (
                (lead[-1] in COUNTED and lead[-2:-1] != ["all"])
                or (lead[-2:-1] == ["of"] and lead[-3:-2] in OF_SOME)
            )
            plural = self.key(hit.end - 1).endswith("s")
            owns = self.tokens[hit.end - 1].raw.endswith("'s")
            if counted or (one and not plural and not owns):
                found.append(hit.end - 1)
        return found
