"""Key pairs of age's, for backups of tests."""

from pathlib import Path

from pyrage import x25519


def pair(folder: Path, name: str = "identity") -> tuple[str, Path]:
    """A public key, and the file of its private one as age-keygen writes it."""
    private = x25519.Identity.generate()
    file = folder / f"{name}.txt"
    file.write_text(f"# public key: {private.to_public()}\n{private}\n")
    return str(private.to_public()), file
