"""People on the roster: finding them, and everything an administrator can do for or to one of them."""
