"""What one feature tells the others without importing them."""

from blinker import signal

# Sent with the person's id and `keys` just after a journal is unlocked, outside any write unit.
unlocked = signal("reflect.unlocked")
