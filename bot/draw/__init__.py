"""A Chart as a PNG: everything is laid out in pixels here, so that no two words can ever meet.

The layout becomes an SVG, which resvg draws with the one font that is shipped. Equal charts give equal bytes. Labels
are text and nothing else; what the font lacks is drawn as a box.
"""

from bot.draw.picture import layout, png, svg

__all__ = ["layout", "png", "svg"]
