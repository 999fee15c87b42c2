"""What Splink weighs of the pairs that share most keys, in the same words on either engine."""

from collections.abc import Callable
from typing import Any

from splink import Linker

from hamkor.batch.linking import questions
from hamkor.batch.linking.first_weights import settings
from hamkor.batch.linking.questions import Asked


def weighed(asked: Asked, api: Any, make: Callable[[str, str], None]) -> Any:
    """Return Splink's table of the pairs of the table ``candidate``, weighed.

    Args:
        asked: the questions of this run.
        api: Splink's way to the engine's database.
        make: makes a table of a name out of a question.
    """
    make("to_weigh", asked.to_weigh())
    for side in asked.sides:
        make(f"{side}_in", questions.INPUT.format(side=side))
    tables = [api.register(f"{side}_in", dataset_display_name=side) for side in asked.sides]
    model = settings(asked.link_type, max(asked.rows))
    linker = Linker(tables if len(tables) > 1 else tables[0], model, log_level=None)
    linker.table_management.register_blocked_pairs_for_predict(api.register("to_weigh"))
    return linker.inference.predict(warning_mode="never")
