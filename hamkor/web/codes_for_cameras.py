"""An address as a QR code, drawn into the page itself: no picture is fetched from anywhere."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Light modules around it, as the standard asks."""


@dataclass(frozen=True)
class CameraCode:
    """A QR code as one path; `size` is its side in modules, the quiet zone included."""

    path: str
    size: int
    says: str


def camera_code(says: str) -> CameraCode:
    """Return the QR code of `says`, with a quarter of redundancy against dirt and folds."""
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=ERROR_CORRECT_M)
    code.add_data(says)
    code.make(fit=True)
    matrix = code.get_matrix()
    return CameraCode("".join(_runs(matrix)), len(matrix), says)


def _runs(matrix: list[list[bool]]) -> list[str]:
    """Return a stroke for each run of dark modules: a tenth of the length of single squares."""
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            width = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if width:
                strokes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return strokes
