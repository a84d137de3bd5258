"""Pages of peer groups: colleagues who reflect together, and choose what they share with each other."""
