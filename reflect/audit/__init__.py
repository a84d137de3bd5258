"""Who did what to which thing, and when: never what anybody wrote. Rows are only added, and chained by their hashes."""
