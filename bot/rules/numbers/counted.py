"""What a number counts: people, machines, things that the lexicon knows or does not."""

from bot.rules.numbers.scene import NumberScene
from bot.rules.words.lex import IDENT, NUMBER, PUNCT, WORD, Token

END = Token(PUNCT, "", 0, 0, "")


def skip_comparing(scene: NumberScene, at: int) -> int:
    """Past "more", "fewer" and the like."""
    while at < len(scene.tokens) and (scene.tokens[at].key in scene.sets["counting"] or _is_part(scene, at)):
        if scene.tokens[at].key == "the" and scene.key(at - 1) != "of":
            break  # "9 minutes, 21 the summer before"
        at += 1
    return at


def _is_part(scene: NumberScene, at: int) -> bool:
    return scene.tokens[at].kind == NUMBER and scene.tokens[at - 1].key == "of"


def find_noun(scene: NumberScene, after: int) -> str:
    """The kind of thing that is counted, or shared in "31% of tokens": technical, machine, audience, scope,
    other, or nothing."""
    here = skip_comparing(scene, after)
    for at in range(here, here + 3):
        token = scene.tokens[at] if at < len(scene.tokens) else END
        if token.kind not in (WORD, IDENT) or token.key in scene.lexicon.function:
            return _unknown(scene, here) if at > here != after else _profession(scene, here, at)
        if kind := _kind(scene, at):
            return kind
    return _unknown(scene, here)


def _kind(scene: NumberScene, at: int) -> str:
    """By the lists."""
    for kind, known in scene.nouns.items():
        if at in known:
            return kind
    return "metric" if at in scene.metrics else ""


def _unknown(scene: NumberScene, here: int) -> str:
    """Of a word in no list."""
    if here >= len(scene.tokens) or scene.tokens[here].kind != WORD:
        return ""
    return _profession(scene, here, here + 1) or "other"


def _profession(scene: NumberScene, here: int, at: int) -> str:
    return "audience" if at == here + 1 and scene.is_profession(here) else ""
