"""`hamkor law list`: every provision with its wordings, sources and how sure we are."""

import argparse
import json
from typing import Any

from hamkor.command import words
from hamkor.law.provisions import Provision, Version, provisions


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("list", help="list every provision with source and confidence")
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Print the provisions."""
    listed = provisions().values()
    if options.json:
        rows = [each.model_dump(mode="json") for each in listed]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for each in listed:
        _print(each, options.lang)
    unsure = sum(not version.source.is_verified for each in listed for version in each.history)
    total = sum(len(each.history) for each in listed)
    print(f"{len(listed)} provisions, {total} wordings, {unsure} of them unverified")
    return 0


def _print(each: Provision, language: str) -> None:
    status = "" if each.status == "in_force" else f" [{each.status}]"
    print(f"{each.id}{status}  {each.cite.in_language(language)}")
    print(f"    {each.says.in_language(language)}")
    for version in each.history:
        print(f"    {_span(version)}: {_values(version)} [{version.source.confidence}]")
        if version.unknown:
            print(f"      ? {version.unknown.in_language(language)}")


def _span(version: Version) -> str:
    since = version.in_force_from or "no date"
    return f"{since} – {version.in_force_until or ''}".strip()


def _values(version: Version) -> str:
    terms = (f"{name} {term.length} {term.unit}" for name, term in version.terms.items())
    values = (f"{name} {value}" for name, value in version.values.items())
    return "; ".join((*terms, *values)) or version.source.provision
