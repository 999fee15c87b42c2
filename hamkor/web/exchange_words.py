"""Codes of the exchange in words: what a message says, and why one does not get through."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor.exchange.standing import Trouble
from hamkor.web.templatetags.hamkor_words import office_name

KINDS: dict[str, Promise] = {
    "assistance.request/1": _("the request"),
    "assistance.acceptance/1": _("the acceptance"),
    "assistance.refusal/1": _("the refusal"),
    "assistance.postponement/1": _("the postponement"),
    "assistance.information_question/1": _("the question"),
    "assistance.information/1": _("the additional information"),
    "assistance.execution_started/1": _("that execution began"),
    "assistance.answer/1": _("the answer"),
    "assistance.withdrawal/1": _("the withdrawal"),
    "assistance.closure/1": _("the closure"),
    "exchange.evidence/1": _("receipts"),
    "exchange.tally/1": _("a count of messages"),
    "exchange.inventory/1": _("a list of messages"),
    "exchange.returned/1": _("a message given back"),
}
FAILURES: dict[str, Promise] = {
    "bad_signature": _("The signature is not that of the office it names."),
    "conflict": _("Another message came before under the same number."),
    "damaged_here": _(
        "The disk of this node has damaged it: the administrator runs `hamkor exchange check`."
    ),
    "expired": _("It could not be delivered in time."),
    "firewall": _("It would have left the purpose it was given for."),
    "input_refused": _("Something in it is too long, unreadable or of a wrong kind."),
    "key_expired": _("It was signed or sealed with a key whose time is over: send it again."),
    "key_revoked": _("It was signed or sealed with a key that was revoked: send it again."),
    "malformed": _("It is not built as a message of this kind must be."),
    "not_allowed": _("The office that sent it may not do this."),
    "not_for_us": _("It is meant for another office."),
    "not_found": _("It speaks of a request that this office does not know."),
    "not_receipted": _("The other node refused it without signing that it did."),
    "lower_suite": _("It was signed with weaker algorithms than the two offices agreed on."),
    "peer_busy": _("The other node has no room now and asks to come back later."),
    "peer_unreachable": _("The other node did not answer."),
    "refused": _("The other node refused it, and signed that it did."),
    "returned": _("Given back by the other office, after this node had lost it."),
    "rule_violation": _("A rule forbids it."),
    "too_large": _("It is larger than a node takes in."),
    "too_old": _("It is older than a node takes in."),
    "unknown_key": _("The other node does not know our newest keys yet: it is told."),
    "unknown_kind": _("The other node does not know this kind of message."),
    "unknown_sender": _("The other node does not trust our keys (yet)."),
    "unreadable": _("It was signed, and still it opens to nothing."),
    "wrong_state": _("The request had moved on when it came."),
}

TROUBLES: dict[str, Promise] = {
    "rival_directory": _(
        "Two directories of offices with the number %(count)d were signed; %(office)s showed the"
        " second. Speak with the offices that signed: one of them signs what it should not."
    ),
    "old_directory": _(
        "No other office has confirmed the directory of offices for %(count)d days. After thirty"
        " days nothing new is sent: ask another office for the newest one."
    ),
    "findings": _(
        "The log of %(office)s shows two histories. Speak with that office by telephone; what it"
        " signs is marked until this is explained."
    ),
    "disk": _(
        "The disk of this node is nearly full: other offices are asked to come back later. Make"
        " room."
    ),
    "set_aside": _(
        "Messages that took no effect: %(count)d. Look at them below; when the cause is removed,"
        " let them be tried once more."
    ),
    "silent": _(
        "%(office)s has not answered for an hour; messages wait for it: %(count)d. Call its"
        " administrator; nothing is lost."
    ),
    "our_keys": _(
        "Our own keys end in %(count)d days and no next ones are there: make them with the root."
    ),
    "keys": _(
        "The keys of %(office)s end in %(count)d days and it has stated no next ones: tell its"
        " administrator."
    ),
    "tally": _(
        "%(office)s counts other messages than we on some days: %(count)d. What is missing comes"
        " by itself; if this line stays for two days, compare by telephone."
    ),
}


def trouble_words(trouble: Trouble) -> str:
    """Say what somebody must see to, and what to do."""
    facts = {"office": office_name(trouble.office), "count": trouble.count}
    return str(TROUBLES[trouble.what]) % facts


def kind_words(kind: str) -> str:
    """Say what a message tells; its code when this node does not know the kind."""
    return str(KINDS.get(kind, kind))


def failure_words(code: str) -> str:
    """Say why a message does not get through; `code` may carry details after dots."""
    if not code:
        return ""
    parts = code.split(".")
    known = next((FAILURES[part] for part in reversed(parts) if part in FAILURES), None)
    return str(known) if known else gettext("An unforeseen error.")
