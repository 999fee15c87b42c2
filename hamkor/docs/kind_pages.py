"""The kinds of request: what each must contain, which article asks for it, where it stops."""

from collections.abc import Iterator

from hamkor.docs.markdown import code, confidence_word, joined, listed, page, table
from hamkor.parties.areas import all_areas
from hamkor.parties.measures import ContentItem, Measure, Requirement, all_measures

_LEVELS = {
    "convention": "request for legal assistance under a convention",
    "inter_office": "cooperation of the offices within their own powers, never coercive",
}
_BETWEEN = {
    "any_office": "between any two offices",
    "prosecution_bodies": "through the prosecution bodies",
    "prosecutors_general": "between Prosecutors General only",
}
_SANCTION = " Needs a prosecutor's sanction or a court order."
_LANGUAGES = {
    "agreement": "The instrument that governs says in which language to write.",
    "receiving_office": "Written in a language that the receiving office accepts.",
}


def kinds_page() -> str:
    """Write every kind of request and the areas in which it is used."""
    return page(
        "Kinds of request",
        "What must be in a request is needed whatever the instrument; what an instrument requires "
        "is needed where it may govern. A draft that lacks something needed cannot go to the "
        "approver: the page names the article. Each kind is a folder of "
        "`hamkor/data/kinds`; items that several share are in `hamkor/data/contents.yaml`.",
        *(block for kind in all_measures().values() for block in _blocks(kind)),
        "## Areas of cooperation",
        _areas(),
    )


def _blocks(kind: Measure) -> Iterator[str]:
    yield f"## {kind.id}"
    yield f"**{kind.names.en}**: {_LEVELS[kind.level]}. {kind.explanation.en}"
    yield table(
        ("item", "in words", "needed", "asked for by"),
        ((code(i.id), i.names.en, _needed(i), _asked_by(i)) for i in kind.contents),
    )
    yield table(
        ("the node stops and asks", "question", "provision", "confidence"),
        (
            (code(s.id), s.question.en, s.provision, confidence_word(s.confidence))
            for s in kind.safeguards
        ),
    )
    clocks = ", ".join(f"[{id}](rules.md#{_anchor(id)})" for id in kind.clocks)
    areas = "every area" if kind.areas == "all" else listed(kind.areas)
    dated = ", ".join(
        f"[{each.limit}](rules.md#{_anchor(each.limit)}) from `{each.event}`"
        for each in kind.dated_clocks
    )
    yield f"{_LANGUAGES[kind.language_rule]} Documents: {kind.attachments.en}."
    yield f"Used in {areas}. Clocks: {joined(clocks or 'none', dated)}."
    yield f"Way: {_BETWEEN[kind.between]}.{_SANCTION if kind.needs_sanction else ''}"
    yield f"Looked for in every draft: {listed(kind.risks)}; see [draft](draft.md)."


def _anchor(id: str) -> str:
    """Return the name that a heading gets: dots are dropped."""
    return id.replace(".", "")


def _needed(item: ContentItem) -> str:
    if item.required:
        return "always"
    return "by the instrument" if any(r.required for r in item.provisions) else "if known"


def _asked_by(item: ContentItem) -> str:
    return "; ".join(map(_requirement, item.provisions))


def _requirement(asked: Requirement) -> str:
    if_known = "" if asked.required else ", if known"
    mark = "" if asked.is_verified else f" ({confidence_word(asked.confidence)})"
    return f"{code(asked.agreement)} {asked.provision}{if_known}{mark}"


def _areas() -> str:
    rows = (
        (
            code(area.id),
            area.names.en,
            area.is_protective,
            ", ".join(category.names.en for category in area.complaint_categories),
            listed(kind.id for kind in all_measures().values() if kind.is_made_in(area.id)),
        )
        for area in all_areas().values()
    )
    return table(("id", "area", "behind the firewall", "people complain of", "kinds"), rows)
