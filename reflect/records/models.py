"""Who has been erased: an id that leads to nobody, so that a backup of before can be erased again."""

from sqlalchemy.orm import Mapped, mapped_column

from reflect.storage.about import about, stays
from reflect.storage.db import Model
from reflect.storage.types import Id, Utc


class Erasure(Model):
    """A person who was erased here. The random id is all that is left of them."""

    __tablename__ = "erasure"
    __table_args__ = {
        "info": about(
            owner="nobody any more",
            purpose="to erase somebody again after an older backup is restored",
            keep="until the last backup of before is gone",
            export="not exported: the person has gone",
            erase="stays: it is the list of who was erased",
            ties={"person_id": stays("it is the list of who was erased")},
        )
    }
    person_id: Mapped[Id] = mapped_column(primary_key=True)  # no foreign key: the row outlives what it names
    erased_at: Mapped[Utc]
