"""The tree of units, groups of small services, and each agency's own words."""
