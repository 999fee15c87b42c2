"""How many people can file at once: complaints posted per second to one office's web process."""

import hashlib
import io
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from bench.nodes import databases, fresh_node, inside
from bench.report import Figure, compare
from hamkor.demo.sayings import COMPLAINT
from hamkor.demo.supervisor import Program, Supervisor, wait_until_answering
from hamkor.demo.surfer import Page, Surfer
from hamkor.demo.walking import answer_questions
from hamkor.node import load_node

PEOPLE = 8
COMPLAINTS = 160
STATUSES = 400
LISTED = int(os.environ.get("HAMKOR_BENCH_COMPLAINTS", "100000"))
RUNS = 3
ROW = b"x" * 2_000


def figures() -> Iterator[Figure]:
    """Give complaints per second per database, beside the slow hash and the disk."""
    for database in databases():
        with fresh_node(database) as folder:
            address = load_node(folder).address
            program = Program("web", ("node", "run", str(folder)))
            with Supervisor([program], folder / "logs") as supervisor:
                wait_until_answering(supervisor, [address])
                yield compare(
                    f"complaints filed, {database}",
                    "1/s",
                    ours=lambda address=address: filed_per_second(address),
                    limit=("the slow hash of the code alone, both cores", hashes_per_second),
                    runs=RUNS,
                )
                with_photo = [filed_per_second(address, photo=a_photo()) for _ in range(RUNS)]
                yield Figure(
                    f"complaints filed with a photo of 100 kB, {database}",
                    statistics.median(with_photo),
                    "1/s",
                    RUNS,
                )
                statuses = [statuses_per_second(address) for _ in range(RUNS)]
                yield Figure(
                    f"status pages read with a code, {database}",
                    statistics.median(statuses),
                    "1/s",
                    RUNS,
                )
        yield from lists(database)
    yield Figure(
        "rows of 2 kB committed, SQLite WAL FULL (the disk's share)",
        commits_per_second(),
        "1/s",
        1,
    )


def lists(database: str) -> Iterator[Figure]:
    """Give p95 of the pages that list complaints, in a node that holds very many."""
    with fresh_node(database) as node:
        filled = inside(node, "complaints_filling", str(LISTED))
        taken = [
            inside(node, "complaints_reading", "100", filled["username"]) for _ in range(RUNS)
        ]
    for page in taken[0]:
        yield Figure(
            f"{page} p95, {filled['complaints']:,} complaints, {database}",
            statistics.median(run[page] for run in taken),
            "ms",
            RUNS,
            target="< 300",
        )


def a_photo(size: int = 100_000) -> bytes:
    """Make a JPEG of noise, as large as a photograph from a cheap telephone."""
    side = 330
    noise = Image.frombytes("RGB", (side, side), random.Random(7).randbytes(3 * side * side))
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=80)
    return written.getvalue()[:-2].ljust(size - 2, b"\0") + b"\xff\xd9"


def statuses_per_second(address: str) -> float:
    """Let eight people with a code each load their status page again and again."""
    people = [Surfer(address, tend=lambda: None, language="tg") for _ in range(PEOPLE)]
    for person in people:
        person.send(answer_questions(person, "/new/", COMPLAINT))

    def read_some(person: Surfer) -> None:
        for _ in range(STATUSES // PEOPLE):
            if person.open("/status/").status != 200:
                raise SystemExit("a status page was refused")

    start = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as crowd:
        list(crowd.map(read_some, people))
    taken = time.perf_counter() - start
    for person in people:
        person.close()
    return STATUSES / taken


def filed_per_second(address: str, *, photo: bytes | None = None) -> float:
    """Let eight people open the form and file, each `COMPLAINTS / PEOPLE` times."""

    def file_some(_person: int) -> None:
        for _ in range(COMPLAINTS // PEOPLE):
            with Surfer(address, tend=lambda: None, language="tg") as person:
                form = answer_questions(person, "/new/", COMPLAINT)
                page = person.send(form)
                if page is None or page.status != 200:
                    raise SystemExit(f"a complaint was refused: {page and page.text}")
                if photo:
                    add_photo(person, page, photo)

    start = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(file_some, range(PEOPLE)))
    return COMPLAINTS / (time.perf_counter() - start)


def add_photo(person: Surfer, page: Page, photo: bytes) -> None:
    """Send the photo with the form that the page after filing has, without a script."""
    form = page.form_to("/status/files/")
    if form is None:
        raise SystemExit("the page after filing takes no files")
    added = person.send(form, files={"file": ("photo.jpg", photo, "image/jpeg")})
    if added is None or added.status != 200:
        raise SystemExit(f"a photo was refused: {added and added.text}")


def hashes_per_second(count: int = 60) -> float:
    """Compute the code's scrypt on as many threads as the machine has cores."""

    def one(number: int) -> bytes:
        return hashlib.scrypt(str(number).encode(), salt=b"salt", n=2**14, r=8, p=1)

    start = time.perf_counter()
    with ThreadPoolExecutor(2) as cores:
        list(cores.map(one, range(count)))
    return count / (time.perf_counter() - start)


def commits_per_second(count: int = 2_000) -> float:
    """Commit one row at a time, as durable as a complaint."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "limit.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, content BLOB)")
        start = time.perf_counter()
        for _ in range(count):
            database.execute("INSERT INTO t (content) VALUES (?)", (ROW,))
        taken = time.perf_counter() - start
        database.close()
    return count / taken
