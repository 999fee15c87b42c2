"""`hamkor exchange check`, as an administrator types it after the disk has failed."""

import pytest

from hamkor.command import exchange
from hamkor.command.exchange import check
from hamkor.exchange import services
from hamkor.exchange.models import InboxMessage, OutboxMessage, Peer
from tests.services.exchange_notes import MOSCOW
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(monkeypatch):
    """A message of Moscow, and a second one that stands by."""
    monkeypatch.setattr(check, "open_node", lambda _folder: None)
    moscow = SimulatedPeer()
    moscow.trusted()
    for _ in range(2):
        services.accept(moscow.seal())
    return InboxMessage.objects.earliest("id")


def test_what_is_whole_is_said_to_be_whole(stored, capsys):
    assert exchange.main(["check", "node"]) == 0
    assert capsys.readouterr().out == "whole\n"


def test_what_is_damaged_is_named_and_asked_for_only_when_that_is_wanted(stored, capsys):
    InboxMessage.objects.filter(pk=stored.pk).update(frame=bytes(stored.frame)[:-1] + b"\0\0")
    assert exchange.main(["check", "node"]) == 1
    said = capsys.readouterr().out
    assert f"{stored}: its bytes are not those that were signed\n1 damaged\n" == said
    assert not OutboxMessage.objects.exists()
    assert exchange.main(["check", "node", "--mend"]) == 1
    assert "1 were asked for" in capsys.readouterr().out
    assert OutboxMessage.objects.get().kind == "exchange.inventory/1"


def test_a_changed_statement_of_keys_is_named(stored, capsys):
    peer = Peer.objects.get(office=MOSCOW)
    Peer.objects.filter(pk=peer.pk).update(statement=peer.statement[:-3] + "AAA")
    assert exchange.main(["check", "node"]) == 1
    assert f"newest statement of {MOSCOW}: it was changed" in capsys.readouterr().out
