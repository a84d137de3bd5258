"""Whether somebody signs in at the organisation's provider. Asked by conditions that know nothing else of it."""

from sqlalchemy import Boolean, ColumnElement, String, and_, bindparam, exists, select

from reflect.identity.link_models import IdentityLink
from reflect.storage.db import deployment


def _issuer() -> str:
    provider = deployment().identity_provider
    return provider.issuer if provider else ""


def _shows_factors() -> bool:
    provider = deployment().identity_provider
    return bool(provider and provider.second_factor)


# Asked each time a statement runs, so that a condition can be built before there is a deployment.
PRESENT_ISSUER = bindparam("present_issuer", callable_=_issuer, type_=String())
_SHOWS_FACTORS = bindparam("provider_shows_factors", callable_=_shows_factors, type_=Boolean())


def linked(person: ColumnElement[str]) -> ColumnElement[bool]:
    """The SQL condition that somebody signs in at the provider that is set up now.

    A link to an earlier provider holds nobody back: they could sign in nowhere.
    """
    return exists(
        select(IdentityLink.person_id).where(IdentityLink.person_id == person, IdentityLink.issuer == PRESENT_ISSUER)
    )


def factor_is_there(person: ColumnElement[str]) -> ColumnElement[bool]:
    """The SQL condition that somebody signs in at a provider that asks for a second factor itself."""
    return and_(_SHOWS_FACTORS, linked(person))
