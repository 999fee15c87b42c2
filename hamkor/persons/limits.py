"""How much fits: stated on the pages, checked by the services. All in characters, inclusive."""

NAME = 300
NAME_PART = 150
SOURCE = 60
NAME_FORMS = 20
BIRTHPLACE = 200
DOCUMENT_KIND = 40
DOCUMENT_NUMBER = 60
DOCUMENTS = 20
REASONS = (10, 4000)
BIRTH_YEARS = (1900, 2100)
CANDIDATES_COMPARED = 200
