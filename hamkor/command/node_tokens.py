"""`hamkor node tokens …`: tokens for the programs of hotlines and organisations."""

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from hamkor.command.opening import open_node

SCOPES = ("complaints:file", "complaints:follow", "complaints:write")


def issue(options: argparse.Namespace) -> None:
    """Issue a token with which a program acts as an operator; it is shown once."""
    open_node(options.folder)
    from hamkor.accounts.queries import officer_for
    from hamkor.api.services import issue_token

    token, secret = issue_token(
        officer_for(options.username),
        label=options.label,
        scopes=options.scope,
        days=options.days,
        by=options.by,
    )
    print(f"Token:     {secret}")
    print(f"Reference: {token.reference}")
    print(f"Good until {token.expires_at:%Y-%m-%d %H:%M} UTC. It is not shown again.")


def show(options: argparse.Namespace) -> None:
    """List the tokens: whose they are, what for, until when, when last used."""
    open_node(options.folder)
    from hamkor.api.queries import tokens

    for token in tokens():
        state = "revoked" if token.revoked_at else f"until {token.expires_at:%Y-%m-%d}"
        used = f"last used {token.last_used_on}" if token.last_used_on else "never used"
        scopes = ",".join(token.scopes)
        whose = f"{token.reference}  {token.label}  {token.officer.username}"
        print(f"{whose}  {scopes}  {state}, {used}")


def revoke(options: argparse.Namespace) -> None:
    """Make a token useless from the next request on."""
    open_node(options.folder)
    from hamkor.api.queries import token_for
    from hamkor.api.services import revoke_token

    revoke_token(token_for(options.reference), by=options.by)
    print("Revoked.")


def add_to(verbs: Any) -> None:
    """Add the verbs below `tokens` to the parser of `hamkor node`."""
    tokens = verbs.add_parser("tokens", help=__doc__, description=__doc__)
    below = tokens.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, do: object) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = below.add_parser(
            name, help=do.__doc__, description=do.__doc__
        )
        added.add_argument("folder", type=Path, metavar="FOLDER", help="where the node lives")
        added.set_defaults(do=do)
        return added

    issuing = verb("issue", issue)
    issuing.add_argument("--username", required=True, help="the operator it acts as")
    issuing.add_argument("--label", required=True, help="whose program it is")
    issuing.add_argument("--scope", action="append", required=True, choices=SCOPES)
    issuing.add_argument("--days", type=int, default=365)
    issuing.add_argument("--by", default="administrator")
    verb("list", show)
    revoking = verb("revoke", revoke)
    revoking.add_argument("--reference", required=True, type=UUID)
    revoking.add_argument("--by", default="administrator")
