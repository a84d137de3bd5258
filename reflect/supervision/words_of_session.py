"""What two people write down of a session: the shape of its notes, and later of its record.

A model of supervision only gives the discussion its headings. 4x4x4: the four stages of the cycle in Morrison (2005)
and Wonnacott (2012). Five functions: the four of that model and reflection, in plain words of ours. Plain: one box.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from types import MappingProxyType

from reflect.core.errors import BadInput
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import ngettext

LONGEST = 20_000  # characters in one box


@dataclass(frozen=True)
class Model:
    """One way to hold a session: its name, what it is in a sentence, and its stages with a heading and a question."""

    name: object
    about: object
    stages: Mapping[str, tuple[object, object]]


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "4x4x4": Model(
            _l("4x4x4"),
            _l("Four stages: experience, reflection, analysis, plan."),
            MappingProxyType(
                {
                    "experience": (_l("Experience"), _l("What happened, and how was it to be there?")),
                    "reflection": (_l("Reflection"), _l("What was felt, and by whom? What was not said?")),
                    "analysis": (_l("Analysis"), _l("What does it mean, and what else could it mean?")),
                    "plan": (_l("Plan"), _l("What follows from this?")),
                }
            ),
        ),
        "five-functions": Model(
            _l("Five functions"),
            _l("Practice, support, development, mediation, reflection."),
            MappingProxyType(
                {
                    "management": (_l("Practice"), _l("How is the work going, and what stands behind decisions?")),
                    "support": (_l("Support"), _l("What helps, and what is missing?")),
                    "development": (_l("Development"), _l("What is being learnt, and what comes next?")),
                    "mediation": (_l("Mediation"), _l("What has to be carried to the organisation or to partners?")),
                    "reflection": (_l("Reflection"), _l("What did we notice about ourselves in the work?")),
                }
            ),
        ),
        "plain": Model(
            _l("Plain"),
            _l("One box for what you talk about."),
            MappingProxyType({"discussion": (_l("Discussion"), _l("What did you talk and think about?"))}),
        ),
    }
)


@dataclass(frozen=True)
class AgreedAction:
    """Who will do what, by when, as it was agreed."""

    what: str
    who: str
    by: str  # a day as ISO 8601 has it

    def __post_init__(self) -> None:
        date.fromisoformat(self.by)

    @classmethod
    def of(cls, value: object) -> "AgreedAction":
        """From what JSON gave. Raises TypeError or ValueError for anything else."""
        return cls(**_texts(value, ("what", "who", "by")))


@dataclass(frozen=True)
class SessionWords:
    """Everything that two people wrote down of one session. All of it may be empty; texts are light Markdown.

    `sections` are keyed by the stages of `model`. `cancelled` is why a session did not take place; beside it stands
    what was written down before. `agenda` and `actions` are filled when a record is made of it, so that it stands by
    itself.
    """

    model: str = "plain"
    wellbeing: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    decisions: str = ""
    learning: str = ""
    disagreement: str = ""
    cancelled: str = ""
    agenda: tuple[str, ...] = ()
    actions: tuple[AgreedAction, ...] = ()

    def __post_init__(self) -> None:
        unknown = self.model not in MODELS or set(self.sections) - set(MODELS[self.model].stages)
        if unknown:
            raise ValueError("sections of another model")

    def check(self) -> None:
        """Refuse what is longer than a box holds.

        Raises:
            BadInput: with the sentence that says by how much.
        """
        texts = (self.wellbeing, *self.sections.values(), self.decisions, self.learning, self.disagreement)
        over = max(len(text) for text in (*texts, self.cancelled)) - LONGEST
        if over > 0:
            raise BadInput(
                ngettext(
                    "Shorten the longest text by %(num)d character. Nothing is lost.",
                    "Shorten the longest text by %(num)d characters. Nothing is lost.",
                    over,
                )
            )

    @property
    def empty(self) -> bool:
        """Whether nobody wrote anything down yet."""
        texts = (self.wellbeing, *self.sections.values(), self.decisions, self.learning, self.disagreement)
        return not any(text.strip() for text in texts)

    def headed(self) -> list[tuple[str, str]]:
        """The discussion under its headings, in the model’s order; stages that nobody wrote in are left out."""
        stages = MODELS[self.model].stages
        return [(str(stages[key][0]), text) for key in stages if (text := self.sections.get(key, "")).strip()]

    def to_bytes(self) -> bytes:
        """As it is sealed: JSON, the same bytes for the same words."""
        said = asdict(replace(self, sections=dict(self.sections)))
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "SessionWords":
        """What `to_bytes` gave.

        Raises:
            ValueError: it is nothing of the kind.
        """
        try:
            said = json.loads(data)
            plain = _texts({name: said[name] for name in _PLAIN}, _PLAIN)
            sections = said["sections"]
            return cls(
                **plain,
                sections=_texts(sections, tuple(sections)),
                agenda=tuple(str(item) for item in said["agenda"]),
                actions=tuple(AgreedAction.of(action) for action in said["actions"]),
            )
        except (TypeError, KeyError, AttributeError, RecursionError) as wrong:
            raise ValueError("no words of a session") from wrong


_PLAIN = tuple(each.name for each in fields(SessionWords) if each.name not in ("sections", "agenda", "actions"))


def model_choices() -> list[tuple[str, str]]:
    """The models by their key and name, for a form."""
    return [(key, f"{model.name}. {model.about}") for key, model in MODELS.items()]


def _texts(value: object, names: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise TypeError("not these texts")
    if not all(isinstance(text, str) for text in value.values()):
        raise TypeError("not texts")
    return value
