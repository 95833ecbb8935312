"""A référent's sheet: what they follow and when they are away, said by themselves or by the team, by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.availability import cancel_absence, declare_absence, follow
from accounts.models import Absence, ReferentSheet, User
from accounts.refusal import Refused
from accounts.roles import Role
from tests.accounts.people import days, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia() -> User:
    return person("nadia@aude.example", Role.REFERENT)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def test_a_referent_says_what_they_follow_and_saying_it_again_replaces_it(nadia):
    follow(person=nadia, departments=["34", "11"], themes=["digital"], by=nadia)
    follow(person=nadia, departments=["30"], themes=[], by=nadia)
    sheet = ReferentSheet.objects.get()
    assert (sheet.departments, sheet.themes) == (["30"], [])


@pytest.mark.parametrize(("departments", "themes"), [(["99"], []), ([], ["gardening"]), (["34", "\x00"], [])])
def test_only_known_departments_and_themes_are_followed(nadia, departments, themes):
    with pytest.raises(Refused):
        follow(person=nadia, departments=departments, themes=themes, by=nadia)
    assert not ReferentSheet.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (days(5), days(4), "dates"),
        (days(-9), days(-1), "past_end"),
        (days(1), days(400), "too_long"),
        (days(900), days(901), "too_far"),
    ],
)
def test_an_absence_has_dates_in_order_and_within_reason(nadia, first, last, why):
    with pytest.raises(Refused) as refused:
        declare_absence(person=nadia, starts_on=first, ends_on=last, by=nadia)
    assert code(refused) == why


def test_the_same_absence_said_twice_is_kept_once_and_may_be_taken_back(nadia):
    first = declare_absence(person=nadia, starts_on=days(1), ends_on=days(9), by=nadia)
    assert declare_absence(person=nadia, starts_on=days(1), ends_on=days(9), by=nadia) == first
    cancel_absence(absence=first, by=nadia)
    cancel_absence(absence=first, by=nadia)
    today = timezone.localdate()
    assert not Absence.objects.meeting(today, today + timedelta(30)).exists()
    assert declare_absence(person=nadia, starts_on=days(1), ends_on=days(9), by=nadia) != first


def test_an_absence_that_is_over_is_history(nadia):
    over = Absence.objects.create(
        person=nadia, starts_on=days(-9), ends_on=days(-2), recorded_by=nadia, recorded_at=timezone.now()
    )
    with pytest.raises(Refused) as refused:
        cancel_absence(absence=over, by=nadia)
    assert code(refused) == "already_over"


def test_who_is_no_referent_has_no_sheet(client, nadia):
    team = person("equipe@lot.example", Role.TEAM)
    client.force_login(team)
    assert client.get(reverse("my_sheet")).status_code == 404
    assert client.get(reverse("sheet", args=[team.ref])).status_code == 404
    assert reverse("my_sheet") not in client.get(reverse("profile")).content.decode()


def test_through_the_page_from_one_s_profile(client, nadia):
    client.force_login(nadia)
    assert reverse("my_sheet") in client.get(reverse("profile")).content.decode()
    sheet = client.get(reverse("my_sheet"))["Location"]
    client.post(sheet, {"departments": ["34"], "themes": ["digital", "people"]})
    assert ReferentSheet.objects.get().themes == ["digital", "people"]
    last = timezone.localdate() + timedelta(9)
    said = {"starts_on": timezone.localdate().strftime("%d/%m/%Y"), "ends_on": last.strftime("%d/%m/%Y")}
    assert client.post(f"{sheet}absences/", said).status_code == 302
    page = client.get(sheet).content.decode()
    assert "En cours" in page
    absence = Absence.objects.get()
    assert client.post(f"{sheet}absences/{absence.pk}/annuler/").status_code == 302
    assert "Aucune absence prévue" in client.get(sheet).content.decode()


def test_somebody_else_s_absence_is_not_cancelled_under_one_s_own_address(client, nadia):
    other = person("autre@lot.example", Role.REFERENT)
    theirs = declare_absence(person=other, starts_on=days(1), ends_on=days(2), by=other)
    client.force_login(nadia)
    assert client.post(reverse("cancel_absence", args=[nadia.ref, theirs.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["<b>34</b>", "34\x00", "a" * 5000, "-1"])
def test_what_is_typed_wrong_is_said_and_shown_again(client, nadia, typed):
    client.force_login(nadia)
    sheet = reverse("sheet", args=[nadia.ref])
    assert client.post(sheet, {"departments": [typed]}).status_code == 422
    answer = client.post(f"{sheet}absences/", {"starts_on": typed, "ends_on": "01/01/2099"})
    assert answer.status_code == 422
    assert "<b>34" not in answer.content.decode()
    assert "01/01/2099" in answer.content.decode()
    assert not Absence.objects.exists()
