"""What the exports of known products look like.

Vendors rename columns without notice: an export is recognised by the columns that
only it has, and a column that is missing is simply not used. Names are compared
without case, blanks and punctuation; ``*`` at the end stands for any ending.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    TEXT = "text"
    TITLE = "title"
    DATE = "date"
    ID = "id"
    SCORE = "score"
    WRITER_ID = "writer_id"
    WRITER_NAME = "writer_name"
    WRITER_ADDRESS = "writer_address"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Format:
    """A known export.

    ``marks`` are the columns that tell it from others. ``columns`` names, for each
    role, the columns to try: the first that is filled gives the text, all of them
    together give the id and the name. ``keeps`` admits only rows whose cell has one
    of the values: the rest are the team's own words. ``has_questions``: the text
    stands in columns named after the questions asked. ``note`` is shown on import.
    """

    name: str
    marks: tuple[str, ...]
    columns: Mapping[Role, tuple[str, ...]]
    keeps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drops: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    has_questions: bool = False
    note: str = ""


TEXT, TITLE, DATE, ID, SCORE = Role.TEXT, Role.TITLE, Role.DATE, Role.ID, Role.SCORE
WRITER_ID, WRITER_NAME = Role.WRITER_ID, Role.WRITER_NAME
ADDRESS, LANGUAGE = Role.WRITER_ADDRESS, Role.LANGUAGE

# Google Forms names its own columns in the language of who made the form.
_GOOGLE_FORMS = (
    ("timestamp", "email address"),
    ("zeitstempel", "e-mail-adresse"),
    ("horodateur", "adresse e-mail"),
    ("marca temporal", "dirección de correo electrónico"),
    ("carimbo de data/hora", "endereço de e-mail"),
    ("informazioni cronologiche", "indirizzo email"),
    ("tijdstempel", "e-mailadres"),
    ("sygnatura czasowa", "adres e-mail"),
    ("отметка времени", "адрес электронной почты"),
    ("时间戳记", "电子邮件地址"),
    ("タイムスタンプ", "メールアドレス"),
    ("타임스탬프", "이메일 주소"),
)

FORMATS = (
    Format(
        "Postbag letters",
        ("source", "received at", "writer name", "state", "assignee", "text"),
        {
            TEXT: ("text",),
            TITLE: ("subject",),
            DATE: ("written at",),
            ID: ("id",),
            SCORE: ("score",),
            WRITER_ID: ("writer",),
            WRITER_NAME: ("writer name",),
            ADDRESS: ("writer",),
        },
    ),
    Format(
        "US consumer complaints",
        ("consumer complaint narrative", "complaint id"),
        {
            TEXT: ("consumer complaint narrative",),
            DATE: ("date received",),
            ID: ("complaint id",),
        },
    ),
    Format(
        "US consumer complaints, JSON",
        ("complaint what happened", "complaint id"),
        {
            TEXT: ("complaint what happened",),
            DATE: ("date received",),
            ID: ("complaint id",),
        },
    ),
    Format(
        "Google Play reviews",
        ("review text", "review link", "star rating"),
        {
            TEXT: ("review text",),
            TITLE: ("review title",),
            DATE: ("review submit date and time",),
            ID: ("review link",),
            SCORE: ("star rating",),
            LANGUAGE: ("reviewer language",),
        },
        note="Developer replies are kept beside the review, not as letters.",
    ),
    Format(
        "App Store reviews",
        ("body", "reviewer nickname", "created date"),
        {
            TEXT: ("body",),
            TITLE: ("title",),
            DATE: ("created date",),
            ID: ("id",),
            SCORE: ("rating",),
            WRITER_ID: ("reviewer nickname",),
            WRITER_NAME: ("reviewer nickname",),
        },
    ),
    Format(
        "Trustpilot reviews",
        ("review content", "review stars"),
        {
            TEXT: ("review content",),
            TITLE: ("review title",),
            DATE: ("review created*",),
            ID: ("review id",),
            SCORE: ("review stars",),
            WRITER_ID: ("review consumer user id",),
            WRITER_NAME: ("review username",),
            ADDRESS: ("review user email",),
        },
    ),
    Format(
        "App Store reviews, third-party table",
        ("review id", "review text", "reviewer name"),
        {
            TEXT: ("review text",),
            TITLE: ("title",),
            DATE: ("review date",),
            ID: ("review id",),
            SCORE: ("rating",),
            WRITER_ID: ("reviewer name",),
            WRITER_NAME: ("reviewer name",),
        },
    ),
    Format(
        "Zendesk tickets",
        ("summation column", "subject", "requester"),
        {
            TEXT: ("subject",),
            DATE: ("created at",),
            ID: ("id",),
            WRITER_ID: ("requester id",),
            WRITER_NAME: ("requester",),
            ADDRESS: ("requester email",),
        },
        note="This export holds subjects only; the message bodies stay in Zendesk.",
    ),
    Format(
        "Intercom messages",
        ("message body", "message author type", "message id"),
        {
            TEXT: ("message body",),
            DATE: ("message created at",),
            ID: ("message id",),
            WRITER_ID: ("message author user id", "message author id"),
            WRITER_NAME: ("message author name",),
            ADDRESS: ("message author email",),
        },
        keeps={"message author type": ("user", "lead")},
        drops={"message type": ("note",)},
    ),
    Format(
        "Intercom report",
        ("conversation id", "conversation started at*"),
        {
            TEXT: ("conversation rating remark", "title"),
            DATE: ("conversation started at*",),
            ID: ("conversation id",),
            SCORE: ("conversation rating",),
            WRITER_NAME: ("user name",),
            ADDRESS: ("user email",),
        },
        note="This export holds remarks and titles; the messages stay in Intercom.",
    ),
    Format(
        "Freshdesk tickets",
        ("ticket id", "subject", "agent interactions"),
        {
            TEXT: ("description", "subject"),
            TITLE: ("subject",),
            DATE: ("created time",),
            ID: ("ticket id",),
            WRITER_ID: ("contact id",),
            WRITER_NAME: ("full name",),
            ADDRESS: ("email",),
        },
    ),
    Format(
        "HubSpot tickets",
        ("ticket id", "ticket description"),
        {
            TEXT: ("ticket description", "ticket name"),
            TITLE: ("ticket name",),
            DATE: ("create date",),
            ID: ("ticket id",),
        },
    ),
    Format(
        "HubSpot tickets, API names",
        ("content", "hs pipeline", "createdate"),
        {
            TEXT: ("content", "subject"),
            TITLE: ("subject",),
            DATE: ("createdate",),
            ID: ("hs object id", "hs ticket id"),
        },
    ),
    Format(
        "SurveyMonkey answers",
        ("respondent id", "collector id", "start date"),
        {
            DATE: ("end date",),
            ID: ("respondent id",),
            WRITER_NAME: ("first name", "last name"),
            ADDRESS: ("email address",),
        },
        private=("ip address",),
        has_questions=True,
    ),
    Format(
        "Typeform answers",
        ("#", "submit date*", "network id"),
        {DATE: ("submit date*",), ID: ("#",), ADDRESS: ("email*",)},
        has_questions=True,
    ),
    Format(
        "Delighted responses",
        ("comment", "survey type", "person"),
        {
            TEXT: ("comment",),
            DATE: ("created at",),
            ID: ("id",),
            SCORE: ("score",),
            WRITER_ID: ("person",),
        },
    ),
    Format(
        "Medallia Agent Connect responses",
        ("request id", "comments", "response received at"),
        {
            TEXT: ("comments",),
            DATE: ("response received at",),
            ID: ("request id",),
            SCORE: ("star rating",),
            WRITER_NAME: ("customer name",),
            ADDRESS: ("request sent to",),
        },
    ),
    Format(
        "Fider posts",
        ("number", "description", "votes count", "created by"),
        {
            TEXT: ("description", "title"),
            TITLE: ("title",),
            DATE: ("created at",),
            ID: ("number",),
            WRITER_ID: ("created by",),
            WRITER_NAME: ("created by",),
        },
    ),
    Format(
        "Formbricks answers",
        ("submission id", "field id", "value text"),
        {
            TEXT: ("value text",),
            DATE: ("collected at",),
            ID: ("submission id", "field id"),
            WRITER_ID: ("user id",),
            LANGUAGE: ("language",),
        },
    ),
    *(
        Format(
            "Google Forms answers",
            (timestamp, address),
            {DATE: (timestamp,), SCORE: ("score",), ADDRESS: (address,)},
            has_questions=True,
        )
        for timestamp, address in _GOOGLE_FORMS
    ),
)
