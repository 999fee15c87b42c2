"""How much fits: stated on pages, checked by services and messages. Characters, inclusive."""

TITLE = 200
LINE = 300
TEXT = 20_000
REASONS = 10_000
CONTENT_ITEMS = 60
DOCUMENTS = 20  # files a stage of a request
