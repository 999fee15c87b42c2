"""What runs inside a node's own process, because settings belong to a process."""

import json
import os

import django


def open_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamkor.settings"
    django.setup()


def answer(value: object) -> None:
    """Hand a result to the process that asked: the last line it reads."""
    print(json.dumps(value), flush=True)
