"""The model that Splink is given: our keys to bring records together, three columns to weigh."""

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


class SharedKeys(Share):
    at_least: int


class FirstWeights(Fact):
    """How often a first look agrees, for one person and for others who share a key.

    Attributes:
        one_in: of how many pairs that share a key one is one person.
        low_bound_bits: from which first weight a pair is worth scoring.
        most_pairs_of_a_key: a key that would bring together more pairs tells nothing.
    """

    set_by: SetBy
    one_in: int
    low_bound_bits: float
    most_pairs_of_a_key: int
    shared_keys: tuple[SharedKeys, ...]
    born: dict[str, Share]
    sex: dict[str, Share]


@cache
def first_weights() -> FirstWeights:
    """Return the first weights of the file beside this module."""
    return load(Path(__file__).parent / "first_weights.yaml", FirstWeights)


def settings(link_type: LinkType) -> dict[str, Any]:
    """Return the settings of a Splink model: one rule, the keys; three comparisons, all set."""
    weights = first_weights()
    return {
        "link_type": link_type,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1 / weights.one_in,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.keys = r.keys", "arrays_to_explode": ["keys"]}
        ],
        "comparisons": [_shared_keys(weights), _born(weights), _sex(weights)],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _shared_keys(weights: FirstWeights) -> dict[str, Any]:
    from splink.comparison_level_library import ArrayIntersectLevel

    *telling, least = weights.shared_keys
    levels = [
        ArrayIntersectLevel("held", level.at_least).configure(
            m_probability=level.same_person, u_probability=level.other
        )
        for level in telling
    ]
    return _comparison("keys", [_missing("held"), *levels, _level("ELSE", least)])


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
