"""A process that sends the mails that wait, and is killed before it has handed one over or right after it has."""

import os
import signal
import sys
from pathlib import Path

from reflect import create_app
from reflect.notices import outbox
from reflect.notices.models import Mail


def run() -> None:
    """`killed-sender FOLDER before|after|never`: what was handed over is in a file of the folder."""
    _name, folder, when = sys.argv

    def hand_over(mail: Mail) -> None:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        with (Path(folder) / "handed-over").open("a") as out:
            out.write(mail.details["name"] + "\n")
            out.flush()
            os.fsync(out.fileno())
        if when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    with create_app().app_context():
        outbox.send_waiting(hand_over)
