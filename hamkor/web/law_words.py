"""What the law says about a request, in the reader's language: what governs, what it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from hamkor.assistance.basis import Basis, BasisBranch
from hamkor.data_files import Names
from hamkor.exchange.identity import our_state
from hamkor.law.contents import Missing
from hamkor.parties.agreements import NATIONAL_LAW, RECIPROCITY, agreement, all_agreements
from hamkor.parties.instruments import NATIONAL_CODES, codes_binding
from hamkor.parties.measures import ContentItem, Measure, Requirement
from hamkor.parties.offices import states
from hamkor.parties.sayings import Saying, cited
from hamkor.web.templatetags.hamkor_words import LANGUAGES


@dataclass(frozen=True)
class Citation:
    """A provision as the tag `citation` shows it."""

    source: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class ShownItem:
    """One item of a request's contents with the provisions that ask for it."""

    id: str
    name: str
    text: str
    is_required: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class ShownBranch:
    condition: str
    governs: str


@dataclass(frozen=True)
class ShownBasis:
    """Which instrument governs, why, and on what that hangs."""

    governs: str
    source: Any
    is_certain: bool
    because: tuple[tuple[str, bool], ...]
    alternatives: tuple[ShownBranch, ...]
    also: tuple[ShownBranch, ...]
    language_rule: str


@dataclass(frozen=True)
class ShownLack:
    """What a draft still lacks; `is_verified`: a provision that asks for it was read."""

    item: str
    text: str
    is_verified: bool


def reader() -> str:
    """Return the language of whoever reads the page."""
    return get_language() or "en"


def said(names: Names) -> str:
    """Return a name of the law in the reader's language."""
    return names.in_language(reader())


def spoken(saying: Saying) -> str:
    """Return a sentence with facts in the reader's language."""
    return saying.in_language(reader(), gettext) if saying.sentence else ""


def instrument_name(id: str) -> str:
    """Return the name of what a request rests on."""
    if id in ("", RECIPROCITY):
        return gettext("reciprocity: no agreement is known to bind both")
    if id == NATIONAL_LAW:
        return gettext("the law of the one state")
    known = all_agreements().get(id)
    return said(known.names) if known else id


def shown_basis(basis: Basis) -> ShownBasis:
    """Say which instrument governs and why, every branch included while it is uncertain."""
    known = all_agreements().get(basis.basis)
    return ShownBasis(
        governs=instrument_name(basis.basis),
        source=known.source if known else None,
        is_certain=basis.is_certain,
        because=tuple((spoken(r.saying), r.is_verified) for r in basis.because),
        alternatives=tuple(_branch(b) for b in basis.alternatives),
        also=tuple(_branch(b) for b in basis.also),
        language_rule=spoken(basis.language_rule),
    )


def instruments(wanted: Measure, agreements: tuple[str, ...]) -> tuple[str, ...]:
    """Return every instrument whose required contents a draft must hold."""
    return (*agreements, *codes_binding(our_state(), wanted.id))


def shown_items(
    wanted: Measure, ids: tuple[str, ...], texts: Mapping[str, str]
) -> Iterator[ShownItem]:
    """Return the items of a kind in the order of the form, with who asks for each."""
    for item in wanted.contents:
        asking = [r for r in item.provisions if r.agreement in ids]
        yield ShownItem(
            id=item.id,
            name=said(item.names),
            text=texts.get(item.id, ""),
            is_required=item.required or any(r.required for r in asking),
            citations=tuple(_citation(r) for r in asking) or _house(item),
        )


def shown_lacks(lacking: list[Missing]) -> list[ShownLack]:
    """Say what a draft still lacks, with the provisions that ask for it."""
    return [ShownLack(m.item, spoken(m.saying), m.is_verified) for m in lacking]


def language_names() -> dict[str, str]:
    """Return the languages in which requests are written, by code."""
    working = {code for state in states().values() for code in state.working_languages}
    return {code: str(LANGUAGES.get(code, code)) for code in sorted(working | {"en"})}


def shown_day(text: str) -> date | None:
    """Read a day that a timeline keeps as text."""
    return date.fromisoformat(text) if text else None


def _branch(branch: BasisBranch) -> ShownBranch:
    return ShownBranch(spoken(branch.condition), instrument_name(branch.agreement))


def _citation(asks: Requirement) -> Citation:
    names, url = _instrument(asks.agreement)
    text = said(cited(names, asks.provision))
    return Citation({"url": url, "confidence": asks.confidence}, text)


def _house(item: ContentItem) -> tuple[Citation, ...]:
    if not item.required:
        return ()
    return (Citation({"url": "", "confidence": "high"}, gettext("house rule of the node")),)


def _instrument(id: str) -> tuple[Names, str]:
    if id in NATIONAL_CODES:
        return NATIONAL_CODES[id], ""
    known = agreement(id)
    return known.short, known.source.url
