"""Two nodes that show each other certificates: whoever has none does not get through."""

import ssl
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial

import httpx
import pytest

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.transport import make_certificate
from hamkor.errors import InputRefused
from hamkor.gateway import delivery, line
from hamkor.keyring import tls
from hamkor.keyring.making import make_keys
from hamkor.keyring.ring import ring_of
from hamkor.node import Node, load_node, write_node
from tests.exchange.test_two_nodes import MOSCOW, ROOT, RunningNode, environment, free_port

PATIENCE_SECONDS = 20


@pytest.fixture
def moscow(tmp_path):
    """The folder of another office's node, with keys."""
    node = Node(
        folder=tmp_path / "moscow",
        office=MOSCOW,
        state="RU",
        address="https://127.0.0.1:1",
        time_zone="Europe/Moscow",
    )
    write_node(node)
    make_keys(node)
    return node


def test_a_certificate_is_believed_only_with_the_key_that_the_root_states(moscow, tmp_path):
    ours = Node(**dict(moscow) | {"folder": tmp_path / "ours", "office": "tj-prosecutor-general"})
    write_node(ours)
    make_keys(ours)
    stated = ring_of(moscow).statement
    stranger = make_certificate(
        envelope.SingleKey.generate(), office=MOSCOW, host="a.example", begins=now(), ends=now()
    )
    for pem in (stranger, b"nothing"):
        with pytest.raises(InputRefused):
            tls.add_peer_certificate(ours, pem, stated)
    assert not tls.is_switched_on(ours)
    for _again in range(2):
        tls.add_peer_certificate(ours, tls.switch_on(moscow), stated)
    assert (tls.folder_of(ours) / "peers.pem").read_bytes().count(b"BEGIN") == 1
    assert (tls.folder_of(ours) / "own.key").stat().st_mode & 0o077 == 0


def test_how_to_call_is_worked_out_once_and_anew_when_a_certificate_changes(moscow, tmp_path):
    ours = Node(**dict(moscow) | {"folder": tmp_path / "ours", "office": "tj-prosecutor-general"})
    write_node(ours)
    make_keys(ours)
    assert (tls.client_context(ours), tls.stamp_of(ours)) == (None, ())
    tls.switch_on(ours)
    first, stamp = tls.client_context(ours), tls.stamp_of(ours)
    assert tls.client_context(ours) is first
    believed = first.cert_store_stats()["x509"]
    tls.add_peer_certificate(ours, tls.switch_on(moscow), ring_of(moscow).statement)
    second = tls.client_context(ours)
    assert second is not first
    assert tls.stamp_of(ours) != stamp
    assert second.cert_store_stats()["x509"] == believed + 1


def test_the_worker_calls_with_another_client_once_a_certificate_changed():
    opened = []
    open_one = partial(_opened, opened)
    for files in (("a", 1, 1),), (("a", 1, 1),), (("a", 2, 1),):
        delivery._client(open_one, files)
    assert len(opened) == 2
    delivery._client.cache_clear()


def _opened(opened):
    opened.append(httpx.Client())
    return opened[-1]


def test_whoever_has_no_certificates_of_offices_reads_the_public_authorities_once():
    assert line._public_authorities() is line._public_authorities()
    with line.open_client() as client:
        assert client._transport._pool._ssl_context is line._public_authorities()


@pytest.mark.nodes
def test_only_an_office_with_its_certificate_reaches_the_other_over_the_line(moscow, tmp_path):
    dushanbe = RunningNode(tmp_path / "dushanbe", "tj-prosecutor-general")
    ours = load_node(dushanbe.folder)
    tls.add_peer_certificate(ours, tls.switch_on(moscow), ring_of(moscow).statement)
    tls.add_peer_certificate(moscow, tls.switch_on(ours), ring_of(ours).statement)
    port = free_port()
    command = [sys.executable, "-m", "hamkor.command", "node", "run", str(dushanbe.folder)]
    served = subprocess.Popen(
        [*command, "--mutual-tls", "--port", str(port)], env=environment(), cwd=ROOT
    )
    url = f"https://127.0.0.1:{port}/exchange/v2/keys"
    try:
        answer = None
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while answer is None and time.monotonic() < give_up_at:
            with suppress(httpx.TransportError):
                answer = httpx.get(url, verify=tls.client_context(moscow))
            time.sleep(0.1)
        assert answer is not None
        stated = envelope.read_office_statement(answer.text)
        assert stated.root == ring_of(ours).statement.root
        without = ssl.create_default_context(cafile=tls.folder_of(moscow) / "peers.pem")
        with pytest.raises(httpx.TransportError):
            httpx.get(url, verify=without)
    finally:
        served.kill()
        served.wait()
