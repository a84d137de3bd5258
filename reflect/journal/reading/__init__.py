"""Reading one’s own journal again: searching it, pinning, paper."""
