"""The file that a person keeps: signed proof, the words it proves, and its place in the log.

Plain text, so that it survives being copied, printed and sent; what is proven stands in JSON,
which no change of line ends can alter.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hamkor.errors import BadSignature, InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits
from hamkor.transparency.note import NoteKey
from hamkor.transparency.proof import Proven, check_thing, read_proof

PROOF = "PROOF OF FILING"
CONTENT = "WHAT WAS FILED"
LOG = "PLACE IN THE LOG"
FILING = "filing"
"""Kind of the leaf in the log."""
SIGNED = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class ProofFile:
    """What `read_proof_file` found.

    Attributes:
        proof: the signed proof.
        content: the words, if the file holds them.
        log: proof of the log (C2SP tlog-proof), empty if the file holds none yet.
    """

    proof: str
    content: Mapping[str, str] | None
    log: str = ""


def write_proof_file(
    explanation: str, proof: str, content: Mapping[str, str], log: str = ""
) -> str:
    """Return the file: `explanation` for the person, then proof, words and log for a machine."""
    words = json.dumps(content, ensure_ascii=False, indent=1)
    # Dashes that a person wrote must not look like the end of a block; JSON can spell them so.
    words = words.replace("-----", r"\u002d----")
    place = f"\n{_block(LOG, log.rstrip())}\n" if log else ""
    return f"{explanation}\n\n{_block(PROOF, proof)}\n\n{_block(CONTENT, words)}\n{place}"


def read_proof_file(text: str) -> ProofFile:
    """Read the file, or the signed proof alone.

    Raises:
        InputRefused: neither is in there.
    """
    if len(text) > limits.PROOF_FILE:
        raise InputRefused(_("This is too long to be a proof of filing"), field="proof")
    proof = re.sub(r"\s", "", _inside(PROOF, text) or text)
    if not SIGNED.fullmatch(proof):
        raise InputRefused(_("There is no proof of filing in this"), field="proof")
    words = _inside(CONTENT, text)
    content = None if words is None else _read_words(words)
    return ProofFile(proof, content, read_log_part(text))


def read_log_part(text: str) -> str:
    """Return the proof of the log in a file, as it was before mail changed its line ends."""
    lines = (_inside(LOG, text) or "").strip().splitlines()
    return "\n".join([*map(str.rstrip, lines), ""]) if lines else ""


def check_filing(
    log: str,
    digest: str,
    *,
    log_keys: Sequence[NoteKey],
    witness_keys: Sequence[NoteKey],
) -> Proven:
    """Verify that an office's log holds a proof of filing.

    Args:
        log: proof of the log.
        digest: of the signed proof of filing.
        log_keys: of the office that it was filed with.
        witness_keys: of other offices.

    Raises:
        PeerFault: it is no such proof, or a signature in it is false.
    """
    kind, proven = check_thing(
        read_proof(log), bytes.fromhex(digest), log_keys=log_keys, witness_keys=witness_keys
    )
    if kind != FILING:
        raise BadSignature(_("The log does not hold this at the place that the proof names."))
    return proven


def _block(title: str, inside: str) -> str:
    return f"-----BEGIN {title}-----\n{inside}\n-----END {title}-----"


def _inside(title: str, text: str) -> str | None:
    found = re.search(f"-----BEGIN {title}-----(.*?)-----END {title}-----", text, re.DOTALL)
    return found.group(1) if found else None


def _read_words(words: str) -> Mapping[str, str]:
    try:
        content = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise InputRefused(
            _("The part of the file that says what was filed is damaged"), field="proof"
        ) from error
    is_text = isinstance(content, dict) and all(isinstance(v, str) for v in content.values())
    if not is_text:
        raise InputRefused(
            _("The part of the file that says what was filed is damaged"), field="proof"
        )
    return dict(content)
