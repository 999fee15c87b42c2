"""Who the other offices are, what may be asked of them, and which agreement applies."""
