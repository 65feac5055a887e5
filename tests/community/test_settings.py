import pytest

from weilu.community import handlers, services
from weilu.community.models import Community

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(monkeypatch):
    """Communities whose zone changed, as a package above would hear of them."""
    heard: list[str] = []
    monkeypatch.setattr(handlers, "_after_zone_change", [])
    handlers.after_zone_change(lambda community: heard.append(community.timezone))
    return heard


def save(client, **changes):
    data = {"name": "围炉读书会", "timezone": "Asia/Shanghai", **changes}
    return client.post("/c/reading/settings/", data)


def test_another_zone_is_told_to_who_wants_to_know(
    as_operator, owner, moved, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        save(as_operator(owner.operator), timezone="Asia/Tokyo")

    assert Community.objects.get().timezone == "Asia/Tokyo"
    assert moved == ["Asia/Tokyo"]


def test_a_new_name_moves_no_clocks(as_operator, owner, moved, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save(as_operator(owner.operator), name="长夜读书会")

    assert Community.objects.get().name == "长夜读书会"
    assert moved == []


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("东京", "Asia/Tokyo"), ("Asia/Taipei", "Asia/Taipei"), ("Lisbon", "Europe/Lisbon")],
)
def test_a_zone_is_found_by_its_city(as_operator, owner, typed, zone):
    save(as_operator(owner.operator), timezone=typed)

    assert Community.objects.get().timezone == zone


def test_an_invented_zone_is_refused_beside_its_field(as_operator, owner):
    response = save(as_operator(owner.operator), timezone="Asia/Nowhere")

    assert response.status_code == 200
    assert response.context["form"].errors["timezone"]
    assert Community.objects.get().timezone == "Asia/Shanghai"


def test_a_zone_of_another_kind_of_name_is_none():
    with pytest.raises(services.UnknownZone):
        services.create_community(name="Reading", timezone="posix/Asia/Tokyo")
