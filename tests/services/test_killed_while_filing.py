"""The server is killed at any instant: every code that was shown opens a whole complaint.

One process makes a node and then, again and again, a server that files without pause and says each
code only when the person would see it. It is killed at an instant drawn from a seed; then the node
is opened as after a restart. Afterwards the same node is opened by a process that knows nothing.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hamkor.exchange.identity import make_keys
from hamkor.node import Node, write_node

KILLS = 8
DRILL = """
import json, os, random, signal, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connections
from hamkor import envelope
from hamkor.intake.services import add_attachment, file_complaint, write_to_office
from tests.factories import complaint_facts

call_command("migrate", verbosity=0)
chance = random.Random(20261124)


def say(line, **shown):
    os.write(line, (json.dumps(shown) + "\\n").encode())


def serve(line, number):
    file = 0
    while True:
        facts = complaint_facts(happened=f"story {number} {file} of an invented worker")
        filed = file_complaint(token=envelope.new_token(), facts=facts, language="tg")
        say(line, code=filed.code, happened=facts.happened)
        content = f"paper {number} {file}".encode() * 999
        added = add_attachment(filed.complaint, name="a.txt", content=content)
        say(line, code=filed.code, file=added.digest)
        write_to_office(filed.complaint, text=f"word {number} {file}", token="t" * 22)
        say(line, code=filed.code, word=f"word {number} {file}")
        file += 1


for number in range(int(sys.argv[1])):
    connections.close_all()
    read, write = os.pipe()
    server = os.fork()
    if server == 0:
        os.close(read)
        serve(write, number)
    os.close(write)
    with os.fdopen(read) as line:
        print(line.readline(), end="")  # one code at least was shown
        time.sleep(chance.random() * 0.35)
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        for shown in line:
            if shown.endswith("\\n"):
                print(shown, end="")
sys.stdout.flush()
"""
LOOK = """
import json, sys
import django
django.setup()
from hamkor.envelope import filing_digest
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.queries import leaf_of
from hamkor.files.store import read_file
from hamkor.intake.models import Complaint
from hamkor.intake.queries import by_code, check_proof, proof_file
import hashlib

for line in sys.stdin:
    shown = json.loads(line)
    found = by_code(shown["code"])
    assert found is not None, "a code that was shown opens nothing"
    assert check_proof(found.proof).is_valid
    if "happened" in shown:
        assert found.happened == shown["happened"]
        answer = check_proof(proof_file(found))
        assert answer.is_valid and answer.are_words_checked
    if "file" in shown:
        file = found.attachments.get()
        content = read_file(file.reference, owner=found.reference)
        assert hashlib.sha256(content).hexdigest() == file.digest == shown["file"]
        assert read_file(file.working_reference, owner=found.reference)
    if "word" in shown:
        assert [each.text for each in found.messages.all()] == [shown["word"]]
# What nobody was shown is whole or not there at all.
for each in Complaint.objects.all():
    assert each.happened.startswith("story")
    assert check_proof(each.proof).is_valid
    assert leaf_of(LeafKind.FILING, filing_digest(each.proof)) is not None
    assert each.steps.count() == 1
    for file in each.attachments.all():
        assert read_file(file.reference, owner=each.reference)
print(Complaint.objects.count())
"""


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = Node(
        folder=tmp_path / "node",
        office="tj-prosecutor-general",
        state="TJ",
        address="http://localhost:8000",
        time_zone="Asia/Dushanbe",
        is_demo=True,
    )
    write_node(made)
    make_keys(made)
    return made


def run(node: Node, program: str, *arguments: str, stdin: str = "") -> str:
    environment = {
        **os.environ,
        "HAMKOR_NODE": str(node.folder),
        "DJANGO_SETTINGS_MODULE": "hamkor.settings",
    }
    environment.pop("HAMKOR_DATABASE_URL", None)
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_code_that_was_shown_opens_a_whole_complaint_after_the_server_was_killed(node):
    shown = run(node, DRILL, str(KILLS))
    codes = {json.loads(line)["code"] for line in shown.splitlines()}
    assert len(codes) >= KILLS
    assert int(run(node, LOOK, stdin=shown).strip()) >= len(codes)
