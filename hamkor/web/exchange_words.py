"""Codes of the exchange in words: what a message says, and why one does not get through."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
}
FAILURES: dict[str, Promise] = {
    "bad_signature": _("The signature is not that of the office it names."),
    "conflict": _("Another message came before under the same number."),
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
    "peer_unreachable": _("The other node did not answer."),
    "refused": _("The other node refused it, and signed that it did."),
    "rule_violation": _("A rule forbids it."),
    "too_large": _("It is larger than a node takes in."),
    "too_old": _("It is older than a node takes in."),
    "unknown_key": _("The other node does not know our newest keys yet: it is told."),
    "unknown_kind": _("The other node does not know this kind of message."),
    "unknown_sender": _("The other node does not trust our keys (yet)."),
    "unreadable": _("It was signed, and still it opens to nothing."),
    "wrong_state": _("The request had moved on when it came."),
}


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
