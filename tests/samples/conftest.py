"""The demo world that most tests of this folder read."""

from datetime import date

import pytest

from feedback.samples import SampleWorld, sample_world


@pytest.fixture(scope="session")
def world() -> SampleWorld:
    """A whole year of 3,000 letters that ends on 22 November 2026."""
    return sample_world(end_on=date(2026, 11, 22))
