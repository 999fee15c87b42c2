"""`hamkor persons rebuild FOLDER`: read every record on file anew, as this version reads them."""

import argparse
import json

from hamkor.batch.progress import count_with_progress
from hamkor.command.opening import check_is_up_to_date, open_node


def run(options: argparse.Namespace) -> int:
    """Make forms and keys anew, then count the register; stopped half-way, it goes on next time.

    The node may run meanwhile: each record is found under its old keys until it has the new ones.
    """
    open_node(options.node)
    check_is_up_to_date()
    from hamkor.persons.services import count_register, left_to_rebuild, rebuild_next

    left = left_to_rebuild()
    done = count_with_progress(iter(rebuild_next, 0), "records", left)
    counted = count_register().persons
    if options.json:
        print(json.dumps({"rebuilt": done, "persons": counted}))
    else:
        print(f"{done} records read anew, {counted} on file")
    return 0
