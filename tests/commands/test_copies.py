"""``postbag copies``."""

from tests.models.texts.test_copies import TEMPLATE


def test_it_lists_what_was_sent_most_often(postbag, tmp_path):
    assert postbag("copies").out == "No two letters say the same.\n"
    rows = [
        f'{n},2026-02-0{n},w{n % 2}@example.com,"{TEMPLATE.format(n)}"'
        for n in range(1, 5)
    ]
    path = tmp_path / "letters.csv"
    path.write_text(
        "\n".join(["id,date,email,text", *rows, "9,2026-02-09,x@example.com,Hi"])
    )
    assert postbag("import", "letters.csv").code == 0
    shown = postbag("copies", "--json").json
    assert [(g["letters"], g["writers"], g["first_letter"]) for g in shown] == [
        (4, 2, 1)
    ]
    assert "4 letters by 2 writers" in postbag("copies").out
    exported = postbag("export", "letters", "--format", "jsonl").out
    assert '"copies": 4, "copy_group": 1' in exported
