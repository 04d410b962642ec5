"""What people do with their calendar, with a client as telephones and mail programs have one."""

import os
import uuid
from datetime import datetime, timedelta, timezone

import caldav
import pytest
import requests

URL = os.environ["CALENDAR_URL"]
ANNA = (os.environ["CALENDAR_FIRST_USER"], os.environ["CALENDAR_FIRST_PASSWORD"])


@pytest.fixture(scope="module")
def principal() -> caldav.Principal:
    return caldav.DAVClient(f"{URL}/", username=ANNA[0], password=ANNA[1]).principal()


@pytest.fixture
def calendar(principal):
    made = principal.make_calendar(name=f"Test {uuid.uuid4()}")
    yield made
    made.delete()


@pytest.fixture
def shared(principal) -> caldav.Calendar:
    return principal.client.calendar(url=f"{URL}/team/calendar/")


def event(summary: str, start: datetime, rule: str = "") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//softservice//tests//EN", "BEGIN:VEVENT", f"UID:{uuid.uuid4()}", f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}",
             f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}", f"SUMMARY:{summary}", rule, "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join(line for line in lines if line) + "\r\n"


NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)


def summaries(found) -> list[str]:
    return sorted(str(one.vobject_instance.vevent.summary.value) for one in found)


def test_an_appointment_is_kept_to_the_letter(calendar):
    calendar.save_event(event("Tea with Zoë, 李 and O'Hara\\, again", NOON))
    assert summaries(calendar.events()) == ["Tea with Zoë, 李 and O'Hara, again"]


def test_a_day_shows_what_is_on_that_day(calendar):
    calendar.save_event(event("today", NOON))
    calendar.save_event(event("tomorrow", NOON + timedelta(days=1)))
    found = calendar.date_search(start=NOON - timedelta(hours=1), end=NOON + timedelta(hours=2))
    assert summaries(found) == ["today"]


def test_what_repeats_is_found_a_year_later(calendar):
    calendar.save_event(event("birthday", NOON, "RRULE:FREQ=YEARLY"))
    later = NOON.replace(year=2031)
    assert summaries(calendar.date_search(start=later - timedelta(hours=1), end=later + timedelta(hours=2))) == ["birthday"]


def test_a_change_takes_the_place_of_what_was(calendar):
    saved = calendar.save_event(event("draft", NOON))
    saved.data = saved.data.replace("draft", "final")
    saved.save()
    assert summaries(calendar.events()) == ["final"]


def test_two_telephones_do_not_overwrite_each_other(calendar):
    saved = calendar.save_event(event("first", NOON))
    first = requests.get(str(saved.url), auth=ANNA, timeout=30)
    changed = requests.put(str(saved.url), data=first.text.replace("first", "second"), headers={"If-Match": first.headers["ETag"], "Content-Type": "text/calendar"}, auth=ANNA, timeout=30)
    assert changed.status_code == 201
    stale = requests.put(str(saved.url), data=first.text.replace("first", "third"), headers={"If-Match": first.headers["ETag"], "Content-Type": "text/calendar"}, auth=ANNA, timeout=30)
    assert stale.status_code == 412


def test_what_all_share_is_called_as_asked_for(shared):
    name = shared.get_properties([caldav.elements.dav.DisplayName()])["{DAV:}displayname"]
    assert name == os.environ["CALENDAR_TITLE"]


def test_a_shared_appointment_is_there_for_all(shared):
    saved = shared.save_event(event("meeting", NOON))
    assert "meeting" in summaries(shared.events())
    saved.delete()


def test_contacts_are_kept():
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:test\r\nFN:Zoë 李\r\nN:李;Zoë;;;\r\nTEL:+49 30 123\r\nEND:VCARD\r\n"
    address = f"{URL}/team/contacts/{uuid.uuid4()}.vcf"
    assert requests.put(address, data=card.encode(), headers={"Content-Type": "text/vcard"}, auth=ANNA, timeout=30).status_code == 201
    found = requests.get(address, auth=ANNA, timeout=30)
    found.encoding = "utf-8"
    assert "FN:Zoë 李" in found.text
    assert requests.delete(address, auth=ANNA, timeout=30).status_code == 200


def asks_for_a_password(path: str, auth) -> bool:
    return requests.request("PROPFIND", f"{URL}/{path}", headers={"Depth": "1"}, auth=auth, timeout=30).status_code == 401


@pytest.mark.parametrize("path", ["", f"{ANNA[0]}/", "team/", "team/calendar/", "team/contacts/"])
def test_visitors_see_nothing(path):
    assert asks_for_a_password(path, None)


# A wrong password is answered slowly, so few are tried.
@pytest.mark.parametrize("auth", [(ANNA[0], "not the password"), ("nobody", ANNA[1])], ids=["wrong password", "unknown member"])
def test_nobody_comes_in_without_the_right_password(auth):
    assert asks_for_a_password("team/calendar/", auth)


def test_one_member_does_not_see_what_is_another_ones():
    assert requests.request("PROPFIND", f"{URL}/somebody-else/", headers={"Depth": "1"}, auth=ANNA, timeout=30).status_code == 403
    assert requests.request("MKCALENDAR", f"{URL}/somebody-else/plans/", auth=ANNA, timeout=30).status_code == 403


def test_nobody_takes_away_what_all_share():
    assert requests.delete(f"{URL}/team/", auth=ANNA, timeout=30).status_code == 403


def test_what_is_no_calendar_is_refused():
    answer = requests.put(f"{URL}/team/calendar/broken.ics", data="<html>", headers={"Content-Type": "text/calendar"}, auth=ANNA, timeout=30)
    assert answer.status_code == 400
