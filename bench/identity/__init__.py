"""Identity matching: ours beside what others offer, same data, same run."""
