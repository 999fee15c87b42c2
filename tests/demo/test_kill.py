"""The main job under fire: processes are killed in the middle, and the answer is the same.

Two whole offices on this machine; while people walk through their pages, the web or the worker
process of one of them is killed without warning, at moments drawn by a seed. In the end nothing
may be lost and nothing doubled, in neither database.
"""

import random
import socket
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from uuid import UUID

import pytest

from hamkor import envelope
from hamkor.clock import now
from hamkor.demo.making import make_nodes
from hamkor.demo.offices import SMALL, offices_of
from hamkor.demo.sayings import STORY, TITLE
from hamkor.demo.seeding import seed
from hamkor.demo.supervisor import Supervisor, programs_of, wait_until_answering
from hamkor.demo.walk import STEPS, walk

pytestmark = pytest.mark.nodes
WALKS = 2
KILLS_A_WALK = 5
LONGEST_DELAY_SECONDS = 0.5


def free_ports(count):
    """Find `count` neighbouring ports that nobody uses."""
    while True:
        first = random.randrange(20_000, 60_000)
        if all(is_free(first + n) for n in range(count)):
            return first


def is_free(port):
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("offices"), free_ports(2)
    make_nodes(folder, offices_of(SMALL), port)
    seed(folder, first_port=port, world=SMALL, now=now())
    return folder, port


def killing(supervisor, chance):
    """Return what is called before each step: it kills a process soon after, in five of them."""
    chosen = set(chance.sample(range(1, len(STEPS) + 1), KILLS_A_WALK))

    def before_step(number):
        if number in chosen:
            victim, whole = chance.choice(supervisor.names), chance.random() < 0.5
            delay = chance.uniform(0, LONGEST_DELAY_SECONDS)
            kill = threading.Timer(delay, supervisor.kill, (victim,), {"whole_group": whole})
            kill.start()

    return before_step


def rows(folder, office, query):
    with closing(sqlite3.connect(f"file:{folder}/{office}/db.sqlite3?mode=ro", uri=True)) as base:
        return base.execute(query).fetchall()


def test_killed_at_ten_moments_the_walk_ends_the_same_and_nothing_is_lost_or_doubled(offices):
    folder, port = offices
    addresses = [f"http://localhost:{port + n}" for n in range(2)]
    programs = [
        each for name in ("dushanbe", "moscow") for each in programs_of(folder / name, name)
    ]
    with Supervisor(programs, folder / "logs") as supervisor:
        wait_until_answering(supervisor, addresses)
        for seed_of_walk in range(WALKS):
            before = killing(supervisor, random.Random(seed_of_walk))
            assert walk(*addresses, tend=supervisor.tend, before_step=before) == 0
        assert supervisor.restarts >= WALKS * KILLS_A_WALK // 2
    filed = [status for story, status in complaints(folder, "dushanbe") if story == STORY]
    assert filed == ["answered"] * WALKS
    for office in ("dushanbe", "moscow"):
        ended = f"SELECT status FROM assistance_assistancerequest WHERE title LIKE '{TITLE}%'"
        assert rows(folder, office, ended) == [("executed",)] * WALKS
    check_messages(folder, "dushanbe", "moscow")
    check_messages(folder, "moscow", "dushanbe")


def complaints(folder, office):
    """Open what persons told with the keys beside the database, as the office does."""
    pepper = (folder / office / "keys" / "pepper").read_bytes()
    query = "SELECT reference, happened, status FROM intake_complaint"
    for reference, sealed, status in rows(folder, office, query):
        name = str(UUID(reference))
        kept = (folder / office / "vault" / name[:2] / name).read_bytes()
        key = envelope.open_at_rest(pepper, kept, context=f"key of {name}")
        context = f"intake_complaint happened {name}"
        yield envelope.open_content(key, sealed, part="facts", context=context).decode(), status


def check_messages(folder, sender, receiver):
    """Each message of `sender` is receipted, arrived once and took effect once."""
    sent = rows(folder, sender, "SELECT message_id, status FROM exchange_outboxmessage")
    came = rows(
        folder,
        receiver,
        "SELECT message_id, dispatched_at IS NOT NULL, set_aside_at FROM exchange_inboxmessage",
    )
    assert {status for _id, status in sent} == {"delivered"}
    assert Counter(id for id, *_rest in came) == Counter(id for id, _status in sent)
    assert {(took_effect, set_aside) for _id, took_effect, set_aside in came} == {(1, None)}
    doubled = rows(
        folder,
        receiver,
        "SELECT message_id FROM assistance_requestevent WHERE NOT is_ours"
        " AND message_id IS NOT NULL GROUP BY message_id, action HAVING count(*) > 1",
    )
    assert doubled == []
