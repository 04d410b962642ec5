"""What people do with the wiki, over the network, as they do it."""

import base64
import html
import os
import uuid

import pytest
from wiki import Member, Refused

URL = os.environ["WIKI_URL"]
ADMIN = os.environ["WIKI_ADMIN_NAME"]
PASSWORD = os.environ["WIKI_ADMIN_PASSWORD"]
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGM45MiDFTEMLQkAps5DwRGu074AAAAASUVORK5CYII=")


@pytest.fixture(scope="module")
def admin() -> Member:
    member = Member(URL)
    member.log_in(ADMIN, PASSWORD)
    return member


@pytest.fixture
def visitor() -> Member:
    return Member(URL)


@pytest.fixture
def title() -> str:
    return f"Test {uuid.uuid4()}"


def assert_shows(page: str, text: str) -> None:
    """Says what is missing; the page itself goes to the test's output."""
    if text not in page:
        print(page)
        pytest.fail(f"the page does not show: {text}", pytrace=False)


def test_the_front_page_welcomes_to_the_site(visitor):
    site = html.escape(os.environ["WIKI_SITE_NAME"], quote=False)
    assert_shows(visitor.page("Main Page"), f"Welcome to {site}.")


def test_the_administrator_logs_in(admin):
    assert admin.who() == ADMIN


def test_a_wrong_password_is_refused(visitor):
    with pytest.raises(Refused, match="Incorrect username or password"):
        visitor.log_in(ADMIN, "not the password")


def test_an_editor_saves_a_page_and_a_visitor_reads_it(admin, visitor, title):
    admin.save(title, "== Plan ==\nWe meet ''every'' Tuesday. Zoë, 李 and O'Hara bring cake.")
    page = visitor.page(title)
    assert_shows(page, "We meet <i>every</i> Tuesday. Zoë, 李 and O'Hara bring cake.")
    assert_shows(page, 'id="Plan"')


def test_every_version_is_kept(admin, title):
    first = admin.save(title, "one")
    second = admin.save(title, "two")
    admin.api(action="edit", title=title, undo=second, undoafter=first, token=admin.token())
    assert admin.source(title) == "one"
    page = admin.api(action="query", prop="revisions", titles=title, rvprop="ids", rvlimit="max")["query"]["pages"][0]
    assert len(page["revisions"]) == 3


def test_a_visitor_cannot_write(visitor, title):
    with pytest.raises(Refused, match="permissiondenied"):
        visitor.save(title, "graffiti")


def test_a_visitor_cannot_make_an_account(visitor):
    with pytest.raises(Refused, match="limited to users in the group"):
        visitor.make_account("Intruder", "a long password 1")


def test_a_new_member_writes(admin, title):
    name, password = f"Member {uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    admin.make_account(name, password)
    member = Member(URL)
    member.log_in(name, password)
    member.save(title, "My first page")
    assert member.source(title) == "My first page"


def test_a_picture_is_kept_byte_for_byte(admin, visitor):
    address = admin.upload(f"Test-{uuid.uuid4()}.png", PICTURE)
    answer = visitor.session.get(address, timeout=30)
    assert answer.status_code == 200
    assert answer.content == PICTURE
    assert answer.headers["Content-Type"] == "image/png"


def test_a_program_is_not_taken_for_a_picture(admin):
    with pytest.raises(Refused):
        admin.upload(f"Test-{uuid.uuid4()}.png", b"<?php echo 'run'; ?><script>alert(1)</script>")


def test_the_search_finds_a_word(admin, visitor, title):
    word = f"needle{uuid.uuid4().hex[:10]}"
    admin.save(title, f"In this haystack is a {word}.")
    found = visitor.api(action="query", list="search", srsearch=word, srwhat="text")["query"]["search"]
    assert [hit["title"] for hit in found] == [title]


def test_a_script_in_a_page_stays_text(admin, visitor, title):
    admin.save(title, "<script>document.title = 'taken over'</script><img src=x onerror=alert(1)>")
    page = visitor.page(title)
    assert_shows(page, "&lt;script&gt;document.title")
    assert "<img src=x" not in page, "markup of a member became markup of the page"


def test_footnotes_and_conditions_are_there(admin, visitor, title):
    admin.save(title, "A claim.<ref>A source.</ref> {{#ifeq: a | a | agreed | disagreed}}\n<references/>")
    page = visitor.page(title)
    assert_shows(page, "agreed")
    assert_shows(page, 'class="reference-text">A source.')
