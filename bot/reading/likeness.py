"""Pure: what a text looks like: a draft of another one, or written in another language than the rules know best."""

import re

_WORD = re.compile(r"\w+")
_ENGLISH = re.compile(r"\b(?:the|of|to|by|with|from|and|for|at|our|that|which|is|it|my|we|i)\b")
"""Small words that no other language of `_OTHER` has, or hardly: not "in", "an", "so", "on"."""
_OTHER = re.compile(
    r"\b(?:der|die|das|und|für|mit|durch|von|le|la|les|des|et|pour|avec|dans|el|los|las|para|con|por|del|"
    r"il|che|di|gli|uma|os|het|een|voor|van|och|med|för|på|de|du|da|em|um|que|una|une|sur|aux|auf|zur|zum|bei|nach|"
    r"ein|eine|einen|einem|einer|eines|ich|wir|sie|nicht|ist|waren|habe|haben|hatte|hatten|wurde|wurden|mein|meine|"
    r"meinen|meiner|unser|unsere|unserem|dass|auch|dem|vom|zu|aber|als|sich|jetzt|nous|notre|nos|était|étaient|sont|"
    r"avons|été|pas|qui|nuestro|nuestra|estaba|muy|fue|como|más|eu|não|minha|meu|nossa|sono|della|nostro|ik|wij|"
    r"mijn|niet|onze|jag|jeg|vi|inte|ikke|som|att)\b(?!-)"
)
_SPOKEN = re.compile(
    r"\b(?:je|tu|moi|quoi|peux|veux|merci|bonjour|salut|oui|vous|mir|dir|kann|kannst|wie|geht|hallo|danke|bitte|bin|"
    r"quiero|puedo|puedes|hola|gracias|tengo|ciao|grazie|voglio|posso|obrigado|nie|jest|hoe|gaat|hej|tack)\b"
)
"""Words of messages in another language that aren't English ones."""
_NAME = re.compile(
    r"(?<=[\w,] )(?:Der|Die|Das|La|Le|Les|El|Los|Las|Il|Het|De|Von|Van|Du|Da)\b|"
    r"\b(?:van|von|de|da|di|del|du)(?: (?:der|den|la|las|los|el))?(?= [A-ZÀ-Þ])|\b[A-ZÀ-Þ]{2,}\b|\bde novo\b"
)
"""Small words within a name ("La Poste", "van der Berg") and capitals ("EU", "DEM") say nothing of the language."""
MOSTLY = 3
"""How many times more often than English ones another language's small words come in a text that quotes English."""


def are_akin(one: str, other: str) -> bool:
    """Whether two texts are drafts of one bullet: they share half the words of the shorter one, apart from small ones
    ("from", "to"), which any two share."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 0 and 2 * len(words & others) >= fewer


def find_nearest(text: str, others: list[str]) -> int | None:
    """The place of the text that shares the most words with `text`, if any is akin to it."""
    near = [(len(_words(text) & _words(one)), -at) for at, one in enumerate(others) if are_akin(text, one)]
    return -max(near)[1] if near else None


def _words(text: str) -> set[str]:
    folded = text.casefold()
    return {*_WORD.findall(folded)}.difference(_ENGLISH.findall(folded))


def is_foreign(text: str) -> bool:
    """Whether a text is mostly in another script, or has a small word of another language and of English none, or in
    a longer text hardly any ("state of the art")."""
    letters = [c for c in text if c.isalpha()]
    if 2 * sum(ord(c) > 0x24F for c in letters) > len(letters):
        return True
    other = _OTHER.findall(_NAME.sub("", text).casefold())
    english = len(_ENGLISH.findall(text.casefold()))
    return len(set(other)) >= (MOSTLY if english else 1) and len(other) >= MOSTLY * english


def may_be_foreign(message: str) -> bool:
    """Whether a short message that makes no sense may be in another language: one word or letter of it is enough."""
    if _ENGLISH.search(message.casefold()):
        return is_foreign(message)
    accented = any(c.isalpha() and not c.isascii() for c in message)
    return accented or _SPOKEN.search(message.casefold()) is not None or is_foreign(message)
