"""What Reflect promises, as tests. A package, so that no other one of this name on the path hides it."""
