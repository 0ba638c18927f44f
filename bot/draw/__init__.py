"""A Chart as a PNG: everything is laid out in pixels here, so that no two words can ever meet.

matplotlib is imported when the first picture is drawn, which happens in the worker: the bot itself never loads it.
Equal charts give equal bytes. Labels are text and nothing else; what the font lacks is drawn as a box.
"""

from bot.draw.picture import figure, png

__all__ = ["figure", "png"]
