"""What stops a backup or a restore."""

from reflect.core.errors import ReflectError


class BackupError(ReflectError):
    """It did not happen, and nothing is half done. The sentence says why and what to do."""
