"""Copies of evidence for daily work: what one sees, reads and hears, without what lies beside it.

The original stays sealed with its hash; it alone is evidence. The copy holds no place, device,
author or date, no script and no link, because officers read it and it may travel.
"""

from hamkor.files.working.making import WorkingCopy, make_working_copy

__all__ = ["WorkingCopy", "make_working_copy"]
