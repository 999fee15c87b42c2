"""What the requesting office learns from the office it asked."""

from typing import Unpack

from django.db import transaction

from hamkor.assistance import messages
from hamkor.assistance.models import Stage
from hamkor.assistance.services.arriving import Came, Happening, News, instant_of, learn
from hamkor.assistance.services.clocks import GIVE_INFORMATION, start_clock
from hamkor.assistance.services.documents import copy_to_case
from hamkor.assistance.services.telling import (
    THEIR_PROMISE,
    Promise,
    asked_by,
    peer_state,
    tell_person,
)
from hamkor.assistance.states import Action, OurRole
from hamkor.assistance.verbs import Step
from hamkor.deadlines.services import cancel_deadlines
from hamkor.exchange.identity import our_state
from hamkor.intake.models import Step as PersonStep

WE_ASK = OurRole.REQUESTING


@transaction.atomic
def learn_acceptance(body: messages.Acceptance, **came: Unpack[Came]) -> None:
    """Take in that they will execute, and the day they promise.

    Raises:
        NotFound: no such request; see `arriving.find` for this and the other refusals.
    """
    happened = Happening(
        Action.LEARN_ACCEPTED,
        Step.ACCEPTED,
        facts={"answer_by_on": body.answer_by_on and body.answer_by_on.isoformat()},
        changes={
            "peer_number": body.number,
            "accepted_at": instant_of(body, came),
            "decided_at": instant_of(body, came),
            "postponed_until": None,
        },
    )
    news = learn(body, came, WE_ASK, happened)
    if news:
        _tell(news, PersonStep.REQUEST_ACCEPTED, _their_promise(news, body))


@transaction.atomic
def learn_refusal(body: messages.Refusal, **came: Unpack[Came]) -> None:
    """Take in that they refuse, on which ground and why."""
    happened = Happening(
        Action.LEARN_REFUSED,
        Step.REFUSED,
        text=body.reasons,
        facts={"ground": body.ground, "provision": body.provision},
        changes={
            "peer_number": body.number,
            "refusal_ground": body.ground,
            "refusal_reasons": body.reasons,
            "decided_at": instant_of(body, came),
        },
    )
    news = learn(body, came, WE_ASK, happened)
    if news:
        cancel_deadlines(news.request.reference)
        _tell(news, PersonStep.REQUEST_REFUSED)


@transaction.atomic
def learn_postponement(body: messages.Postponement, **came: Unpack[Came]) -> None:
    """Take in that they put execution off, and to which day."""
    happened = Happening(
        Action.LEARN_POSTPONED,
        Step.POSTPONED,
        text=body.reasons,
        facts={"until": body.until.isoformat()},
        changes={
            "peer_number": body.number,
            "postponed_until": body.until,
            "decided_at": instant_of(body, came),
        },
    )
    news = learn(body, came, WE_ASK, happened)
    if news:
        promise = Promise(body.until, peer_state(news.request), THEIR_PROMISE)
        _tell(news, PersonStep.REQUEST_POSTPONED, promise)


@transaction.atomic
def learn_information_question(body: messages.InformationQuestion, **came: Unpack[Came]) -> None:
    """Take in that they need something more; from now on it is our turn."""
    happened = Happening(
        Action.LEARN_INFORMATION_ASKED,
        Step.INFORMATION_ASKED,
        text=body.question,
        changes={"peer_number": body.number, "question": body.question},
    )
    news = learn(body, came, WE_ASK, happened)
    if news is None:
        return
    due = start_clock(news.request, GIVE_INFORMATION) if news.has_moved else None
    promise = Promise(due.due_on, our_state(), due.provision) if due else None
    _tell(news, PersonStep.INFORMATION_ASKED, promise)


@transaction.atomic
def learn_execution_started(body: messages.ExecutionStarted, **came: Unpack[Came]) -> None:
    """Take in that they have begun."""
    happened = Happening(
        Action.LEARN_STARTED, Step.EXECUTION_STARTED, changes={"peer_number": body.number}
    )
    learn(body, came, WE_ASK, happened)


@transaction.atomic
def learn_answer(body: messages.Answer, **came: Unpack[Came]) -> None:
    """Take in the answer, in part or in full; its documents go into the case."""
    happened = Happening(
        Action.LEARN_PARTLY_EXECUTED if body.is_partial else Action.LEARN_EXECUTED,
        Step.PARTLY_EXECUTED if body.is_partial else Step.EXECUTED,
        text=body.text,
        facts={"signatory": body.signatory},
        stage=Stage.ANSWER,
        changes={
            "peer_number": body.number,
            "answer": body.text,
            "answer_is_partial": body.is_partial,
            "answered_at": instant_of(body, came),
        },
    )
    news = learn(body, came, WE_ASK, happened)
    if news is None:
        return
    copy_to_case(news.request, stage=Stage.ANSWER)
    if not body.is_partial:
        cancel_deadlines(news.request.reference)
    partly, fully = PersonStep.REQUEST_PARTLY_EXECUTED, PersonStep.REQUEST_EXECUTED
    _tell(news, partly if body.is_partial else fully)


def _tell(news: News, step: PersonStep, promise: Promise | None = None) -> None:
    """Tell the person; news that came late tells what happened and promises nothing."""
    promise = promise if news.has_moved else None
    tell_person(news.request, step, is_theirs=True, at=news.at, promise=promise)


def _their_promise(news: News, body: messages.Acceptance) -> Promise | None:
    if body.answer_by_on is None:
        return asked_by(news.request)
    source = body.promise_source[:200] or THEIR_PROMISE
    return Promise(body.answer_by_on, peer_state(news.request), source)
