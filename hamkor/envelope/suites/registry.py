"""Who computes which algorithm on this node."""

from hamkor.envelope.suites.built_in import BuiltIn
from hamkor.envelope.suites.interface import Algorithms
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

_known: dict[str, Algorithms] = {}


def algorithms_for(name: str) -> Algorithms:
    """Return who computes the algorithm `name`.

    Raises:
        OurFault: nobody on this node does.
    """
    try:
        return _known[name]
    except KeyError:
        raise OurFault(
            _("Nothing on this node computes the algorithm %(name)s."), name=name
        ) from None


def add_provider(algorithms: Algorithms) -> None:
    """Let `algorithms` compute, from now on, what it says it can."""
    described = algorithms.describe()
    _known.update(dict.fromkeys((*described.signatures, *described.wrappings), algorithms))


add_provider(BuiltIn())
