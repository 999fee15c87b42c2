"""What the container says in plain words, in the languages of its readers."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from hamkor.court.papers import MessagePaper, SignedPaper
from hamkor.envelope import Outcome
from hamkor.errors import NotFound
from hamkor.parties.offices import office

LANGUAGES = ("tg", "ru", "en")

OUTCOMES: dict[Outcome, Promise] = {
    "queued": _("handed in for sending"),
    "stored": _("stored safely by the receiving office"),
    "registered": _("entered into the registry of the receiving office"),
    "not_registered": _("not entered into the registry"),
    "opened": _("opened by an officer"),
    "accepted": _("accepted by a competent officer"),
    "declined": _("declined by a competent officer"),
    "refused": _("refused by the receiving office's node"),
    "conflict": _("refused: another message came before under the same number"),
    "not_reached": _("not delivered: the other office was not reached"),
    "no_decision": _("no decision was made in time"),
    "other_channel": _("sent by another channel"),
}


def statement_text(
    language: str,
    papers: Sequence["Summary"],
    *,
    exporter: str,
    references: Sequence[str],
    at: datetime,
) -> str:
    """Return the statement in one language.

    Args:
        language: "tg", "ru" or "en".
        papers: what stands in the container, in its order.
        exporter: id of the office that made the container.
        references: of the matters.
        at: when it was made.
    """
    with override(language):
        lines = _beginning(language, exporter, references, at)
        for number, paper in enumerate(papers, 1):
            lines += ["", *_of_message(language, number, paper)]
        lines += ["", gettext("How to check this file"), str(_CHECK)]
    return "\n".join(lines) + "\n"


_CHECK = _(
    "Run “python3 hamkor_verify.py FILE”. The program needs neither this office nor a network. It "
    "shows for each office a fingerprint of 40 digits: compare it with the one in the agreement."
)


class Summary:
    """What the statement says of one message, once its files are closed."""

    def __init__(self, paper: MessagePaper) -> None:
        """Keep what is needed of `paper`."""
        self.header = paper.header
        self.is_open = bool(paper.dissected.manifest)
        self.documents = [(entry.name, entry.length) for entry in paper.dissected.entries]
        self.receipts = [self._line(receipt) for receipt in paper.receipts]
        self.is_logged = bool(paper.proof) or any(one.proof for one in paper.receipts)

    @staticmethod
    def _line(receipt: SignedPaper) -> tuple[datetime, str, Outcome, str]:
        said = receipt.says
        return said.at, said.by, said.what, said.reason or said.role or said.place


def _beginning(language: str, exporter: str, references: Sequence[str], at: datetime) -> list[str]:
    return [
        gettext("Evidence of an exchange between offices"),
        "",
        gettext("Made by %(office)s on %(at)s.")
        % {"office": _name(exporter, language), "at": _time(at)},
        gettext("Matter: %(references)s") % {"references": ", ".join(references)},
        gettext("All times are in UTC."),
    ]


def _of_message(language: str, number: int, paper: Summary) -> Iterator[str]:
    header = paper.header
    recipients = ", ".join(_name(to.office, language) for to in header.recipients)
    yield gettext("Message %(number)s, sealed on %(at)s") % {
        "number": number,
        "at": _time(header.created_at),
    }
    yield gettext("From: %(office)s") % {"office": _name(header.sender, language)}
    yield gettext("To: %(offices)s") % {"offices": recipients}
    if not paper.is_open:
        yield gettext("Its content is not in this file: it was sealed for others.")
    for name, length in paper.documents:
        yield gettext("Document: %(name)s, %(length)s bytes") % {"name": name, "length": length}
    for at, by, what, detail in paper.receipts:
        words = f"{_time(at)} · {_name(by, language)}: {OUTCOMES[what]}"
        yield f"{words} ({detail})" if detail else words
    yield (
        gettext("The log of the exporting office holds this message.")
        if paper.is_logged
        else gettext("The log of the exporting office does not hold this message yet.")
    )


def _name(office_id: str, language: str) -> str:
    try:
        return f"{office(office_id).names.in_language(language)} ({office_id})"
    except NotFound:
        return office_id


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
