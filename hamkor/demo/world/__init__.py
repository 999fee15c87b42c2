"""The worked world of the demonstration: invented people, plausible matters, one public fact."""
