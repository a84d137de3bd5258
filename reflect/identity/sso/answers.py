"""What comes of asking a provider who somebody is: an identity, or a refusal."""

from dataclasses import dataclass


class ProviderRefused(Exception):
    """What came from the provider, or in its name, is not to be believed. The reason is a word of ours, for the log."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider. Never by their e-mail address, which can be given to somebody else."""

    issuer: str
    subject: str
    second_factor: bool  # whether they showed one there
    name: str  # what they are called there, for themselves to see
