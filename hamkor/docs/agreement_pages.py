"""Every instrument with what is known of each party, so that a gap can be seen and filled."""

from collections.abc import Iterator

from hamkor.docs.markdown import (
    UNVERIFIED,
    cited,
    code,
    confidence,
    confidence_word,
    joined,
    listed,
    page,
    table,
)
from hamkor.errors import NotFound
from hamkor.parties.instruments import Agreement, StatusRow, all_agreements
from hamkor.parties.offices import office, state

_STANDING = {
    "party": "party",
    "signatory": "signed",
    "not_party": "not a party",
    "unknown": "not known",
}


def agreements_page() -> str:
    """Write every instrument, its status for each state or office, articles and grounds."""
    known = list(all_agreements().values())
    return page(
        "Agreements",
        "Which one governs a request is computed from the two offices, the kind and the day "
        "(`hamkor/parties/agreements.py`); nobody chooses it in a form. The files are in "
        "`hamkor/data/agreements/`.",
        _overview(known),
        *(block for one in known for block in _blocks(one)),
    )


def _overview(known: list[Agreement]) -> str:
    rows = (
        (
            f"[{one.id}](#{one.id})",
            one.short.en,
            one.level,
            one.signed_on,
            one.is_in_force,
            listed(one.kinds),
        )
        for one in known
    )
    return table(("id", "name", "between", "signed", "in force", "governs kinds"), rows)


def _blocks(one: Agreement) -> Iterator[str]:
    yield f"## {one.id}"
    yield f"{one.names.en}. Signed on {one.signed_on}. {_applies(one)}".rstrip()
    yield f"Read in: {cited(one.source)} [{confidence(one.source)}]."
    yield one.note
    yield table(
        ("party", "standing", "signed", "deposited", "in force from", "until", "source", "sure"),
        (_status(row) for row in one.status),
    )
    yield _language(one)
    yield table(
        ("article", "what it says", "confidence"),
        ((a.provision, a.says, confidence(a.source)) for a in one.articles),
    )
    yield table(
        ("ground of refusal", "in words", "provision", "confidence"),
        ((code(g.id), g.names.en, g.provision, confidence(g.source)) for g in one.refusal_grounds),
    )


def _applies(one: Agreement) -> str:
    sentences = (
        "Not in force." if not one.is_in_force else "",
        "Applied from its signature until the day of entry into force is known."
        if one.applies_from_signature
        else "",
        "Its rules on procedure apply only where the states have no treaty of their own."
        if one.is_default_only
        else "",
        f"Applies in any case: {one.always}." if one.always else "",
        f"Covers: {one.covers.en}." if one.covers else "",
        f"Amends {code(one.amends)}." if one.amends else "",
        f"Replaces {listed(one.replaces)} ({one.replaces_provision})." if one.replaces else "",
        f"Only for the areas {listed(one.areas)}." if one.areas else "",
        f"Channel: {one.channel}" if one.channel else "",
    )
    return " ".join(filter(None, sentences))


def _status(row: StatusRow) -> tuple[object, ...]:
    in_force_from = row.in_force_from
    is_dated = in_force_from is not None and row.date_confidence != "high"
    return (
        _party(row.party),
        _STANDING[row.standing],
        row.signed_on,
        row.deposited_on,
        f"{in_force_from} ({UNVERIFIED} day)" if is_dated else in_force_from,
        row.in_force_until,
        joined(cited(row.source), row.note),
        confidence(row.source),
    )


def _party(code: str) -> str:
    try:
        return state(code).names.en
    except NotFound:
        return office(code).names.en


def _language(one: Agreement) -> str:
    if one.languages is None:
        return ""
    rule = one.languages
    word = confidence_word(rule.source.confidence)
    return f"Language of a request: {rule.rule.en} ({rule.provision}) [{word}]."
