"""PDF: the pages go over; who wrote them with what, scripts, attachments and links do not."""

import io

import pikepdf

from hamkor.files.working.pictures import clean_jpeg_stream
from hamkor.files.working.refusing import CannotClean

OF_THE_DOCUMENT = (
    "/Metadata",
    "/OpenAction",
    "/AA",
    "/AcroForm",
    "/Names",
    "/PieceInfo",
    "/Outlines",
    "/URI",
    "/Perms",
    "/AF",
    "/Collection",
    "/Lang",
    "/SpiderInfo",
)
OF_ANY_OBJECT = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/AF", "/JS")
MOST_OBJECTS = 200_000


def clean_pdf(content: bytes) -> bytes:
    """Return the pages without what a reader does not see.

    Raises:
        CannotClean: locked, damaged, or too large to walk through.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _clean(pdf)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True, linearize=False)
            return written.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, KeyError) as error:
        raise CannotClean from error


def _clean(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise CannotClean
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    _drop(pdf.Root, OF_THE_DOCUMENT)
    for page in pdf.pages:
        _drop(page.obj, ("/Annots",))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _drop(thing, OF_ANY_OBJECT)
        if isinstance(thing, pikepdf.Stream):
            _clean_picture_in(thing)
    pdf.remove_unreferenced_resources()


def _drop(thing: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in thing:
            del thing[name]


def _clean_picture_in(stream: pikepdf.Object) -> None:
    """A photograph in a PDF brings its own note of place and camera."""
    if stream.get("/Filter") not in ("/DCTDecode", pikepdf.Array([pikepdf.Name.DCTDecode])):
        return
    stream.write(clean_jpeg_stream(stream.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
