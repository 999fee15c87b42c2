"""Coming back with the code, and what an ear at the door does not learn."""

import hashlib
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamkor import envelope
from hamkor.intake import attempts
from hamkor.intake.attempts import LONGEST_WAIT_SECONDS
from hamkor.intake.models import Complaint
from tests.factories import ComplaintFactory, file_a_complaint
from tests.web.test_public_filing import words

pytestmark = pytest.mark.django_db

NOT_CODES = ["1234 5678 9012 3456 7890 12", "", "x", "9" * 22, "<b>", "٣" * 22, "1" * 5000]

CHANGING = {"Set-Cookie", "Expires"}  # a masked form token, and the time of day


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(frozen_clock):
    cache.clear()
    ComplaintFactory()  # a bystander


def enter(client, code):
    return client.post("/code/", {"code": code})


@pytest.mark.parametrize("written", ["{}", " {} ", "code: {}", "{}\n"])
def test_the_code_opens_the_visit_however_it_was_written(client, written):
    code = file_a_complaint().code
    answer = enter(client, written.format(code.replace(" ", "-")))
    assert answer["Location"] == "/status/"
    assert client.get("/status/").status_code == 200


def test_a_wrong_a_malformed_and_a_forgotten_code_get_the_same_answer(client):
    forgotten = file_a_complaint()
    Complaint.objects.filter(pk=forgotten.complaint.pk).delete()
    seen = set()
    for code in [*NOT_CODES, forgotten.code]:
        cache.clear()
        answer = enter(client, code)
        headers = {k: v for k, v in answer.headers.items() if k not in CHANGING}
        seen.add((answer.status_code, len(answer.content), repr(sorted(headers.items()))))
    assert len(seen) == 1


def test_a_wrong_code_is_never_shown_again(client):
    assert "123456789" not in enter(client, "123456789").content.decode()


def test_many_wrong_codes_make_everyone_wait_longer_but_nobody_is_shut_out(client, frozen_clock):
    code = file_a_complaint().code
    for _time in range(30):
        enter(client, "wrong")
        frozen_clock.move_on(seconds=LONGEST_WAIT_SECONDS)
    enter(client, "wrong")
    waiting = enter(client, code)
    assert waiting.status_code == 422
    assert f"Try again in {LONGEST_WAIT_SECONDS} seconds" in words(waiting)
    frozen_clock.move_on(seconds=LONGEST_WAIT_SECONDS)
    assert enter(client, code).status_code == 302


def test_while_one_waits_no_code_is_looked_at(client, monkeypatch):
    for _time in range(4):
        enter(client, "wrong")
    monkeypatch.setattr("hamkor.web.views.following.by_code", None)
    assert "Please wait a moment" in words(enter(client, "wrong"))


def test_another_address_does_not_wait(client):
    code = file_a_complaint().code
    for _time in range(5):
        enter(client, "wrong")
    answer = client.post("/code/", {"code": code}, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 302


def test_the_visit_gets_a_session_with_a_name_that_nobody_could_know_before(client):
    session = SessionStore()
    session.create()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    enter(client, file_a_complaint().code)
    assert client.session.session_key != session.session_key
    assert not SessionStore().exists(session.session_key)


@pytest.mark.parametrize("minutes", [31, 121])
def test_a_visit_ends_after_half_an_hour_without_a_touch(client, frozen_clock, minutes):
    enter(client, file_a_complaint().code)
    frozen_clock.move_on(minutes=29)
    assert client.get("/status/").status_code == 200
    frozen_clock.move_on(minutes=minutes)
    answer = client.get("/status/", follow=True)
    assert answer.redirect_chain == [("/code/", 302)]
    assert "You were away for a while" in words(answer)


def test_a_visit_ends_after_two_hours_however_busy(client, frozen_clock):
    enter(client, file_a_complaint().code)
    for _time in range(6):
        frozen_clock.move_on(minutes=20)
        assert client.get("/status/").status_code == 200
    frozen_clock.move_on(minutes=1)
    assert client.get("/status/").status_code == 302


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/status/"),
        ("get", "/status/proof/"),
        ("get", "/status/withdraw/"),
        ("post", "/status/withdraw/"),
        ("post", "/status/messages/"),
        ("post", "/status/files/"),
        ("post", "/status/consent/"),
    ],
)
def test_without_a_visit_every_page_of_it_asks_for_the_code(client, method, address):
    assert getattr(client, method)(address)["Location"] == "/code/"
    assert Complaint.objects.get().status == "received"


@pytest.mark.parametrize(("method", "status"), [("get", 302), ("post", 200)])
def test_leaving_ends_the_visit_and_empties_the_browser(client, method, status):
    enter(client, file_a_complaint().code)
    answer = getattr(client, method)("/leave/")
    assert answer.status_code == status
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/status/").status_code == 302


WORK = ("hash", "look", "failures")


def work_for(client, code, monkeypatch):
    """Count what the node does for one try: slow hashes, questions to the database, counters."""
    cache.clear()
    done = dict.fromkeys(WORK, 0)

    def counted(name, verb):
        def counting(*args, **kwargs):
            done[name] += 1
            return verb(*args, **kwargs)

        return counting

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as asked:
        patch.setattr(hashlib, "scrypt", counted("hash", hashlib.scrypt))
        patch.setattr(attempts, "note_failure", counted("failures", attempts.note_failure))
        enter(client, code)
    done["look"] = len(asked)
    return done, [
        re.sub(r"'(?:\\x)?[0-9a-f]{8,}'|x'\w+'|\d+", "?", each["sql"].lower()) for each in asked
    ]


def test_every_code_that_opens_nothing_costs_the_node_the_same_work(client, monkeypatch):
    """What is not the same work takes another time; `run.py bench codes` takes the time."""
    forgotten = file_a_complaint()
    Complaint.objects.filter(pk=forgotten.complaint.pk).delete()
    work = [
        work_for(client, code, monkeypatch)
        for code in (*NOT_CODES, forgotten.code, envelope.code_for("never drawn", b"p" * 16))
    ]
    assert work[0][0]["hash"] == 1
    assert work[0][0]["look"] >= 1
    assert all(each == work[0] for each in work[1:])
