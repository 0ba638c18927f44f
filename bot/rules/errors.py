"""What can go wrong with a text. What can go wrong with a file of rules or words is a ContentError."""


class Refused(Exception):
    """A text that the engine will not read. The message is a sentence for the member."""
