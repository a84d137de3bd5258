"""The first tables"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_journal_entry_revision_counts_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index("ix_journal_entry_list", ["owner_id", "updated_at", "id"], unique=False)

    op.create_table(
        "journal_rescue",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("one_time_id", sa.String(length=26), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "reason IN ('signed-out', 'locked', 'csrf', 'someone-else', 'other-session', 'keys-changed', 'left')",
            name=op.f("ck_journal_rescue_reason_is_known"),
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_journal_rescue_something_arrived")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_rescue")),
        sa.UniqueConstraint("person_id", "one_time_id", name=op.f("uq_journal_rescue_person_id_one_time_id")),
    )
    op.create_table(
        "library_edition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("pages", sa.String(length=100), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('questions', 'themes', 'signposts')", name=op.f("ck_library_edition_kind")),
        sa.CheckConstraint("origin IN ('reflect', 'panel')", name=op.f("ck_library_edition_origin")),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name=op.f("ck_library_edition_status")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_library_edition_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_edition")),
        sa.UniqueConstraint(
            "kind", "slug", "language", "version", name=op.f("uq_library_edition_kind_slug_language_version")
        ),
    )
    with op.batch_alter_table("library_edition", schema=None) as batch_op:
        batch_op.create_index(
            "ix_library_edition_one_published",
            ["kind", "slug", "language"],
            unique=True,
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        )

    op.create_table(
        "library_report_link",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_report_link")),
        sa.UniqueConstraint("language", name=op.f("uq_library_report_link_language")),
    )
    op.create_table(
        "pepper_check",
        sa.Column("pepper_id", sa.String(length=64), nullable=False),
        sa.Column("check_value", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("pepper_id", name=op.f("pk_pepper_check")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('partnership', 'agency', 'service', 'team')", name=op.f("ck_unit_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index("ix_unit_parent_name", ["parent_id", "name"], unique=True)

    op.create_table(
        "journal_kept_comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("share_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_kept_comment_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_kept_comment")),
    )
    with op.batch_alter_table("journal_kept_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_kept_comment_entry_id_written_at"), ["entry_id", "written_at"], unique=False
        )

    op.create_table(
        "journal_revision",
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sitting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editor", sa.String(length=26), nullable=False),
        sa.Column("edit_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('draft', 'saved')", name=op.f("ck_journal_revision_kind_is_known")),
        sa.CheckConstraint("edit_number >= 1", name=op.f("ck_journal_revision_edit_number_counts_from_one")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_journal_revision_number_counts_from_one")),
        sa.CheckConstraint("saved_at >= sitting_since", name=op.f("ck_journal_revision_saved_within_its_sitting")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_revision_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_journal_revision")),
    )
    op.create_table(
        "library_path",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "audience IN ('practitioner', 'supervisor', 'leader', 'everyone')", name=op.f("ck_library_path_audience")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_path_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_path")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_library_path_edition_id_slug")),
    )
    with op.batch_alter_table("library_path", schema=None) as batch_op:
        batch_op.create_index("ix_library_path_slug", ["slug"], unique=False)

    op.create_table(
        "library_section",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "audience IN ('practitioner', 'supervisor', 'leader', 'everyone')", name=op.f("ck_library_section_audience")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_section_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_section")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_library_section_edition_id_position")),
    )
    op.create_table(
        "library_signpost",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.String(length=40), nullable=False),
        sa.Column("group_title", sa.String(length=100), nullable=False),
        sa.Column("when_contact_empty", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("fill_in", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("last_checked", sa.Date(), nullable=True),
        sa.Column("needs_check", sa.Boolean(), nullable=False),
        sa.Column("check_note", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "when_contact_empty IN ('show', 'hide')", name=op.f("ck_library_signpost_when_contact_empty")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_signpost_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_signpost")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_library_signpost_edition_id_key")),
    )
    op.create_table(
        "library_theme",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("public_name", sa.String(length=100), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("aggregate", sa.String(length=16), nullable=False),
        sa.Column("derives_from", sa.JSON(), nullable=False),
        sa.Column("recommendations", sa.JSON(), nullable=False),
        sa.Column("discuss", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(aggregate = 'never') = (public_name IS NULL)", name=op.f("ck_library_theme_never_is_never_shown")
        ),
        sa.CheckConstraint("aggregate IN ('yes', 'high', 'never')", name=op.f("ck_library_theme_aggregate")),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_theme_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_theme")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_library_theme_edition_id_slug")),
    )
    op.create_table(
        "library_wellbeing",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_wellbeing_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_wellbeing")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_library_wellbeing_edition_id")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_unit", ["unit_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_private", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_contribution", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "library_prompt",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("edition_id", sa.String(length=26), nullable=False),
        sa.Column("section_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("maps_to", sa.JSON(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.CheckConstraint("step IN ('what', 'so-what', 'now-what')", name=op.f("ck_library_prompt_step")),
        sa.ForeignKeyConstraint(["edition_id"], ["library_edition.id"], name=op.f("fk_library_prompt_edition_id")),
        sa.ForeignKeyConstraint(["section_id"], ["library_section.id"], name=op.f("fk_library_prompt_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_prompt")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_library_prompt_edition_id_code")),
    )
    with op.batch_alter_table("library_prompt", schema=None) as batch_op:
        batch_op.create_index("ix_library_prompt_section_position", ["section_id", "position"], unique=True)

    op.create_table(
        "role",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('practitioner', 'supervisor', 'team_lead', 'service_lead', 'administrator')",
            name=op.f("ck_role_role"),
        ),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_role_dates")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index("ix_role_person", ["person_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("reader_id", sa.String(length=26), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("entry_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("owner_key", sa.LargeBinary(), nullable=False),
        sa.Column("reader_key", sa.LargeBinary(), nullable=False),
        sa.Column("reader_key_id", sa.String(length=64), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("entry_revision >= 1", name=op.f("ck_share_revision_counts_from_one")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_share_expires_after_it_began")),
        sa.CheckConstraint("owner_id <> reader_id", name=op.f("ck_share_reader_is_somebody_else")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_share_owner_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_share_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("owner_id", "entry_id", "reader_id", name=op.f("uq_share_owner_id_entry_id_reader_id")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index("ix_share_reader", ["reader_id"], unique=False)

    op.create_table(
        "share_pinned_key",
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("reader_id", sa.String(length=26), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_share_pinned_key_owner_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_share_pinned_key_reader_id")),
        sa.PrimaryKeyConstraint("owner_id", "reader_id", name=op.f("pk_share_pinned_key")),
    )
    op.create_table(
        "share_receipt",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("share_id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("reader_id", sa.String(length=26), nullable=False),
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("entry_revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_share_receipt_owner_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_share_receipt_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_receipt")),
    )
    with op.batch_alter_table("share_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_share_receipt_entry", ["owner_id", "entry_id"], unique=False)
        batch_op.create_index("ix_share_receipt_share", ["share_id", "reader_id"], unique=False)

    op.create_table(
        "supervision",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("practitioner_id", sa.String(length=26), nullable=False),
        sa.Column("supervisor_id", sa.String(length=26), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("practitioner_id <> supervisor_id", name=op.f("ck_supervision_two_people")),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_supervision_dates")),
        sa.ForeignKeyConstraint(["practitioner_id"], ["person.id"], name=op.f("fk_supervision_practitioner_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_supervision_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
    )
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.create_index("ix_supervision_practitioner", ["practitioner_id"], unique=False)
        batch_op.create_index("ix_supervision_supervisor", ["supervisor_id"], unique=False)

    op.create_table(
        "key_slot",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=True),
        sa.Column("iterations", sa.Integer(), nullable=True),
        sa.Column("lanes", sa.Integer(), nullable=True),
        sa.Column("pepper_id", sa.String(length=64), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('passphrase', 'recovery')", name=op.f("ck_key_slot_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["account.person_id"], name=op.f("fk_key_slot_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_key_slot")),
    )
    op.create_table(
        "library_path_step",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("path_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.String(length=26), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(prompt_id IS NULL) <> (question IS NULL)", name=op.f("ck_library_path_step_prompt_or_question")
        ),
        sa.ForeignKeyConstraint(["path_id"], ["library_path.id"], name=op.f("fk_library_path_step_path_id")),
        sa.ForeignKeyConstraint(["prompt_id"], ["library_prompt.id"], name=op.f("fk_library_path_step_prompt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_path_step")),
        sa.UniqueConstraint("path_id", "position", name=op.f("uq_library_path_step_path_id_position")),
    )
    op.create_table(
        "pending_code",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["account.person_id"], name=op.f("fk_pending_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_code")),
        sa.UniqueConstraint("person_id", name=op.f("uq_pending_code_person_id")),
    )
    op.create_table(
        "share_comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("share_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_share_comment_author_id")),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_comment_share_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_comment")),
    )
    with op.batch_alter_table("share_comment", schema=None) as batch_op:
        batch_op.create_index("ix_share_comment_share", ["share_id", "written_at"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["account.person_id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_session_person", ["person_id"], unique=False)

    op.create_table(
        "unlock_session",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sign_in_session.id"], name=op.f("fk_unlock_session_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlock_session")),
        sa.UniqueConstraint("session_id", name=op.f("uq_unlock_session_session_id")),
    )


def downgrade() -> None:
    op.drop_table("unlock_session")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_session_person")

    op.drop_table("sign_in_session")
    with op.batch_alter_table("share_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_share_comment_share")

    op.drop_table("share_comment")
    op.drop_table("pending_code")
    op.drop_table("library_path_step")
    op.drop_table("key_slot")
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.drop_index("ix_supervision_supervisor")
        batch_op.drop_index("ix_supervision_practitioner")

    op.drop_table("supervision")
    with op.batch_alter_table("share_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_share_receipt_share")
        batch_op.drop_index("ix_share_receipt_entry")

    op.drop_table("share_receipt")
    op.drop_table("share_pinned_key")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index("ix_share_reader")

    op.drop_table("share")
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index("ix_role_person")

    op.drop_table("role")
    with op.batch_alter_table("library_prompt", schema=None) as batch_op:
        batch_op.drop_index("ix_library_prompt_section_position")

    op.drop_table("library_prompt")
    op.drop_table("invitation")
    op.drop_table("account")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_unit")

    op.drop_table("person")
    op.drop_table("library_wellbeing")
    op.drop_table("library_theme")
    op.drop_table("library_signpost")
    op.drop_table("library_section")
    with op.batch_alter_table("library_path", schema=None) as batch_op:
        batch_op.drop_index("ix_library_path_slug")

    op.drop_table("library_path")
    op.drop_table("journal_revision")
    with op.batch_alter_table("journal_kept_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_kept_comment_entry_id_written_at"))

    op.drop_table("journal_kept_comment")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_parent_name")

    op.drop_table("unit")
    op.drop_table("pepper_check")
    op.drop_table("library_report_link")
    with op.batch_alter_table("library_edition", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_library_edition_one_published",
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        )

    op.drop_table("library_edition")
    op.drop_table("journal_rescue")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_list")

    op.drop_table("journal_entry")
