"""`bench.served:app`: the app with the references beside it, for a real server."""

from bench.references import references
from reflect import create_app

app = create_app()
app.register_blueprint(references())
