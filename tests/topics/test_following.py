"""Topics follow the letters: new ones are placed, and counts are watched."""

from feedback.samples import sample_world
from feedback.store import Store
from feedback.topics.counts.watching import watch_topics
from feedback.topics.fitting import run_fit
from feedback.topics.following import follow_letters
from feedback.topics.life.together import accept_together
from feedback.types import LetterFilter, Person, TopicState
from feedback.worker import run_next_job
from tests.builders import receive_letters
from tests.conftest import NOW


def _texts(count: int) -> list[tuple[str, str]]:
    world = sample_world(3, 400, end_on=NOW.date(), zh_share=0.0)
    return [(letter.subject, letter.body) for letter in world.letters][:count]


def test_it_has_nothing_to_follow_before_the_first_fit(store: Store) -> None:
    receive_letters(store)
    assert follow_letters(store) == "No topics yet."


def test_it_places_new_letters_after_an_import(store: Store) -> None:
    texts = _texts(300)
    receive_letters(store, texts[:240])
    run_fit(store)
    fresh = receive_letters(store, texts[240:], source="more")
    store.jobs.add("follow", {}, None, NOW)
    assert run_next_job(store)
    job = store.jobs.find_latest("follow")
    assert job is not None
    assert job.state == "done", job.message
    placed = store.letters.find_placements(fresh)
    assert len(placed) > len(fresh) / 4
    wanted = LetterFilter(with_topic=True)
    assert store.letters.count_letters(wanted).letters >= len(placed)


def test_it_leaves_accepted_topics_accepted(store: Store, person: Person) -> None:
    receive_letters(store, _texts(240))
    run_fit(store)
    topics = [topic.id for topic in store.topics.find_topics()]
    accept_together(store, topics, person.id, NOW)
    watch_topics(store, NOW)
    states = {topic.state for topic in store.topics.find_topics()}
    assert states <= {TopicState.ACTIVE, TopicState.ESCALATING}
