"""From the pages to what is filed."""

from collections.abc import Iterator
from typing import Any

from hamkor.intake.answers import write_answers
from hamkor.intake.facts import OTHER, ComplaintFacts
from hamkor.web.asking.path import path_of
from hamkor.web.asking.said import Said
from hamkor.web.forms.filing import PAGES, Page

AREA_OF_OTHER = "labour-migrants"
AS_TYPED = (
    "happened",
    "happened_where",
    "country",
    "who_did_it",
    "wanted",
    "person_name",
    "citizenship",
    "document_number",
    "contact",
    "age_group",
    "sex",
)
ELSEWHERE = {
    *AS_TYPED,
    *("is_in_danger", "mode", "what", "language", "may_be_shared", "born"),
    *("began", "ended", "happened_when", "for_whom", "helper", "agreed"),
}
"""Answers that have a place of their own in a complaint; all others are answers to questions."""


def facts_of(said: Said) -> ComplaintFacts:
    """Return what was said on the pages that are asked now; what was said elsewhere is dropped.

    Whoever chose to give a name and gave none files without one, as the page says.
    """
    told = dict(_told(said))
    area, _slash, category = told.get("what", "").partition("/")
    mode = told.get("mode", "") if told.get("person_name", "").strip() else "signal"
    direct = {name: told.get(name, "") for name in AS_TYPED}
    if mode == "signal":
        direct |= {"person_name": "", "document_number": ""}
    return ComplaintFacts(
        **direct,
        mode=mode or "confidential",
        area=area or AREA_OF_OTHER,
        category=category or OTHER,
        is_in_danger=told.get("is_in_danger") == "yes",
        happened_when=_when(told),
        born=told.get("born", ""),
        may_be_shared=told.get("may_be_shared") == "yes",
        answers=write_answers(_answers(told, is_screening=False)),
        screening=write_answers(_answers(told, is_screening=True)),
    )


def language_of(said: Said, default: str) -> str:
    """Return the language in which the person writes."""
    return said.one("language") or default


def told_on(page: str, said: Said) -> dict[str, str]:
    """Return the answers of one page as texts: days in ISO form, several choices with commas."""
    form = PAGES[page].filled(said)
    if not form.is_bound or not form.is_valid():
        return {}
    return {name: as_text(value) for name, value in form.cleaned_data.items() if value}


def as_text(value: Any) -> str:
    """Return one cleaned answer as it is kept."""
    if isinstance(value, tuple):
        return _iso(value)
    return ",".join(value) if isinstance(value, list) else str(value)


def _told(said: Said) -> Iterator[tuple[str, str]]:
    for page in path_of(said):
        yield from told_on(page, said).items()


def _answers(told: dict[str, str], *, is_screening: bool) -> dict[str, str]:
    screened = {name for page in _screening_pages() for name in page.base_fields}
    return {
        name: value
        for name, value in told.items()
        if name not in ELSEWHERE and (name in screened) == is_screening
    }


def _screening_pages() -> Iterator[type[Page]]:
    return (page for page in PAGES.values() if page.is_screening)


def _when(told: dict[str, str]) -> str:
    """Return days and words in one line; an end without a beginning is marked as such."""
    days = " – ".join(filter(None, (told.get("began", ""), told.get("ended", ""))))
    if told.get("ended") and not told.get("began"):
        days = f"… – {days}"
    return "; ".join(filter(None, (days, told.get("happened_when", ""))))


def _iso(parts: tuple[int | None, ...]) -> str:
    """Return a day known in part or whole: "2026-03-27", "2026-03", "2026", "--03-27"."""
    year, month, day = parts
    first = f"{year:04d}" if year else "-" if month else ""
    rest = [f"{part:02d}" for part in (month, day) if part]
    return "-".join([first, *rest])
