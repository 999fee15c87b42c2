"""What happened, as pictures with words: the common things first, the others by area."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.parties import Area, all_areas, complaint_categories, mapped_categories
from hamkor.parties.areas import ComplaintCategory

SOMETHING_ELSE = "labour-migrants/other"


@dataclass(frozen=True)
class Tile:
    value: str
    label: str | Promise
    icon: str = ""
    is_chosen: bool = False


def _name(category: ComplaintCategory) -> str:
    return category.names.in_language(get_language() or "en")


def pictured() -> dict[str, str]:
    """Return the categories that have a picture in tiles.svg, in the order shown."""
    return {id: each.icon for id, each in mapped_categories().items() if each.icon}


def common_tiles() -> Iterator[Tile]:
    """Give the tiles with pictures; the last is for what none of them says."""
    known = complaint_categories()
    for id, icon in pictured().items():
        category, area = known[id]
        yield Tile(f"{area.id}/{id}", _name(category), icon)
    yield Tile(SOMETHING_ELSE, _("Something else"), "dots")


def other_tiles() -> Iterator[tuple[Area, list[Tile]]]:
    """Give the areas with the categories that have no picture."""
    for area in all_areas().values():
        rest = [
            Tile(f"{area.id}/{category.id}", _name(category))
            for category in area.complaint_categories
            if category.id not in pictured()
        ]
        if rest:
            yield area, rest


def tile_choices() -> list[tuple[str, str | Promise]]:
    """Return every tile as a choice of the form."""
    rest = [tile for _area, tiles in other_tiles() for tile in tiles]
    return [(tile.value, tile.label) for tile in [*common_tiles(), *rest]]


class Tiles(forms.RadioSelect):
    """Radio buttons drawn as tiles; without a style sheet they are plain radio buttons."""

    template_name = "hamkor/public/tiles.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = str(value or "")
        rest = list(other_tiles())
        context["common"] = list(common_tiles())
        context["rest"] = rest
        context["chosen"] = chosen
        context["is_rest_open"] = any(t.value == chosen for _area, tiles in rest for t in tiles)
        return context
