"""What can go wrong for a person, each with the sentence that is shown. The web kernel turns them into pages."""


class ReflectError(Exception):
    """Something a person is told in one plain sentence."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(ReflectError):
    """It is not there, or not theirs: the two look alike (404)."""


class Refused(ReflectError):
    """They may not do this (403)."""


class BadInput(ReflectError):
    """What came in cannot be used (400)."""


class Conflict(ReflectError):
    """It was changed elsewhere in the meantime (409)."""


class TooManyTries(ReflectError):
    """They typed something secret wrongly too often of late (429); ask again after `retry_after` whole seconds."""

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
