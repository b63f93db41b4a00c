"""The demo world as a whole: the same every time, and of the right shape."""

from collections import Counter
from datetime import UTC, date, timedelta
from time import process_time

from feedback.samples import SampleWorld, sample_world
from feedback.samples.types import FORM, MAIL, STORE, Kind

END = date(2026, 11, 22)


def test_it_tells_the_same_year_for_the_same_seed() -> None:
    first, second = (sample_world(7, 400, end_on=END) for _ in range(2))
    assert first == second


def test_it_tells_another_year_for_another_seed() -> None:
    first, second = (sample_world(seed, 400, end_on=END) for seed in (1, 2))
    assert {one.body for one in first.letters} != {one.body for one in second.letters}


def test_it_writes_as_many_letters_as_asked(world: SampleWorld) -> None:
    assert len(world.letters) == 3000


def test_it_writes_three_thousand_letters_within_five_seconds() -> None:
    started = process_time()
    sample_world(3, end_on=END)
    assert process_time() - started < 5


def test_it_stays_within_its_year(world: SampleWorld) -> None:
    days = [letter.written_at.date() for letter in world.letters]
    assert world.start_on == END - timedelta(364)
    assert min(days) >= world.start_on
    assert max(days) == END
    assert all(letter.written_at.tzinfo is UTC for letter in world.letters)


def test_it_keeps_letters_in_order_under_unique_keys(world: SampleWorld) -> None:
    moments = [letter.written_at for letter in world.letters]
    assert moments == sorted(moments)
    assert len({letter.key for letter in world.letters}) == len(world.letters)


def test_it_writes_one_letter_in_seven_in_chinese(world: SampleWorld) -> None:
    share = Counter(letter.language for letter in world.letters)["zh"] / 3000
    assert 0.11 < share < 0.19


def test_it_uses_all_sources(world: SampleWorld) -> None:
    counts = Counter(letter.source for letter in world.letters)
    assert set(counts) == {MAIL, STORE, FORM}
    assert min(counts.values()) > 450


def test_it_rates_reviews_and_nothing_else(world: SampleWorld) -> None:
    for letter in world.letters:
        assert (letter.rating is not None) == (letter.source == STORE)
        assert (letter.kind is Kind.REVIEW) == (letter.source == STORE)


def test_it_writes_more_on_mondays_than_on_sundays(world: SampleWorld) -> None:
    counts = Counter(letter.written_at.weekday() for letter in world.letters)
    assert counts[0] > 1.4 * counts[6]
    assert min(counts[day] for day in range(4)) > max(counts[5], counts[6])


def test_it_names_example_domains_alone(world: SampleWorld) -> None:
    domains = {letter.address.partition("@")[2] for letter in world.letters}
    domains |= {writer.address.partition("@")[2] for writer in world.writers}
    assert domains == {"example.com", "example.org", "example.net"}


def test_it_gives_each_writer_an_address_of_their_own(world: SampleWorld) -> None:
    assert len({writer.address for writer in world.writers}) == len(world.writers)


def test_it_lets_writers_lapse_and_return(world: SampleWorld) -> None:
    lapsed = [writer for writer in world.writers if writer.lapsed_on]
    returned = [writer for writer in lapsed if writer.returned_on]
    assert 0.2 < len(lapsed) / len(world.writers) < 0.6
    assert len(returned) > 30
    for writer in lapsed:
        assert writer.lapsed_on is not None
        quiet = [day for day in writer.active_on if day > writer.lapsed_on]
        assert all(writer.returned_on and day >= writer.returned_on for day in quiet)
