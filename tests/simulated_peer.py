"""The other office, played by a test that holds its keys. Verified against a real second node by
`tests/exchange/test_two_nodes.py`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hamkor import clock, envelope
from hamkor.exchange.identity import our_public_keys
from hamkor.exchange.models import OutboxMessage, Peer
from hamkor.exchange.services import trust_peer
from tests.stated import statement_of


@dataclass
class _Chain:
    stream: UUID
    sequence: int = 0
    last_hash: str = ""


class SimulatedPeer:
    """Seals messages to this node and opens and receipts what this node sends.

    Messages about one matter continue one stream, as a real node's do; keyword arguments of
    `seal` and of `Address` break that on purpose.
    """

    def __init__(self, office: str = "ru-prosecutor-general") -> None:
        self.office = office
        self.keys = envelope.OfficeKeys.generate()
        self.root = envelope.RootKey.generate()
        self.statement = statement_of(self.keys, office, root=self.root)
        self._chains: dict[UUID, _Chain] = {}

    def trusted(self, address: str = "http://peer.example") -> Peer:
        """Let this node trust the peer."""
        return trust_peer(self.statement, address=address, by="a test")

    def seal(
        self,
        kind: str = "test.note/1",
        body: dict[str, Any] | None = None,
        *,
        about: UUID | None = None,
        documents: tuple[envelope.Document, ...] = (),
        limits_on_use: tuple[str, ...] = (),
        **changes: Any,
    ) -> bytes:
        """Return the frame of the next message about `about`; `changes` go to `envelope.seal`."""
        about = about or uuid4()
        chain = self._chains.setdefault(about, _Chain(uuid4()))
        now = clock.now()
        arguments = {
            "sender_keys": self.keys,
            "sender": self.office,
            "message_id": uuid4(),
            "created_at": now,
            "expires_at": now + timedelta(days=30),
        }
        said = envelope.Message(
            kind=kind,
            about=about,
            body={"text": "invented"} if body is None else body,
            documents=documents,
            limits_on_use=limits_on_use,
        )
        to = {
            "keys": changes.pop("recipient", None) or our_public_keys(),
            "stream": chain.stream,
            "sequence": chain.sequence + 1,
            "previous": chain.last_hash,
        }
        to |= {name: changes.pop(name) for name in list(to) if name in changes}
        arguments["recipients"] = [envelope.Address(**to)]
        sealed = envelope.seal(said, **(arguments | changes))
        first = sealed.header.recipients[0]
        chain.sequence, chain.last_hash = first.sequence, sealed.header_hash
        return sealed.frame

    def read(self, message: OutboxMessage) -> tuple[envelope.Header, envelope.Message]:
        """Open what this node has queued, as the peer does."""
        return envelope.unseal(
            bytes(message.frame),
            our_office=self.office,
            our_keys=self.keys,
            sender_keys=our_public_keys(),
            now=clock.now(),
        )

    def receipt_for(self, frame: bytes, what: str = "stored", reason: str = "") -> str:
        """Sign the receipt that the peer's node would give for `frame`."""
        header, header_hash = envelope.read_header(frame)
        receipt = envelope.Receipt(
            what=what,
            message_id=header.message_id,
            header_hash=header_hash,
            by=self.office,
            at=clock.now(),
            reason=reason,
        )
        return envelope.sign_receipt(receipt, self.keys)

    def read_receipt(self, text: str) -> envelope.Receipt:
        """Read a receipt that this node has signed."""
        return envelope.read_receipt(text, our_public_keys())
