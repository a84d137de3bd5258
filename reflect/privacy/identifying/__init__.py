"""What in a text may tell who somebody is: pure functions from text to places in it. Nothing is kept or logged."""
