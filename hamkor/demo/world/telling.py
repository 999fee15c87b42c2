"""What a person files: words, mode and language, by the office it is filed with."""

from dataclasses import dataclass
from typing import Any

from hamkor.demo.world.people import Cast, Somebody, words

AREAS = {
    "labour-migrants": 55,
    "migration-law": 13,
    "trafficking": 8,
    "illegal-migration": 7,
    "minors": 7,
    "corruption": 4,
    "cyber": 3,
    "environment": 2,
    "terrorism": 2,
    "arms-drugs": 2,
}
LANGUAGES = {
    "dushanbe": {"tg": 72, "ru": 18, "uz": 10},
    "moscow": {"ru": 55, "tg": 27, "uz": 9, "ky": 9},
    "bishkek": {"ky": 60, "ru": 40},
    "tashkent": {"uz": 60, "ru": 40},
}
CITIZENS = {"tg": "TJ", "uz": "UZ", "ky": "KG"}
HOME = {"dushanbe": "TJ", "moscow": "TJ", "bishkek": "KG", "tashkent": "UZ"}
NARRATORS = {"worker": 66, "woman": 16, "student": 8, "relative": 10}
MODES = {"open": 50, "confidential": 28, "signal": 22}
IN_DANGER = {"violence", "child-in-danger", "forced-labour", "sexual-exploitation"}
SAFE_CONTACT = {"tg": "ба воситаи бародар, баъд аз соати 20", "ru": "через брата, после 20 часов"}


@dataclass(frozen=True)
class Told:
    """A complaint as it will be filed, and who files it."""

    who: Somebody
    language: str
    facts: dict[str, Any]
    slots: dict[str, str]


def tell(cast: Cast, office: str, *, area: str = "", is_named: bool = False) -> Told:
    """Invent a complaint to `office`; `is_named` when it shall have a name and consent."""
    language = _by_weight(cast, LANGUAGES[office])
    area, category = _matter(cast, area, language)
    if language not in words("complaints")["events"][area][category]:
        language = "tg" if office == "dushanbe" else "ru"
    narrator = _narrator(cast, area, category, language)
    sex = {"woman": "f", "relative": ""}.get(narrator, "m")
    who = cast.somebody(CITIZENS.get(language, HOME[office]), sex)
    slots = cast.slots(who, language)
    mode = cast.chance.choice(("open", "confidential")) if is_named else _by_weight(cast, MODES)
    facts = {
        "mode": mode,
        "area": area,
        "category": category,
        "happened": _happened(cast, area, category, language, narrator).format_map(slots),
        "is_in_danger": category in IN_DANGER,
        "happened_when": f"{slots['month']}, {slots['months']}",
        "happened_where": slots["town"],
        "country": "RU",
        "who_did_it": cast.chance.choice((slots["employer"], "")),
        "wanted": cast.one_of(words("complaints")["wanted"], language),
        "may_be_shared": is_named or cast.chance.random() < 0.6,
        **(_name(cast, who, language) if mode != "signal" else {}),
    }
    return Told(who, language, facts, slots)


def _matter(cast: Cast, area: str, language: str) -> tuple[str, str]:
    """Choose what it is about, if possible something that is told in `language`."""
    events = words("complaints")["events"]
    chosen = {area: 1} if area else AREAS
    told = {
        id: [category for category, texts in events[id].items() if language in texts]
        for id in chosen
    }
    area = _by_weight(cast, {id: weight for id, weight in chosen.items() if told[id]} or chosen)
    return area, cast.chance.choice(told[area] or list(events[area]))


def _narrator(cast: Cast, area: str, category: str, language: str) -> str:
    if area == "minors" or category in {"missing-person", "organs", "recruitment"}:
        return "relative" if language in ("tg", "ru") else "worker"
    if category == "sexual-exploitation":
        return "woman"
    return _by_weight(cast, NARRATORS) if language in ("tg", "ru") else "worker"


def _happened(cast: Cast, area: str, category: str, language: str, narrator: str) -> str:
    told = words("complaints")
    opening = cast.one_of({language: told["opening"][language][narrator]}, language)
    return f"{opening} {cast.one_of(told['events'][area][category], language)}"


def _name(cast: Cast, who: Somebody, language: str) -> dict[str, str]:
    is_russian = language == "ru"
    born = cast.chance.choice((f"{who.born:%d.%m.%Y}", f"{who.born:%Y}", f"{who.born:%d.%m.%Y}"))
    return {
        "person_name": who.in_russian if is_russian else who.written,
        "born": born,
        "citizenship": who.citizenship,
        "document_number": cast.chance.choice((who.document, "")),
        "contact": SAFE_CONTACT["ru" if is_russian else "tg"],
    }


def _by_weight(cast: Cast, weights: dict[str, int]) -> str:
    return cast.chance.choices(list(weights), list(weights.values()))[0]
