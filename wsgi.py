"""What a server loads: `wsgi:app`."""

from reflect import create_app

app = create_app()
