"""A QR code as the shape of one SVG path, so that the page needs no image, no style and no trusted HTML."""

from dataclasses import dataclass

MARGIN = 4  # modules of white around it, which readers need (ISO/IEC 18004, 6.3.8)


@dataclass(frozen=True)
class Squares:
    """The black squares of a QR code: the path that draws them, in a square of `size` by `size`."""

    size: int
    path: str


def squares(text: str) -> Squares:
    """Draw `text` as a QR code with medium error correction."""
    import segno  # only here: seldom does somebody add a second step

    code = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in code.matrix]
    path = "".join(
        f"M{x + MARGIN} {y + MARGIN}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    return Squares(len(rows) + 2 * MARGIN, path)
