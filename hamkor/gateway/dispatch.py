"""One table says who takes in which message; one loop gives each its effect, once."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction

from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.errors import Conflict, FirewallBreach, UnknownKind, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange import messages as talk
from hamkor.exchange import queries, services
from hamkor.exchange.greeting import Greeting, receive_greeting
from hamkor.exchange.messages import Message
from hamkor.gateway.failures import failure_code, failure_place
from hamkor.persons import messages as identity
from hamkor.persons import services as persons

if TYPE_CHECKING:
    from hamkor.exchange.models import InboxMessage

log = logging.getLogger(__name__)

BATCH = 20

# A receiver is called with the body and, by name, `about`, `sender`, `documents`,
# `limits_on_use`, `message_id` and `received_at`.
Receiver = Callable[..., Any]
RECEIVERS: dict[str, tuple[type[Message], Receiver]] = {
    messages.Request.KIND: (messages.Request, assistance.receive_request),
    messages.Acceptance.KIND: (messages.Acceptance, assistance.learn_acceptance),
    messages.Refusal.KIND: (messages.Refusal, assistance.learn_refusal),
    messages.Postponement.KIND: (messages.Postponement, assistance.learn_postponement),
    messages.InformationQuestion.KIND: (
        messages.InformationQuestion,
        assistance.learn_information_question,
    ),
    messages.Information.KIND: (messages.Information, assistance.receive_information),
    messages.ExecutionStarted.KIND: (
        messages.ExecutionStarted,
        assistance.learn_execution_started,
    ),
    messages.Answer.KIND: (messages.Answer, assistance.learn_answer),
    messages.Withdrawal.KIND: (messages.Withdrawal, assistance.receive_withdrawal),
    messages.Closure.KIND: (messages.Closure, assistance.receive_closure),
    talk.EvidenceShared.KIND: (talk.EvidenceShared, services.receive_evidence),
    talk.TallyTold.KIND: (talk.TallyTold, services.receive_tally),
    talk.InventoryShown.KIND: (talk.InventoryShown, services.receive_inventory),
    talk.MessageReturned.KIND: (talk.MessageReturned, services.receive_returned),
    Greeting.KIND: (Greeting, receive_greeting),
    identity.IdentityDecided.KIND: (identity.IdentityDecided, assistance.receive_identity),
    identity.IdentityAnswered.KIND: (identity.IdentityAnswered, persons.learn_answer),
    identity.IdentityWithdrawn.KIND: (identity.IdentityWithdrawn, persons.learn_withdrawal),
    identity.PrivateMatchProposed.KIND: (
        identity.PrivateMatchProposed,
        persons.learn_private_match,
    ),
    identity.PrivateMatchAnswered.KIND: (
        identity.PrivateMatchAnswered,
        persons.learn_private_answer,
    ),
    identity.PrivateMatchPoints.KIND: (identity.PrivateMatchPoints, persons.learn_private_points),
    identity.PrivateMatchEnded.KIND: (identity.PrivateMatchEnded, persons.learn_private_end),
}


def dispatch_new() -> int:
    """Give every message that may have its effect now that effect; tell how many had one.

    A message without a receiver, in a wrong form or at a wrong time is set aside with a code for
    a human to look at; those behind it go on.
    """
    dispatched = 0
    while batch := queries.next_to_dispatch(BATCH):
        dispatched += sum(_dispatch(inbox) for inbox in batch)
    return dispatched


def _dispatch(inbox: "InboxMessage") -> bool:
    """Give one message its effect, in one transaction with the note that it had it."""
    try:
        with transaction.atomic():
            services.mark_dispatched(inbox)
            _receive(inbox)
    except DatabaseError:
        raise  # nothing happened: the next round tries again
    except Exception as error:
        failure = failure_code(error)
        log.warning(
            "message %s set aside: %s at %s", inbox.message_id, failure, failure_place(error)
        )
        with suppress(WrongState):  # another worker was quicker
            services.set_aside(inbox, failure)
            if isinstance(error, FirewallBreach):
                breach, about = AuditAction.FIREWALL_BREACH, inbox.message_id
                record(breach, by=inbox.sender, about=about, where=inbox.kind)
        return False
    return True


def _receive(inbox: "InboxMessage") -> None:
    if queries.is_chain_broken(inbox):
        raise Conflict(_("Another message came before this one than the one we have"))
    if inbox.kind not in RECEIVERS:
        raise UnknownKind(_("This node does not know messages of this kind"))
    body_class, receive = RECEIVERS[inbox.kind]
    with queries.opened_message(inbox) as message:
        receive(
            body_class.model_validate(message.body),
            about=message.about,
            sender=inbox.sender,
            documents=message.documents,
            limits_on_use=message.limits_on_use,
            message_id=inbox.message_id,
            received_at=inbox.received_at,
        )
