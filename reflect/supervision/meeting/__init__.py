"""Pages of one session: its agenda, notes and actions."""
