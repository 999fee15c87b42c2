"""What others make of the same pairs. Runs in an environment of its own, without this project.

    python peer_program.py score METHOD PAIRS.jsonl OUT.json
    python peer_program.py screen REGISTER.csv QUERIES.csv OUT.json
    python peer_program.py link LEFT.csv RIGHT.csv OUT.json

Each is used as its own documentation shows, with all it can take: names, birth date, sex, place,
citizenship, passport and identity number.
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Cells = dict[str, str]
PROPERTIES = {
    "full_name": "name",
    "dob": "birthDate",
    "birthplace": "birthPlace",
    "citizenship": "nationality",
    "doc_no": "passportNumber",
    "nat_id": "idNumber",
}
SAME_BIRTH_DATE_BONUS = 15.0


def entity(number: int, cells: Cells) -> Any:
    """Return a row as an entity of the FollowTheMoney model."""
    from followthemoney import model

    found = model.make_entity("Person")
    found.id = f"p{number}"
    for column, name in PROPERTIES.items():
        if cells.get(column):
            found.add(name, cells[column])
    if cells.get("sex"):
        found.add("gender", {"M": "male", "F": "female"}.get(cells["sex"].upper(), ""))
    return found


def nomenklatura(name: str, pairs: Sequence[tuple[Cells, Cells]]) -> tuple[list[float], float]:
    """Score pairs with one of nomenklatura's algorithms; return scores and seconds."""
    from nomenklatura.matching import ScoringConfig, get_algorithm

    algorithm = get_algorithm(name)
    assert algorithm
    config = ScoringConfig.defaults()
    entities = [(entity(2 * at, one), entity(2 * at + 1, other))
                for at, (one, other) in enumerate(pairs)]  # fmt: skip
    started = time.perf_counter()
    scores = [algorithm.compare(one, other, config).score for one, other in entities]
    return scores, time.perf_counter() - started


def plain(text: str) -> str:
    """Return a text in small Latin letters."""
    from anyascii import anyascii

    return str(anyascii(text)).lower()


def rapidfuzz(pairs: Sequence[tuple[Cells, Cells]]) -> tuple[list[float], float]:
    """Score the names alone with rapidfuzz's own mixture of measures."""
    from rapidfuzz import fuzz

    names = [(plain(one["full_name"]), plain(other["full_name"])) for one, other in pairs]
    started = time.perf_counter()
    scores = [fuzz.WRatio(one, other) for one, other in names]
    return scores, time.perf_counter() - started


def features(one: Cells, other: Cells) -> list[float]:
    """Return likeness of names by three measures, and agreement of the other fields."""
    from rapidfuzz import fuzz

    a, b = plain(one["full_name"]), plain(other["full_name"])
    found = [f(a, b) / 100 for f in (fuzz.WRatio, fuzz.token_sort_ratio, fuzz.token_set_ratio)]
    for column in ("dob", "sex", "birthplace", "doc_no", "nat_id", "citizenship"):
        x, y = plain(one.get(column, "")), plain(other.get(column, ""))
        known = float(bool(x and y))
        found += [known, known * (x == y), known * (fuzz.ratio(x, y) / 100)]
    x, y = one.get("dob", "")[:4], other.get("dob", "")[:4]
    return [*found, float(bool(x and x == y))]


def regression(
    pairs: Sequence[tuple[Cells, Cells]], truth: Sequence[int]
) -> tuple[list[float], float]:
    """Fit a logistic regression on one half, score the other, and the other way round."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    started = time.perf_counter()
    rows = [features(one, other) for one, other in pairs]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    found = cross_val_predict(model, rows, truth, cv=2, method="decision_function")
    return [float(score) for score in found], time.perf_counter() - started


def score(method: str, path: Path) -> dict[str, Any]:
    """Score a file of pairs, one JSON object per line."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(line["one"], line["other"]) for line in lines]
    methods: dict[str, Callable[[], tuple[list[float], float]]] = {
        "rapidfuzz": lambda: rapidfuzz(pairs),
        "rapidfuzz + regression": lambda: regression(pairs, [line["match"] for line in lines]),
    }
    run = methods.get(method) or (lambda: nomenklatura(method, pairs))
    scores, seconds = run()
    return {"scores": scores, "seconds": seconds}


def read(path: Path) -> list[Cells]:
    """Read a table of persons."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def screen(register_path: Path, queries_path: Path) -> dict[str, Any]:
    """Compare each query with the whole register by sorted words; the same date adds to it."""
    import numpy as np
    from rapidfuzz import fuzz, process

    register, queries = read(register_path), read(queries_path)
    names = [" ".join(sorted(plain(one["full_name"]).split())) for one in register]
    born: dict[str, list[int]] = {}
    for at, one in enumerate(register):
        born.setdefault(one["dob"], []).append(at)
    found, milliseconds = [], []
    for query in queries:
        started = time.perf_counter()
        name = " ".join(sorted(plain(query["full_name"]).split()))
        scores = process.cdist([name], names, scorer=fuzz.ratio, dtype=np.float32)[0]
        if len(query["dob"]) == len("2000-01-01"):
            scores[born.get(query["dob"], [])] += SAME_BIRTH_DATE_BONUS
        best = int(scores.argmax())
        milliseconds.append((time.perf_counter() - started) * 1000)
        found.append([register[best]["person_id"], float(scores[best])])
    return {"found": found, "milliseconds": milliseconds}


def link(left: Path, right: Path) -> dict[str, Any]:
    """Link two tables with Splink alone, its weights learnt by expectation maximisation."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    started = time.perf_counter()
    api = DuckDBAPI()
    tables = [
        api.register(_columns(read(path)), dataset_display_name=side)
        for side, path in (("ours", left), ("theirs", right))
    ]
    rules = [
        block_on("surname", "given"),
        block_on("surname", "year"),
        block_on("given", "dob"),
        block_on("doc_no"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.JaroWinklerAtThresholds("surname", [0.9, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("given", [0.9, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("patronymic", [0.9, 0.8]),
            cl.LevenshteinAtThresholds("dob", 1),
            cl.ExactMatch("doc_no"),
            cl.ExactMatch("sex"),
            cl.JaroWinklerAtThresholds("birthplace", [0.9]),
        ],
    )
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("surname", "given", "dob")], recall=0.4
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("surname", "given"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table()
    columns = [found.column(name).to_pylist()
               for name in ("rec_id_l", "rec_id_r", "match_weight")]  # fmt: skip
    return {"pairs": list(zip(*columns, strict=True)), "seconds": time.perf_counter() - started}


def _columns(rows: Iterable[Cells]) -> Any:
    import pyarrow as pa

    names = ("surname", "given", "patronymic", "sex", "dob", "birthplace", "doc_no")
    found: dict[str, list[str | None]] = {name: [] for name in ("rec_id", "year", *names)}
    for row in rows:
        found["rec_id"].append(row["rec_id"])
        found["year"].append(row["dob"][:4] or None)
        for name in names:
            found[name].append(plain(row[name]) or None)
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in found.items()})


def main(arguments: list[str]) -> int:
    """Do one piece of work and write the answer as JSON."""
    verb, *given, out = arguments
    if verb == "score":
        answer = score(given[0], Path(given[1]))
    else:
        answer = {"screen": screen, "link": link}[verb](Path(given[0]), Path(given[1]))
    Path(out).write_text(json.dumps(answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
