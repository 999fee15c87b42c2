"""Places of birth, under whatever name and in whatever script they are written."""

from functools import cache, lru_cache
from pathlib import Path

from hamkor.data_files import Fact, load
from hamkor.matching.normalise import LONGEST_NAME, clean, fold, loose


class Places(Fact):
    states: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=16384)
def place(written: str) -> str:
    """Return one name for a place: the present one, folded; "" where only a state is named."""
    folded = _folded(written)
    return _present_names().get(folded, folded)


def _folded(written: str) -> str:
    return "".join(loose(fold(word)[0]) for word in clean(written[:LONGEST_NAME]).split())


@cache
def _present_names() -> dict[str, str]:
    lists = load(Path(__file__).parent / "places.yaml", Places)
    found = {_folded(each): _folded(names[0]) for names in lists.places for each in names}
    return found | dict.fromkeys(map(_folded, lists.states), "")
