"""What stands beside a topic leads to the letters behind it."""

import re
from html import unescape

from flask.testing import FlaskClient

from feedback.store import Store
from tests.topics.conftest import record
from tests.web.test_topics_pages import text_of


def test_writers_and_how_sure_it_is_lead_to_the_letters(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    record(store, {"Charged": letters[:3]})
    (topic,) = store.topics.find_topics()
    page = text_of(client, f"/topics/{topic.id}")
    hrefs = re.findall(r'href="(/letters/\?q=[^"]+)"', page)
    sure, writer = (
        next(unescape(href) for href in hrefs if word in href)
        for word in ("placed:high", "from:")
    )
    assert "3 letters, 3 writers" in text_of(client, sure)
    assert "1 letter, 1 writer" in text_of(client, writer)
    assert "placed:low" not in page
