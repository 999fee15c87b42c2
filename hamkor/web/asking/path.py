"""Which pages are asked, in which order, given what was said: no page that cannot matter."""

from collections.abc import Iterator

from hamkor.exchange import identity
from hamkor.intake.claims import claim_in
from hamkor.parties import mapped, states
from hamkor.web.asking.said import Said
from hamkor.web.forms.filing import FOLLOW_UPS, SCREENING
from hamkor.web.forms.filing.door import OPERATOR

FIRST = "danger"
CHECK = "check"


def path_of(said: Said) -> list[str]:
    """Return the names of the pages for whoever said this; `CHECK` is not among them.

    Whoever is in danger now is asked where, what and how to be reached, and nothing else.
    """
    if said.one("is_in_danger") == "yes":
        return [FIRST, "where", "happened", "contact"]
    return [FIRST, *_about_matter(said), *_about_person(said), "share"]


def page_after(said: Said, page: str) -> str:
    """Return the page that follows `page`; after all was seen once, what is new, or the check."""
    pages = path_of(said)
    rest = pages[pages.index(page) + 1 :] if page in pages else pages
    if said.is_reviewing:
        rest = [name for name in pages if name not in said.visited]
    return next(iter(rest), CHECK)


def page_before(said: Said, page: str) -> str:
    """Return the page before `page`; the first page stays the first."""
    pages = path_of(said)
    place = pages.index(page) if page in pages else len(pages)
    return pages[max(0, place - 1)]


def _about_matter(said: Said) -> Iterator[str]:
    yield "mode"
    if said.one("helper") != OPERATOR:
        yield "who"
        if said.one("for_whom") == "other":
            yield "helper"
    if said.one("for_whom") == "other":
        yield "agreed"
    yield "what"
    yield from follow_ups(said)
    yield from ("happened", "when", "where", "doer", "wanted")


def follow_ups(said: Said) -> Iterator[str]:
    """Give the pages that the category opens; the count of a claim only if it can be counted."""
    category = mapped(said.one("what").rpartition("/")[2])
    is_countable = claim_in(plain(said)) is not None
    for page in category.asks:
        if page in FOLLOW_UPS and (page != "claim" or is_countable):
            yield page
    if category.screens:
        yield from SCREENING


def plain(said: Said) -> dict[str, str]:
    """Return the single answers by name."""
    return {name: said.one(name) for name in said.typed}


def _about_person(said: Said) -> Iterator[str]:
    yield "age"
    if said.one("age_group") == "minor":
        yield "grown_up"
    yield "sex"
    if said.one("sex") == "woman":
        yield "woman_officer"
    yield "citizenship"
    if said.one("citizenship") in set(states()) - {identity.our_state()}:
        yield "tell_home"
    if said.one("mode") in ("confidential", "open"):
        yield "name"
    yield "contact"
