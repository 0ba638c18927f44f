"""A calendar: a cell a day, with its date and, line by line, what its label says of it."""

from bot.core.card import COLOURS, Chart, Point
from bot.draw.sheet import GAP, MARGIN, SHAPES, TEXT_SIZE, TICK_SIZE, WIDTH, Box, Sheet, extent, fit

CELLS = 14
"""Two weeks: more couldn't be read on a phone."""
WORDS = 6
"""Lines of words in a cell."""
MARKER = 22.0


def draw_calendar(sheet: Sheet, chart: Chart, top: float) -> None:
    """Draws the cells below the height `top`: a point's `x` is its column, `y` its row from above."""
    columns = max((int(p.x) for p in chart.points), default=0) + 1
    rows = max((int(p.y) for p in chart.points), default=0) + 1
    plot = Box(MARGIN, MARGIN, WIDTH - MARGIN, top - GAP)
    wide, high = plot.width / columns, plot.height / rows
    for number, point in enumerate(chart.points):
        left, upper = plot.left + int(point.x) * wide, plot.top - int(point.y) * high
        _draw_cell(sheet, number, point, Box(left, upper - high, left + wide, upper).grown(-GAP / 4))


def _draw_cell(sheet: Sheet, number: int, point: Point, cell: Box) -> None:
    """The date and the words; a day with words has a colored frame, and a shape as well."""
    date, _, said = point.label.partition(": ")
    words = said.split(", ")[:WORDS] if said else []
    color = COLOURS[point.style] if words else "#BBBBBB"
    corners = [
        (cell.left, cell.bottom),
        (cell.right, cell.bottom),
        (cell.right, cell.top),
        (cell.left, cell.top),
    ]
    sheet.line(f"cell:{number}", [*corners, corners[0]], color=color, width=4.0 if words else 1.4)
    room = cell.width - 2 * GAP
    head = "\n".join(fit(part, TEXT_SIZE, room) for part in date.split(" ", 1))
    at = cell.top - GAP - extent(head, TEXT_SIZE)[1]
    sheet.write(f"date:{number}", head, TEXT_SIZE, cell.left + GAP, at)
    for line, word in enumerate(words):
        shown = fit(word, TICK_SIZE, room)
        at -= extent(shown, TICK_SIZE)[1] + GAP / 2
        sheet.write(f"label:{number}.{line}", shown, TICK_SIZE, cell.left + GAP, at)
    if words:
        inset = GAP + MARKER / 2
        look = color, SHAPES[point.style]
        sheet.point(f"point:{number}", cell.right - inset, cell.top - inset, MARKER, look, over=3)
