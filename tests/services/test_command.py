"""The command `hamkor`: every refusal is a sentence and an exit code, never a traceback."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Role
from hamkor.accounts.services import create_officer
from hamkor.audit.actions import AuditAction
from hamkor.command import VERBS, main, opening
from hamkor.errors import BrokenDataFile, HamkorError, InputRefused
from hamkor.exchange.identity import KEYS_FILE, make_keys, our_keys, our_office, our_state
from hamkor.node import Node, load_node, write_node, write_secret
from tests.services.assertions import assert_recorded_once, refused
from tests.stated import statement_of

OFFICE = "tj-prosecutor-general"


@pytest.fixture
def no_new_settings(monkeypatch):
    """The process of the tests has its node; a command must not give it another."""
    monkeypatch.setattr(opening, "os", type("Os", (), {"environ": {}}))
    monkeypatch.setattr(opening.django, "setup", lambda: None)


class TestVerbs:
    def test_without_a_verb_the_verbs_are_listed(self, capsys):
        assert main([]) == main(["--help"]) == 0
        listed = capsys.readouterr().out
        assert all(verb in listed for verb in VERBS)

    def test_an_unknown_verb_is_not_understood(self, capsys):
        assert main(["nonsense"]) == 2
        assert "usage" in capsys.readouterr().out

    @pytest.mark.parametrize("verb", ["run", "work", "keys show", "upgrade"])
    def test_a_folder_without_a_node_is_refused(self, verb, tmp_path, capsys):
        assert main(["node", *verb.split(), str(tmp_path)]) == 1
        assert "hamkor node init" in capsys.readouterr().err

    def test_a_broken_data_file_stops_the_node_and_is_named(
        self, tmp_path, capsys, monkeypatch, no_new_settings
    ):
        a_node(tmp_path / "a")

        def broken():
            raise BrokenDataFile("parties/tj.yaml", 7, "state.code", "is wrong")

        monkeypatch.setattr(opening, "validate_data", broken)
        for verb in ("run", "work"):
            assert main(["node", verb, str(tmp_path / "a")]) == 1
        assert "parties/tj.yaml, line 7: state.code: is wrong" in capsys.readouterr().err

    def test_stopping_it_by_keyboard_is_no_failure_of_ours(self, monkeypatch):
        def stopped(_arguments):
            raise KeyboardInterrupt

        monkeypatch.setattr("hamkor.command.node.main", stopped)
        assert main(["node"]) == 130


class TestInit:
    @pytest.mark.parametrize(
        ("office", "address", "sentence"),
        [
            ("nobody", "http://a.example", "nobody"),
            (OFFICE, "a.example", "address"),
            (OFFICE, "http://a.example/path", "address"),
        ],
    )
    def test_what_cannot_be_a_node_leaves_no_folder(
        self, tmp_path, capsys, office, address, sentence
    ):
        folder = tmp_path / "new"
        assert main(["node", "init", str(folder), "--office", office, "--address", address]) == 1
        assert sentence in capsys.readouterr().err
        assert not folder.exists()

    def test_a_folder_with_something_in_it_is_left_alone(self, tmp_path, capsys):
        (tmp_path / "mine").write_text("x")
        arguments = ["--office", OFFICE, "--address", "http://a.example"]
        assert main(["node", "init", str(tmp_path), *arguments]) == 1
        assert "not empty" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def a_node(folder: Path) -> Node:
    node = Node(
        folder=folder,
        office=OFFICE,
        state="TJ",
        address="http://a.example",
        time_zone="Asia/Dushanbe",
        database_url='postgresql://u:p"w\\@h/n',
        retry_seconds=1.5,
    )
    write_node(node)
    make_keys(node)
    return node


class TestNodeFolder:
    def test_what_was_written_is_read_again(self, tmp_path):
        assert a_node(tmp_path) == load_node(tmp_path)

    def test_only_the_nodes_own_user_reads_the_secrets_and_the_keys_are_encrypted(self, tmp_path):
        node = a_node(tmp_path)
        for path in node.keys_folder.iterdir():
            assert path.stat().st_mode & 0o077 == 0
        assert b"ENCRYPTED" in (node.keys_folder / KEYS_FILE).read_bytes()
        assert node.folder.stat().st_mode & 0o077 == 0 or tmp_path == node.folder

    def test_no_node_and_no_secret_is_ever_overwritten(self, tmp_path):
        node = a_node(tmp_path)
        before = {path: path.read_bytes() for path in node.keys_folder.iterdir()}
        with pytest.raises(HamkorError):
            write_node(node)
        with pytest.raises(FileExistsError):
            write_secret(node.keys_folder / "pepper", b"x")
        assert before == {path: path.read_bytes() for path in node.keys_folder.iterdir()}

    @pytest.mark.parametrize(
        "content", ["office = ", 'office = "a"', 'office = "a"\nnonsense = 1', "retry_seconds = 0"]
    )
    def test_a_broken_node_file_is_named(self, tmp_path, content):
        (tmp_path / "node.toml").write_text(content)
        with pytest.raises(BrokenDataFile, match=r"node\.toml"):
            load_node(tmp_path)

    def test_a_missing_secret_is_not_made_up(self, tmp_path):
        node = a_node(tmp_path)
        (node.keys_folder / "pepper").unlink()
        with pytest.raises(HamkorError, match="pepper is missing"):
            node.read_secret("pepper")
        assert not (node.keys_folder / "pepper").exists()

    def test_the_node_of_the_tests_knows_who_it_is(self):
        assert (our_office().id, our_state()) == (OFFICE, "TJ")
        assert our_keys() is our_keys()


class TestProof:
    @pytest.fixture
    def keys(self):
        return envelope.OfficeKeys.generate()

    @pytest.fixture
    def files(self, tmp_path, keys):
        """A proof among words, the office's statement, and what was filed."""
        content = {"happened": "Музд надоданд"}
        salt = envelope.new_salt()
        proof = envelope.FilingProof(
            office=OFFICE,
            complaint="2026-17",
            filed_at=datetime(2026, 11, 24, tzinfo=UTC),
            content_digest=envelope.content_digest(salt, content),
            salt=salt,
        )
        texts = {
            "proof": f"Нигоҳ доред:\n\n{envelope.sign_filing(proof, keys)}\n\n—",
            "keys": statement_of(keys, OFFICE, at=datetime(2026, 1, 1, tzinfo=UTC)),
            "content": json.dumps(content),
        }
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
        return tmp_path

    def verify(self, files, *more):
        proof, keys = str(files / "proof"), str(files / "keys")
        return main(["proof", "verify", proof, "--keys", keys, *more])

    def test_a_genuine_proof_is_told_with_what_it_proves(self, files, capsys):
        assert self.verify(files) == 0
        said = capsys.readouterr().out
        assert said.startswith("YES: complaint 2026-17")
        assert "2026-11-24 at 00:00:00 UTC" in said

    def test_the_text_can_be_proven_to_the_letter(self, files, capsys):
        content = files / "content"
        assert self.verify(files, "--content", str(content)) == 0
        content.write_text(content.read_text().replace("happened", "happene"))
        assert self.verify(files, "--content", str(content)) == 1
        assert "NO: the proof is genuine, but" in capsys.readouterr().out

    def test_another_offices_keys_or_a_changed_proof_are_a_no(self, files, capsys, keys):
        other = envelope.OfficeKeys.generate()
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        (files / "keys").write_text(statement_of(other, OFFICE, at=moment))
        assert self.verify(files) == 1
        (files / "keys").write_text(statement_of(keys, OFFICE, at=moment))
        text = (files / "proof").read_text()
        (files / "proof").write_text(text.replace(text[60], "A" if text[60] != "A" else "B"))
        assert self.verify(files) == 1
        assert capsys.readouterr().out.count("NO: ") == 2

    @pytest.mark.parametrize("content", ["", "hello", "eyJ.eyJ.short"])
    def test_a_file_that_holds_no_proof_is_said_to_hold_none(self, files, capsys, content):
        (files / "proof").write_text(content)
        assert self.verify(files) == 1
        assert "holds no signed text" in capsys.readouterr().err

    def test_a_missing_file_is_named(self, files, capsys):
        (files / "keys").unlink()
        assert self.verify(files) == 1
        assert "keys cannot be read" in capsys.readouterr().err

    @pytest.mark.parametrize("content", ["[1]", "{", "\xff"])
    def test_content_that_is_not_json_is_said_to_be_none(self, files, capsys, content):
        (files / "content").write_text(content, encoding="latin-1")
        assert self.verify(files, "--content", str(files / "content")) == 1
        assert "is not JSON" in capsys.readouterr().err


@pytest.mark.django_db
class TestOfficers:
    def create(self, **changes):
        facts = {
            "username": "olim",
            "full_name": "Олим (invented)",
            "role": Role.CASE_OFFICER,
            "password": "a long and unusual sentence",
        }
        return create_officer(**(facts | changes))

    def test_an_officer_gets_an_account_with_one_role(self):
        officer = self.create(position="прокурор", by="administrator")
        officer.refresh_from_db()
        assert (officer.role, officer.position, officer.is_staff) == (
            Role.CASE_OFFICER,
            "прокурор",
            False,
        )
        assert officer.check_password("a long and unusual sentence")
        entry = assert_recorded_once(AuditAction.OFFICER_CREATED, by="administrator", about=None)
        assert entry.facts == {"username": "olim", "role": "case_officer"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"username": "with space"},
            {"username": ""},
            {"full_name": ""},
            {"role": "tsar"},
            {"password": "short"},
            {"password": "password1234"},
            {"password": ""},
        ],
        ids=str,
    )
    def test_what_cannot_be_an_account_is_refused(self, changes):
        with refused(InputRefused):
            self.create(**changes)

    def test_a_name_is_given_once(self):
        self.create()
        with refused(InputRefused, "already"):
            self.create(full_name="Somebody else (invented)")

    def test_the_command_reads_the_password_from_a_pipe(self, monkeypatch, capsys, tmp_path):
        a_node(tmp_path / "a")
        monkeypatch.setattr("hamkor.command.node.open_node", lambda folder: load_node(folder))
        monkeypatch.setattr("sys.stdin", io.StringIO("a long and unusual sentence\n"))
        arguments = ["--username", "olim", "--name", "Олим (invented)", "--role", "case_officer"]
        folder = str(tmp_path / "a")
        assert main(["node", "officer", folder, *arguments, "--password-stdin"]) == 0
        assert "olim" in capsys.readouterr().out
        assert Officer.objects.get(username="olim").check_password("a long and unusual sentence")
