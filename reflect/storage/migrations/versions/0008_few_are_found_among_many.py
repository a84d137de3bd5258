"""Clusters among hundreds of services, and the suspended among everybody, are found by indexes of their own"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None
ELSEWHERE = sa.text('place_id != unit_id')
SUSPENDED = sa.text('suspended_at IS NOT NULL')


def upgrade() -> None:
    op.create_index('ix_account_suspended', 'account', ['person_id'], sqlite_where=SUSPENDED, postgresql_where=SUSPENDED)
    op.create_index(
        'ix_theme_placed_unit_elsewhere',
        'theme_placed_unit',
        ['unit_id', 'window_id', 'place_id'],
        sqlite_where=ELSEWHERE,
        postgresql_where=ELSEWHERE,
    )
    op.drop_index('ix_theme_place_place', table_name='theme_place')
    op.create_index('ix_theme_place_place', 'theme_place', ['place_id', 'window_id'])


def downgrade() -> None:
    op.drop_index('ix_theme_place_place', table_name='theme_place')
    op.create_index('ix_theme_place_place', 'theme_place', ['place_id'])
    op.drop_index('ix_theme_placed_unit_elsewhere', table_name='theme_placed_unit')
    op.drop_index('ix_account_suspended', table_name='account')
