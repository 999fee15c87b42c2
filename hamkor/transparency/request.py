"""A question from one node to another about logs: a signed note, so that only peers are told.

Four lines: what is asked, of which office, when, and one word more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hamkor.envelope.root import SingleKey
from hamkor.errors import Malformed, TooOld, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.transparency.checkpoint import office_of, witness_name
from hamkor.transparency.note import Note, NoteKey, read_note, sign_note

FIRST_LINE = "hamkor-log-request/v1"
MAX_AGE = timedelta(days=2)
"""How far the clocks of two offices may be apart; a repeated question does no harm."""


@dataclass(frozen=True)
class LogRequest:
    """What an office asks.

    Attributes:
        verb: what is asked, such as "leaves".
        office: who asks.
        about: one word more, such as a number.
    """

    verb: str
    office: str
    about: str


def sign_request(request: LogRequest, key: SingleKey, *, at: datetime) -> str:
    """Return the question, signed with the asking office's witness key."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    text = f"{FIRST_LINE}\n{request.verb}\n{request.about}\n{moment}\n"
    return Note(text, (sign_note(text, key, witness_name(request.office)),)).to_text()


def read_request(
    text: str, keys_of: Callable[[str], Sequence[NoteKey]], *, now: datetime
) -> LogRequest:
    """Read a question of an office whose keys are known.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
        UnknownSender: no keys of the office are known.
        BadSignature: that office did not sign it.
        TooOld: it was signed at another time.
    """
    note = read_note(text)
    first, *lines = note.text.split("\n")
    if first != FIRST_LINE or len(lines) != 4 or len(note.signatures) != 1:
        raise Malformed(_("This is not a question about a log."))
    verb, about, moment, _end = lines
    office = office_of(note.signatures[0].name)
    keys = keys_of(office)
    if not keys:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    note.verify(keys)
    _check_time(moment, now)
    return LogRequest(verb, office, about)


def _check_time(moment: str, now: datetime) -> None:
    try:
        distance = abs(datetime.fromisoformat(moment) - now)
    except (ValueError, TypeError) as error:
        raise Malformed(_("This is not a question about a log.")) from error
    if distance > MAX_AGE:
        raise TooOld(_("The question was signed at another time: a clock is wrong."))
