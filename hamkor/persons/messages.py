"""What two offices tell each other about who is who, within a request that both know."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from hamkor.errors import InputRefused
from hamkor.exchange.messages import Message
from hamkor.persons import limits
from hamkor.persons.texts import check_text

MOST_NAMES = limits.NAME_FORMS


def _storable(text: str) -> str:
    try:
        return check_text(text, field="", at_most=limits.REASONS[1], is_one_line=False)
    except InputRefused as refused:
        raise ValueError(refused.sentence) from refused


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=limits.NAME), AfterValidator(_storable)
]
Reasons = Annotated[
    str, StringConstraints(min_length=1, max_length=limits.REASONS[1]), AfterValidator(_storable)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Written = Annotated[str, StringConstraints(pattern=r"^([0-9?]{4}-[0-9?]{2}-[0-9?]{2})?$")]


class Particulars(Message):
    """By what the receiver knows which of its records is meant; no document's number.

    Attributes:
        names: every spelling on file, as written.
        born: "1990-05-??"; empty when nothing is known.
        citizenship: ISO 3166-1 alpha-2, or empty.
    """

    names: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_NAMES)]
    born: Written = ""
    citizenship: Country = ""


class IdentityDecided(Message):
    """The sender has decided on two persons of the request, and asks whether we agree."""

    KIND: ClassVar[str] = "identity.decision/1"

    decision: UUID
    verdict: Literal["same", "not_same"]
    reasons: Reasons
    first: Particulars
    second: Particulars
    at: AwareDatetime
    is_invented: bool = False


class IdentityAnswered(Message):
    """The receiver of a decision agrees, or does not, and says why."""

    KIND: ClassVar[str] = "identity.answer/1"

    decision: UUID
    agrees: bool
    reasons: Reasons
    at: AwareDatetime


class IdentityWithdrawn(Message):
    """The sender takes back what it decided or agreed to; it binds neither office any more."""

    KIND: ClassVar[str] = "identity.withdrawal/1"

    decision: UUID
    reasons: Reasons
    at: AwareDatetime


class PrivateMatchProposed(Message):
    """The sender proposes to learn which persons both offices know, and of no others.

    Attributes:
        area: of the cases whose persons are compared.
        purpose: for which alone what is learnt may be used.
        legal_ground: instrument and provision, in words.
        at: when it was proposed.
    """

    KIND: ClassVar[str] = "persons.private_match/1"

    area: Code
    purpose: Code
    legal_ground: Reasons
    at: AwareDatetime


class PrivateMatchAnswered(Message):
    """The receiver agrees, its points with it in a document, or declines and says why."""

    KIND: ClassVar[str] = "persons.private_match_answer/1"

    agrees: bool
    reasons: Annotated[str, StringConstraints(max_length=limits.REASONS[1])] = ""
    at: AwareDatetime


class PrivateMatchPoints(Message):
    """Two documents: the sender's points, and the receiver's multiplied by the sender."""

    KIND: ClassVar[str] = "persons.private_match_points/1"

    at: AwareDatetime


class PrivateMatchEnded(Message):
    """One document: the receiver's points multiplied by the sender, in their order."""

    KIND: ClassVar[str] = "persons.private_match_end/1"

    at: AwareDatetime


BODIES: tuple[type[Message], ...] = (
    IdentityDecided,
    IdentityAnswered,
    IdentityWithdrawn,
    PrivateMatchProposed,
    PrivateMatchAnswered,
    PrivateMatchPoints,
    PrivateMatchEnded,
)
