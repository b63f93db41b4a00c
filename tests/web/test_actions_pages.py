"""The pages of actions and results: from plan to data result with a browser's means."""

import re
from datetime import date

import pytest

from feedback.types import ActionState, LetterFilter, Role
from tests.web.offices import DUE, EARLY, PLAN, STARTED, words
from tests.worlds import SENTENCES, noon

CONCLUSION = {
    "verdict": "improved",
    "basis": "quantitative",
    "learned": "A refund before the letter saves the letter.",
    "version": "2",
}


def test_it_says_what_to_do_while_nothing_is_planned(office):
    answer = office.get("/actions/")
    assert answer.status_code == 200
    assert "Plan the first one" in answer.text
    assert "No work has fallen due yet" in office.get("/results/").text


def test_it_goes_from_plan_to_data_result(office):
    action_id = office.plan()
    assert "Start it: the plan freezes" in office.get(f"/actions/{action_id}").text
    office.start(action_id)
    running = office.get(f"/actions/{action_id}")
    assert "The number is hidden until then." in running.text
    assert "frozen 10 September 2026" in words(running)

    office.go_to(DUE)
    assert "due today" in words(office.get("/actions/"))
    form = office.get(f"/actions/{action_id}/conclude")
    assert "The numbers propose improved" in words(form)
    answer = office.post(f"/actions/{action_id}/conclude", **CONCLUSION)
    again = office.get(f"/actions/{action_id}/conclude")
    assert again.location == answer.location == f"/results/{action_id}"
    assert answer.location == f"/results/{action_id}"

    result = words(office.get(f"/results/{action_id}"))
    assert "letters a week before" in result
    assert "A refund before the letter saves the letter." in result
    assert "Not countersigned yet." in result
    page = words(office.get("/results/"))
    assert "October 2026: 1 of 1 action has a data result" in page
    assert "A refund before the letter" in page


def test_it_shows_what_a_plan_lacks_beside_each_field(office):
    form = {**PLAN, "purpose": "", "title": "", "owner_id": office.world.lead}
    answer = office.lead.post("/actions/plan", data=form)
    assert answer.status_code == 422
    assert "Say in a sentence what we do" in answer.text
    assert "Letters are counted by topic" in answer.text
    assert office.world.store.actions.find_actions() == ()


def test_it_checks_a_plan_without_keeping_it(office):
    form = {
        **PLAN,
        "topic_ids": [office.world.topics[0]],
        "owner_id": office.world.lead,
        "audience_query": '"charged twice"',
        "holdout_percent": "30",
        "check": "1",
    }
    del form["save"]
    page = words(office.lead.post("/actions/plan", data=form))
    assert "Nothing is missing" in page
    assert "Audience today" in page
    assert office.world.store.actions.find_actions() == ()


def test_it_begins_a_plan_from_a_topic_and_a_search(office):
    topic = office.world.topics[1]
    page = office.get(f"/actions/plan?topic={topic}&q=refund").text
    assert re.search(rf'value="{topic}" checked>', page)
    assert 'value="refund"' in page


def test_it_warns_of_open_complaints_before_a_recall(office):
    recall = {
        "link": "recall",
        "measure": "returns",
        "direction": "up",
        "smallest_percent": "5",
        "audience_query": '"charged twice"',
        "holdout_percent": "30",
    }
    action_id = office.plan(**recall)
    page = words(office.get(f"/actions/{action_id}"))
    assert "written about a complaint that is still open" in page
    assert "Leave them out" in page
    office.start(action_id)
    exported = office.get(f"/actions/{action_id}/audience.csv")
    assert exported.headers["Content-Disposition"].startswith("attachment")
    assert b",holdout\r\n" in exported.data


def test_it_keeps_changes_after_the_start_with_their_reason(office):
    action_id = office.plan()
    office.start(action_id)
    path = f"/actions/{action_id}/plan"
    assert "Amend a running plan" in office.get(path).text
    form = {
        **PLAN,
        "topic_ids": [office.world.topics[0]],
        "owner_id": office.world.lead,
        "due_on": "2026-10-22",
        "version": 2,
    }
    assert office.post(path, **form).status_code == 422
    answer = office.post(path, **form, reason="The fix slipped")
    assert answer.status_code == 303
    page = words(office.get(f"/actions/{action_id}"))
    assert "due from 2026-10-08 to 2026-10-22 . The fix slipped" in page


def test_it_shows_an_early_look_with_its_reason(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(EARLY)
    assert "letters a week before" not in office.get(f"/actions/{action_id}").text
    office.post(f"/actions/{action_id}/look", reason="Board meeting")
    page = words(office.get(f"/actions/{action_id}"))
    assert "looked early and saw" in page
    assert "Board meeting" in page


def test_it_takes_a_reading_with_quotes_from_letters(office):
    action_id = office.plan(measure="reading", criterion="Do they still mention it?")
    office.start(action_id)
    office.go_to(DUE)
    assert "keep as evidence" in office.get(f"/actions/{action_id}").text
    conclude = f"/actions/{action_id}/conclude"
    reading = {**CONCLUSION, "basis": "qualitative", "answer": "Hardly anybody does"}
    refused = office.post(conclude, **reading)
    assert refused.status_code == 422
    assert "quote at least one as evidence" in refused.text
    assert "Hardly anybody does" in refused.text
    [letter_id] = office.world.store.letters.find_ids(
        LetterFilter(phrases=("charged twice",)), 1
    )
    office.post(
        f"/actions/{action_id}/evidence", letter_id=letter_id, quote=SENTENCES[0]
    )
    assert office.post(conclude, **reading).status_code == 303
    page = words(office.get(f"/results/{action_id}"))
    assert "Hardly anybody does. Read in 1 quoted letter." in page
    assert SENTENCES[0] in page


def test_it_has_a_colleague_countersign(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(DUE)
    office.post(f"/actions/{action_id}/conclude", **CONCLUSION)
    assert "countersign</button>" not in office.get(f"/results/{action_id}").text
    path = f"/actions/{action_id}/countersign"
    assert office.post(path).status_code == 403
    colleague = office.client(office.world.colleague)
    assert colleague.post(path).status_code == 303
    assert "Countersigned by Ben" in words(office.get(f"/results/{action_id}"))


def test_a_result_can_be_taken_back_until_it_is_countersigned(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(DUE)
    office.post(f"/actions/{action_id}/conclude", **CONCLUSION)
    path = f"/actions/{action_id}/conclude/undo"
    result = office.get(f"/results/{action_id}").text
    assert result.count(f'action="{path}"') == 2, "Undo in the notice, and a button"
    colleague = office.client(office.world.colleague)
    assert path not in colleague.get(f"/results/{action_id}").text
    assert colleague.post(path).status_code == 403
    assert office.post(path).location == f"/actions/{action_id}"
    page = words(office.get(f"/actions/{action_id}"))
    assert "took back the result: improved." in page
    assert office.get(f"/results/{action_id}").status_code == 404


def test_it_offers_to_resolve_the_topic_that_improved(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(DUE)
    office.post(f"/actions/{action_id}/conclude", **CONCLUSION)
    page = office.get(f"/results/{action_id}").text
    assert "it comes back when clearly more than" in page
    assert "<svg" in page
    assert "<script" not in page.split('id="content"')[1].split("</main>")[0]
    topic_id = office.world.topics[0]
    office.post(f"/topics/{topic_id}/state", state="resolved", reason="Mended")
    page = words(office.get(f"/results/{action_id}"))
    assert "Charged twice resolved . Mended" in page


def test_it_takes_numbers_from_outside(office):
    action_id = office.plan(measure="outside", measure_note="Refund days, finance")
    office.start(action_id)
    office.go_to(DUE)
    path = f"/actions/{action_id}/conclude"
    assert 'value="Refund days, finance"' in office.get(path).text
    assert office.post(path, **CONCLUSION, after="three").status_code == 422
    numbers = {"after": "3 4 3", "before": "9; 8 9", "source": "Finance"}
    assert office.post(path, **CONCLUSION, **numbers).status_code == 303
    assert "a difference of" in words(office.get(f"/results/{action_id}"))


def test_it_gives_up_an_action_with_its_reason(office):
    action_id = office.plan()
    answer = office.post(f"/actions/{action_id}/cancel", version=1, reason="Too dear")
    assert answer.status_code == 303
    assert "Given up. Too dear" in words(office.get(f"/actions/{action_id}"))


def test_it_imports_activity(office):
    from io import BytesIO

    action_id = office.plan()
    path = f"/actions/{action_id}/activity"
    content = b"key,active_on\nw0-0-0@example.com,2026-09-01\nnobody,2026-09-01\n"
    answer = office.post(path, file=(BytesIO(content), "a.csv"))
    assert answer.status_code == 303
    assert office.world.store.audiences.get_last_activity() == date(2026, 9, 1)
    assert office.post(path, file=(BytesIO(b"\xff\xfe"), "a.csv")).status_code == 422


@pytest.mark.parametrize(
    "path", ["/actions/99", "/actions/99/conclude", "/results/99", "/results/?month=x"]
)
def test_it_says_that_nothing_is_there(office, path):
    assert office.get(path).status_code == 404


UNSAFE = (
    "plan", "{}/plan", "{}/start", "{}/cancel", "{}/look", "{}/activity",
    "{}/conclude", "{}/countersign", "{}/evidence", "{}/evidence/1/remove",
    "{}/notes",
)  # fmt: skip


@pytest.mark.parametrize("path", UNSAFE)
def test_it_lets_only_agents_change_anything(office, path):
    action_id = office.plan()
    store = office.world.store
    viewer = store.people.add("vi@example.com", "Vi", Role.VIEWER, noon(STARTED))
    client = office.client(viewer.id)
    answer = client.post("/actions/" + path.format(action_id))
    assert answer.status_code == 403
    assert store.actions.get_action(action_id).state is ActionState.PLANNED
    assert client.get(f"/actions/{action_id}").status_code == 200


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "‮evil", "a" * 119]
)
def test_it_shows_what_people_type_as_text(office, text):
    action_id = office.plan(title=text, purpose=f"We do this for {text}.")
    for path in ("/actions/", f"/actions/{action_id}", f"/actions/{action_id}/plan"):
        answer = office.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_it_keeps_notes_for_colleagues(office):
    action_id = office.plan()
    path = f"/actions/{action_id}/notes"
    assert office.post(path, text="The <b>bank</b> was slow.").status_code == 303
    page = office.get(f"/actions/{action_id}")
    assert "The &lt;b&gt;bank&lt;/b&gt; was slow." in page.text
    assert "Ana" in words(page)
    assert office.post(path, text="").status_code == 422
    assert office.post("/actions/99/notes", text="x").status_code == 404


def test_it_begins_a_plan_for_the_writers_of_ticked_letters(office):
    inbox = office.get("/letters/?q=")
    assert 'formaction="/actions/plan/writers"' in inbox.text
    ids = re.findall(r'name="letter_ids" value="(\d+)"', inbox.text)[:3]
    begun = office.post("/actions/plan/writers", letter_ids=ids)
    assert begun.status_code == 303
    page = office.get(begun.location)
    assert 'value="list:1"' in page.text
    assert "3 writers" in words(page)


def test_it_begins_a_plan_for_all_that_match(office):
    begun = office.post("/actions/plan/writers", q='"charged twice"', expected=700)
    assert begun.location.endswith("q=%22charged+twice%22")
    view = office.get("/letters/?q=refund").text
    assert 'href="/actions/plan?q=refund"' in view


def test_it_says_what_to_do_when_nothing_is_ticked(office):
    answer = office.post("/actions/plan/writers", q="refund")
    assert answer.status_code == 422
    assert "Tick the letters first" in answer.text


def test_it_lists_the_work_behind_each_number(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(DUE)
    results = office.get("/results/")
    assert "of them 1 due and not concluded" in words(results)
    for path in (
        "/results/work?month=2026-10&kind=overdue",
        "/results/work?month=2026-10&kind=none",
        "/results/work?month=2026-10&owner=Ana",
        "/results/work?month=2026-10&link=keep",
        "/results/work?month=2026-10&topic=Charged+twice",
    ):
        assert path.replace("&", "&amp;") in results.text or "kind=none" in path
        page = words(office.get(path))
        assert "1 action" in page
        assert "Fix double charge" in page
    assert "0 actions with a number" in words(
        office.get("/results/work?month=2026-10&kind=quantitative")
    )
    assert office.get("/results/work?kind=other").status_code == 404
    assert office.get("/results/work?month=soon").status_code == 404


def test_it_resolves_a_topic_with_a_tolerated_rate(office):
    action_id = office.plan()
    office.start(action_id)
    office.go_to(DUE)
    office.post(f"/actions/{action_id}/conclude", **CONCLUSION)
    topic_id = office.world.topics[0]
    page = office.get(f"/results/{action_id}").text
    usual = re.search(r'name="tolerated"[^>]*value="([\d.]+)"', page)
    assert usual
    sent = {"topic_id": topic_id, "tolerated": usual[1]}
    refused = office.post(f"/results/{action_id}/resolve", **{**sent, "tolerated": "x"})
    assert refused.status_code == 422
    assert office.post(f"/results/{action_id}/resolve", **sent).status_code == 303
    for path in (f"/results/{action_id}", f"/actions/{action_id}"):
        assert f"{usual[1]} letters a week tolerated" in words(office.get(path))
