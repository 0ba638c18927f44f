"""What can be asked about a resume bullet."""

from typing import Annotated

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import Kind, Rest, Upload
from bot.core.registry import LONGEST
from bot.core.values import Private
from handlers.critique.model import clean

EXAMPLE = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"
Draft = Annotated[Private[str], Kind("text", clean, longest=LONGEST)]
Rule = Annotated[str, Field(max_length=40)]


class Bullet(Args, path="bullet"):
    """A bullet, critiqued; one that is much like the draft before it is compared with that. Or a whole file."""

    text: Annotated[Draft | None, Rest()] = Field(None, description="One bullet of your resume")
    file: Upload | None = Field(None, description="A resume: PDF, .docx, .tex, .md or .txt")


class Again(Args, path="critique.again"):
    """The next draft, compared with the last one if it's much like it, or a whole resume; without either its form
    opens, filled in with the last draft."""

    text: Draft | None = Field(None, description="One bullet of your resume")
    file: Upload | None = Field(None, description="Or a resume: PDF, .docx, .tex, .md or .txt")


class Anyway(Args, path="critique.anyway"):
    """The draft that is kept, judged although it seems to be in another language."""


class PracticeAnswer(Args, path="critique.practise"):
    """An interviewer's likely question about the draft that is kept, to be answered aloud."""


class More(Args, path="critique.more"):
    page: int = Field(1, ge=1, le=20)


class Why(Args, path="critique.why"):
    """What I take each number of the draft that is kept for, and by which words."""

    page: int = Field(1, ge=1, le=20)


class ShowRule(Args, path="critique.rule"):
    rule: Rule
    page: int = Field(1, ge=1, le=20)


class Example(Args, path="critique.example"):
    rule: Rule


class Disagree(Args, path="critique.disagree"):
    """Counts that somebody disagrees with a rule, never with what text."""

    rule: Rule


class Forget(Args, path="critique.forget"):
    """Deletes the draft now."""


TRY_AGAIN = Again().button("Try again", style="main")
PASTE = Again().button("Paste a bullet", style="main")
FORGET = Forget().button("Forget it now", spoken="Forget this draft now")
ANYWAY = Anyway().button("Judge it anyway", spoken="Judge this draft anyway")
PRACTICE_ANSWER = PracticeAnswer().button("Practice the answer")
