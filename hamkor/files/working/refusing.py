class CannotClean(Exception):
    """This file holds something that cannot be taken out surely. Never leaves the package."""
