"""Records of a deployment as a whole: for now, how long things are kept, and letting go of what has had its time."""
