"""Pages on which a data protection officer places holds and lifts them."""
