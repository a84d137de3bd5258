"""The check for identifying details: everything in a text that may tell who somebody is."""

from itertools import chain

from reflect.privacy.identifying.finds import Find, without_overlaps
from reflect.privacy.identifying.names import names
from reflect.privacy.identifying.numbers import numbers
from reflect.privacy.identifying.written import written


def found_in(text: str) -> tuple[Find, ...]:
    """What the author may want to look at before somebody else reads this text, in its order, never overlapping.

    It asks; it does not know. The figures are in the docs (“Identifying details”).
    """
    return without_overlaps(chain(written(text), numbers(text), names(text)))
