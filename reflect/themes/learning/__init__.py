"""What a place can learn from: beside each theme the report's findings, our prompts, and resources of its own."""
