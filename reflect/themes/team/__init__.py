"""A team's own page: what it agreed to work on, what somebody raised openly, and its actions. No figures."""
