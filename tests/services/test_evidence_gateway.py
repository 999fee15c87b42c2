"""The log over the line: our endpoints, and the worker's steps against a played office."""

import httpx
import pytest

from hamkor.clock import now
from hamkor.evidence import keys, queries
from hamkor.evidence.checking import damages
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Cosignature, Finding, HeldLog, Witness
from hamkor.evidence.services import (
    append,
    doubt_own_log,
    is_own_log_in_doubt,
    sequence_new,
    sharing,
)
from hamkor.evidence.submission import Submission, read_submission
from hamkor.evidence.tiles import leaves_from
from hamkor.exchange.services import trust_peer
from hamkor.gateway import delivery, log_sharing
from hamkor.keyring.models import KeyStatement
from hamkor.transparency.checkpoint import Checkpoint as State
from hamkor.transparency.checkpoint import log_name, sign_checkpoint
from hamkor.transparency.contradiction import read_contradiction
from hamkor.transparency.request import LogRequest, sign_request
from hamkor.transparency.tree import root_of
from hamkor.transparency.witness import read_add_checkpoint
from tests.played_log import PlayedLog, leaves_named

pytestmark = pytest.mark.django_db

MOSCOW, BISHKEK = "ru-prosecutor-general", "kg-prosecutor-general"
PREFIX = "/exchange/v2/log/"


def trusted(office: str, *names) -> PlayedLog:
    played = PlayedLog(office, leaves_named(*names)).known()
    text = KeyStatement.objects.get(office=office).text
    trust_peer(text, address=f"http://{office}.example", by="a test")
    return played


@pytest.fixture
def moscow():
    return trusted(MOSCOW, *range(5))


class Line:
    """What the other offices answer to the worker; what they were asked."""

    def __init__(self):
        self.asked: list[tuple[str, str]] = []
        self.answers = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        office = request.url.host.removesuffix(".example")
        path = request.url.path.removeprefix(PREFIX)
        self.asked.append((office, path))
        answer = self.answers.get((office, path))
        if answer is None:
            raise httpx.ConnectError("nobody there")
        return answer(request.read())


@pytest.fixture
def line(monkeypatch):
    line = Line()
    monkeypatch.setattr(
        delivery, "open_client", lambda: httpx.Client(transport=httpx.MockTransport(line))
    )
    return line


def cosigning(played: PlayedLog):
    def answer(body: bytes) -> httpx.Response:
        sent = read_submission(body)
        note = read_add_checkpoint(sent.text).checkpoint
        text = played.cosigned(note, keys.log_keys_of(keys.our_office()))
        return httpx.Response(200, text=text, headers={"Hamkor-Held": str(sent.end)})

    return answer


def log_things(count):
    for number in range(count):
        append(LeafKind.HEADER_SENT, f"{number:064x}")
    sequence_new()


class TestOurEndpoints:
    def post(self, client, path, body):
        return client.post(PREFIX + path, body, content_type="application/octet-stream")

    def test_a_peers_state_is_cosigned(self, client, moscow):
        answer = self.post(client, "witness", moscow.submission(0))
        assert (answer.status_code, answer["Hamkor-Held"]) == (200, "5")
        assert answer.content.decode().startswith(f"— {keys.our_office()}/hamkor-witness ")

    def test_statuses_are_those_of_the_specification(self, client, moscow):
        assert self.post(client, "witness", b"nonsense").status_code == 400
        stranger = PlayedLog(BISHKEK, leaves_named(1))
        assert self.post(client, "witness", stranger.submission(0)).status_code == 404
        forger = PlayedLog(MOSCOW, leaves_named(1))
        assert self.post(client, "witness", forger.submission(0)).status_code == 403
        self.post(client, "witness", moscow.submission(0))
        behind = self.post(client, "witness", moscow.submission(3))
        assert (behind.status_code, behind["Content-Type"]) == (409, "text/x.tlog.size")
        assert behind.content == b"5\n"
        assert client.get(PREFIX + "witness").status_code == 405

    def test_leaves_are_given_back_to_their_office_only(self, client, moscow):
        self.post(client, "witness", moscow.submission(0))
        question = LogRequest("leaves", MOSCOW, "2")
        signed = sign_request(question, moscow.witness_key, at=now()).encode()
        answer = self.post(client, "leaves", signed)
        assert list(read_submission(answer.content).leaves) == moscow.leaves[2:]
        strange = sign_request(LogRequest("leaves", BISHKEK, "2"), moscow.witness_key, at=now())
        assert self.post(client, "leaves", strange.encode()).status_code == 403
        assert self.post(client, "leaves", b"x" * 5000).status_code == 400

    def test_what_was_seen_is_compared(self, client, moscow):
        self.post(client, "witness", moscow.submission(0))
        bishkek = trusted(BISHKEK)
        other = PlayedLog(MOSCOW, leaves_named("x", "y"), moscow.log_key).state().text
        asked = sign_request(
            LogRequest("seen", BISHKEK, keys.our_office()), bishkek.witness_key, at=now()
        )
        answer = self.post(client, "seen", f"{asked}\0{other}".encode())
        assert moscow.state().text in answer.content.decode()
        assert Finding.objects.get().source == BISHKEK
        wrong = sign_request(LogRequest("seen", BISHKEK, MOSCOW), bishkek.witness_key, at=now())
        assert self.post(client, "seen", wrong.encode()).status_code == 400

    def test_a_finding_is_taken_in_for_its_proof(self, client, moscow):
        self.post(client, "witness", moscow.submission(0))
        moscow.leaves = leaves_named("forged", 1, 2, 3, 4)
        proof = self.post(client, "witness", moscow.submission(5)).content
        Finding.objects.all().delete()
        assert self.post(client, "finding", proof).status_code == 200
        assert read_contradiction(Finding.objects.get().proof).check([moscow.key])
        assert self.post(client, "finding", proof.replace(b"5", b"6")).status_code == 400


class TestWorker:
    def test_our_log_is_shown_and_the_cosignature_kept(self, line, moscow):
        line.answers[MOSCOW, "witness"] = cosigning(moscow)
        log_things(3)
        assert log_sharing.share_log() == 1
        assert Cosignature.objects.get().office == MOSCOW
        assert log_sharing.share_log() == 0
        assert line.asked == [(MOSCOW, "witness")]
        assert queries.agreement([MOSCOW])[0].ours_seen == 3

    def test_a_witness_far_behind_is_led_up_in_steps(self, line, moscow, monkeypatch):
        monkeypatch.setattr(sharing, "MOST_LEAVES", 4)
        sent = []

        def answer(body):
            sent.append(read_submission(body))
            return cosigning(moscow)(body)

        line.answers[MOSCOW, "witness"] = answer
        log_things(10)
        assert log_sharing.share_log() == 1
        assert [(one.start, one.end) for one in sent] == [(0, 4), (4, 8), (8, 10)]
        assert [read_add_checkpoint(one.text).old for one in sent] == [0, 4, 8]
        assert list(Cosignature.objects.values_list("size", flat=True)) == [4, 8, 10]
        assert list(damages()) == []

    def test_a_witness_that_saw_more_gives_our_leaves_back_at_once(self, line, moscow):
        log_things(2)
        office = keys.our_office()
        history = [*leaves_from(office, 0, 2), *leaves_named("lost")]
        state = State(log_name(office), 3, root_of(history))
        note = sign_checkpoint(state, keys.our_log_key()).text
        line.answers[MOSCOW, "witness"] = lambda body: (
            cosigning(moscow)(body)
            if read_submission(body).start == 3 or b"\n3\n" in body
            else httpx.Response(409, text="3\n", headers={"Hamkor-Held": "3"})
        )
        line.answers[MOSCOW, "leaves"] = lambda _body: httpx.Response(
            200, content=Submission(note, 2, root_of(history[:2]), history[2:]).to_bytes()
        )
        assert log_sharing.share_log() == 1
        assert list(leaves_from(office, 0, 3)) == history

    def test_while_in_doubt_nobody_is_asked_to_cosign(self, line, moscow):
        trusted(BISHKEK)
        log_things(3)
        doubt_own_log()
        assert log_sharing.share_log() == 0
        assert line.asked == []

    def test_an_idle_log_is_cosigned_every_hour(self, line, moscow, frozen_clock):
        line.answers[MOSCOW, "witness"] = cosigning(moscow)
        log_things(3)
        log_sharing.share_log()
        for minutes, count in [(59, 0), (2, 1), (59, 0), (2, 1)]:
            frozen_clock.move_on(minutes=minutes)
            assert log_sharing.share_log() == count

    def test_an_office_that_is_away_is_asked_again_later(self, line, moscow, frozen_clock):
        log_things(1)
        assert log_sharing.share_log() == 0
        assert Witness.objects.get().failure == "peer_unreachable"
        line.answers[MOSCOW, "witness"] = cosigning(moscow)
        assert log_sharing.share_log() == 0
        frozen_clock.move_on(minutes=1)
        assert log_sharing.share_log() == 1

    def test_with_three_offices_each_pair_compares_what_it_saw(self, line, moscow):
        bishkek = trusted(BISHKEK)
        log_things(1)
        for office, played in ((MOSCOW, moscow), (BISHKEK, bishkek)):
            line.answers[office, "witness"] = cosigning(played)
            line.answers[office, "seen"] = lambda _body: httpx.Response(200, content=b"")
        assert log_sharing.share_log() == 2
        assert set(line.asked) == {
            (office, path) for office in (MOSCOW, BISHKEK) for path in ("witness", "seen")
        }

    def test_findings_are_told_once_to_everybody_but_the_office_itself(self, line, moscow, client):
        trusted(BISHKEK)
        moscow_seen = moscow.submission(0)
        client.post(PREFIX + "witness", moscow_seen, content_type="text/plain")
        moscow.leaves = leaves_named("forged", 1, 2, 3, 4)
        client.post(PREFIX + "witness", moscow.submission(5), content_type="text/plain")
        assert log_sharing.tell_findings() == 0
        told = []
        line.answers[BISHKEK, "finding"] = lambda body: told.append(body) or httpx.Response(200)
        assert log_sharing.tell_findings() == 1
        assert log_sharing.tell_findings() == 0
        assert told == [Finding.objects.get().proof.encode()]
        assert (MOSCOW, "finding") not in line.asked

    def test_after_a_restore_the_witness_gives_back_what_is_missing(self, line, moscow):
        log_things(2)
        office = keys.our_office()
        history = [*leaves_from(office, 0, 2), *leaves_named("lost")]
        state = State(log_name(office), 3, root_of(history))
        note = sign_checkpoint(state, keys.our_log_key()).text
        doubt_own_log()
        assert log_sharing.recover_log() == 0
        assert is_own_log_in_doubt()
        Witness.objects.all().delete()
        line.answers[MOSCOW, "leaves"] = lambda _body: httpx.Response(
            200, content=Submission(note, 2, root_of(history[:2]), history[2:]).to_bytes()
        )
        assert log_sharing.recover_log() == 1
        assert not is_own_log_in_doubt()
        assert list(leaves_from(office, 0, 3)) == history

    def test_a_witness_that_never_saw_our_log_has_answered_too(self, line, moscow):
        doubt_own_log()
        line.answers[MOSCOW, "leaves"] = lambda _body: httpx.Response(404)
        assert log_sharing.recover_log() == 0
        assert not is_own_log_in_doubt()

    def test_an_office_without_others_doubts_nothing(self, line):
        doubt_own_log()
        log_sharing.recover_log()
        assert HeldLog.objects.get().is_confirmed
        assert line.asked == []

    def test_an_endless_answer_is_cut_off(self, line, moscow):
        log_things(1)
        line.answers[MOSCOW, "witness"] = lambda _body: httpx.Response(
            200, content=b"x" * (log_sharing.MAX_ANSWER_BYTES + 1)
        )
        assert log_sharing.share_log() == 0
        assert Witness.objects.get().failure == "peer_unreachable"
