"""Invented people: ordinary names of people who work in England, put together so that nobody in particular is meant."""

from collections.abc import Iterator
from itertools import count

_FIRST = """
Aaliyah Abdul Abena Adam Agnieszka Aisha Alan Amina Andrew Anita Anthony Asha Ayesha Babatunde Beata Bethany
Blessing Brian Callum Carlos Catherine Chidi Chloe Claire Craig Daniel David Deborah Delroy Diane Ebony Elif Emma
Esther Farah Fatima Fiona Folake Gareth Gemma Grace Gurpreet Hannah Harpreet Hassan Helen Ibrahim Imani Ioana Jade
James Janet Jasmine Jerome Joanne Jordan Karen Katarzyna Kevin Kwame Laura Leila Leon Lisa Lorraine Louise Luca
Mariam Mark Mei Michelle Mohammed Nadia Naomi Natalie Nicola Nkechi Olivia Omar Patrick Paul Rachel Rashid Rebecca
Ruth Sanjay Sarah Shanice Simon Sofia Stephen Tariq Thandiwe Tom Yusuf Zainab Zofia
"""
_LAST = """
Abbott Adeyemi Ahmed Akhtar Ali Allen Asante Bailey Baker Banerjee Barker Begum Bennett Boateng Brown Campbell
Carter Chan Chaudhry Clarke Cole Collins Cooper Costa Davies Desai Diallo Dixon Doherty Edwards Ellis Evans Farah
Fernandes Fisher Francis Gallagher Georgiou Gill Grant Green Griffiths Hall Hamid Harris Hassan Henry Hill Hughes
Hussain Ibrahim Iqbal Jackson James Jones Joseph Kaur Kelly Khan Kowalski Kumar Lawson Lewis Lim Lloyd Mahmood
Marshall Martin Mensah Mitchell Mohamed Morgan Murphy Nelson Nguyen Novak Obi Okoro Owens Patel Pearson Phillips
Popescu Price Reid Roberts Robinson Shah Sharma Silva Singh Smith Stewart Taylor Thompson Turner Walker Watson
Williams Wong Wright Yilmaz Young
"""
_STEPS = 37, 41  # the lengths of the lists are prime, so every pair comes once before any comes again


_FIRSTS, _LASTS = _FIRST.split(), _LAST.split()


def name_at(number: int) -> str:
    """One of the names, the same each time: no pair twice in about ten thousand that follow each other."""
    return f"{_FIRSTS[number * _STEPS[0] % len(_FIRSTS)]} {_LASTS[number * _STEPS[1] % len(_LASTS)]}"


def names() -> Iterator[str]:
    """One name after another."""
    return map(name_at, count())
