"""What the demo people wrote: invented, about nobody."""

from dataclasses import dataclass, field

from reflect.demo.people import AMARA, MARCUS, PRIYA, SAM, DemoPerson


@dataclass(frozen=True)
class DemoReflection:
    """One reflection: its starting point, the answers in order, and how it was left."""

    author: DemoPerson
    title: str
    answers: tuple[str, ...]
    path: str = ""  # empty: a blank page
    themes: tuple[str, ...] = ()
    days_ago: int = 0
    draft: bool = False
    shared: tuple[int, ...] = field(default=())  # which answers went to the supervisor, counted from 0
    note: str = ""
    comment: str = ""


REFLECTIONS = (
    DemoReflection(
        PRIYA,
        "The visit where nobody said it",
        (
            "We were in the kitchen and the conversation kept going round the school’s worry about “attitude”. "
            "Mum said the school talks to her son differently from his friends. There was a pause, and I asked "
            "about attendance.\n\nI knew what she meant. I think everybody in the room did.",
            "I have said the word in supervision, never in a family’s home. I was afraid it would sound as if I was "
            "promising something I could not do anything about.",
            "Practice, mostly. To say it out loud once with somebody who will not mind if it comes out clumsy.",
        ),
        path="left-unsaid",
        themes=("naming-racism", "confidence-to-talk"),
        days_ago=9,
        shared=(0, 2),
        note="I would like to practise what I could have said to mum.",
        comment="Thank you for this. I noticed that you heard it straight away, and so did she.\n\n"
        "Shall we try the first two sentences together on Thursday?",
    ),
    DemoReflection(
        PRIYA,
        "Who this child is",
        (
            "From the record: “Mixed”. From him, so far: nothing. I have not asked.",
            "He lights up about his grandmother’s cooking and his trainers. I do not know what he calls himself.",
            "“Different people in families have different words for who they are and where they come from. "
            "What words do you use?”",
        ),
        path="who-is-this-child",
        themes=("identity-heritage", "child-voice"),
        days_ago=4,
    ),
    DemoReflection(
        PRIYA,
        "",
        ("Strategy meeting. A health colleague said “streetwise” about a girl of thirteen and nobody stopped, me",),
        days_ago=1,
        draft=True,
    ),
    DemoReflection(
        MARCUS,
        "What I leave no room for",
        (
            "Three sessions in a row on thresholds. Race came up once, at the very end, and I looked at the clock.",
            "Relief that the time was up, if I am honest. They may have felt that it was not a real question to me.",
            "Our form has seventeen headings and none of them asks about identity. I fill in what is there.",
            "Put it first next time, and say why.",
        ),
        path="supervision-in-four-steps",
        themes=("supervision-safety",),
        days_ago=6,
    ),
    DemoReflection(
        AMARA,
        "Before the next review",
        (
            "We know ethnicity for most children and faith for almost none. Decisions about placements rest on that.",
            "The last audit mentions race in one line of the introduction.",
            "I will ask for ten records and read them only for this.",
        ),
        path="before-the-next-review",
        themes=("recording-data", "leading-learning"),
        days_ago=12,
    ),
    DemoReflection(
        SAM,
        "First month",
        (
            "I am the only one in the team who looks like most of the families on our street. *I have not decided* "
            "what I think about people asking me to “help with culture”.",
        ),
        themes=("own-lens",),
        days_ago=2,
    ),
)
