"""The file that a person keeps: the signed proof and the words it proves, readable by both.

Plain text, so that it survives being copied, printed and sent; what is proven stands in JSON,
which no change of line ends can alter.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits

PROOF = "PROOF OF FILING"
CONTENT = "WHAT WAS FILED"
SIGNED = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class ProofFile:
    """What `read_proof_file` found: the signed proof, and the words if the file holds them."""

    proof: str
    content: Mapping[str, str] | None


def write_proof_file(explanation: str, proof: str, content: Mapping[str, str]) -> str:
    """Return the file: `explanation` for the person, then proof and words for a machine."""
    words = json.dumps(content, ensure_ascii=False, indent=1)
    # Dashes that a person wrote must not look like the end of a block; JSON can spell them so.
    words = words.replace("-----", r"\u002d----")
    return f"{explanation}\n\n{_block(PROOF, proof)}\n\n{_block(CONTENT, words)}\n"


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
    return ProofFile(proof, None if words is None else _read_words(words))


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
