"""Named people are asked to search their own journals. Nobody searches for them."""
