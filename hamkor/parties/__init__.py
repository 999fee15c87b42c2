"""Who the other offices are, what may be asked of them, and which agreement applies."""

from hamkor.parties.validation import validate_data

__all__ = ["validate_data"]
