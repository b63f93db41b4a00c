"""What programs put around a post is not read."""

from models.texts.passages import passages
from models.texts.posts import clear_post


def _parts(text: str) -> list[str]:
    cleared = clear_post(text)
    assert len(cleared) == len(text)
    return cleared.split()


def test_it_reads_a_post_without_its_head_and_marks_of_quotes() -> None:
    post = (
        "From: ann@example.org (Ann)\nSubject: Re: Brakes that squeal\n"
        "Organization: Example Inc\n   of Springfield\nLines: 4\n\n"
        "On Monday Bob <bob@example.org> wrote:\n> They squeal in the rain and\n"
        "> then they do not.\nChange the pads."
    )
    said = "Brakes that squeal They squeal in the rain and then they do not."
    assert _parts(post) == [*said.split(), "Change", "the", "pads."]


def test_it_keeps_lines_that_only_look_like_a_head() -> None:
    text = "Subject: late\nOrder: 12\nI wrote: where is it?"
    assert clear_post(text) == text


def test_it_joins_what_a_program_wrapped() -> None:
    wrapped = "The statement that you sent me last week shows a fee\nnobody knows of"
    listed = "My card\nis late and the letter that should bring it never came.\nwhy"
    joined = clear_post(f"{wrapped}\n\n{listed}")
    assert joined == wrapped.replace("\n", " ") + f"\n\n{listed}"


def test_passages_are_cut_from_what_is_left() -> None:
    text = "@AskBank my card is late for a week.\n> Mine is late too, a month."
    assert [text[span.start : span.end] for span in passages(text)] == [
        "my card is late for a week.",
        "Mine is late too, a month.",
    ]
