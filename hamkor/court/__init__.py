"""What an office shows a court: a container that proves itself, and the check of it.

The container is ASiC-E (EN 319 162-1): a ZIP file with the documents, the signed headers of the
messages, receipts, proofs of the log, the offices' statements of keys, and a statement in plain
words. `docs/reference/court-export.md` describes it for whoever writes another program.
"""
