"""Two whole nodes, each a web process and a worker with a database of its own, on this machine."""

import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from hamkor import envelope
from hamkor.exchange.identity import KEYS_FILE
from hamkor.node import load_node

pytestmark = pytest.mark.nodes
ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("note_node.py")
PATIENCE_SECONDS = 60
DUSHANBE, MOSCOW = "tj-prosecutor-general", "ru-prosecutor-general"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
    return kept | {"PYTHONPATH": str(ROOT)}


def hamkor(*arguments):
    command = [sys.executable, "-m", "hamkor.command", *map(str, arguments)]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


class RunningNode:
    """One office's node: its processes can be killed and started again, its rows read."""

    scheme, run_options = "http", ()

    def __init__(self, folder, office):
        self.folder, self.office = folder, office
        self.address = f"{self.scheme}://127.0.0.1:{free_port()}"
        self.processes = {}
        hamkor("node", "init", folder, "--office", office, "--address", self.address, "--demo")
        (folder / "statement").write_text(hamkor("node", "keys", "statement", folder))

    def trust(self, other):
        statement = other.folder / "statement"
        hamkor(
            "node",
            "trust",
            self.folder,
            "--statement",
            statement,
            "--address",
            other.address,
            "--yes",
        )

    def start(self, name):
        commands = {
            "web": ["-m", "hamkor.command", "node", "run", self.folder, *self.run_options],
            "worker": [PROGRAM, "work", self.folder],
            "second worker": [PROGRAM, "work", self.folder],
        }
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, *map(str, commands[name])],
            env=environment(),
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        log.close()

    def start_if_dead(self, name):
        if name not in self.processes or self.processes[name].poll() is not None:
            self.start(name)

    def kill(self, name):
        process = self.processes.pop(name, None)
        if process:
            process.kill()
            process.wait()

    def stop(self):
        for name in list(self.processes):
            self.kill(name)

    def feed(self, to, matters, each, pause_seconds):
        """Queue notes about some matters in turn, with pauses, while other things happen."""
        command = [PROGRAM, "queue", self.folder, to, matters, each, pause_seconds]
        return subprocess.Popen([sys.executable, *map(str, command)], env=environment(), cwd=ROOT)

    def queue(self, to, matters, each):
        assert self.feed(to, matters, each, 0).wait(PATIENCE_SECONDS) == 0

    def rows(self, sql):
        with closing(sqlite3.connect(f"file:{self.folder}/db.sqlite3?mode=ro", uri=True)) as base:
            return base.execute(sql).fetchall()

    def effects(self, what):
        """Count what was done for each message: {message id: times}."""
        return Counter(
            about
            for (about,) in self.rows(f"SELECT about FROM audit_auditentry WHERE actor='{what}'")
        )

    def sent(self):
        sql = "SELECT message_id FROM exchange_outboxmessage WHERE traffic = 'casework'"
        return {message_id for (message_id,) in self.rows(sql)}

    def is_answering(self):
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.address}/exchange/v2/keys").status_code == 200
        return False

    def is_settled(self):
        return not self.rows("SELECT 1 FROM exchange_outboxmessage WHERE settled_at IS NULL")

    def has_heard(self, other):
        return set(self.effects("note heard")) >= other.sent()


def wait_until(*conditions):
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not all(condition() for condition in conditions):
        assert time.monotonic() < give_up_at, "the nodes did not come to an end"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two nodes that trust each other, made once; what runs of them is stopped at the end."""
    folder = tmp_path_factory.mktemp("nodes")
    nodes = RunningNode(folder / "a", DUSHANBE), RunningNode(folder / "b", MOSCOW)
    nodes[0].trust(nodes[1])
    nodes[1].trust(nodes[0])
    yield nodes
    for node in nodes:
        node.stop()


@pytest.fixture
def nodes(made):
    """The two nodes, web process and worker of both running, and nothing on its way."""
    for node in made:
        node.kill("second worker")
        for name in ("web", "worker"):
            node.start_if_dead(name)
    wait_until(*(node.is_answering for node in made))
    return made


def assert_nothing_is_lost_or_doubled(*nodes):
    for node, other in (nodes, reversed(nodes)):
        assert set(other.effects("note heard")) == node.sent()
        assert set(other.effects("note heard").values()) <= {1}
        assert set(node.effects("note told")) == node.sent()
        assert set(node.effects("note told").values()) <= {1}
        casework = "exchange_outboxmessage WHERE traffic = 'casework'"
        assert node.rows(f"SELECT 1 FROM {casework} AND status != 'delivered'") == []
        assert node.rows("SELECT 1 FROM exchange_inboxmessage WHERE failure != ''") == []
        heard = node.rows(
            "SELECT json_extract(facts, '$.m'), json_extract(facts, '$.n')"
            " FROM audit_auditentry WHERE actor = 'note heard' ORDER BY id"
        )
        for matter in {matter for matter, _number in heard}:
            numbers = [number for other_matter, number in heard if other_matter == matter]
            assert numbers == sorted(numbers)


def test_a_message_goes_and_its_receipt_comes_back(nodes):
    dushanbe, moscow = nodes
    dushanbe.queue(MOSCOW, 1, 2)
    moscow.queue(DUSHANBE, 1, 1)
    wait_until(dushanbe.is_settled, moscow.is_settled)
    wait_until(lambda: moscow.has_heard(dushanbe), lambda: dushanbe.has_heard(moscow))
    assert_nothing_is_lost_or_doubled(dushanbe, moscow)


def test_messages_wait_for_a_node_that_is_down_and_go_when_it_returns(nodes):
    dushanbe, moscow = nodes
    moscow.kill("web")
    dushanbe.queue(MOSCOW, 2, 2)
    wait_until(lambda: dushanbe.rows("SELECT 1 FROM exchange_outboxmessage WHERE attempts > 1"))
    assert not moscow.has_heard(dushanbe)
    moscow.start("web")
    wait_until(dushanbe.is_settled, lambda: moscow.has_heard(dushanbe))
    assert_nothing_is_lost_or_doubled(dushanbe, moscow)


def test_two_workers_of_one_node_never_send_the_same_message(nodes):
    dushanbe, moscow = nodes
    for node in nodes:
        node.start("second worker")
    already = len(dushanbe.sent())
    dushanbe.queue(MOSCOW, 10, 3)
    wait_until(dushanbe.is_settled, lambda: moscow.has_heard(dushanbe))
    assert_nothing_is_lost_or_doubled(dushanbe, moscow)
    new = dushanbe.rows(
        f"SELECT attempts FROM exchange_outboxmessage ORDER BY id LIMIT 30 OFFSET {already}"
    )
    assert [attempts for (attempts,) in new] == [1] * 30


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(nodes, seed):
    dushanbe, moscow = nodes
    chance = random.Random(seed)
    feeding = [dushanbe.feed(MOSCOW, 3, 12, 0.1), moscow.feed(DUSHANBE, 2, 12, 0.1)]
    already = len(dushanbe.sent())
    wait_until(lambda: len(dushanbe.sent()) > already)
    for _ in range(5):
        time.sleep(chance.uniform(0, 1))
        node, name = chance.choice(nodes), chance.choice(["web", "worker"])
        node.kill(name)
        time.sleep(chance.uniform(0, 0.5))
        node.start(name)
    assert [feeder.wait(PATIENCE_SECONDS) for feeder in feeding] == [0, 0]
    wait_until(*(node.is_answering for node in nodes))
    wait_until(dushanbe.is_settled, moscow.is_settled)
    wait_until(lambda: moscow.has_heard(dushanbe), lambda: dushanbe.has_heard(moscow))
    assert_nothing_is_lost_or_doubled(dushanbe, moscow)


def test_style_sheets_are_compressed_and_kept_by_the_browser_for_good(nodes):
    address = nodes[0].address
    page = httpx.get(f"{address}/").text
    (path, *_others) = re.findall(r"/static/[^\"#]+\.css", page)
    answer = httpx.get(f"{address}{path}", headers={"Accept-Encoding": "br"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"


def test_a_killed_web_process_leaves_no_orphan_behind_that_holds_the_port(nodes):
    dushanbe, _moscow = nodes
    dushanbe.kill("web")
    wait_until(lambda: not dushanbe.is_answering())
    dushanbe.start("web")
    wait_until(dushanbe.is_answering)
    assert dushanbe.processes["web"].poll() is None


def test_a_killed_web_worker_is_replaced(nodes):
    dushanbe, _moscow = nodes
    main = dushanbe.processes["web"].pid
    children = Path(f"/proc/{main}/task/{main}/children")
    if not children.exists():
        pytest.skip("needs Linux")
    for child in children.read_text().split():
        os.kill(int(child), signal.SIGKILL)
    wait_until(dushanbe.is_answering)


def test_a_web_process_that_is_asked_to_stop_does(nodes):
    dushanbe, _moscow = nodes
    for name in ("web", "worker"):
        process = dushanbe.processes.pop(name)
        process.terminate()
        assert process.wait(timeout=PATIENCE_SECONDS) == 0


class TestOnTheWire:
    """A test that holds Moscow's keys speaks to Dushanbe's node: what `SimulatedPeer` assumes."""

    @pytest.fixture
    def frame(self, nodes):
        dushanbe, moscow = nodes
        node = load_node(moscow.folder)
        keys = envelope.OfficeKeys.from_pem(
            node.read_secret(KEYS_FILE), node.read_secret("pepper")
        )
        statement = httpx.get(f"{dushanbe.address}/exchange/v2/keys").text
        now = datetime.now(UTC)
        return envelope.seal(
            envelope.Message("test.note/1", uuid4(), {"matter": str(uuid4()), "number": 1}),
            sender_keys=keys,
            sender=MOSCOW,
            recipients=[
                envelope.Address(
                    envelope.read_office_statement(statement).keys_at(now), uuid4(), 1, ""
                )
            ],
            message_id=uuid4(),
            created_at=now,
            expires_at=now + timedelta(days=30),
        ).frame

    def post(self, nodes, content):
        return httpx.post(f"{nodes[0].address}/exchange/v2/message", content=content)

    def test_a_repeated_message_gets_the_same_receipt_and_one_effect(self, nodes, frame):
        dushanbe = nodes[0]
        first, again = self.post(nodes, frame), self.post(nodes, frame)
        statement = httpx.get(f"{dushanbe.address}/exchange/v2/keys").text
        keys = envelope.read_office_statement(statement).keys_at(datetime.now(UTC))
        receipt = envelope.read_receipt(first.text, keys)
        assert (receipt.what, again.content) == ("stored", first.content)
        message_id = envelope.read_header(frame)[0].message_id.hex
        wait_until(lambda: dushanbe.effects("note heard")[message_id])
        assert dushanbe.effects("note heard")[message_id] == 1

    def test_a_message_changed_on_the_way_gets_a_code_and_no_receipt(self, nodes, frame):
        answer = self.post(nodes, frame[:-1] + bytes([frame[-1] ^ 1]))
        assert (answer.status_code, answer.text) == (400, "malformed")
        assert self.post(nodes, frame).status_code == 200


def size_of_log(node):
    """Count the entries of the node's own log that it has signed."""
    rows = node.rows(f"SELECT noted_size FROM evidence_heldlog WHERE office='{node.office}'")
    return rows[0][0] if rows else 0


def is_log_confirmed(node, other):
    """Say whether all entries have places, and the other office has cosigned the newest state."""
    waiting = node.rows("SELECT 1 FROM evidence_leaf WHERE position IS NULL")
    states = node.rows(f"SELECT size, held FROM evidence_witness WHERE office='{other.office}'")
    return not waiting and states == [(size_of_log(node), size_of_log(node))]


def test_logs_agree_and_an_office_restored_from_a_backup_gets_its_entries_back(nodes, tmp_path):
    dushanbe, moscow = nodes
    wait_until(lambda: is_log_confirmed(dushanbe, moscow))
    live, copy = sqlite3.connect(dushanbe.folder / "db.sqlite3"), sqlite3.connect(tmp_path / "b")
    with closing(live), closing(copy):
        live.backup(copy)
    before = size_of_log(dushanbe)
    dushanbe.queue(MOSCOW, 1, 2)
    wait_until(
        dushanbe.is_settled,
        lambda: size_of_log(dushanbe) > before,
        lambda: is_log_confirmed(dushanbe, moscow),
        lambda: is_log_confirmed(moscow, dushanbe),
    )
    seen = size_of_log(dushanbe)
    dushanbe.stop()
    for file in dushanbe.folder.glob("db.sqlite3*"):
        file.unlink()
    shutil.copy(tmp_path / "b", dushanbe.folder / "db.sqlite3")
    assert size_of_log(dushanbe) == before
    for name in ("web", "worker"):
        dushanbe.start(name)
    wait_until(lambda: size_of_log(dushanbe) > seen, lambda: is_log_confirmed(dushanbe, moscow))
    assert dushanbe.rows("SELECT 1 FROM evidence_leaf WHERE kind='restore'")
    for node in nodes:
        assert node.rows("SELECT 1 FROM evidence_finding") == []
    assert "whole" in hamkor("log", "fsck", dushanbe.folder)
