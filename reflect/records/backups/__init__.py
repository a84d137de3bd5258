"""The commands that back a database up and bring it back; the verbs lie beside, in `backing_up` and `restoring`."""
