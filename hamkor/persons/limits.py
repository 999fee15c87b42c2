"""How much fits: stated on the pages, checked by the services. All in characters, inclusive."""

NAME = 300
NAME_PART = 150
SOURCE = 60
NAME_FORMS = 20
BIRTHPLACE = 200
DOCUMENT_KIND = 40
DOCUMENT_NUMBER = 60
DOCUMENTS = 20
BIRTH_DATES = 20
REASONS = (10, 4000)
BIRTH_YEARS = (1900, 2100)
CANDIDATES_COMPARED = 200
MOST_HOLDERS = 3000
"""A key that more persons hold brings nobody together: it would cost more than it tells."""
COUNTED_FROM = 40
"""Only keys that more persons hold than this are counted; all others pass for rare."""
SMALLEST_REGISTER = 1000
"""Persons from which on a register tells how common a name is; below, the shipped figures do."""
REBUILT_AT_ONCE = 500
ORGANISATION = 300
LEGAL_GROUND = (10, 1000)
PRIVATE_PERSONS = 2000
"""Persons that one office puts into one run of private matching."""
PRIVATE_POINTS = 16_384
"""Points of one side in one run: what these persons have, filled up to a power of two."""
PRIVATE_RUNS = 4
PRIVATE_RUNS_DAYS = 30
"""Runs with one office in so many days, whoever began them: each lets both try out persons."""
PROPOSALS_OPEN = 20
"""Of one request and one office: more would be a list, and lists have a procedure of their own."""
