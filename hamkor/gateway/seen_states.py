"""Two offices show each other the newest states that they hold of every log.

A signed question, and behind it the states; byte 0 between them. The answer is states alone.
"""

from collections.abc import Collection

from hamkor.clock import now
from hamkor.errors import Malformed
from hamkor.errors import gettext_noop as _
from hamkor.evidence import queries, services
from hamkor.evidence.keys import our_office, our_witness_key, request_keys_of
from hamkor.transparency.request import LogRequest, read_request, sign_request

SEEN = "seen"
MAX_SEEN_BYTES = 2 * 1024 * 1024


def question_seen(peer: str) -> bytes:
    """Return what to post to `peer`: who asks, and what we have seen."""
    question = sign_request(LogRequest(SEEN, our_office(), peer), our_witness_key(), at=now())
    return join_states([question, *queries.states_seen(not_of="")])


def answer_seen(body: bytes, peers: Collection[str]) -> bytes:
    """Compare what a peer has seen, and return what we have.

    Raises:
        PeerFault: it is no question of a peer.
    """
    text, *states = split_states(body)
    question = read_request(
        text, lambda office: request_keys_of(office) if office in peers else [], now=now()
    )
    if (question.verb, question.about) != (SEEN, our_office()):
        raise Malformed(_("This is not a question about a log."))
    services.hear(states[: queries.MOST_SHOWN], source=question.office, peers=peers)
    return join_states(queries.states_seen(not_of=""))


def join_states(texts: Collection[str]) -> bytes:
    """Lay texts that hold no byte 0 one behind another."""
    return "\0".join(texts).encode()


def split_states(body: bytes) -> list[str]:
    """Take apart what `join_states` wrote."""
    return body.decode(errors="replace").split("\0")
