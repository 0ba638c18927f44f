"""What is different in the world since the work is there, whoever does it and whatever the verb."""

from collections.abc import Iterator

from bot.rules.facts import Outcome, Span
from bot.rules.told.actors import ACTORS
from bot.rules.told.users import Users
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit

INNER = ("noun:domain", "noun:tool", "noun:trick")
LONGER = frozenset(["any", "anymore"])
AFTERWARDS = frozenset(["since", "after", "once"])
NOW = frozenset(["now", "since", "already"])
NO_WORLD = ("noun:technical", "noun:machine")
MAKES = frozenset(["made", "makes", "make", "making", "renders", "rendered"])
OWN = frozenset(["i", "my", "we", "our"])
PASSED = frozenset(["passed", "rid", "made"])
ENDS = frozenset(["ended", "ends"])
BY = frozenset(["by", "from", "with", "on", "off", "against", "through"])
WORK = frozenset(["it", "them", "mine"])
HOPES = frozenset(["might", "day", "if"])
SHOULD = frozenset(["should"])
SO = frozenset(["so", "how", "whether", "if"])
MODALS = frozenset(["could", "will", "can", "may"])
NOBODY = frozenset(["nobody", "none"])
AUDITS = frozenset(["audit", "audits", "inspection", "certification", "accreditation", "assessment"])
EVERYONE = frozenset(["everyone", "everybody"])
AROUND, LETTERS = 7, 2


class Effects(Users):
    """Reads what ended, what came to people, and what is so since the work."""

    def span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    def effects(self) -> Iterator[Outcome]:
        yield from self._ended()
        yield from self._since_mine()
        yield from self._fewer()
        yield from self._now()
        yield from self._others()
        yield from self._by_it()
        yield from self._reached()
        yield from self._won()
        yield from self._took_over()

    def is_unreal(self, one: Outcome) -> bool:
        """As in "rollout planned for May", "would let clerks skip it", "no launch so far": not there, or not yet."""
        hopes = (self.sets["unreal"], HOPES, SHOULD, self.sets["yet_to_come"])
        if all(words.isdisjoint(self.said) for words in hopes):
            return False
        if self.key(0) in self.sets["unreal"]:
            return True  # "Passionate about models that listeners love"
        first = next(at for at, token in enumerate(self.tokens) if token.start >= one.span[0])
        last = next(
            (at for at, token in enumerate(self.tokens) if token.start >= one.span[1]), len(self.tokens)
        )
        low, end = self.sentence_start(first), self.sentence_end(last)
        ends = (at for at in range(last, end) if self.key(at) == ",")
        if self.is_meant(first):
            return True
        if "should" in self.keys[max(first - 2, 0) : last + 1]:
            return True  # "which patients a clinic should call"
        around = range(max(low, first - AROUND), min(next(ends, end), last + AROUND))
        unreal, heads = self.sets["unreal"], self.sets["determiners"] | self.sets["few"]
        if any(self._is_hope(at) for at in around) or (
            self.key(low) == "if" and "will" in self.keys[low : low + 2 * AROUND]
        ):
            return True
        return any(
            self.keys[at] in unreal
            and not (self.keys[at].endswith("ed") and self.key(at - 1) in heads)
            and self.key(at + 1) not in ("not", "never")  # "clerks say they would not give it back"
            for at in around
        )

    def _is_hope(self, at: int) -> bool:
        """As in "so that councils might share it", "could one day order by it"; not "customers who might leave"."""
        if self.keys[at] == "day" and self.key(at - 1) == "some":
            return True
        if self.keys[at] == "might":
            return not SO.isdisjoint(self.keys[max(at - AROUND, 0) : at])
        return self.keys[at] == "day" and self.key(at - 1) == "one" and not MODALS.isdisjoint(self.said)

    def start_of(self, at: int) -> int:
        """Where the clause of `at` begins."""
        heads = self.sets["clause_heads"]
        return next((here + 1 for here in range(at - 1, -1, -1) if self.keys[here] in heads), 0)

    def is_inner(self, low: int, high: int) -> bool:
        """Whether it speaks of the model, its training or its quality: no change outside."""
        words = self.keys[low:high]
        if not (self.sets["training_words"].isdisjoint(words) and self.sets["inner_woes"].isdisjoint(words)):
            return True
        if any(self.between(kind, low, high) for kind in INNER):
            return True
        return any(
            hit.value.family in ("accuracy", "efficiency") for hit in self.between("metric", low, high)
        )

    def _ended(self) -> Iterator[Outcome]:
        """As in "complaints from callers went away", "the inbox is nearly empty", "made truck rolls unnecessary"."""
        ending, states = self.sets["ending"], self.sets["ended_states"]
        if ending.isdisjoint(self.said) and states.isdisjoint(self.said) and LONGER.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key not in ending and not (key in states and self._is_state(at)) and not self._is_over(at):
                continue
            if self.key(at - 1) in OWN:
                continue  # "we stopped burning it"
            if key == "gone" and self.key(at + 1) in ("up", "down", "from", "to", "through", "over"):
                continue  # "the monthly charge is gone up"
            if key == "away" and self.key(at - 1) not in ("went", "go", "goes", "gone"):
                continue  # "gives away little"
            low = self.start_of(at)
            back = range(at - 2, max(at - 2 * AROUND, -1), -1)
            made = next(
                (here for here in back if self.keys[here] in MAKES and self.same_sentence(here, at)), None
            )
            low = low if made is None or key in ending else made + 1
            told = at - low >= 1 and not self.is_told(low)
            if told and (not self.is_inner(low, at) or self._are_spared(low, at)):
                yield Outcome(self.span(low, at + 1))

    def _are_spared(self, low: int, at: int) -> bool:
        """As in "the ward clerk isn't paged for cosmetic bugs any more": people, whatever it was."""
        burdens = (to for to in range(low + 1, at) if self.keys[to] in self.sets["negations"])
        return self._is_over(at) and any(
            self.begins_outside(to - 1, to - 1) or self.key(to - 2) == "call" for to in burdens
        )

    def _is_over(self, at: int) -> bool:
        """As in "the ward does not phone the lab any more"."""
        if self.keys[at] != "anymore" and (
            self.key(at - 1) != "any" or self.keys[at] not in ("more", "longer")
        ):
            return False
        clause = self.keys[self.start_of(at) : at]
        return clause[:1] != ["not"] and not self.sets["negations"].isdisjoint(clause)

    def _is_state(self, at: int) -> bool:
        """Said of something, not before a noun: "are rare", "makes the form needless"; not "rare diseases"."""
        if (
            at + 1 < len(self.tokens)
            and self.tokens[at + 1].kind == WORD
            and self.key(at + 1) not in self.lexicon.function
        ):
            return False
        if self.keys[at] in ("over", "past"):
            after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            if after is not None and (after.kind == NUMBER or after.key in self.sets["determiners"]):
                return False  # "over 200k steps", "over the moon"
        lead = self.keys[max(at - 2 * AROUND, 0) : at]
        return (
            self.key(at - 1) in self.sets["states_of_it"]
            or self.key(at - 2) in self.sets["states_of_it"]
            or not MAKES.isdisjoint(lead)
        )

    def _fewer(self) -> Iterator[Outcome]:
        """As in "fewer parcels come back", "no more night calls", "less typing for clerks"; not "fewer tokens"."""
        easing = self.sets["easing"]
        for at, key in enumerate(
            self.keys if "more" in self.said or not easing.isdisjoint(self.said) else ()
        ):
            if (key not in easing and (key, self.key(at - 1)) != ("more", "no")) or self.key(
                at - 1
            ) == "with":
                continue
            end = at + 1
            while self._is_content(end):
                end += 1
            eased = self.key(end) in ("for", "to") and any(
                self.begins_outside(to, end) for to in range(end + 1, min(end + 4, len(self.tokens)))
            )
            things = key in ("fewer", "more") and not self.is_technical(at, end)
            if end > at + 1 and (eased or (things and not self.is_inner(at + 1, end))):
                yield Outcome(self.span(at, end))

    def _is_content(self, at: int) -> bool:
        return (
            at < len(self.tokens)
            and self.tokens[at].kind == WORD
            and self.keys[at] not in self.lexicon.function
        )

    def _now(self) -> Iterator[Outcome]:
        """As in "damages are now repaired in the planned stop", "groups have since submitted", "estimates they now
        report from"; what the program does now is none."""
        for at, key in enumerate(self.keys[:-1] if not NOW.isdisjoint(self.said) else ()):
            if key == "now" and self.key(at + 1).endswith("s") and self._is_done_for_people(at + 1):
                yield Outcome(self.span(at, at + 2))
            none = key == "now" and self.key(at + 1) in NOBODY and self.may_be_act(at + 2)
            if none and not self.is_inner(at + 2, at + AROUND):
                yield Outcome(self.span(at, at + 3))  # "now nobody prints the letters"
            all_do = self.keys[self.start_of(at)] in EVERYONE  # "everyone on the ward now plans by it"
            if key not in NOW or not (all_do or self.key(at - 1) in self.sets["before_now"]):
                continue
            done = self.key(at + 1)
            none = done in self.sets["program_acts"] or done in self.sets["no_outcome_acts"]
            told = not none and self._is_content(at + 1)
            theirs = all_do or self.key(at - 1) in ("they", "who", "people") or done.endswith(("ed", "en"))
            inner = self.key(at - 1) in self.sets["states_of_it"] and self.is_inner(self.start_of(at), at)
            if told and theirs and not inner:
                yield Outcome(self.span(at, at + 2))

    def _is_done_for_people(self, verb: int) -> bool:
        """As in "it now describes scenes to blind viewers"."""
        to = next((at for at in range(verb + 1, verb + AROUND) if self.key(at) in ("to", "for")), 0)
        return to > 0 and any(self.begins_outside(at, to) for at in range(to + 1, to + 4))

    def _others(self) -> Iterator[Outcome]:
        """As in "library patrons find books", "the ones the buying office plans its ranges by", "two advertisers came
        back": any subject that is nothing technical, with a verb of users, or one of people only."""
        acting, using, none = (
            self.sets["acts_of_people"],
            self.sets["user_verbs"],
            self.sets["no_decision_before"],
        )
        if acting.isdisjoint(self.said) and using.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys[:-1]):
            if not at or not (key in acting or key in using):
                continue
            ended = key.endswith(("ed", "s"))
            if key in acting:
                told = self.key(at + 1) in self.sets["decided_on"] or not ended
                told = told and (ended or key in self.sets["past"] or self._are_several(at - 1))
            else:
                told = (
                    not ended and self.key(at + 1) not in ("of", "to", ".", "") and self._are_several(at - 1)
                )
            if not told or self.tokens[at].raw.endswith("'s"):
                continue
            low, end = self._subject(at)
            led = key in acting or (low == self.start_of(at) and self.key(low - 1) not in self.sets["asked"])
            some = (
                self.key(low - 1) == "of"
                and self.tokens[low - 2].kind == NUMBER
                and self.key(low - 3) not in none
            )
            led = (led and self.key(low - 1) not in none) or some
            if led and low < end and self._is_of_world(low, end):
                yield Outcome(self.span(low, at + 1))

    def _are_several(self, at: int) -> bool:
        """A word for many, by its end; no acronym."""
        key = self.keys[at] if len(self.keys[at]) > LETTERS else ""  # not "us"
        several = key.endswith("s") and not key.endswith("ss") and key not in self.sets["no_people"]
        several = several and key not in self.sets["determiners"]  # "gives its plan"
        return several and not self.tokens[at].raw.isupper()

    def _by_it(self) -> Iterator[Outcome]:
        """As in "the owner yaws all turbines by it", "what the control room schedules its peakers from"."""
        if WORK.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if (key not in BY and (self.key(at - 1), key) != ("according", "to")) or at < 3:
                continue
            low = self.start_of(at)
            if self.key(at + 1) in WORK:
                led = at - low > 2 and (
                    self.key(low) in self.sets["determiners"] or self.begins_outside(low, low)
                )
                # "they light the heaters by it"
                theirs = self.key(low) == "they" and self.may_be_act(low + 1)
                theirs = theirs or self.key(low) in self.sets["departments"]  # "legal signs off maps with it"
                # "trucks are ordered according to it"
                done = self._are_several(low) and self.key(low + 1) == "are"
                led = (led or ((theirs or done) and at - low > 2)) and self.sets["programs"].isdisjoint(
                    self.keys[low:at]
                )
                if led and self._is_ended_at(at + 2) and self._is_of_world(low, low + 3):
                    yield Outcome(self.span(low, at + 2))

    def _is_ended_at(self, at: int) -> bool:
        return not self.key(at).isalpha() or self.key(at) in self.lexicon.function

    def _subject(self, verb: int) -> tuple[int, int]:
        """The noun phrase right before a verb, past "now", "could": "list | the night staff | still order from"."""
        end = verb
        while end and self.keys[end - 1] in self.sets["before_acts"]:
            end -= 1
        low = end
        while low > max(end - AROUND, 0) and self._leads_to_noun(low - 1):
            low -= 1
            if self.keys[low] in self.sets["determiners"]:
                break
        return low, end

    def _is_of_world(self, low: int, end: int) -> bool:
        """No act of one's own ("Rebuilt pages"), nothing of the program, its data or its measurement."""
        if (
            end > len(self.tokens)
            or self.is_told(low)
            or not self.sets["insiders"].isdisjoint(self.keys[low:end])
            or "'" in self.keys[end - 1]
        ):
            return False
        return (
            not (self.is_technical(low, end) or self.is_inner(low, end)) and self.tokens[end - 1].kind == WORD
        )

    def is_technical(self, low: int, end: int) -> bool:
        return any(self.between(kind, low, end) for kind in NO_WORLD)

    def _since_mine(self) -> Iterator[Outcome]:
        """As in "agents close a call with one click since I integrated it", "the shelf is full since then"; not "the
        filter went from 94 to 98 after my cleaning"."""
        if AFTERWARDS.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key not in AFTERWARDS or at < 3:
                continue
            after = self.key(at + 1)
            low = self.start_of(at)
            lead = self.keys[low:at]
            lasting = ("has" in lead or "have" in lead) and OWN.isdisjoint(lead) and self._is_content(at + 1)
            mine = after == "my" or (key == "since" and (lasting or after in ("then", ".", "")))
            program = not self.sets["program_things"].isdisjoint(lead[:2])
            if mine and at - low > 2 and not (program or self.is_inner(low, at)):
                yield Outcome(self.span(low, at + 1))

    def _reached(self) -> Iterator[Outcome]:
        """As in "letters reach pensioners in plain language", "glossaries help interpreters prepare"."""
        arriving = self.sets["arriving"]
        if arriving.isdisjoint(self.said):
            return
        for at, key in enumerate(self.keys):
            if key not in arriving or not at or self.keys[at - 1] in self.sets["no_arrival_after"]:
                continue
            low = self.start_of(at)
            asked = not self.sets["asked"].isdisjoint(self.keys[max(low - 1, 0) : at])
            if low == at or asked or self.is_told(low):
                continue
            for to in range(at + 1, min(at + AROUND, len(self.tokens))):
                if self.tokens[to].kind == PUNCT or self.key(to) in ("from", "of"):
                    break
                if self.begins_outside(to, at + 1):
                    yield Outcome(self.span(at, to + 1))
                    break

    def _won(self) -> Iterator[Outcome]:
        """As in "won the ministry's tender", "caught a cracked bearing", "ended overtime"."""
        winning, prizes = self.sets["winning"], self.sets["prizes"]
        if all(words.isdisjoint(self.said) for words in (winning, ENDS, self.sets["averts"], PASSED)):
            return
        for at, key in enumerate(self.keys[:-2]):
            won = key in winning and not prizes.isdisjoint(self.keys[at + 1 : at + AROUND])
            won = won or (key == "passed" and not AUDITS.isdisjoint(self.keys[at + 1 : at + AROUND]))
            if key == "rid" and any(self.begins_outside(to, to) for to in range(at - 4, at - 1)):
                won = True  # "helped the planners get rid of it"
            made = key == "made" and self.key(at + 1) == "it" and self.key(at + 2) in ("into", "onto", "to")
            won = won or (made and any(self.begins_outside(to, to) for to in range(at + 3, at + 6)))
            averted = key in self.sets["averts"] and self.key(at + 1) in ("a", "an", "one", "another")
            averted = averted or (key in ENDS and self._is_content(at + 1))
            if won or (averted and self._is_of_world(at + 1, at + 3)):
                yield Outcome(self.span(at, at + 1))

    def _took_over(self) -> Iterator[Outcome]:
        """As in "the bot took over opening hours from the desk"; not "Took over a project", "I took over"."""
        for at in range(1, len(self.keys) - 1 if "over" in self.said else 0):
            taken = self.keys[at] in ("took", "takes", "taken", "taking") and self.key(at + 1) == "over"
            if taken and self.key(at - 1) not in OWN | {"and", "to", ",", ".", ";"}:
                yield Outcome(self.span(at, at + 2))

    def begins_outside(self, at: int, to: int) -> bool:
        if self.looks_like_people(at, self.key(at)) or self.is_office(at, self.key(at)):
            return True
        return any(self.is_with_outside(hit, to) for kind in ACTORS for hit in self.between(kind, at, at + 1))

    def is_with_outside(self, hit: Hit, to: int) -> bool:
        words = all(self.tokens[at].kind == WORD for at in range(to, hit.end))
        return words and not any(self.key(at) in self.sets["insiders"] for at in range(to, hit.end))
