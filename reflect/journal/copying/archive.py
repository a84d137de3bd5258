"""Several files in one zip: written as it is sent, read with a limit on everything. Pure: nothing touches a disk."""

import zlib
from collections.abc import Container, Iterable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from reflect.journal.copying.portable import Unreadable
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

MOST_FILES = 2_000
MOST_OF_ONE = 4 * 1024 * 1024  # bytes, unpacked
MOST_TOGETHER = 48 * 1024 * 1024  # bytes, unpacked
ENCRYPTED = 0x1
LEFT_OUT = ("__MACOSX/",)  # what a desktop puts beside people's files


class _Sink:
    """What the zip has written and nobody has taken yet. It cannot go back, so neither does the zip."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing lies deeper."""

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def zipped(files: Iterable[tuple[str, bytes]], *, as_they_are: Container[str] = ()) -> Iterator[bytes]:
    """A zip of these names and contents, piece by piece as they come.

    Args:
        as_they_are: names of files that are not made smaller, so that their length in the zip is their own.
    """
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in files:
            how = ZIP_STORED if name in as_they_are else ZIP_DEFLATED
            archive.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content, how)
            yield sink.take()
    yield sink.take()


def unzipped(data: bytes) -> list[tuple[str, bytes]]:
    """The files of a zip, by name. Folders, and what a desktop adds by itself, are left out.

    Raises:
        Unreadable: it is damaged, encrypted, unpacks to more than is taken, or a name in it is odd.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _all_of(archive)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        raise Unreadable(_("The zip file is damaged.")) from None


def _all_of(archive: ZipFile) -> list[tuple[str, bytes]]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith(LEFT_OUT)]
    if len(infos) > MOST_FILES:
        raise Unreadable(
            ngettext(
                "The zip file holds more than %(num)d file.", "The zip file holds more than %(num)d files.", MOST_FILES
            )
        )
    names = [info.filename for info in infos]
    for name in names:
        if not _plain(name) or names.count(name) > 1:
            raise Unreadable(_("A name in the zip file is one that we do not take."))
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise Unreadable(_("The zip file is locked with a password. Unpack it, then choose the files."))
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise Unreadable(_("The zip file was packed in a way that we do not take."))
    files, room = [], MOST_TOGETHER
    for info in infos:
        with archive.open(info) as packed:
            # What the zip says about its sizes is not believed.
            content = packed.read(min(MOST_OF_ONE, room) + 1)
        room -= len(content)
        if len(content) > MOST_OF_ONE or room < 0:
            raise Unreadable(_("The zip file unpacks to more than we take. Bring in fewer reflections at once."))
        files.append((info.filename, content))
    return files


def _plain(name: str) -> bool:
    path = PurePosixPath(name)
    return name.isprintable() and not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:")
