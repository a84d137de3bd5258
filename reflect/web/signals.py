"""What one feature tells the others without importing them."""

from blinker import signal

# Sent with the person's id and `keys` just after a journal is unlocked, outside any write unit.
unlocked = signal("reflect.unlocked")

# Sent inside a write unit with the id of an author who has started again, and `share_id`, `entry_id`, `giver`, `title`
# and `text`: what they had shared, to be sealed to their new key. Whoever hears it raises Conflict when it cannot be.
given_back = signal("reflect.given-back")

# Sent inside a write unit with the id of a share that was shared again, so that another has taken its place, and
# `share_id`, of that one, `author_id` and `reader_id`.
shared_again = signal("reflect.shared-again")

# Sent inside a write unit with the id of a person whose account may have become finished: a recovery code is on paper,
# or a second factor works. Whoever hears it asks whether it is.
account_finished = signal("reflect.account-finished")
