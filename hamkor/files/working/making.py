"""Which kind of file is rewritten by what."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hamkor.files.kinds import WORD
from hamkor.files.working.boxes import clean_boxes
from hamkor.files.working.frames import clean_mp3
from hamkor.files.working.matroska import clean_matroska
from hamkor.files.working.office import clean_word
from hamkor.files.working.pages import clean_pdf
from hamkor.files.working.pictures import clean_picture
from hamkor.files.working.refusing import CannotClean
from hamkor.files.working.vorbis import clean_ogg


@dataclass(frozen=True)
class WorkingCopy:
    """A copy to work with: what kind of file it is now, and its bytes."""

    media_type: str
    content: bytes = field(repr=False)


def make_working_copy(media_type: str, content: bytes) -> WorkingCopy | None:
    """Rewrite a file that `check_upload` has looked at.

    Returns:
        The copy; None when this file cannot be rewritten surely. Officers then have the original
        only, and give a reason to open it.
    """
    rewrite = _REWRITERS.get(media_type)
    if rewrite is None:
        return None
    try:
        made_type, made = rewrite(content)
    except CannotClean:
        return None
    return WorkingCopy(made_type, made)


def _same_type(media_type: str, clean: Callable[[bytes], bytes]) -> "_Rewriter":
    return lambda content: (media_type, clean(content))


_Rewriter = Callable[[bytes], tuple[str, bytes]]
_REWRITERS: dict[str, _Rewriter] = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/webp"), clean_picture),
    "application/pdf": _same_type("application/pdf", clean_pdf),
    WORD: _same_type(WORD, clean_word),
    "text/plain": _same_type("text/plain", lambda content: content),
    "audio/amr": _same_type("audio/amr", lambda content: content),  # has no place for more
    "audio/mpeg": _same_type("audio/mpeg", clean_mp3),
    "audio/ogg": _same_type("audio/ogg", clean_ogg),
    **{kind: _same_type(kind, clean_boxes) for kind in ("audio/mp4", "video/mp4", "video/3gpp")},
    **{kind: _same_type(kind, clean_matroska) for kind in ("audio/webm", "video/webm")},
}
