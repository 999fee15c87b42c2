"""The weights a command is told to use: an office's own, or those of this release."""

import argparse

from hamkor.batch.surface import Scale
from hamkor.matching import Weights


def scale_of(options: argparse.Namespace) -> Scale:
    """Return what to weigh on.

    Raises:
        BrokenDataFile: the file of weights is missing or wrong.
    """
    return Scale(weights=Weights.read(options.weights) if options.weights else None)
