"""`hamkor exchange export`: all that was exchanged about a request or case, in one container."""

import argparse
from pathlib import Path
from uuid import UUID

from hamkor.command.opening import open_node
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("export", help="write the evidence of a matter for a court")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="of the node")
    parser.add_argument("reference", type=UUID, metavar="CASE-OR-REQUEST", help="its number")
    parser.add_argument(
        "--by", required=True, metavar="USERNAME", help="the officer who asks for it"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="such as a.asice")
    parser.set_defaults(do=_export)


def _export(options: argparse.Namespace) -> int:
    open_node(options.folder)
    from hamkor.accounts.queries import officer_for
    from hamkor.court.services import export_matter

    if options.out.exists():
        raise HamkorError(_("There is a file %(name)s already"), name=options.out.name)
    try:
        count = export_matter(options.reference, options.out, by=officer_for(options.by))
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be written: %(why)s"),
            name=options.out.name,
            why=error.strerror,
        ) from error
    print(f"{count} messages are in {options.out}.")
    print(f"Check them: hamkor exchange verify {options.out}")
    print("Anybody else: python3 hamkor_verify.py FILE, which needs nothing of Hamkor.")
    return 0
