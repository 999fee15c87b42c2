"""Every field that is compared and every level it can reach, from agreement to contradiction."""

from hamkor.matching.words_compared import LEVELS as NAME_LEVELS

AGREEING = tuple(level for level in NAME_LEVELS if level != "differs")
NAME_FIELDS = ("given", "surname", "patronymic")
FIELDS: dict[str, tuple[str, ...]] = {
    "given": (*AGREEING, "initial_differs", "differs_little", "differs"),
    "surname": (*AGREEING, "initial_differs", "differs_little", "surname_of_woman", "differs"),
    "patronymic": (*AGREEING, "initial_differs", "differs_little", "differs"),
    "born": (
        "same",
        "same_first_of_january",
        "day_and_month_exchanged",
        "one_digit_differs",
        "one_part_differs",
        "year_misread",
        "same_as_far_as_known",
        "same_year",
        "only_year_known_for_sure",
        "year_near",
        "year_only_differs",
        "years_close",
        "differs",
        "years_differ",
        "years_far_apart",
    ),
    "document": ("same", "one_sign_differs", "differs"),
    "national_id": ("same", "one_sign_differs", "differs"),
    "birthplace": ("same", "near", "differs"),
    "sex": ("same", "differs"),
    "citizenship": ("same", "differs"),
}
NUMBERED = tuple((field, level) for field, levels in FIELDS.items() for level in levels)
NUMBER = {pair: number for number, pair in enumerate(NUMBERED)}
CONTRADICTING = frozenset(
    NUMBER[field, level]
    for field, levels in FIELDS.items()
    for level in levels
    if level
    in {
        "differs",
        "differs_little",
        "initial_differs",
        "surname_of_woman",
        "year_near",
        "year_only_differs",
        "years_close",
        "years_differ",
        "years_far_apart",
    }
)
"""Levels that never support; all others never contradict. The weights are held to it."""
AGREEMENT_OF_NAMES = tuple(
    tuple(NUMBER.get((field, level), -1) for level in NAME_LEVELS) for field in NAME_FIELDS
)
"""The number of a level by the place of the part in the name and of the level in `NAME_LEVELS`."""
SAID = frozenset(NUMBER[field, level] for field in NAME_FIELDS for level in ("initial",))
"""Agreements whose chance among strangers does not depend on how common the name is."""
