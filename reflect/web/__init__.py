"""The kernel of pages: guards, forms, headers, errors, navigation, assets. Features bring the pages."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from reflect.core.settings import Settings
from reflect.web import addresses, assets, cookie, errors, headers, health, language, limits, pages, watching
from reflect.web.guards import refuse_undeclared
from reflect.web.memory import InMemory

__all__ = ["init_app", "refuse_undeclared"]


def init_app(app: Flask, settings: Settings) -> None:
    """Set up everything that every page shares. The guards come with identity, which knows who is there."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.request_class = InMemory
    language.init_app(app, settings)
    for part in (cookie, addresses, pages, assets, errors):
        part.init_app(app)
    headers.init_app(app, settings.secure)
    limits.init_app(app, settings)
    app.register_blueprint(health.bp)
    watching.init_app(app, settings)
