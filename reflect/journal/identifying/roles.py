"""What can stand in the place of a find, and what each kind is called on the page."""

from reflect.privacy.identifying.finds import Kind
from reflect.web.language import gettext as _


def roles_for(kind: Kind) -> list[str]:
    """Words to choose from, in small letters: people and places for a name, one fitting word for all else."""
    if kind is not Kind.NAME:
        return [_others()[kind]]
    return [
        _("the child"),
        _("the young person"),
        _("a brother"),
        _("a sister"),
        _("the mother"),
        _("the father"),
        _("a grandparent"),
        _("a relative"),
        _("a carer"),
        _("a friend"),
        _("a neighbour"),
        _("a teacher"),
        _("a school"),
        _("a social worker"),
        _("a health worker"),
        _("a police officer"),
        _("an interpreter"),
        _("a colleague"),
        _("a manager"),
        _("the family"),
        _("a place"),
    ]


def called(kind: Kind) -> str:
    """What the page says that a find may be."""
    return {
        Kind.EMAIL: _("E-mail address"),
        Kind.WEB: _("Web address or user name"),
        Kind.NHS: _("NHS number"),
        Kind.PHONE: _("Phone number"),
        Kind.ADDRESS: _("Address or postcode"),
        Kind.BORN: _("Date of birth"),
        Kind.DATE: _("Exact date"),
        Kind.CASE: _("Number of a case or a record"),
        Kind.NAME: _("Perhaps a name, of a person, a place or a school"),
    }[kind]


def _others() -> dict[Kind, str]:
    return {
        Kind.EMAIL: _("an e-mail address"),
        Kind.WEB: _("a web page"),
        Kind.NHS: _("an NHS number"),
        Kind.PHONE: _("a phone number"),
        Kind.ADDRESS: _("an address"),
        Kind.BORN: _("a date of birth"),
        Kind.DATE: _("a date"),
        Kind.CASE: _("a record number"),
    }
