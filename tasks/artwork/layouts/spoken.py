"""The whole text as kinetic type: every word comes in as it is spoken, the stressed ones large; captions rest."""

from tasks.artwork.canvas import Canvas, Piece, fill, text
from tasks.artwork.layouts.layout import Layout, first_things
from tasks.artwork.palettes import fade
from tasks.artwork.plan import DrawingContext
from tasks.artwork.sentence import Mentions
from tasks.artwork.typesetting import Room, Row, typeset
from tasks.domain.channel import Shape
from tasks.domain.film.kinetic import text_area
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.timeline import SHAPES, OutputSpec

OVERHANG = 0.012  # by which letters and shadows may reach over the sides of a row, as a share of the shorter side


def draw(context: DrawingContext) -> None:
    canvas, plan = context.canvas, context.plan
    room = room_on(canvas)
    if plan.text.endswith(("?", "？", "؟")):
        canvas.save()
        canvas.rotate(8, 600, 900)
        text(canvas, "?", 640, 1560, 1850, fade(context.tones.night, 0.13))
        canvas.restore()
    rows = typeset(plan.text, plan.phrase, room)
    widest = max((row.width for row in rows), default=0.0)
    for row in rows:  # flush with the side from which they are read, the block as a whole in the middle
        spare = (room.width - widest) / 2
        backwards = reads_right_to_left(plan.text)
        _set(context, row, room.right - spare - row.width if backwards else room.left + spare, backwards=backwards)


def room_on(canvas: Canvas) -> Room:
    """Where the canvas has room for text, whatever shape its picture has."""
    bounds = canvas.getLocalClipBounds()
    tall = bounds.height() >= 1.4 * bounds.width()
    wide = bounds.width() > bounds.height()
    shape = Shape.vertical if tall else Shape.wide if wide else Shape.square
    return _room(SHAPES[shape], (bounds.left(), bounds.top(), bounds.width(), bounds.height()))


def _room(output: OutputSpec, picture: tuple[float, float, float, float]) -> Room:
    x, y, width, height = picture
    left, top, right, bottom = text_area(output)
    side = min(width, height)
    edge = OVERHANG * side
    return Room(x + left * width + edge, y + top * height, x + right * width - edge, y + bottom * height, side)


def settable_large(words: str, phrase: str) -> bool:
    """Whether a film of any shape can set this text large; in a wide one, more fits than in a square one."""
    shapes = (SHAPES[Shape.vertical], SHAPES[Shape.square])
    return all(typeset(words, phrase, _room(shape, (0, 0, shape.width, shape.height))) for shape in shapes)


def _set(context: DrawingContext, row: Row, x: float, *, backwards: bool) -> None:
    """The words of a row that begins at x on the left; each is an element."""
    placed: dict[int, list[tuple[float, Piece]]] = {}
    for number, piece in row.pieces(right_to_left=backwards):
        placed.setdefault(number, []).append((x, piece))
        x += piece.width(row.size)
    colour = context.scheme.loud if row.loud else context.scheme.text
    shadow = fill(fade(context.tones.night, 0.25))
    for number in sorted(number for number in placed if number >= 0):
        left = min(x for x, _ in placed[number])
        right = max(x + piece.width(row.size) for x, piece in placed[number])
        middle = (left + right) / 2, row.baseline - row.size * 0.37
        with context.element("slam" if row.loud else "word", f"#{number}", middle) as one:
            for x, piece in placed[number]:
                if row.loud:
                    piece.draw(one.canvas, x + 3, row.baseline + row.size * 0.035, row.size, shadow)
                piece.draw(one.canvas, x, row.baseline, row.size, fill(colour))


def fits(_mentions: Mentions, _turn: int) -> None:
    """For no sentence by itself: of a short's cards of type, `direction` makes the best ones kinetic."""


LAYOUT = Layout("spoken", fits, draw, things=first_things(0), shows=frozenset({"phrase"}), focus=(0.5, 0.5))
