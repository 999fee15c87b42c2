"""Pictures: only the pixels go over, turned as the camera meant them."""

import io
import warnings

from PIL import Image, ImageOps

from hamkor.files.working.refusing import CannotClean

LONGEST_SIDE = 2400
"""Pixels; enough to read a page of a passport."""
QUALITY = 85


def clean_picture(content: bytes) -> tuple[str, bytes]:
    """Return media type and bytes of the same picture, of its first frame if it moves.

    Raises:
        CannotClean: it cannot be decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                return _rewrite(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise CannotClean from error


def _rewrite(picture: Image.Image) -> tuple[str, bytes]:
    turned = ImageOps.exif_transpose(picture)
    is_drawn = "A" in turned.getbands() or "transparency" in turned.info or picture.format == "PNG"
    mode = ("RGBA" if is_drawn else "RGB") if turned.mode != "L" else "L"
    pixels = turned.convert(mode)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new picture: what stood beside the pixels has no way over.
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    written = io.BytesIO()
    if is_drawn:
        bare.save(written, "PNG")
        return "image/png", written.getvalue()
    bare.save(written, "JPEG", quality=QUALITY)
    return "image/jpeg", written.getvalue()


def clean_jpeg_stream(content: bytes) -> bytes:
    """Return a JPEG as it is, without the segments that say where, when and with what.

    For pictures inside other files, which must keep size and colours to the bit.

    Raises:
        CannotClean: it is no JPEG.
    """
    if not content.startswith(b"\xff\xd8"):
        raise CannotClean
    kept, at = [content[:2]], 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise CannotClean
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the pixels begin
            return b"".join((*kept, content[at:]))
        if not _tells_more_than_pixels(marker):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    raise CannotClean


def _tells_more_than_pixels(marker: int) -> bool:
    """APP1 to APP13, APP15 and comments; APP0 and APP14 say how colours are coded."""
    return marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)
