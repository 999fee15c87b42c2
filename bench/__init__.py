"""The one way figures are taken: ours, a peer's and the machine's limit, in turn, in one run."""
