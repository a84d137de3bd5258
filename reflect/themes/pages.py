"""The pages of themes: each module puts its own on the blueprint."""

from reflect.themes import models
from reflect.themes.actions import models as action_models
from reflect.themes.actions import routes as actions
from reflect.themes.guides import routes as guides
from reflect.themes.learning import models as learning_models
from reflect.themes.learning import routes as learning
from reflect.themes.mine import routes as mine
from reflect.themes.opening import routes as opening
from reflect.themes.routes import bp
from reflect.themes.team import models as team_models
from reflect.themes.team import routes as team

__all__ = [
    "action_models",
    "actions",
    "bp",
    "guides",
    "learning",
    "learning_models",
    "mine",
    "models",
    "opening",
    "team",
    "team_models",
]
