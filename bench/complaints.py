"""How many people can file at once: complaints posted per second to one office's web process."""

import hashlib
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.nodes import databases, fresh_node
from bench.report import Figure, compare
from hamkor.demo.sayings import COMPLAINT
from hamkor.demo.supervisor import Program, Supervisor, wait_until_answering
from hamkor.demo.surfer import Surfer
from hamkor.demo.walking import answer_questions
from hamkor.node import load_node

PEOPLE = 8
COMPLAINTS = 160
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
    yield Figure(
        "rows of 2 kB committed, SQLite WAL FULL (the disk's share)",
        commits_per_second(),
        "1/s",
        1,
    )


def filed_per_second(address: str) -> float:
    """Let eight people open the form and file, each `COMPLAINTS / PEOPLE` times."""

    def file_some(_person: int) -> None:
        for _ in range(COMPLAINTS // PEOPLE):
            with Surfer(address, tend=lambda: None, language="tg") as person:
                form = answer_questions(person, "/new/", COMPLAINT)
                page = person.send(form)
                if page is None or page.status != 200:
                    raise SystemExit(f"a complaint was refused: {page and page.text}")

    start = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(file_some, range(PEOPLE)))
    return COMPLAINTS / (time.perf_counter() - start)


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
