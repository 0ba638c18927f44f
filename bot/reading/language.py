"""Pure: whether a text is in another language than the rules know best."""

import re

_ENGLISH = re.compile(r"\b(?:the|of|to|by|with|from|and|for|on|at|in|an?|our|so|that|which|now)\b")
_OTHER = re.compile(
    r"\b(?:der|die|das|und|für|mit|durch|von|le|la|les|des|et|pour|avec|dans|el|los|las|para|con|por|del|"
    r"il|che|di|gli|uma|os|het|een|voor|van|och|med|för|på|de|du|da|em|um|que|una|une|sur|aux|auf|zur|zum|bei|nach|"
    r"ein|eine|einen|einem|einer|eines)\b"
)


def foreign(text: str) -> bool:
    """Whether a text is mostly in another script, or has small words of another language and no English one."""
    letters = [c for c in text if c.isalpha()]
    if 2 * sum(ord(c) > 0x24F for c in letters) > len(letters):
        return True
    small = set(_OTHER.findall(text.casefold()))
    return len(small) >= 2 and not _ENGLISH.search(text.casefold())
