"""Pages on which somebody who is asked searches their own journal, and answers."""
