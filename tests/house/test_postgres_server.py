import tempfile
from pathlib import Path

import pytest

from tests.postgres_server import find_programs, running_postgresql

pytestmark = [
    pytest.mark.nodes,
    pytest.mark.skipif(find_programs() is None, reason="needs PostgreSQL"),
]


@pytest.fixture
def folders(monkeypatch):
    """The temporary folders that were made."""
    made = []
    real = tempfile.TemporaryDirectory

    def recording(**options):
        folder = real(**options)
        made.append(Path(folder.name))
        return folder

    monkeypatch.setattr(tempfile, "TemporaryDirectory", recording)
    return made


def test_the_server_answers_counts_letters_of_all_scripts_and_leaves_nothing_behind(folders):
    psycopg = pytest.importorskip("psycopg")
    with running_postgresql() as url:
        assert [folder.exists() for folder in folders] == [True]
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT upper('ҳамкор'), current_user").fetchone()
    assert row == ("ҲАМКОР", "hamkor")
    assert [folder.exists() for folder in folders] == [False]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=1)


def test_the_server_is_gone_even_when_the_tests_fail():
    psycopg = pytest.importorskip("psycopg")

    def fail():
        with running_postgresql() as url:
            raise ZeroDivisionError(url)

    with pytest.raises(ZeroDivisionError) as failure:
        fail()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(str(failure.value), connect_timeout=1)


def test_strangers_on_the_machine_cannot_connect_without_the_password():
    psycopg = pytest.importorskip("psycopg")
    with running_postgresql() as url:
        before, _, after = url.partition("@")
        stranger = f"{before.rpartition(':')[0]}:guess@{after}"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(stranger, connect_timeout=1)
