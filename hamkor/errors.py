"""Every refusal a node can utter, as one tree.

::

    HamkorError                    code            page   to the peer
    ├── NotAllowed                 not_allowed     403    -
    ├── NotFound                   not_found       404    -
    ├── WrongState                 wrong_state     409    processed, no effect
    ├── RuleViolation              rule_violation  422    refused, with the provision
    │   └── FirewallBreach         firewall        422    refused, with the provision
    ├── InputRefused               input_refused   422    -
    │   └── UnreadableTable        unreadable_table  422  -
    ├── EnvelopeError              envelope        500    -
    │   ├── OurFault               our_fault       500    a bug here: raises at once
    │   └── PeerFault              peer_fault      400    the code, nothing else revealed
    │       ├── Malformed          malformed
    │       │   └── Unreadable     unreadable      signed by its sender, yet not a message
    │       ├── UnknownSender      unknown_sender
    │       ├── KeyRefused         key_refused     signed, so that the other office knows why
    │       │   ├── UnknownKey     unknown_key     until its newer statement has come
    │       │   ├── KeyExpired     key_expired
    │       │   └── KeyRevoked     key_revoked
    │       ├── BadSignature       bad_signature
    │       ├── LowerSuite         lower_suite     signed with less than the offices agreed on
    │       ├── NotForUs           not_for_us
    │       ├── TooOld             too_old
    │       ├── TooLarge           too_large
    │       ├── UnknownKind        unknown_kind    nobody here takes in such a message
    │       └── Conflict           conflict        another content under a known message id
    ├── PeerUnreachable            peer_unreachable  -    the worker tries again later
    │   └── PeerBusy               peer_busy         -    the worker tries again when told to
    ├── UploadUnderWay             upload_under_way  -    the worker goes on
    ├── NotReceipted               not_receipted     -    the worker tries again later
    ├── NodeIsFull                 node_is_full    503    come back later
    └── BrokenDataFile             broken_data_file  -    the node does not start

A refusal is an English sentence with named places, and the facts that fill them, so that a page
can say it in the reader's language: ``gettext(error.sentence) % error.facts``.
"""

from typing import Any, ClassVar


def gettext_noop(sentence: str) -> str:
    """Mark `sentence` for the translators without importing Django."""
    return sentence


class HamkorError(Exception):
    """Root of the tree.

    Args:
        sentence: English, for the person who reads it; may hold ``%(name)s`` places.
        facts: what fills the places. Never personal data: sentences reach logs.
    """

    code: ClassVar[str] = "hamkor"

    def __init__(self, sentence: str, **facts: Any) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(sentence % facts if facts else sentence)


class NotAllowed(HamkorError):
    """This person may not do this to this thing."""

    code = "not_allowed"


class NotFound(HamkorError):
    """There is no such thing, or this person may not know of it."""

    code = "not_found"


class WrongState(HamkorError):
    """The thing has moved on: someone else was first, or it is too early."""

    code = "wrong_state"


class RuleViolation(HamkorError):
    """A provision forbids it.

    Args:
        sentence: as in `HamkorError`.
        provision: the article that forbids it, as a reader would cite it; empty when it is a
            rule of the house.
        facts: as in `HamkorError`.
    """

    code = "rule_violation"

    def __init__(self, sentence: str, *, provision: str = "", **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self.provision = provision


class FirewallBreach(RuleViolation):
    """Material given for protection was about to leave its purpose."""

    code = "firewall"


class InputRefused(HamkorError):
    """Something typed or uploaded is too large, of the wrong type or unreadable.

    Args:
        sentence: as in `HamkorError`.
        field: name of the form field it belongs to; empty for the whole form.
        facts: as in `HamkorError`.
    """

    code = "input_refused"

    def __init__(self, sentence: str, *, field: str = "", **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self.field = field


class UnreadableTable(InputRefused):
    """A file of rows cannot be used as a whole: its encoding, its columns, or it is empty."""

    code = "unreadable_table"


class EnvelopeError(HamkorError):
    """A sealed message cannot be made or opened."""

    code = "envelope"


class OurFault(EnvelopeError):
    """We tried to send something illegal."""

    code = "our_fault"


class PeerFault(EnvelopeError):
    """What arrived breaks the protocol."""

    code = "peer_fault"


class Malformed(PeerFault):
    """It is not built as a message is."""

    code = "malformed"


class Unreadable(Malformed):
    """The sender did sign it, and still it opens to nothing: damaged before it was sealed."""

    code = "unreadable"


class UnknownSender(PeerFault):
    """It is not signed with the key of an office that is trusted here."""

    code = "unknown_sender"


class KeyRefused(PeerFault):
    """It comes from an office that is trusted here, but a key is not good: that is told, signed.

    Whether this is so can be seen from the header alone, so nobody can obtain such a refusal for
    a message that would have been taken in.
    """

    code = "key_refused"


class UnknownKey(KeyRefused):
    """It names a key that is not known here yet; the same bytes go again with the statement."""

    code = "unknown_key"


class KeyExpired(KeyRefused):
    """The time of the key had not begun or was over."""

    code = "key_expired"


class KeyRevoked(KeyRefused):
    """The office has revoked the key."""

    code = "key_revoked"


class BadSignature(PeerFault):
    """What was signed is not what arrived."""

    code = "bad_signature"


class LowerSuite(PeerFault):
    """It is really its sender's, but sealed with weaker algorithms than the two agreed on."""

    code = "lower_suite"


class NotForUs(PeerFault):
    """It was sealed for another office, or for another key of ours."""

    code = "not_for_us"


class TooOld(PeerFault):
    """Its time had run out, or its clock is too far from ours."""

    code = "too_old"


class TooLarge(PeerFault):
    """It is longer than a message may be."""

    code = "too_large"


class UnknownKind(PeerFault):
    """Nobody here takes in such a message."""

    code = "unknown_kind"


class Conflict(PeerFault):
    """Another content is known under this message id or place in the stream."""

    code = "conflict"


class PeerUnreachable(HamkorError):
    """The other node did not answer, or is not well; the same bytes go again later."""

    code = "peer_unreachable"


class PeerBusy(PeerUnreachable):
    """The other node asks for patience: its disk is full, or it has too much to do."""

    code = "peer_busy"

    def __init__(self, sentence: str, *, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class UploadUnderWay(HamkorError):
    """Some chunks of a large message have arrived; the next ones go in the next round."""

    code = "upload_under_way"


class NotReceipted(HamkorError):
    """The other node refused a message without signing that it did; the same bytes go again."""

    code = "not_receipted"


class DamagedHere(HamkorError):
    """The disk of this node has changed what it kept: the message is not what was signed."""

    code = "damaged_here"


class NodeIsFull(HamkorError):
    """There is no room on the disk for what arrives; whoever sent it comes back later."""

    code = "node_is_full"


class BrokenDataFile(HamkorError):
    """A file of law or reference data is wrong; the node does not start.

    Args:
        path: the file, relative to the data folder.
        line: 1-based; 0 when unknown.
        field: dotted path of the field; empty when the whole file is wrong.
        problem: what is wrong with it.
    """

    code = "broken_data_file"

    def __init__(self, path: str, line: int, field: str, problem: str) -> None:
        where = f"{path}, line {line}" if line else path
        super().__init__(f"{where}: {field}: {problem}" if field else f"{where}: {problem}")
        self.path, self.line, self.field, self.problem = path, line, field, problem
