"""A node's folder becomes a running Django, or a sentence why not."""

import os
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from hamkor.drafting.validation import validate_data
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.node import Node, load_node


def open_node(folder: Path) -> Node:
    """Check every data file, then let Django take its settings from the node in `folder`.

    Raises:
        BrokenDataFile: a file of law or reference data, or `node.toml`, is wrong.
        HamkorError: a secret is missing, or Django cannot start with these settings.
    """
    node = load_node(folder.resolve())
    validate_data()
    os.environ["HAMKOR_NODE"] = str(node.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamkor.settings"
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise HamkorError(_("The node cannot start: %(why)s"), why=str(error)) from error
    return node


def check_is_up_to_date() -> None:
    """Refuse to serve from a database that an older or newer version of the program has made.

    Raises:
        HamkorError: it has not the tables of this version, or cannot be reached.
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise HamkorError(_("The node's database cannot be reached")) from error
    if plan:
        raise HamkorError(
            _("The node's database is of another version: run `hamkor node upgrade`")
        )
    connection.close()
