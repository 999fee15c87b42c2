"""`hamkor persons learn`: weights from pairs that people have judged, and how far they moved."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hamkor.batch.learning import Judged, Lesson, candidate_pairs, learn_weights
from hamkor.batch.people import pair_of
from hamkor.batch.progress import with_progress
from hamkor.batch.register import open_register
from hamkor.batch.surface import Parsed, parse
from hamkor.batch.tables import count_rows, open_pairs, open_persons
from hamkor.clock import today
from hamkor.command.persons.weights import scale_of
from hamkor.errors import HamkorError, UnreadableTable
from hamkor.errors import gettext_noop as _
from hamkor.matching import Weights, learn_from_unjudged

TRUTH = {"1": True, "0": False}


def run(options: argparse.Namespace) -> int:
    """Learn, write the weights with the record of how, say what has changed."""
    if options.register:
        weights = _from_register(options)
        _write(options.out, weights)
        print(json.dumps(weights.learnt.model_dump(mode="json"), ensure_ascii=False))
        return 0
    judged = _of_file(options.pairs) if options.pairs else _of_node(options.node)
    source = (
        options.pairs.name if options.pairs else "decisions on identity of the node's officers"
    )
    lesson = learn_weights(
        list(judged), on=today("UTC"), from_data=source, scale=scale_of(options)
    )
    _write(options.out, lesson.weights)
    _say(lesson, is_json=options.json)
    return 0


def _write(path: Path, weights: Weights) -> None:
    try:
        path.write_text(weights.as_yaml(), encoding="utf-8")
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be written: %(why)s"),
            name=path.name,
            why=error.strerror,
        ) from error


def _from_register(options: argparse.Namespace) -> Weights:
    """Learn from the likeliest pairs of a register, which nobody has judged."""
    table = open_persons(options.register)
    with (
        tempfile.TemporaryDirectory(prefix="hamkor-learn-") as folder,
        closing(open_register(table, Path(folder) / "index")) as register,
    ):
        return learn_from_unjudged(
            candidate_pairs(register),
            today=today("UTC"),
            source=f"pairs of {options.register.name} that share a key",
            frequencies=register.scale.frequencies,
            start=scale_of(options).weights,
        )


def _of_file(path: Path) -> Iterator[Judged]:
    table = open_pairs(path)
    if "match" not in table.columns:
        raise UnreadableTable(
            _("%(file)s, row 1: no column %(wanted)s; the columns are %(columns)s"),
            file=path.name,
            wanted="match",
            columns=", ".join(table.columns)[:300],
        )
    for row in with_progress(table.rows(), "reading", count_rows(table)):
        if not row.problem and row.cells["match"] in TRUTH:
            one, other = pair_of(row)
            yield parse(one.record), parse(other.record), TRUTH[row.cells["match"]]


def _of_node(folder: Path) -> Iterator[Judged]:
    from hamkor.command.opening import check_is_up_to_date, open_node

    open_node(folder)
    check_is_up_to_date()
    from hamkor.persons.queries.judged import judged_pairs

    for one, other, is_one_person in judged_pairs():
        yield Parsed.from_json(one), Parsed.from_json(other), is_one_person


def _say(lesson: Lesson, *, is_json: bool) -> None:
    learnt = lesson.weights.learnt
    facts = {
        "pairs": learnt.pairs,
        "of_one_person": learnt.of_one_person,
        "loss_before": lesson.loss_before,
        "loss_after": lesson.loss_after,
        "given_name_differs": lesson.given_name_differs,
        "drift": lesson.drift,
    }
    if is_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    print(f"learnt from {learnt.pairs:,} pairs, {learnt.of_one_person:,} of one person")
    print(f"loss on pairs not learnt from: {lesson.loss_before:.4f} → {lesson.loss_after:.4f}")
    print(f"given names differ in {lesson.given_name_differs:.1%} of the pairs of one person")
    for level, bits in sorted(lesson.drift.items(), key=lambda one: -abs(one[1])):
        print(f"  {level:<32} {bits:+.2f} bits")
    if lesson.loss_after >= lesson.loss_before:
        print("The weights before told the pairs apart as well: keep those.", file=sys.stderr)
