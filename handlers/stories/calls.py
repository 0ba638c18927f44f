"""What can be asked about projects and stories."""

from typing import Annotated, Literal

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import Rest, text
from bot.core.values import Private

Title = Annotated[Private[str], text(60)]
Part = Annotated[Private[str], text(400)]
Passage = Annotated[Private[str], text(900)]
Whole = Annotated[Private[str], text(3_900)]
Id = Annotated[str, Field(max_length=12)]
PARTS = ("problem", "data", "approach", "accuracy", "speed", "cost", "impact", "rejected")
"""The parts of a summary in their order; their texts are Args of these names."""
STAR = ("situation", "task", "action", "result")
EXAMPLE = (
    "Guards ignored the alarms. My task was to change that. I trained a filter. Alarms fell from 40 to 9."
)


class Summary(Args):
    title: Title | None = Field(None, description="Name of the project")
    problem: Part | None = Field(None, description="Problem: who lost what, and why")
    data: Part | None = Field(None, description="Data: how much, labeled by whom")
    approach: Part | None = Field(None, description="Approach: what you built or trained")
    accuracy: Part | None = Field(None, description="Accuracy: metric, from, to, test set")
    speed: Part | None = Field(None, description="Latency, throughput or memory, from and to")
    cost: Part | None = Field(None, description="Cost: money, GPU hours or machines")
    impact: Part | None = Field(None, description="Impact: what changed for users")
    rejected: Part | None = Field(None, description="Option you rejected, on what number")


class Project(Summary, path="project"):
    """A one-page summary of a project, judged."""


class KeepProject(Summary, path="stories.keep-project"):
    """Keeps the summary, in place of one of the same name."""


class MoreProject(Summary, path="stories.more-project"):
    page: int = Field(1, ge=1, le=20)


class Projects(Args, path="stories.projects"):
    """The kept projects as one set."""


class OpenProject(Args, path="stories.project"):
    id: Id


class DropProject(Args, path="stories.drop-project"):
    id: Id


class StoryParts(Args):
    """The four parts of a story, or the whole as one text."""

    title: Title | None = Field(None, description="A name for the story")
    situation: Passage | None = Field(None, description="Situation: what was wrong, for whom")
    task: Passage | None = Field(None, description="Task: what you had to reach")
    action: Passage | None = Field(None, description="Action: what you did, and who took part")
    result: Passage | None = Field(None, description="Result: from what to what; what you learned")
    text: Annotated[Whole | None, Rest()] = Field(None, description="Or the whole story as one text")


class StoryNew(StoryParts, path="story.new"):
    """A story in four parts, or as one text, judged."""


class KeepStory(StoryParts, path="stories.keep"):
    """Keeps the story, in place of one of the same name."""


class MoreStory(StoryParts, path="stories.more"):
    page: int = Field(1, ge=1, le=20)


class StoryList(Args, path="story.list"):
    page: int = Field(1, ge=1, le=9, description="Which page of the list")


class StoryMap(Args, path="story.map"):
    """Which qualities the kept stories show."""


class OpenStory(Args, path="stories.open"):
    id: Id


class DropStory(Args, path="stories.drop"):
    id: Id


class Rehearse(Args, path="stories.rehearse"):
    """Two minutes aloud, with four prompts; nothing is recorded."""


class Prompt(Args, path="stories.prompt"):
    run: Id
    stage: int = Field(ge=1, le=4)


class StopClock(Args, path="stories.stop"):
    """Ends a rehearsal."""

    run: Id


class Rated(Args, path="stories.rated"):
    """How it was, by the one who spoke; kept nowhere."""

    how: Literal["clear", "long", "lost"]
