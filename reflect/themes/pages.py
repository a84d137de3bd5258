"""The pages of themes: each module puts its own on the blueprint."""

from reflect.themes import models
from reflect.themes.mine import routes as mine
from reflect.themes.routes import bp

__all__ = ["bp", "mine", "models"]
