"""The proof of filing: the file a person keeps, and what this node says to one shown to it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from hamkor import envelope
from hamkor.errors import InputRefused, NotFound, PeerFault, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import log_keys_of, witness_keys_of
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.queries import proof_for
from hamkor.exchange import identity
from hamkor.exchange.peers import known_signers
from hamkor.exchange.queries import peers
from hamkor.intake.facts import proven_content
from hamkor.intake.models import Complaint
from hamkor.intake.proofs import ProofFile, check_filing, read_proof_file, write_proof_file
from hamkor.transparency.proof import Proven

EXPLANATION = _(
    "PROOF OF FILING\n\n"
    "This file proves that the complaint below was filed with %(office)s on %(filed_at)s (UTC),"
    " and with which words. Keep it unchanged, also outside the telephone: print it, or send it to"
    " somebody you trust.\n\n"
    "Reference: %(reference)s\n\n"
    "To check it, show it on the page “Check a proof” of that office or of any office that works"
    " with it. It can also be checked without any office: the first part is signed (JWS, Ed25519)"
    " with the key that the office has published. It holds a salt and a digest: SHA-256 over the"
    " salt followed by the second part in canonical JSON (RFC 8785).\n\n"
    "It does not hold your receipt code. Whoever reads this file reads what you wrote: show it"
    " only to those who may."
)

LOGGED = _(
    "The last part shows that the entry stands in the office's log, which nobody can rewrite"
    " unseen, and which other offices have confirmed it (C2SP tlog-proof)."
)
NOT_YET_LOGGED = _(
    "The entry in the office's log, confirmed by another office, will be added to this file:"
    " fetch it again with your receipt code in an hour."
)


@dataclass(frozen=True)
class ProofAnswer:
    """What this node says to a proof of filing.

    Attributes:
        is_valid: the signature holds, and so do the words if they were shown.
        why: an English msgid.
        office: id of the office that signed; empty when that is not known.
        filed_at: by that office's clock.
        reference: of the complaint.
        are_words_checked: the words were shown, and are those that were filed.
        is_logged: the file shows the entry in the office's log.
        witnesses: ids of the other offices that have confirmed the log with this entry.
    """

    is_valid: bool
    why: str
    office: str = ""
    filed_at: datetime | None = None
    reference: str = ""
    are_words_checked: bool = False
    is_logged: bool = False
    witnesses: tuple[str, ...] = ()


def proof_file(complaint: Complaint) -> str:
    """Return a plain text file that the person can keep, in the language of the complaint.

    Raises:
        NotFound: the person had the complaint erased.
    """
    if not complaint.proof:
        raise NotFound(_("This was erased, with the proof. The one that you kept stays valid"))
    office = identity.our_office()
    language = complaint.language
    log = proof_for(LeafKind.FILING, envelope.filing_digest(complaint.proof)) or ""
    with override(language):
        explanation = gettext(EXPLANATION) % {
            "office": office.names.in_language(language),
            "filed_at": f"{complaint.filed_at:%Y-%m-%d %H:%M}",
            "reference": complaint.reference,
        }
        explanation += "\n\n" + gettext(LOGGED if log else NOT_YET_LOGGED)
    content = proven_content(complaint, language)
    return write_proof_file(explanation, complaint.proof, content, log)


def check_proof(text: str) -> ProofAnswer:
    """Say whether `text`, a proof of filing or the file that holds it, is genuine.

    Proofs of this office and of every office it trusts are checked; nothing is looked up.
    """
    try:
        shown = read_proof_file(text)
        proof = _read_with_known_keys(shown.proof)
        logged = _check_log(proof.office, shown) if shown.log else None
    except (InputRefused, PeerFault) as refusal:
        return ProofAnswer(is_valid=False, why=refusal.sentence)
    is_true = shown.content is None or proof.proves(shown.content)
    return ProofAnswer(
        is_valid=is_true,
        why=_GENUINE if is_true else _OTHER_WORDS,
        office=proof.office,
        filed_at=proof.filed_at,
        reference=proof.complaint,
        are_words_checked=is_true and shown.content is not None,
        is_logged=logged is not None,
        witnesses=tuple(sorted(logged.witnesses)) if logged else (),
    )


def _check_log(office: str, shown: ProofFile) -> Proven:
    """Verify the part about the log with the keys of the office and of those known here."""
    others = [identity.our_office().id, *(peer.office for peer in peers())]
    return check_filing(
        shown.log,
        envelope.filing_digest(shown.proof),
        log_keys=log_keys_of(office),
        witness_keys=[key for other in others for key in witness_keys_of(other)],
    )


_GENUINE = _("This proof is genuine")
_OTHER_WORDS = _("The proof is genuine, but the words in this file are not those that were filed")


def _read_with_known_keys(proof: str) -> envelope.FilingProof:
    for keys in known_signers():
        try:
            return envelope.read_filing_proof(proof, keys)
        except UnknownSender:
            continue
    raise UnknownSender(_("No office known here has signed this"))
