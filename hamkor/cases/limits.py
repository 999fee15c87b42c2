"""How much fits: stated on the pages, checked by the services. All in characters, inclusive."""

TITLE = 200
LINE = 300
TEXT = 20_000
NOTE = 10_000
YEARS = (1900, 2100)
