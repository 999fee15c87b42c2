"""How an office comes to be, and how two come to trust each other, in as few calls as possible."""

from typing import TYPE_CHECKING

from hamkor.exchange.identity import make_keys, our_statement
from hamkor.exchange.services import trust_peer
from hamkor.node import Node

if TYPE_CHECKING:
    from tests.faults.world import SimulatedNode


def found_office(node: Node) -> None:
    """Make the keys of a new node; runs inside it."""
    make_keys(node)


def trust_each_other(nodes: "list[SimulatedNode]") -> None:
    """Let every office pin every other one's keys."""
    statements = {node.office: node.do(our_statement) for node in nodes}
    for node in nodes:
        for other in nodes:
            if other is not node:
                address = other.node.address
                node.do(trust_peer, statements[other.office], address=address, by="a test")
