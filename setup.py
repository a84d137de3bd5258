"""A package that is to be installed elsewhere has in it what browsers fetch. Everything else is in setup.cfg."""

import runpy

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError


class WithAssets(build_py):
    """Refuses to build without them, or with older ones than their sources."""

    def run(self) -> None:
        """Not for one that only points at the checkout: that comes first, and the app says when they are missing."""
        if not self.editable_mode and (problem := runpy.run_path("reflect/web/build_assets.py")["not_built"]()):
            raise SetupError(problem)
        super().run()


setup(cmdclass={"build_py": WithAssets})
