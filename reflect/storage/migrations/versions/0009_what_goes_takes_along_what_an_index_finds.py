"""What belongs to a session of supervision, and what is shared in a group, is found by it when that is deleted"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None
OF_SESSIONS = ('supervision_agenda_item', 'supervision_action')
IN_A_GROUP = sa.text('group_id IS NOT NULL')


def upgrade() -> None:
    for table in OF_SESSIONS:
        op.create_index(op.f(f'ix_{table}_session_id'), table, ['session_id'])
    op.create_index('ix_share_group', 'share', ['group_id'], sqlite_where=IN_A_GROUP, postgresql_where=IN_A_GROUP)


def downgrade() -> None:
    op.drop_index('ix_share_group', table_name='share')
    for table in reversed(OF_SESSIONS):
        op.drop_index(op.f(f'ix_{table}_session_id'), table_name=table)
