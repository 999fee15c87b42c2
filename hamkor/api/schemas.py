"""What programs send and get: the same words as the form and the page of the person."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from hamkor.intake import limits
from hamkor.intake.services import ComplaintFacts

TOKEN = r"^[A-Za-z0-9_-]{22}$"  # noqa: S105 - the shape of one
MOST = limits.AT_MOST


class Asked(Schema):
    """Base of everything that is sent: unknown fields are refused, not dropped."""

    model_config = ConfigDict(extra="forbid")


class NewComplaint(Asked):
    """A complaint as somebody files it with the person who sits or calls beside.

    `submission` is drawn by the program, 16 random bytes in base64url without padding; the same
    one sent again gives the same complaint, code and proof, and changes nothing.
    """

    submission: str = Field(pattern=TOKEN)
    language: str = Field(max_length=10, description="in which the person speaks: tg, uz, ky, ru…")
    mode: Literal["signal", "confidential", "open"]
    area: str = Field(max_length=40)
    category: str = Field("other", max_length=60)
    happened: str = Field("", max_length=MOST["happened"])
    is_in_danger: bool = False
    happened_when: str = Field("", max_length=MOST["happened_when"])
    happened_where: str = Field("", max_length=MOST["happened_where"])
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2, or empty")
    who_did_it: str = Field("", max_length=MOST["who_did_it"])
    wanted: str = Field("", max_length=MOST["wanted"])
    person_name: str = Field("", max_length=MOST["person_name"])
    born: str = Field("", max_length=MOST["born"])
    citizenship: str = Field("", max_length=2)
    document_number: str = Field("", max_length=MOST["document_number"])
    contact: str = Field("", max_length=MOST["contact"])
    age_group: Literal["", "minor", "adult"] = ""
    sex: Literal["", "woman", "man"] = ""
    may_be_shared: bool = Field(False, description="the person agrees that it is shared abroad")
    has_agreed: bool = Field(False, description="the person agrees that this is filed")

    def facts(self) -> ComplaintFacts:
        """Return what was said, as intake takes it in."""
        said = self.model_dump()
        for not_a_fact in ("submission", "language", "has_agreed"):
            said.pop(not_a_fact)
        return ComplaintFacts(**said)


class Filed(Schema):
    """What the person takes home. The code is shown here and never again."""

    code: str
    proof: str
    filed_at: datetime


class WithCode(Asked):
    """Who asks: the receipt code, in the body and nowhere else."""

    code: str = Field(max_length=200)


class NewMessage(WithCode):
    """A line to the office; the same `submission` sent again counts once."""

    text: str = Field(min_length=1, max_length=limits.MESSAGE)
    submission: str = Field(pattern=TOKEN)


class Erasure(WithCode):
    """The person wants everything erased; `really` is true, so that no default erases."""

    really: Literal[True]


class ShownStep(Schema):
    step: str
    words: str
    at: datetime
    state: str


class ShownPromise(Schema):
    step: str
    on: date
    state: str
    source: str
    is_late: bool


class ShownMessage(Schema):
    text: str
    at: datetime
    is_from_office: bool


class Status(Schema):
    """What the person may know, the same from both states."""

    status: str
    number: str
    steps: list[ShownStep]
    promises: list[ShownPromise]
    messages: list[ShownMessage]
    may_escalate: str
    may_reopen: bool
    may_erase: bool


class Category(Schema):
    area: str
    id: str
    name: str
