"""A log that nobody can rewrite unseen: trees, signed checkpoints, proofs, witnesses.

Hashes as RFC 6962; checkpoints, cosignatures, proofs and tiles as the C2SP specifications
write them, so that other people's tools read them too. Pure: no Django, no network, no clock.
"""
