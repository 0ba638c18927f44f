"""Where the answer to one inbound belongs on Slack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """`hook` is the response URL, `trigger` what opens a modal within three seconds, empty where there is none.

    `channel` is Slack's id, empty for a DM that has yet to be opened. `direct`: answers are messages in that DM.
    `message` is the card that was pressed; `alone`: nobody but the caller sees it; `fleeting`: a reload takes it.
    """

    user: str
    channel: str = ""
    hook: str = ""
    trigger: str = ""
    thread: str = ""
    message: str = ""
    direct: bool = False
    alone: bool = False
    fleeting: bool = False
    home: bool = False
    """The answer is what the App Home shows."""


def is_dm(channel: str) -> bool:
    """Whether Slack's id is that of a DM between two."""
    return channel.startswith("D")
