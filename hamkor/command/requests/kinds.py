"""`hamkor requests kinds`: every kind of request with its items, risks, clocks and sources."""

import argparse
import json
from typing import Any

from hamkor.command import words
from hamkor.drafting.grounds import grounds
from hamkor.parties.instruments import all_agreements
from hamkor.parties.measures import Measure, all_measures


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("kinds", help="list every kind of request with its sources")
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Print the kinds."""
    if options.json:
        print(json.dumps([_as_json(each) for each in all_measures().values()], ensure_ascii=False))
        return 0
    for each in all_measures().values():
        _print(each, options.lang)
    print(f"{len(all_measures())} kinds")
    return 0


def _governed_by(kind: Measure) -> list[str]:
    return [known.id for known in all_agreements().values() if kind.id in known.kinds]


def _as_json(kind: Measure) -> dict[str, Any]:
    told = kind.model_dump(mode="json", by_alias=True)
    return {
        **told,
        "agreements": _governed_by(kind),
        "risks": [grounds()[id].model_dump(mode="json") for id in kind.risks],
    }


def _print(kind: Measure, language: str) -> None:
    areas = "every area" if kind.areas == "all" else ", ".join(kind.areas)
    print(f"{kind.id}  {kind.names.in_language(language)} ({areas})")
    print(f"    under: {', '.join(_governed_by(kind)) or 'reciprocity'}")
    for item in kind.contents:
        asked = ", ".join(
            f"{each.agreement} {each.provision}{'' if each.is_verified else ' (unverified)'}"
            for each in item.provisions
            if each.required
        )
        needed = "always" if item.required else "if an instrument asks"
        print(f"    {item.id}: {needed}{f' ({asked})' if asked else ''}")
    print(f"    speaks against it: {', '.join(kind.risks)}")
    limits = [*(clock.limit for clock in kind.dated_clocks), *kind.clocks]
    print(f"    clocks: {', '.join(limits)}")
