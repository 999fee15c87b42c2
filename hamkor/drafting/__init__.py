"""Is a request complete, lawful on its face, on time and in the right channel? Pure.

The page, the API and `hamkor requests check` ask the same question: `check(draft, on=…)`.
"""

from hamkor.drafting.checking import Report, check
from hamkor.drafting.draft import Draft
from hamkor.drafting.reading import read_draft

__all__ = ["Draft", "Report", "check", "read_draft"]
