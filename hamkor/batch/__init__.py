"""Tables of persons: read with care, screened against a register, linked by the million.

Pure of the node: no database of its own, no clock. The same keys, weights and reasons as for one
pair on a page, because it is `hamkor.matching` that is asked.
"""
