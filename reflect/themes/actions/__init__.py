"""The plan of a unit: what it does about the report's recommendations, by whom and until when, and what came of it."""
