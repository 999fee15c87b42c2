"""What an officer writes for a court holds, and whatever is changed in it is found: by our own
check and by the program that anybody can run."""

import hashlib
import io
import random
import re
import subprocess
import sys
import zipfile
from contextlib import redirect_stdout
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from urllib.parse import quote

import pytest

from hamkor import clock, envelope
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.court.checking import check_container, is_all_right
from hamkor.court.container import MANIFEST, SIGNATURE, manifest_of
from hamkor.court.services import export_matter
from hamkor.envelope import ContainerKey, SingleKey, sign_certificate
from hamkor.evidence import services as evidence
from hamkor.exchange.identity import our_fingerprint, our_keys, our_log_key
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.keyring.schedule import Window
from hamkor.keyring.stating import stated_single
from hamkor.transparency.checkpoint import cosign, log_name, open_checkpoint, witness_name
from hamkor.transparency.note import NoteKey
from tests.factories import DeputyFactory
from tests.request_factories import MOSCOW, Moscow, approved, draft
from tests.stated import LONG, LONG_AGO

pytestmark = pytest.mark.django_db
DUSHANBE = "tj-prosecutor-general"
CONTRACT = {"name": "contract.txt", "content": "Шартномаи меҳнатӣ (ихтироъ)".encode()}
PROGRAM = Path(__file__).parents[2] / "verifier" / "hamkor_verify.py"


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.witness = SingleKey.generate()
    moment = clock.now()
    window = Window("witness", moment - LONG_AGO, moment + LONG)
    stated = envelope.read_office_statement(peer.statement)
    keys = (*stated.keys, stated_single("witness", peer.witness, window))
    peer.statement = envelope.sign_office_statement(stated.with_changes(keys=keys), peer.root)
    peer.trusted()
    return peer


def cosigned_by(peer):
    """Let Moscow confirm the log of this node."""
    evidence.sequence_new()
    offer = evidence.offer_for(MOSCOW)
    note = open_checkpoint(offer.note, [NoteKey(log_name(DUSHANBE), our_log_key().public)])
    line = cosign(note, peer.witness, witness_name(MOSCOW), at=clock.now()).line
    evidence.record_answer(offer, 200, line, offer.size)


@pytest.fixture
def request_(moscow, frozen_clock):
    """A request with a document, received and answered with another; and a bystander."""
    bystander = approved()
    assistance.send_request(bystander, by=bystander.approved_by)
    request = asked_with_document()
    frozen_clock.move_on(minutes=1)
    moscow.receives(request.reference)
    frozen_clock.move_on(minutes=1)
    moscow.says(messages.Acceptance, request.reference)
    frozen_clock.move_on(minutes=1)
    answer = envelope.Document("ответ № 7.txt", "text/plain", "Деньги выплачены.".encode())
    moscow.says(messages.Answer, request.reference, documents=(answer,))
    cosigned_by(moscow)
    return request


def asked_with_document():
    request = draft()
    assistance.attach_document(request, **CONTRACT, by=request.prepared_by)
    assistance.ask_approval(request, by=request.prepared_by)
    assistance.approve_request(request, by=DeputyFactory())
    request.refresh_from_db()
    assistance.send_request(request, by=request.approved_by)
    return request


@pytest.fixture
def roots(moscow):
    stated = envelope.read_office_statement(moscow.statement)
    return {DUSHANBE: our_fingerprint(), MOSCOW: stated.fingerprint()}


@pytest.fixture
def exported(request_, tmp_path):
    path = tmp_path / "evidence.asice"
    export_matter(request_.reference, path, by=request_.approved_by)
    return path


def ours(path, roots):
    """Judge with the package."""
    judgements = list(check_container(path, roots))
    return is_all_right(judgements), [f"{one.item}: {one.words}" for one in judgements]


def theirs(path, roots):
    """Judge with the program that stands alone."""
    with redirect_stdout(io.StringIO()) as said:
        is_right = STANDALONE.Judge(path, roots).run()
    return is_right, said.getvalue().splitlines()


def load_program():
    spec = spec_from_file_location("hamkor_verify", PROGRAM)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STANDALONE = load_program()
both = pytest.mark.parametrize("judge", [ours, theirs], ids=["ours", "the program"])


def items_of(path):
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def write(path, items):
    with zipfile.ZipFile(path, "w") as container:
        for name, content in items.items():
            container.writestr(name, content)
    return path


def resigned(path, items):
    """Write a container that its own office made and signed, whatever is in it."""
    key = ContainerKey(DUSHANBE, at=clock.now())
    items["exporter.jws"] = sign_certificate(
        key.certificate, our_keys(), DUSHANBE, at=clock.now()
    ).encode()
    outside = ("mimetype", MANIFEST, SIGNATURE)
    listed = [
        (name, "text/plain", hashlib.sha256(content).digest())
        for name, content in items.items()
        if name not in outside
    ]
    items[MANIFEST] = manifest_of(listed)
    items[SIGNATURE] = key.sign(items[MANIFEST])
    return write(path, items)


def no(judge, path, roots, what=""):
    is_right, said = judge(path, roots)
    assert not is_right, what
    return said


@both
def test_what_was_exported_holds_and_says_what_happened(judge, exported, roots):
    is_right, said = judge(exported, roots)
    assert is_right, said
    text = "\n".join(said)
    assert "COMPARE" not in text
    for words in ("stored", "queued", "registered", "as they were sent", "confirmed by"):
        assert words in text
    assert text.count("what it sent to") == 3


@both
def test_without_roots_it_says_what_to_compare(judge, exported, roots):
    is_right, said = judge(exported, {})
    assert is_right
    for fingerprint in roots.values():
        assert any("COMPARE" in line and fingerprint in line for line in said)


@both
def test_a_root_that_was_not_compared_is_no(judge, exported, roots):
    for office in roots:
        no(judge, exported, {**roots, office: "00000 " * 7 + "00000"})


def test_the_container_is_asic_e(exported):
    items = items_of(exported)
    with zipfile.ZipFile(exported) as container:
        first = container.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert exported.read_bytes()[30:38] == b"mimetype"
    assert items["mimetype"] == b"application/vnd.etsi.asic-e+zip"
    for name in items:
        if not name.startswith(("META-INF/", "mimetype")):
            assert f'URI="{quote(name)}"'.encode() in items[MANIFEST]


def test_it_holds_the_documents_of_both_offices_and_the_words_in_three_languages(exported):
    items = items_of(exported)
    contents = list(items.values())
    assert CONTRACT["content"] in contents
    assert "Деньги выплачены.".encode() in contents
    assert any(name.endswith("documents/01 ответ № 7.txt") for name in items)
    for language, word in (("en", "Message 1"), ("ru", "ответ № 7.txt"), ("tg", "contract.txt")):
        assert word in items[f"statement-{language}.txt"].decode()


def test_another_matter_is_not_in_it(exported):
    text = b"".join(items_of(exported).values())
    for row in OutboxMessage.objects.all():
        is_ours = row.about in set(InboxMessage.objects.values_list("about", flat=True))
        assert (str(row.message_id).encode() in text) == is_ours


def test_openssl_verifies_the_signature_of_the_container(exported, tmp_path):
    items = items_of(exported)
    for name, content in (("list", items[MANIFEST]), ("p7s", items[SIGNATURE])):
        (tmp_path / name).write_bytes(content)
    command = ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
    command += ["-in", tmp_path / "p7s", "-content", tmp_path / "list"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == items[MANIFEST]


@both
def test_no_item_can_be_changed_left_out_or_doubled(judge, exported, roots, tmp_path):
    items = items_of(exported)
    assert len(items) > 20
    for name, content in items.items():
        middle = len(content) // 2
        turned = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        no(judge, write(tmp_path / "a", {**items, name: turned}), roots)
        no(judge, write(tmp_path / "a", {k: v for k, v in items.items() if k != name}), roots)
    no(judge, write(tmp_path / "a", {**items, "more.txt": b"x"}), roots)


def inner_items(items):
    free = ("statement-", "META-INF/", "mimetype", "exporter.jws")
    return [name for name in items if not name.startswith(free)]


@both
def test_not_even_the_office_that_exports_can_change_what_was_signed(
    judge, exported, roots, tmp_path
):
    items = items_of(exported)
    assert judge(resigned(tmp_path / "a", dict(items)), roots)[0]
    for name in inner_items(items):
        content = items[name]
        # Of a proof, a line of the path: lines by strangers under a checkpoint mean nothing.
        middle = content.index(b"index") if name.endswith("proof") else len(content) // 2
        turned = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        for changed in (turned, content[: len(content) // 3], content + b" "):
            no(judge, resigned(tmp_path / "a", {**items, name: changed}), roots, name)


@both
def test_items_of_two_messages_cannot_be_exchanged(judge, exported, roots, tmp_path):
    items = items_of(exported)
    for inside in ("header.json", "signatures.json", "manifest.json", "receipts/01.jws",
                   "receipts/02.proof"):  # fmt: skip
        first, second = f"messages/0001/{inside}", f"messages/0003/{inside}"
        mixed = {**items, first: items[second], second: items[first]}
        no(judge, resigned(tmp_path / "a", mixed), roots)
    # A receipt with its proof is whole in itself, and still belongs to one message only.
    mixed = dict(items)
    for inside in ("receipts/01.jws", "receipts/01.proof"):
        first, second = f"messages/0002/{inside}", f"messages/0003/{inside}"
        mixed |= {first: items[second], second: items[first]}
    said = no(judge, resigned(tmp_path / "a", mixed), roots)
    assert any("for another message" in line for line in said)


@both
def test_a_container_made_by_somebody_else_is_no(judge, exported, roots, tmp_path):
    items = items_of(exported)
    stranger = ContainerKey(DUSHANBE, at=clock.now())
    items[SIGNATURE] = stranger.sign(items[MANIFEST])
    said = no(judge, write(tmp_path / "a", items), roots)
    assert any("answer for this certificate" in line for line in said)
    keys = envelope.OfficeKeys.generate()
    items["exporter.jws"] = sign_certificate(
        stranger.certificate, keys, DUSHANBE, at=clock.now()
    ).encode()
    no(judge, write(tmp_path / "a", items), roots)


@both
def test_a_key_that_was_revoked_is_believed_only_for_what_was_seen_before(
    judge, exported, roots, tmp_path, moscow
):
    items = items_of(exported)
    stated = envelope.read_office_statement(moscow.statement)
    named = moscow.keys.signing_key_id
    later = clock.now() + timedelta(hours=1)
    fate = envelope.Revocation(id=named, at=later, reason="lost")
    again = stated.with_changes(version=2, revoked=(fate,), previous="ab" * 32)
    text = envelope.sign_office_statement(again, moscow.root).encode()
    items[f"keys/{MOSCOW}-0002.jws"] = text
    path = resigned(tmp_path / "a", dict(items))
    assert judge(path, roots)[0]
    bare = {k: v for k, v in items.items() if not k.endswith("proof")}
    said = no(judge, resigned(tmp_path / "a", bare), roots)
    assert any("revoked" in line for line in said)
    early = fate.model_copy(update={"at": clock.now() - timedelta(hours=1)})
    again = stated.with_changes(version=2, revoked=(early,), previous="ab" * 32)
    items[f"keys/{MOSCOW}-0002.jws"] = envelope.sign_office_statement(again, moscow.root).encode()
    no(judge, resigned(tmp_path / "a", items), roots)


@both
@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"x" * 1000])
def test_what_is_no_container_is_no(judge, content, tmp_path):
    (tmp_path / "a").write_bytes(content)
    no(judge, tmp_path / "a", {})
    no(judge, tmp_path / "nothing", {})


def test_an_item_that_unpacks_without_end_is_not_read(exported, roots, tmp_path):
    items = items_of(exported)
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(zipfile.ZipInfo("mimetype"), items["mimetype"])
        for name, content in items.items():
            if name != "mimetype":
                bomb = bytes(64 * 1024 * 1024) if name == "messages/0001/header.json" else content
                container.writestr(name, bomb)
    for judge in (ours, theirs):
        no(judge, path, roots)


def test_before_anybody_has_confirmed_the_log_the_export_says_so(moscow, roots, tmp_path):
    request = asked_with_document()
    evidence.sequence_new()
    export_matter(request.reference, tmp_path / "a", by=request.approved_by)
    for judge in (ours, theirs):
        is_right, said = judge(tmp_path / "a", roots)
        assert is_right
        assert any("no other office has confirmed" in line for line in said)


def test_the_program_answers_on_the_command_line(exported, roots, tmp_path):
    listed = tmp_path / "roots"
    listed.write_text("".join(f"{office} {digits}\n" for office, digits in roots.items()))

    def run(*arguments):
        command = [sys.executable, PROGRAM, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run(exported, "--keys", listed)
    assert (done.returncode, "YES" in done.stdout) == (0, True)
    exported.write_bytes(exported.read_bytes()[:-5])
    assert run(exported, "--keys", listed).returncode == 1


def test_the_program_is_one_short_file_that_shares_nothing(request):
    text = PROGRAM.read_text()
    assert len(text.splitlines()) < 500
    imported = set(re.findall(r"^(?:from|import) ([a-z0-9_]+)", text, re.MULTILINE))
    assert imported <= {*sys.stdlib_module_names, "cryptography"}


def test_both_programs_judge_damaged_files_alike_and_never_break(exported, roots, tmp_path):
    whole, dice, path = exported.read_bytes(), random.Random(319162), tmp_path / "a"
    for _turn in range(60):
        spoilt = bytearray(whole)
        for _byte in range(dice.choice((1, 3, 20))):
            spoilt[dice.randrange(len(spoilt))] ^= dice.randrange(1, 256)
        path.write_bytes(spoilt[: dice.choice((len(spoilt), dice.randrange(len(spoilt))))])
        assert ours(path, roots)[0] == theirs(path, roots)[0]
