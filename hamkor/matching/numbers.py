"""Document numbers as they are compared."""

import re

from hamkor.matching.letters import LOOKS_LATIN


def document_number(written: str) -> str:
    """Return a document's number as it is compared: capitals and digits only."""
    return re.sub(r"[\W_]", "", written.lower().translate(LOOKS_LATIN)).upper()
