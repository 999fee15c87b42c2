"""What two offices tell each other about a request: one body per step, with length limits.

Every body numbers the sender's step in this matter, so that the receiver can tell news from a
late or repeated message. `at` is the instant of the step by the sender's clock. A changed body
is a new kind, never a changed field.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from hamkor.assistance.limits import CONTENT_ITEMS, LINE, TEXT, TITLE
from hamkor.errors import InputRefused
from hamkor.exchange.messages import Message
from hamkor.persons.texts import check_text

MAX_STEP = 1_000_000


def _storable(text: str) -> str:
    try:
        return check_text(text, field="", at_most=TEXT, is_one_line=False)
    except InputRefused as refused:
        raise ValueError(refused.sentence) from refused


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
OptionalCode = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_.-]{0,59})?$")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_storable)]
Title = Annotated[
    str, StringConstraints(min_length=1, max_length=TITLE), AfterValidator(_storable)
]
Line = Annotated[str, StringConstraints(max_length=LINE), AfterValidator(_storable)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT), AfterValidator(_storable)]


class StepMessage(Message):
    """A step that the sender has made in the matter.

    Attributes:
        step: the sender's number of this step in the matter, from 1.
        at: instant of the step by the sender's clock.
    """

    step: Annotated[int, Field(ge=1, le=MAX_STEP)]
    at: AwareDatetime


class Request(StepMessage):
    """The requesting office asks.

    Attributes:
        number: the requesting office's own number.
        kind: a measure.
        contents: content item → text, as the measure names them.
        language: of the contents.
        agreement: the instrument the requesting office relies on; empty for reciprocity.
        branches: every instrument that may govern while that is not settled.
        asked_by_on: day by which the answer is asked for, inclusive.
        signatory: name and position of who approved and signed.
        is_invented: the matter belongs to a demonstration.
    """

    KIND: ClassVar[str] = "assistance.request/1"

    number: Number
    kind: Code
    area: Code
    title: Title
    contents: Annotated[dict[Code, Text], Field(max_length=CONTENT_ITEMS)]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    agreement: OptionalCode
    branches: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    asked_by_on: date | None = None
    is_confidential: bool = False
    signatory: Annotated[Line, Field(min_length=1)]
    is_invented: bool = False


class Acceptance(StepMessage):
    """The requested office will execute.

    Attributes:
        number: the requested office's own number.
        answer_by_on: day by which it promises the answer, inclusive.
        promise_source: provision or promise the day rests on.
    """

    KIND: ClassVar[str] = "assistance.acceptance/1"

    number: Number
    answer_by_on: date | None = None
    promise_source: Line = ""


class Refusal(StepMessage):
    """The requested office will not execute, on this ground and for these reasons."""

    KIND: ClassVar[str] = "assistance.refusal/1"

    number: Number
    ground: Code
    provision: Line
    reasons: Text


class Postponement(StepMessage):
    """The requested office will execute later; `until` is the day it means to go on."""

    KIND: ClassVar[str] = "assistance.postponement/1"

    number: Number
    until: date
    reasons: Text


class InformationQuestion(StepMessage):
    """The requested office needs something more before it can execute."""

    KIND: ClassVar[str] = "assistance.information_question/1"

    number: Number
    question: Text


class Information(StepMessage):
    """The requesting office gives what was asked for by the step `answers_step`."""

    KIND: ClassVar[str] = "assistance.information/1"

    answers_step: Annotated[int, Field(ge=1, le=MAX_STEP)]
    text: Text


class ExecutionStarted(StepMessage):
    """The requested office has begun."""

    KIND: ClassVar[str] = "assistance.execution_started/1"

    number: Number


class Answer(StepMessage):
    """What the requested office did and found; `is_partial` when more will follow."""

    KIND: ClassVar[str] = "assistance.answer/1"

    number: Number
    text: Text
    is_partial: bool
    signatory: Annotated[Line, Field(min_length=1)]


class Withdrawal(StepMessage):
    """The requesting office no longer asks."""

    KIND: ClassVar[str] = "assistance.withdrawal/1"

    reasons: Text


class Closure(StepMessage):
    """The requesting office has what it needs."""

    KIND: ClassVar[str] = "assistance.closure/1"


BODIES: tuple[type[StepMessage], ...] = (
    Request,
    Acceptance,
    Refusal,
    Postponement,
    InformationQuestion,
    Information,
    ExecutionStarted,
    Answer,
    Withdrawal,
    Closure,
)
