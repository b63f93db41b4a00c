"""Noting an action's mailing, so that the letters that answer it find the action."""

import re
from datetime import datetime

from feedback.errors import Refused
from feedback.intake.mail.conversations import part_replies
from feedback.store import Store
from feedback.store.mailings import MailingKind

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
_PREFIX = re.compile(r"^\s*message-id\s*:\s*", re.IGNORECASE)
_TAGGED = re.compile(r"[^\s<>@,;+\"']{1,64}\+[^\s<>@,;\"']{1,64}@[^\s<>@,;\"']{1,255}")
MOST_AT_ONCE = 200


def note_mailing(
    store: Store,
    action_id: int,
    message_ids: str,
    address: str,
    person_id: int,
    moment: datetime,
) -> int:
    """Note the Message-IDs, one a line, and the tagged reply address of a mailing.

    Returns how many letters answer the action's mailing. Raises NotFound, or Refused
    when a line is no Message-ID, the address has no tag, or another action has one.
    """
    ids = read_message_ids(message_ids)
    tagged = [read_address(address)] if address.strip() else []
    if not ids and not tagged:
        raise Refused("Give a Message-ID or an address with a tag first.")
    store.actions.get_action(action_id)
    noted = [(MailingKind.MESSAGE_ID, id_) for id_ in ids]
    noted += [(MailingKind.ADDRESS, one) for one in tagged]
    with store.transaction():
        for kind, value in noted:
            store.mailings.note(action_id, kind, value, person_id, moment)
        part_replies(store, ids)
    return store.mailings.count_replies(action_id).letters


def read_message_ids(text: str) -> list[str]:
    """Return the ids in a text, with their brackets off; raises Refused."""
    found: list[str] = []
    for line in text.splitlines():
        bare = _PREFIX.sub("", line).strip()
        ids = _MESSAGE_ID.findall(bare) or bare.split()
        if strange := next((id_ for id_ in ids if not _is_message_id(id_)), ""):
            raise Refused(
                f"{strange[:60]!r} is no Message-ID. It looks like <abc@example.org> "
                "and stands in the headers of the mail that was sent."
            )
        found += ids
    if len(found) > MOST_AT_ONCE:
        raise Refused(
            f"These are more than {MOST_AT_ONCE} Message-IDs. Use an address with a "
            "tag where every mail has an id of its own."
        )
    return list(dict.fromkeys(found))


def read_address(text: str) -> str:
    """Return an address with a tag, in lower case; raises Refused."""
    found = _TAGGED.fullmatch(text.strip().strip("<>"))
    if not found:
        raise Refused(
            f"{text.strip()[:60]!r} has no tag. Use an address such as "
            "team+spring@example.org, else every mail to you would count as a reply."
        )
    return found[0].lower()


def _is_message_id(text: str) -> bool:
    return "@" in text and len(text) <= 400 and text.isprintable()
