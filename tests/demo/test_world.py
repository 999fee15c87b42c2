"""The demonstration's world: made whole or not at all, and no page of it empty."""

import fcntl
import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hamkor.assistance.states import TRANSITIONS, OurRole, Status
from hamkor.demo import making
from hamkor.demo.making import Made, make_once, read_stamp
from hamkor.demo.offices import FULL, PASSWORD, SMALL, all_demo_offices, demo_office, offices_of
from hamkor.demo.world.people import Cast
from hamkor.demo.world.plan import MATTERS
from hamkor.demo.world.whole import CLOSED_FOR, Whole
from hamkor.demo.world.working import case_story
from hamkor.envelope.content import Steady
from hamkor.errors import HamkorError

pytestmark = pytest.mark.nodes
ROOT = Path(__file__).parents[2]
PORT = 28180
# What moves a request; a case may be closed later than today.
MOVES = {
    "draft_request",
    "ask_approval",
    "approve_request",
    "return_request",
    "send_request",
    "take_on",
    "accept_request",
    "refuse_request",
    "postpone_request",
    "ask_for_information",
    "give_information",
    "start_execution",
    "approve_answer",
    "withdraw_request",
    "open_case",
}
MAKE = """
import sys
from pathlib import Path
from hamkor.clock import now
from hamkor.demo.making import Made, make_once, version_of_program
from hamkor.demo.seeding import seed
folder, world = Path(sys.argv[1]), sys.argv[2]
make_once(
    folder,
    Made({port}, world, version_of_program()),
    lambda made: seed(made, first_port={port}, world=world, now=now()),
    is_fresh=False,
)
"""


def make(folder, world):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", MAKE.format(port=PORT), str(folder), world],
        env=kept | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


def shared(tmp_path_factory, name, world):
    """Make a world once for all processes that test: it is only read, and takes a minute."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return make(folder / name / "demo", world)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return shared(tmp_path_factory, "small", SMALL)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return shared(tmp_path_factory, "full", FULL)


def rows(folder, office, sql):
    path = folder / office / "db.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        return base.execute(sql).fetchall()


def everywhere(folder, sql):
    return [row for each in all_demo_offices() for row in rows(folder, each.name, sql)]


def of(folder, office, sql):
    return {value for (value,) in rows(folder, office, sql)}


class TestTheSmallWorld:
    def test_has_the_staff_of_the_two_offices_that_run(self, small):
        for office in offices_of(SMALL):
            names = of(small, office.name, "SELECT username FROM accounts_officer")
            assert names == {account.username for account in office.staff}

    def test_has_the_known_person_his_brother_and_a_homonym(self, small):
        known = rows(
            small,
            "dushanbe",
            "SELECT written, birth_year FROM persons_nameform"
            " JOIN persons_person ON persons_person.id = person_id",
        )
        pepper = (small / "dushanbe" / "keys" / "pepper").read_bytes()
        register = Steady(pepper, "registers of the office")
        born = {
            f"{register.open(name, context='persons_nameform written').decode()} {year}"
            for name, year in known
        }
        assert {"Раҳмонов Саид 1990", "Раҳмонов Сафар 1993", "Раҳмонов Саид 1961"} <= born

    def test_has_no_complaint_and_no_request(self, small):
        for table in ("intake_complaint", "assistance_assistancerequest", "cases_case"):
            assert rows(small, "dushanbe", f"SELECT 1 FROM {table}") == []

    def test_offices_trust_each_other(self, small):
        assert of(small, "moscow", "SELECT office FROM exchange_peer") == {"tj-prosecutor-general"}

    def test_is_not_made_twice(self, small):
        before = (small / "dushanbe" / "db.sqlite3").stat().st_mtime_ns
        make(small, SMALL)
        assert (small / "dushanbe" / "db.sqlite3").stat().st_mtime_ns == before


class TestTheStamp:
    @pytest.fixture
    def made(self, tmp_path, monkeypatch):
        """Make in a folder, with a maker of nodes that only leaves a trace."""
        times = []

        def trace(folder, offices, port):
            times.append(port)
            (folder / "node").touch()

        monkeypatch.setattr(making, "make_nodes", trace)

        def make_here(wanted, *, is_fresh=False, seed=lambda folder: "code"):
            return make_once(tmp_path / "demo", wanted, seed, is_fresh=is_fresh)

        make_here.times, make_here.folder = times, tmp_path / "demo"
        return make_here

    def test_the_same_wish_is_granted_once(self, made):
        wanted = Made(1, SMALL, "v1")
        assert made(wanted) == made(wanted) == Made(1, SMALL, "v1", "code")
        assert len(made.times) == 1

    @pytest.mark.parametrize(
        "other", [Made(2, SMALL, "v1"), Made(1, FULL, "v1"), Made(1, SMALL, "v2")]
    )
    def test_another_port_world_or_program_makes_it_again(self, made, other):
        made(Made(1, SMALL, "v1"))
        assert made(other).port == other.port
        assert len(made.times) == 2
        assert read_stamp(made.folder) == Made(other.port, other.world, other.program, "code")

    def test_it_is_made_again_when_somebody_asks_for_it(self, made):
        made(Made(1, SMALL, "v1"))
        made(Made(1, SMALL, "v1"), is_fresh=True)
        assert len(made.times) == 2

    def test_a_folder_left_half_done_is_made_again(self, made):
        def fails(folder):
            raise HamkorError("no")

        with pytest.raises(HamkorError):
            made(Made(1, SMALL, "v1"), seed=fails)
        (made.folder / "left").touch()
        assert read_stamp(made.folder) is None
        made(Made(1, SMALL, "v1"))
        assert not (made.folder / "left").exists()

    @pytest.mark.parametrize("content", ["", "[]", '{"port": 1}', "\udcff"])
    def test_a_damaged_stamp_is_none(self, made, content):
        made(Made(1, SMALL, "v1"))
        (made.folder / making.STAMP).write_bytes(content.encode("utf-8", "surrogateescape"))
        assert read_stamp(made.folder) is None

    def test_a_folder_with_something_else_in_it_is_left_alone(self, made):
        made.folder.mkdir()
        (made.folder / "thesis.txt").write_text("mine")
        with pytest.raises(HamkorError, match="something else"):
            made(Made(1, SMALL, "v1"), is_fresh=True)
        assert (made.folder / "thesis.txt").read_text() == "mine"
        assert made.times == []


def test_every_account_is_marked_as_invented_and_named_after_its_office():
    marks = ("ихтироъ", "вымысел", "ойдон чыгарылган", "toʻqima")
    for office in all_demo_offices():
        for account in office.staff:
            assert account.full_name.endswith(tuple(f"({mark})" for mark in marks))
            assert account.username.startswith(f"{office.name}.")
    assert len(PASSWORD) >= 12


class TestTheWholeWorld:
    @pytest.mark.parametrize("role", list(OurRole))
    def test_every_status_can_be_seen_on_either_side(self, full, role):
        office = {OurRole.REQUESTING: "dushanbe", OurRole.REQUESTED: "moscow"}[role]
        seen = of(
            full,
            office,
            f"SELECT status FROM assistance_assistancerequest WHERE our_role = '{role}'",
        )
        assert set(TRANSITIONS[role]) - {Status(status) for status in seen} == set()

    def test_the_ten_areas_and_six_kinds_are_there(self, full):
        areas = of(full, "dushanbe", "SELECT area FROM assistance_assistancerequest")
        kinds = of(full, "dushanbe", "SELECT kind FROM assistance_assistancerequest")
        assert (len(areas), len(kinds)) == (10, 6)

    def test_it_has_the_size_that_was_promised(self, full):
        complaints = everywhere(full, "SELECT id FROM intake_complaint")
        requests = everywhere(
            full, "SELECT id FROM assistance_assistancerequest WHERE our_role = 'requesting'"
        )
        assert len(complaints) >= 280
        assert len(requests) >= 80

    def test_nothing_lies_set_aside(self, full):
        assert (
            everywhere(full, "SELECT failure FROM exchange_inboxmessage WHERE failure != ''") == []
        )

    def test_no_message_is_lost(self, full):
        received = {
            message
            for (message,) in everywhere(full, "SELECT message_id FROM exchange_inboxmessage")
        }
        sent = everywhere(full, "SELECT message_id, peer, status FROM exchange_outboxmessage")
        closed = {each.office for each in all_demo_offices() if not each.is_running}
        for message, peer, status in sent:
            assert (status == "delivered") == (message in received)
            assert status == "delivered" or peer in closed
        assert {status for _message, _peer, status in sent} == {"delivered", "waiting", "expired"}

    def test_all_that_arrived_has_had_its_effect(self, full):
        assert (
            everywhere(full, "SELECT 1 FROM exchange_inboxmessage WHERE dispatched_at IS NULL")
            == []
        )

    @pytest.mark.parametrize(
        "table",
        ["intake_complaint", "persons_person", "cases_case", "assistance_assistancerequest"],
    )
    def test_everything_is_marked_as_invented(self, full, table):
        assert everywhere(full, f"SELECT 1 FROM {table} WHERE NOT is_invented") == []

    def test_the_telegram_of_2_june_2023_is_delivered_and_nobody_is_shown_late(self, full):
        about = "WHERE title LIKE 'О правовой оценке действий полиции%'"
        here = (
            f"SELECT status, substr(created_at, 1, 10) FROM assistance_assistancerequest {about}"
        )
        assert rows(full, "dushanbe", here) == [("delivered", "2023-06-02")]
        owed = f"""SELECT 1 FROM deadlines_deadline WHERE cancelled_at IS NULL AND about IN
            (SELECT reference FROM assistance_assistancerequest {about})"""
        assert rows(full, "moscow", owed) == []

    def test_the_printed_code_belongs_to_a_complaint_with_steps_of_both_states(self, full):
        stamp = json.loads((full / making.STAMP).read_text())
        assert len(stamp["code"].replace("-", "").replace(" ", "")) >= 16
        seen = rows(full, "dushanbe", "SELECT DISTINCT state FROM intake_statusstep")
        assert {state for (state,) in seen} >= {"TJ", "RU"}

    @pytest.mark.parametrize("office", [each.name for each in offices_of(SMALL)])
    def test_the_worklist_has_dates_passed_and_dates_to_come(self, full, office):
        owed = """SELECT 1 FROM deadlines_deadline JOIN accounts_officer
            ON accounts_officer.id = responsible_id
            WHERE met_at IS NULL AND cancelled_at IS NULL AND username LIKE '%.case%'"""
        for when in ("<", ">="):
            assert rows(full, office, f"{owed} AND due_on {when} date('now')"), when

    def test_complaints_wait_to_be_registered(self, full):
        waiting = "SELECT 1 FROM intake_complaint WHERE status = 'received'"
        assert len(rows(full, "dushanbe", waiting)) >= 5

    def test_every_verdict_on_identities_is_there_and_pairs_are_left_open(self, full):
        verdicts = of(full, "dushanbe", "SELECT verdict FROM persons_identitydecision")
        assert verdicts == {"same", "not_same", "unsure"}


class TestWheneverItIsMade:
    """The stories without their offices: whatever day it is, each comes to its fate in time."""

    NOWS = [
        datetime(2026, 11, 24, 14, tzinfo=UTC) + timedelta(days=n, hours=3 * n) for n in range(8)
    ]

    @staticmethod
    def told(now, due, seed):
        """Play one matter with nobody answering; return what happens."""
        chance = random.Random(seed)
        whole = Whole(now, chance)
        offices = {each.name: each.office for each in all_demo_offices()}
        story = case_story(Cast(chance), due.matter, offices, whole._start(due), {})
        happens, result = [], None
        while True:
            try:
                happens.append(story.send(result))
            except StopIteration:
                return happens
            result = None
            if happens[-1].verb == "file":
                result = {"complaint": "0", "code": "0"}

    @pytest.mark.parametrize("now", NOWS, ids=str)
    def test_each_matter_comes_to_its_fate(self, now):
        for seed, due in enumerate(MATTERS):
            fates = {fate for _asked, _kind, fate in due.matter.asked}
            last = max(do.at for do in self.told(now, due, seed) if do.verb in MOVES)
            assert last <= now or fates & {"sent_again"}, (due, last)

    @pytest.mark.parametrize("now", NOWS, ids=str)
    def test_what_waits_for_an_office_that_is_down_was_sent_after_it_went_down(self, now):
        for seed, due in enumerate(MATTERS):
            if due.matter.asked and due.matter.asked[0][2] == "sent":
                sent = [do.at for do in self.told(now, due, seed) if do.verb == "send_request"]
                assert now - CLOSED_FOR < sent[0] <= now


def test_the_offices_follow_each_other_on_their_ports():
    addresses = [each.address(PORT) for each in all_demo_offices()]
    assert addresses == [f"http://localhost:{PORT + number}" for number in range(4)]
    assert demo_office("moscow").office == "ru-prosecutor-general"
