"""What three regulators ask of those on their registers, as fields to fill in, and what we can say about it.

The headings follow what each regulator asks for, in our words: none of this is an official form. What we say of a
regulator is what it has published; a rule may have changed since, so every page leads to the regulator's own.
"""

from dataclasses import dataclass
from typing import Literal

from reflect.web.language import gettext as _

Kind = Literal["line", "long", "day", "themes"]


@dataclass(frozen=True)
class Field:
    """One field of a form. `name` is that of the field of the page."""

    name: str
    label: str
    hint: str = ""
    kind: Kind = "long"


@dataclass(frozen=True)
class Regulator:
    """Whose form it is, what it asks for, and where its own words stand."""

    slug: str
    name: str
    title: str  # of the page and of the file
    follows: str  # whose questions the fields ask, in one sentence
    says: tuple[str, ...]
    link: str
    fields: tuple[Field, ...]

    @property
    def long_fields(self) -> tuple[Field, ...]:
        """Those that can begin with words of the reflection."""
        return tuple(field for field in self.fields if field.kind == "long")


def regulators() -> dict[str, Regulator]:
    """By slug, in the order in which they are offered."""
    return {each.slug: each for each in (_social_work_england(), _nmc(), _hcpc())}


def code_themes() -> list[str]:
    """The four themes of the NMC's Code."""
    return [
        _("Prioritise people"),
        _("Practise effectively"),
        _("Preserve safety"),
        _("Promote professionalism and trust"),
    ]


def _social_work_england() -> Regulator:
    return Regulator(
        "social-work-england",
        _("Social Work England"),
        _("CPD record for Social Work England"),
        _("These are the questions of Social Work England, in our words."),
        (
            _(
                "Social Work England asks for two or more different pieces of CPD in each registration year, by the "
                "end of 30 November. At least one of them has peer reflection in it."
            ),
            _(
                "It is not among the nine regulators that said in June 2019 that they will not ask for personal "
                "reflections to investigate a concern. A court can order that one is handed over."
            ),
        ),
        "https://www.socialworkengland.org.uk/cpd/what-you-need-to-know/",
        (
            Field("cpd_type", _("Type of CPD"), _("For example: reflection, supervision, reading."), "line"),
            Field("cpd_about", _("Short description, and why it is relevant")),
            _day(),
            _learned(),
            Field("cpd_impact", _("Positive impact on your practice, and on the people you work with")),
            Field(
                "cpd_peers",
                _("Peer reflection: what you learned from talking about it"),
                _(
                    "In supervision, in a team meeting or informally. Name nobody: “my supervisor” or “a colleague” is "
                    "enough."
                ),
            ),
        ),
    )


def _nmc() -> Regulator:
    return Regulator(
        "nmc",
        _("Nursing and Midwifery Council"),
        _("Reflective account for the Nursing and Midwifery Council"),
        _("These are the questions of the Nursing and Midwifery Council, in our words."),
        (
            _(
                "The Nursing and Midwifery Council asks for five written accounts in three years, on its own form. "
                "You then talk about them with somebody else on its register. An account names nobody, and nothing "
                "in it may tell who somebody is."
            ),
            _joint_statement(_("Nursing and Midwifery Council")),
        ),
        "https://www.nmc.org.uk/revalidation/requirements/written-reflective-accounts/",
        (
            Field("cpd_about", _("What the CPD activity, the feedback or the event was")),
            _learned(),
            Field("cpd_practice", _("How you changed or improved your practice")),
            Field("cpd_themes", _("Themes of the Code"), kind="themes"),
            Field("cpd_code", _("How this is relevant to the Code")),
        ),
    )


def _hcpc() -> Regulator:
    return Regulator(
        "hcpc",
        _("Health and Care Professions Council"),
        _("CPD record for the Health and Care Professions Council"),
        _("These headings follow the standards of the Health and Care Professions Council. They are ours."),
        (
            _(
                "The Health and Care Professions Council asks for a record without gaps of many kinds of learning. "
                "It may ask you for a written profile. Two of its standards are about the quality of practice, and "
                "the benefit to those who use a service."
            ),
            _joint_statement(_("Health and Care Professions Council")),
            _("It no longer regulates social workers in England: since December 2019 Social Work England does."),
        ),
        "https://www.hcpc-uk.org/cpd/",
        (
            Field("cpd_type", _("Type of activity"), _("For example: reflection, supervision, reading."), "line"),
            _day(),
            Field("cpd_about", _("What you did, and why")),
            _learned(),
            Field("cpd_practice", _("How it contributed to the quality of your practice")),
            Field("cpd_benefit", _("How it benefits those who use your service")),
        ),
    )


def _day() -> Field:
    return Field("cpd_date", _("Date"), kind="day")


def _learned() -> Field:
    return Field("cpd_learned", _("What you learned"))


def _joint_statement(name: str) -> str:
    return _(
        "The %(name)s is among the nine regulators that said in June 2019 that they will not ask for personal "
        "reflections to investigate a concern. A court can still order that one is handed over.",
        name=name,
    )
