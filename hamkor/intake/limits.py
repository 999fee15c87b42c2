"""How much fits: stated on the pages, checked by the services. All in characters, inclusive."""

HAPPENED_AT_LEAST = 10
AT_MOST = {
    "happened": 20_000,
    "happened_when": 200,
    "happened_where": 300,
    "who_did_it": 300,
    "wanted": 5_000,
    "person_name": 300,
    "born": 40,
    "document_number": 60,
    "contact": 300,
}
MANY_LINES = frozenset({"happened", "wanted"})
MESSAGE = 10_000
ANSWER = 20_000
REASONS = (10, 4_000)
FORWARDED_TO = 200
MESSAGES_A_COMPLAINT = 500
REOPENINGS = 3
TOKEN = 64
PROOF_FILE = 200_000
SIMILAR = 20
