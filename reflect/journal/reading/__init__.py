"""Reading one's own journal again: searching it, comparing revisions, paper."""
