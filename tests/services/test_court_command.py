"""`hamkor exchange export` and `verify`, as an administrator and a court's expert type them."""

import pytest

from hamkor.command import exchange
from hamkor.command.exchange import export
from hamkor.errors import HamkorError
from tests.services.test_court_export import (  # noqa: F401 - fixtures
    DUSHANBE,
    exported,
    moscow,
    request_,
    roots,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_already(monkeypatch):
    """The test's node is open already."""
    monkeypatch.setattr(export, "open_node", lambda _folder: None)


def test_an_officer_has_a_matter_written_and_checked(request_, roots, tmp_path, capsys):  # noqa: F811
    out, listed = tmp_path / "a.asice", tmp_path / "roots"
    listed.write_text("".join(f"{office}   {digits}\n" for office, digits in roots.items()))
    by = request_.approved_by.username
    arguments = ["export", str(tmp_path), str(request_.reference), "--by", by, "--out", str(out)]
    assert exchange.main(arguments) == 0
    assert "3 messages" in capsys.readouterr().out
    with pytest.raises(HamkorError, match="already"):
        exchange.main(arguments)
    assert exchange.main(["verify", str(out), "--keys", str(listed)]) == 0
    said = capsys.readouterr().out
    assert "YES" in said
    assert "COMPARE" not in said
    assert exchange.main(["verify", str(out)]) == 0
    assert "if the fingerprints" in capsys.readouterr().out
    out.write_bytes(out.read_bytes()[:-30])
    assert exchange.main(["verify", str(out)]) == 1
    assert "NO" in capsys.readouterr().out


def test_what_cannot_be_written_or_read_is_said(request_, tmp_path):  # noqa: F811
    by = request_.approved_by.username
    gone = tmp_path / "nowhere" / "a.asice"
    common = ["export", str(tmp_path), str(request_.reference), "--out", str(gone), "--by"]
    with pytest.raises(HamkorError, match="cannot be written"):
        exchange.main([*common, by])
    with pytest.raises(HamkorError, match="no such officer"):
        exchange.main([*common, "nobody"])
    for content in (b"", b"\xff", b"tj 12345"):
        (tmp_path / "roots").write_bytes(content)
        with pytest.raises(HamkorError, match="list of roots"):
            exchange.main(["verify", str(gone), "--keys", str(tmp_path / "roots")])
