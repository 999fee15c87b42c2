"""The model that Splink is given: two facts to weigh, of pairs that share most of our keys."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from hamkor.data_files import Fact, load

LinkType = Literal["link_only", "dedupe_only"]


class SetBy(Fact):
    on: date
    how: str


class Share(Fact):
    same_person: float
    other: float


class FirstWeights(Fact):
    """How often a first look agrees, for one person and for others who share most keys.

    Attributes:
        low_bound_bits: from which weight, keys and first weight together, a pair is scored.
        most_pairs_of_a_key: a key that would bring together more pairs tells nothing.
        few_pairs_of_a_key: beyond, a key brings together only what does not contradict.
        years_apart: from which difference on birth years contradict; this one does not yet.
        best_of_each: how many pairs of one record are looked at.
    """

    set_by: SetBy
    low_bound_bits: float
    most_pairs_of_a_key: int
    few_pairs_of_a_key: int
    years_apart: int
    best_of_each: int
    born: dict[str, Share]
    sex: dict[str, Share]


@cache
def first_weights() -> FirstWeights:
    """Return the first weights of the file beside this module."""
    return load(Path(__file__).parent / "first_weights.yaml", FirstWeights)


def settings(link_type: LinkType, size: int) -> dict[str, Any]:
    """Return the settings of a Splink model: two comparisons, all set; pairs it is given.

    Args:
        link_type: whether there are two tables or one.
        size: rows of the larger table, of which one at most is the person.
    """
    weights = first_weights()
    return {
        "link_type": link_type,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1 / (1 + max(1, size)),
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_born(weights), _sex(weights)],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _born(weights: FirstWeights) -> dict[str, Any]:
    return _comparison(
        "born",
        [
            _missing("birth_year"),
            _level("born_l = born_r", weights.born["same"]),
            _level("birth_year_l = birth_year_r", weights.born["same_year"]),
            _level("ELSE", weights.born["differs"]),
        ],
    )


def _sex(weights: FirstWeights) -> dict[str, Any]:
    return _comparison(
        "sex",
        [
            _missing("sex"),
            _level("sex_l = sex_r", weights.sex["same"]),
            _level("ELSE", weights.sex["differs"]),
        ],
    )


def _comparison(name: str, levels: list[Any]) -> dict[str, Any]:
    return {"output_column_name": f"c_{name}", "comparison_levels": levels}


def _level(condition: str, share: Share) -> dict[str, Any]:
    return {
        "sql_condition": condition,
        "label_for_charts": condition,
        "m_probability": share.same_person,
        "u_probability": share.other,
    }


def _missing(column: str) -> dict[str, Any]:
    return {
        "sql_condition": f"{column}_l is null or {column}_r is null",
        "label_for_charts": "not known",
        "is_null_level": True,
    }
