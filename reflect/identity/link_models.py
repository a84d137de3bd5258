"""Who a person is at the organisation's identity provider."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import DELETED, about
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc


class IdentityLink(Model):
    """One account there, one person here: by issuer and subject, never by e-mail address."""

    __tablename__ = "identity_link"
    __table_args__ = {
        "info": about(
            owner="the person",
            purpose="to let them sign in through their organisation",
            keep="as long as the account",
            export="the provider, and since when",
            erase="deleted",
            ties={"person_id": DELETED},
            exported_by=("person_id",),
        )
    }
    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("account.person_id"), unique=True)
    linked_at: Mapped[Utc]
