"""`hamkor node …`: make an office's node, run its two processes, look after it."""

import argparse
import getpass
import signal
import sys
import time
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from uuid import uuid4

from hamkor.accounts.roles import Role
from hamkor.command import node_keys, node_tokens
from hamkor.command.lifetime import die_with_supervisor
from hamkor.command.opening import check_is_up_to_date, open_node
from hamkor.command.roots import (
    add_passphrase_option,
    new_passphrase,
    say_that_the_root_stays,
    say_where_the_root_is,
    write_root,
)
from hamkor.command.statements import find_statement
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.languages import IN_COMMON, OF_OFFICERS, OWN_NAMES
from hamkor.node import Node, write_node
from hamkor.parties.offices import office, state

# A demonstration shows within seconds what takes an office minutes.
DEMO_PACE = {"retry_seconds": 1.0, "lease_seconds": 5.0, "pause_seconds": 0.3}


def main(arguments: list[str]) -> int:
    """Read the command line and do one of the verbs below."""
    options = _parser().parse_args(arguments)
    return int(options.do(options) or 0)


def init(options: argparse.Namespace) -> None:
    """Make a node: folder, secrets, keys, database, style sheets."""
    from hamkor.keyring.making import keep_root, make_keys

    if options.folder.exists() and any(options.folder.iterdir()):
        raise HamkorError(_("The folder %(folder)s is not empty"), folder=options.folder)
    node = _new_node(options)
    root_file = options.root or node.folder.with_name(f"{node.folder.name}.root.pem")
    is_root_to_stay = options.keep_root or node.is_demo
    passphrase = b"" if is_root_to_stay else new_passphrase(options.passphrase_stdin)
    write_node(node)
    root = make_keys(node, suite=options.suite)
    if not is_root_to_stay:
        write_root(root_file, root, passphrase)
    elif not node.is_demo:
        keep_root(node, root)
    open_node(node.folder)
    _bring_up_to_date()
    print(f"The node of {office(node.office).names.en} is in {node.folder}")
    if is_root_to_stay:
        say_that_the_root_stays()
    else:
        say_where_the_root_is(root_file)


def upgrade(options: argparse.Namespace) -> None:
    """Bring the database and the style sheets to this version of the program."""
    open_node(options.folder)
    _bring_up_to_date()


def run(options: argparse.Namespace) -> None:
    """Answer browsers and other offices' nodes until stopped."""
    from hamkor.command.serving import serve

    die_with_supervisor()
    node = open_node(options.folder)
    check_is_up_to_date()
    from hamkor.keyring.tls import folder_of

    tls = folder_of(node) if options.mutual_tls else None
    serve(options.host, options.port or urlsplit(node.address).port or 8000, tls=tls)


def work(options: argparse.Namespace) -> None:
    """Deliver, take in and watch dates until stopped; runs beside `run`."""
    die_with_supervisor()
    node = open_node(options.folder)
    check_is_up_to_date()
    from hamkor.gateway import worker

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stop.set())
    worker.work(loops=options.loops, pause_seconds=node.pause_seconds, stop=stop)


def trust(options: argparse.Namespace) -> int:
    """Exchange messages with another office from now on, after comparing its fingerprint."""
    open_node(options.folder)
    from hamkor import envelope
    from hamkor.exchange.services import trust_peer

    statement = find_statement(options.statement)
    theirs = envelope.read_office_statement(statement)
    print(f"Office:      {theirs.office}, {office(theirs.office).names.en}")
    print(f"Fingerprint: {theirs.fingerprint()}")
    if not options.yes and not _agrees("Does the other office read you the same number?"):
        print("Nothing was changed.")
        return 1
    trust_peer(statement, address=options.address, by=options.by)
    return 0


def greet(options: argparse.Namespace) -> int:
    """Send another office a message that says nothing, and wait for its signed receipt."""
    open_node(options.folder)
    from hamkor.exchange.greeting import Greeting
    from hamkor.exchange.models import OutboxMessage
    from hamkor.exchange.services import queue_message

    sent = queue_message(Greeting(), to=options.office, about=uuid4(), traffic="housekeeping")
    give_up_at = time.monotonic() + options.wait
    while sent.status == "waiting" and time.monotonic() < give_up_at:
        time.sleep(0.2)
        sent = OutboxMessage.objects.defer("frame").get(pk=sent.pk)
    if sent.status != "delivered":
        print(f"No receipt yet: {sent.last_failure or sent.status}. The worker goes on trying.")
        return 1
    print(f"{options.office} has message {sent.message_id} and signed that it does.")
    return 0


def officer(options: argparse.Namespace) -> None:
    """Give somebody who works at the office an account."""
    open_node(options.folder)
    from hamkor.accounts.services import create_officer

    created = create_officer(
        username=options.username,
        full_name=options.name,
        position=options.position,
        role=Role(options.role),
        language=options.language,
        password=_password(options.password_stdin),
        by=options.by,
    )
    print(f"{created.full_name} can sign in as {created.username}")


def _new_node(options: argparse.Namespace) -> Node:
    ours = office(options.office)
    own_language = state(ours.state).own_language
    return Node(
        folder=options.folder.resolve(),
        office=ours.id,
        state=ours.state,
        address=_address(options.address),
        time_zone=ours.time_zone,
        default_language=own_language if own_language in OWN_NAMES else IN_COMMON,
        database_url=options.database_url,
        is_demo=options.demo,
        requires_second_factor=not options.demo,
        **(DEMO_PACE if options.demo else {}),
    )


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise HamkorError(_("An address looks like https://node.example, with nothing behind it"))
    return text.rstrip("/")


def _bring_up_to_date() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _agrees(question: str) -> bool:
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise HamkorError(_("The two passwords are not the same"))
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hamkor node", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, do: object) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=do.__doc__, description=do.__doc__)
        added.add_argument("folder", type=Path, metavar="FOLDER", help="where the node lives")
        added.set_defaults(do=do)
        return added

    making = verb("init", init)
    making.add_argument("--office", required=True, metavar="ID", help="tj-prosecutor-general, …")
    making.add_argument("--address", required=True, metavar="URL", help="where it will answer")
    making.add_argument("--database-url", default="", help="postgresql://…; else SQLite")
    making.add_argument("--demo", action="store_true", help="short pauses, no second factor")
    making.add_argument(
        "--suite", choices=("A", "B"), default="A", help="B is hybrid, post-quantum"
    )
    making.add_argument("--root", type=Path, metavar="FILE", help="where the root is written")
    making.add_argument("--keep-root", action="store_true", help="leave the root on the node")
    add_passphrase_option(making)
    verb("upgrade", upgrade)
    running = verb("run", run)
    running.add_argument("--host", default="127.0.0.1")
    running.add_argument("--port", type=int, help="else the port of the node's address")
    running.add_argument(
        "--mutual-tls", action="store_true", help="for offices only: see docs/reference"
    )
    verb("work", work).add_argument("--loops", type=int, metavar="N", help="stop after N rounds")
    node_keys.add_to(verbs)
    node_tokens.add_to(verbs)
    trusting = verb("trust", trust)
    trusting.add_argument("--statement", required=True, type=Path, metavar="FILE")
    trusting.add_argument(
        "--address", default="", metavar="URL", help="else the one that the statement names"
    )
    trusting.add_argument("--yes", action="store_true", help="the fingerprint has been compared")
    trusting.add_argument("--by", default="administrator", help="who compared it")
    greeting = verb("greet", greet)
    greeting.add_argument("--office", required=True, metavar="ID")
    greeting.add_argument("--wait", type=float, default=60, metavar="SECONDS")
    _add_officer_options(verb("officer", officer))
    return parser


def _add_officer_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", required=True)
    parser.add_argument("--name", required=True, help="full name")
    parser.add_argument("--position", default="")
    parser.add_argument("--role", required=True, choices=Role.values)
    parser.add_argument("--language", default="ru", choices=OF_OFFICERS)
    parser.add_argument("--password-stdin", action="store_true", help="read it from a pipe")
    parser.add_argument("--by", default="administrator", help="who makes the account")
