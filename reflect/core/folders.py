"""Where Reflect keeps what it makes itself."""

from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def instance(environ: Mapping[str, str], package: Path = PACKAGE) -> Path:
    """The folder of the database, the development secrets and other files that no setting puts elsewhere.

    `REFLECT_INSTANCE` when it is set; in a checkout its `instance/`; else the user's own folder for data, as the XDG
    Base Directory Specification names it. Never inside an environment of Python: that is thrown away at an upgrade.
    """
    if given := environ.get("REFLECT_INSTANCE"):
        return Path(given).absolute()
    if (package.parent / "setup.cfg").is_file():
        return package.parent / "instance"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "reflect"
