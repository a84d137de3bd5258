"""Northbridge Safeguarding Partnership: an invented organisation to look around in. Nobody in it is real."""
