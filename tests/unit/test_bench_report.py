import itertools
import json

import pytest

from bench import __main__ as runner
from bench.report import Figure, as_table, compare, medians_in_turn


def test_each_run_measures_everyone_and_starts_with_another():
    order = []
    contenders = {name: lambda name=name: order.append(name) or 0.0 for name in "abc"}
    medians_in_turn(contenders, runs=3)
    assert "".join(order) == "abcbcacab"


def test_the_median_is_taken_not_the_mean():
    values = itertools.cycle([1.0, 100.0, 2.0])
    assert medians_in_turn({"ours": lambda: next(values)}, runs=3) == {"ours": 2.0}


def test_a_figure_is_one_json_object_with_exactly_the_agreed_fields():
    figure = compare(
        "post",
        "1/s",
        ours=lambda: 50.0,
        peer=("peer", lambda: 100.0),
        limit=("disk", lambda: 200.0),
    )
    assert json.loads(figure.as_json()) == {
        "name": "post",
        "ours": 50.0,
        "unit": "1/s",
        "peer": 100.0,
        "peer_name": "peer",
        "limit": 200.0,
        "limit_name": "disk",
        "ratio_to_peer": 0.5,
        "ratio_to_limit": 0.25,
        "runs": 5,
        "target": "",
    }


def test_what_was_not_compared_is_null_and_not_zero():
    alone = json.loads(compare("memory", "MB", ours=lambda: 50.0, runs=1).as_json())
    assert (alone["peer"], alone["limit"], alone["ratio_to_peer"]) == (None, None, None)


def test_the_table_lines_up_and_says_what_the_peer_is():
    figures = [
        Figure("post", 51.234, "1/s", 5, peer=1234.5, peer_name="bare insert", target="≥ 9"),
        Figure("a longer name", 2.0, "ms", 5),
    ]
    lines = as_table(figures).splitlines()
    assert lines[1].split() == ["post", "51.2", "1,234", "–", "1/s", "0.0415", "–", "≥", "9", "5"]
    assert len({len(line) for line in lines[:3]}) == 1
    assert lines[-1] == "post: peer: bare insert"


def test_an_unknown_measurement_is_named(capsys):
    with pytest.raises(SystemExit):
        runner.main(["nonsense"])
    assert "no such measurement: nonsense" in capsys.readouterr().err
