"""One question a page: what was said so far travels in the pages, sealed, not on the node."""
