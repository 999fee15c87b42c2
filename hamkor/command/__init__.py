"""The command `hamkor`: what an administrator does with a node, and anybody with a proof."""

import importlib
import sys

from hamkor.errors import HamkorError

# Verb → the module whose `main(arguments)` does it and returns the exit code, and a line of help.
VERBS: dict[str, tuple[str, str]] = {
    "node": ("hamkor.command.node", "make, run and look after an office's node"),
    "demo": ("hamkor.command.demo", "show two offices at work on this machine"),
    "exchange": ("hamkor.command.exchange", "show a court what was exchanged, and check it"),
    "log": ("hamkor.command.log", "show, prove, check and restore the office's evidence log"),
    "proof": ("hamkor.command.proof", "say whether a proof of filing is genuine"),
    "persons": ("hamkor.command.persons", "say whether records are one person, and why"),
    "data": ("hamkor.command.data", "check the law and reference data, print it with its sources"),
    "law": ("hamkor.command.law", "say what follows from facts, audit a register, weigh a change"),
    "requests": ("hamkor.command.requests", "check a draft to another office; list the kinds"),
    "docs": ("hamkor.command.docs", "write the reference pages, or say which one differs"),
    "translations": ("hamkor.command.translations", "keep the catalogues of sentences whole"),
}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0 when it was done, 1 when refused, 2 when not understood."""
    verb, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if verb not in VERBS:
        print("usage: hamkor VERB …\n")
        print(*(f"  {name:<12} {line}" for name, (_module, line) in VERBS.items()), sep="\n")
        return 0 if verb in {"-h", "--help"} else 2
    try:
        return int(importlib.import_module(VERBS[verb][0]).main(rest))
    except HamkorError as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
