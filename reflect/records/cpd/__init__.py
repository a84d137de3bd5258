"""Use of a reflection for continuing professional development: words for a regulator's form, made and kept nowhere."""

from flask import Flask

from reflect.web.refused import typed_fields


def register(app: Flask) -> None:
    """Add the pages."""
    from reflect.records.cpd.routes import bp

    app.register_blueprint(bp)
    typed_fields.register("cpd_type", "cpd_about", "cpd_date", "cpd_learned", "cpd_impact", "cpd_practice")
    typed_fields.register("cpd_benefit", "cpd_themes", "cpd_code", "cpd_peers")
