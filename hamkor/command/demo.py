"""`hamkor demo`: two living offices on this machine, with a worked past to look at."""

import argparse
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from hamkor.clock import now
from hamkor.command.opening import open_node
from hamkor.demo.making import Made, make_once, version_of_program
from hamkor.demo.offices import (
    DEFAULT_PORT,
    PASSWORD,
    WORLDS,
    Account,
    DemoOffice,
    running_offices,
)
from hamkor.demo.seeding import seed
from hamkor.demo.supervisor import (
    POLL_SECONDS,
    Supervisor,
    check_port_is_free,
    programs_of,
    wait_until_answering,
)

FOLDER = Path(".hamkor/demo")


def main(arguments: list[str]) -> int:
    """Make the world unless it is there, then let people walk in it until stopped."""
    options = _parser().parse_args(arguments)
    if options.play:
        return _play(options.play)
    offices = running_offices()
    for office in offices:
        check_port_is_free(int(office.address(options.port).rpartition(":")[2]))
    folder = options.folder.resolve()
    made = _make(folder, options)
    programs = [each for o in offices for each in programs_of(folder / o.name, o.name)]
    addresses = [office.address(options.port) for office in offices]
    signal.signal(signal.SIGTERM, _close)
    with Supervisor(programs, folder / "logs") as supervisor:
        wait_until_answering(supervisor, addresses)
        if options.headless:
            return _walk(addresses, supervisor)
        _welcome(offices, made)
        return _serve(supervisor)


def _close(*_arguments: object) -> None:
    """End as on Ctrl-C, so that the offices are closed too."""
    raise KeyboardInterrupt


def _make(folder: Path, options: argparse.Namespace) -> Made:
    started = time.monotonic()
    wanted = Made(options.port, options.world, version_of_program())

    def fill(made_in: Path) -> str:
        print("Making four offices and their year …", flush=True)
        return seed(made_in, first_port=options.port, world=options.world, now=now())

    made = make_once(folder, wanted, fill, is_fresh=options.fresh)
    print(f"The world is ready after {time.monotonic() - started:.1f} s.", flush=True)
    return made


def _play(node: Path) -> int:
    open_node(node)
    from hamkor.demo.player import play

    play()
    return 0


def _walk(addresses: Sequence[str], supervisor: Supervisor) -> int:
    from hamkor.demo.walk import walk

    return walk(*addresses, tend=supervisor.tend)


def _serve(supervisor: Supervisor) -> int:
    try:
        while True:
            supervisor.tend()
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        print("\nThe offices are closing.")
        return 0


def _welcome(offices: Sequence[DemoOffice], made: Made) -> None:
    for office in offices:
        print(f"\n{office.title}: {office.address(made.port)}")
        for account in office.staff:
            print("  " + _line(account))
    home = offices[0].address(made.port)
    print(f"\nPassword of every account: {PASSWORD}")
    print("All people and matters are invented, but for the telegram of 2 June 2023, which holds")
    print("what the press reported of it and no more.\n")
    print("What to try first")
    if made.code:
        print(f"  1. Follow a complaint as the person who filed it: {home}/code/  {made.code}")
    else:
        print(f"  1. Follow a complaint as the person who filed it: {home}/code/")
    print(f"  2. File one yourself, in Tajik, Russian or English: {home}/new/")
    print(f"  3. Sign in as dushanbe.duty and register what has come in: {home}/office/")
    print(f"  4. Sign in as moscow.case1 and answer: {offices[1].address(made.port)}/office/")
    print("\nCtrl-C ends it.", flush=True)


def _line(account: Account) -> str:
    return f"{account.username:<21}{account.role.value:<20}{account.full_name}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hamkor demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="walk the main job, then end")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the nodes live")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="first of four in a row")
    parser.add_argument("--fresh", action="store_true", help="make the world again")
    parser.add_argument("--world", choices=WORLDS, default=WORLDS[0], help="how much of a past")
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    return parser
