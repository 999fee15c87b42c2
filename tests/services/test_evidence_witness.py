import pytest

from hamkor.errors import BadSignature, Malformed, TooLarge
from hamkor.evidence import keys, queries
from hamkor.evidence.models import Finding, HeardCheckpoint, HeldLog, Leaf, Tile
from hamkor.evidence.services import hear, take_in_finding, witness_checkpoint
from hamkor.evidence.submission import MAX_BODY_BYTES, Submission, read_submission
from hamkor.evidence.tiles import leaves_from
from hamkor.transparency.checkpoint import cosigned_at, log_name
from hamkor.transparency.contradiction import read_contradiction
from hamkor.transparency.note import read_note
from hamkor.transparency.witness import AddCheckpoint
from tests.played_log import PlayedLog, leaves_named, prove_growth

pytestmark = pytest.mark.django_db

MOSCOW, BISHKEK = "ru-prosecutor-general", "kg-prosecutor-general"
PEERS = [MOSCOW, BISHKEK]


@pytest.fixture
def moscow():
    return PlayedLog(MOSCOW, leaves_named(*range(7))).known()


@pytest.fixture
def bystander():
    """The log of a third office, of which nothing may change."""
    third = PlayedLog(BISHKEK, leaves_named("a", "b", "c")).known()
    assert submit(third.submission(0)).status == 200
    yield third
    assert HeldLog.objects.get(office=BISHKEK).noted_size == 3
    assert list(leaves_from(BISHKEK, 0, 3)) == third.leaves
    assert not Finding.objects.filter(office=BISHKEK).exists()


def submit(body: bytes):
    return witness_checkpoint(body, peers=PEERS)


def assert_cosigned(answer, log: PlayedLog):
    assert answer.status == 200
    assert answer.held == len(log.leaves)
    note = log.state().note.with_lines(answer.text.splitlines())
    (key,) = keys.witness_keys_of(keys.our_office())
    assert cosigned_at(note, key) is not None


def test_a_log_that_grows_is_cosigned_each_time_and_its_leaves_are_kept(moscow, bystander):
    assert_cosigned(submit(moscow.submission(0)), moscow)
    for count in (1, 2, 300):
        old = len(moscow.leaves)
        moscow.leaves += leaves_named(*(f"{old}-{n}" for n in range(count)))
        assert_cosigned(submit(moscow.submission(old)), moscow)
    assert list(leaves_from(MOSCOW, 0, 310)) == moscow.leaves
    assert queries.agreement([MOSCOW])[0].theirs_size == 310
    assert queries.is_corroborated(MOSCOW)


def test_the_same_state_is_cosigned_again_with_a_newer_time(moscow, frozen_clock):
    first = submit(moscow.submission(0))
    frozen_clock.move_on(hours=1)
    again = submit(moscow.submission(7))
    assert_cosigned(again, moscow)
    assert again.text != first.text


def test_a_log_of_other_software_sends_no_leaves_and_is_cosigned_all_the_same(moscow):
    body = AddCheckpoint(0, (), moscow.state().text).to_text().encode()
    assert submit(body).status == 200
    assert HeldLog.objects.get(office=MOSCOW).size == 0
    moscow.leaves += leaves_named("new")
    path = prove_growth(moscow.leaves, 7, 8)
    answer = submit(AddCheckpoint(7, path, moscow.state().text).to_text().encode())
    assert (answer.status, answer.held) == (200, 0)
    assert_cosigned(submit(moscow.submission(8, held=0)), moscow)


def test_a_log_that_forgot_what_we_saw_is_told_the_size(moscow):
    submit(moscow.submission(0))
    moscow.leaves += leaves_named("new")
    answer = submit(moscow.submission(3))
    assert (answer.status, answer.text, answer.content_type) == (409, "7\n", "text/x.tlog.size")
    smaller = submit(moscow.submission(0, 5))
    assert (smaller.status, smaller.text) == (409, "7\n")
    assert not Finding.objects.exists()
    assert HeldLog.objects.get(office=MOSCOW).noted_size == 7


def test_unknown_logs_and_our_own_are_not_followed(moscow):
    stranger = PlayedLog("uz-prosecutor-general", leaves_named(1))
    assert submit(stranger.submission(0)).status == 404
    ours = PlayedLog(keys.our_office(), leaves_named(1))
    assert witness_checkpoint(ours.submission(0), peers=[keys.our_office()]).status == 404
    assert witness_checkpoint(moscow.submission(0), peers=[BISHKEK]).status == 404
    assert not HeldLog.objects.exists()


def test_a_state_that_the_log_did_not_sign_is_refused(moscow):
    forger = PlayedLog(MOSCOW, leaves_named(1))
    assert submit(forger.submission(0)).status == 403
    assert not HeldLog.objects.exists()


@pytest.mark.parametrize("old_size", [3, 4, 7])
@pytest.mark.parametrize("growth", [0, 1, 9])
def test_a_rewritten_history_is_refused_and_proves_itself(moscow, bystander, old_size, growth):
    moscow.leaves = moscow.leaves[:old_size]
    submit(moscow.submission(0))
    before = HeldLog.objects.get(office=MOSCOW)
    moscow.leaves = leaves_named("forged", *range(1, old_size + growth))
    answer = submit(moscow.submission(old_size))
    assert answer.status == (422 if growth else 409)
    finding = Finding.objects.get()
    assert (finding.office, finding.kind, finding.source) == (
        MOSCOW,
        "two_histories",
        keys.our_office(),
    )
    older, newer = read_contradiction(finding.proof).check([moscow.key])
    assert (older.size, newer.size) == (old_size, old_size + growth)
    assert Leaf.objects.get(pk=finding.leaf).kind == "finding"
    after = HeldLog.objects.get(office=MOSCOW)
    assert (after.note, after.size) == (before.note, before.size)
    assert not queries.is_corroborated(MOSCOW)


def test_a_smaller_tree_signed_anew_is_found_from_the_leaves_that_we_hold(moscow):
    submit(moscow.submission(0))
    moscow.leaves = leaves_named(0, 1, "hidden")
    assert submit(moscow.submission(0)).status == 422
    older, newer = read_contradiction(Finding.objects.get().proof).check([moscow.key])
    assert (older.size, newer.size) == (3, 7)


def test_a_log_that_proves_nothing_is_in_doubt_until_it_does(moscow, bystander):
    submit(moscow.submission(0))
    moscow.leaves += leaves_named("new")
    nonsense = AddCheckpoint(7, (b"\1" * 32,) * 4, moscow.state().text).to_text().encode()
    assert submit(nonsense).status == 422
    assert [f.kind for f in queries.findings(MOSCOW)] == ["unproven"]
    submit(nonsense)
    assert Finding.objects.count() == 1
    assert_cosigned(submit(moscow.submission(7)), moscow)
    assert queries.findings(MOSCOW) == []


def test_leaves_that_were_changed_on_the_way_are_refused_and_nobody_is_accused(moscow):
    body = bytearray(moscow.submission(0))
    body[-1] ^= 1
    with pytest.raises(Malformed):
        submit(bytes(body))
    assert not HeldLog.objects.filter(note="").exists()
    assert not Tile.objects.exists()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", Malformed),
        (b"\xff", Malformed),
        (b"old 1\n\nno note", Malformed),
        (b"old -1\n\n", Malformed),
        (b"old 0\n\n\0", Malformed),
        (b"old 0\n\n\0" + bytes(8 + 33), Malformed),
        (bytes(MAX_BODY_BYTES + 1), TooLarge),
    ],
)
def test_what_is_no_submission_is_refused(body, error):
    with pytest.raises(error):
        submit(body)
    assert not HeldLog.objects.exists()


def test_two_faces_of_one_log_are_found_when_two_offices_compare(moscow, bystander):
    submit(moscow.submission(0))
    other_face = PlayedLog(MOSCOW, leaves_named(0, 1, "other"), moscow.log_key, moscow.witness_key)
    told = hear([other_face.state().text, bystander.state().text], source=BISHKEK, peers=PEERS)
    assert told == 1
    finding = Finding.objects.get()
    assert (finding.office, finding.source) == (MOSCOW, BISHKEK)
    assert read_contradiction(finding.proof).check([moscow.key])


def test_a_longer_face_is_remembered_and_found_when_the_log_gets_there(moscow):
    submit(moscow.submission(0))
    other = PlayedLog(MOSCOW, leaves_named(*range(8), "other"), moscow.log_key)
    assert hear([other.state().text], source=BISHKEK, peers=PEERS) == 0
    assert HeardCheckpoint.objects.get().size == 9
    moscow.leaves += leaves_named(7, 8, 9)
    assert submit(moscow.submission(7)).status == 200
    assert read_contradiction(Finding.objects.get().proof).check([moscow.key])[0].size == 9
    assert not HeardCheckpoint.objects.exists()


def test_what_others_saw_alike_is_no_finding(moscow):
    submit(moscow.submission(0))
    longer = PlayedLog(MOSCOW, leaves_named(*range(9)), moscow.log_key)
    assert hear([moscow.state(3).text, longer.state().text], source=BISHKEK, peers=PEERS) == 0
    moscow.leaves = leaves_named(*range(12))
    submit(moscow.submission(7))
    assert not Finding.objects.exists()


def test_hearsay_that_no_log_signed_is_passed_over(moscow):
    submit(moscow.submission(0))
    forger = PlayedLog(MOSCOW, leaves_named(1, 2))
    assert hear(["", "nonsense", forger.state().text], source=BISHKEK, peers=PEERS) == 0
    assert not Finding.objects.exists()
    assert not HeardCheckpoint.objects.exists()


def test_a_finding_that_another_office_brings_is_believed_for_its_proof(moscow, bystander):
    one = moscow.state()
    other = PlayedLog(MOSCOW, leaves_named(*"abcdefg"), moscow.log_key).state()
    proof = read_contradiction(
        f"hamkor-contradiction/v1\n{other.note.text.splitlines()[2]}\n\n{one.text}\n{other.text}"
    )
    take_in_finding(proof.to_text())
    take_in_finding(proof.to_text())
    assert Finding.objects.get().office == MOSCOW
    assert queries.findings_to_tell(PEERS) == [(Finding.objects.get(), BISHKEK)]


def test_a_finding_that_proves_nothing_is_refused(moscow):
    one, later = moscow.state(3), moscow.state(7)
    path = prove_growth(moscow.leaves, 3, 7)
    honest = read_contradiction(
        "\n".join(
            [
                "hamkor-contradiction/v1",
                one.note.text.splitlines()[2],
                *(AddCheckpoint(3, path, "").to_text().splitlines()[1:-1]),
            ]
        )
        + f"\n\n{one.text}\n{later.text}"
    )
    with pytest.raises(BadSignature):
        take_in_finding(honest.to_text())
    assert not Finding.objects.exists()


def test_our_own_log_is_accused_with_our_own_signatures_only():
    note = read_note(PlayedLog(keys.our_office(), leaves_named(1)).state().text)
    assert note.text.startswith(log_name(keys.our_office()))
    root, text = note.text.splitlines()[2], note.to_text()
    with pytest.raises(BadSignature):
        take_in_finding(f"hamkor-contradiction/v1\n{root}\n\n{text}\n{text}")
    assert not Finding.objects.exists()


def test_a_submission_survives_being_written_and_read():
    sent = Submission("old 0\n\nx", 5, bytes(32), [b"\7" * 32])
    assert read_submission(sent.to_bytes()) == sent
