"""A plan for a team meeting about one to three themes. It is made from the address alone, and stored nowhere."""
