import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories.access import PASSWORD, OperatorFactory
from tests.factories.community import CommunityFactory
from weilu.access.models import Operator
from weilu.community import services
from weilu.community.errors import (
    AlreadyInTeam,
    InvitationSpent,
    LastOwner,
    NotForYou,
    NotYours,
    SlugTaken,
    UnknownZone,
)
from weilu.community.models import Community, Invitation, OperatorRole

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEWCOMER = {"name": "顾老师", "password": PASSWORD}


def secret_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


@pytest.fixture
def invited(community, owner):
    address = services.invite(
        community=community, email="gu@weilu.example", kind="editor", by=owner
    )
    return secret_of(address)


def test_who_makes_a_community_owns_it():
    operator = OperatorFactory()

    community = services.create_community(name="Reading Club", owner=operator)

    assert community.slug == "reading-club"
    assert community.roles.get().kind == "owner"


def test_a_chinese_name_gets_an_address_too():
    found = [services.create_community(name="围炉读书会").slug for _ in range(2)]

    assert found == ["community-1", "community-2"]


def test_an_address_belongs_to_one_community(community):
    with pytest.raises(SlugTaken):
        services.create_community(name="Other", slug="reading")


def test_an_invented_zone_is_refused():
    with pytest.raises(UnknownZone):
        services.create_community(name="Reading", timezone="Asia/Nowhere")


def test_a_community_of_the_command_line_belongs_to_who_runs_the_installation():
    keeper = OperatorFactory(runs_installation=True)
    OperatorFactory()

    community = services.create_community(name="Reading")

    assert [role.operator for role in community.roles.all()] == [keeper]


def test_ownerless_communities_are_adopted_and_others_are_left_alone(owner):
    alone = CommunityFactory()
    keeper = OperatorFactory(runs_installation=True)

    assert services.adopt_ownerless(keeper) == 1
    assert alone.roles.get().operator == keeper
    assert not owner.community.roles.filter(operator=keeper).exists()


def test_an_invitation_makes_an_operator_with_the_role_it_offers(client, community, invited):
    response = client.post(f"/invitation/{invited}/", NEWCOMER)

    joined = Operator.objects.get(email="gu@weilu.example")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(joined.pk)
    assert joined.check_password(PASSWORD)
    assert community.roles.get(operator=joined).kind == "editor"


def test_a_preview_does_not_spend_an_invitation(client, invited):
    for _ in range(3):
        assert client.get(f"/invitation/{invited}/").status_code == 200

    assert services.open_invitation(invited)


def test_an_invitation_works_once(invited):
    Client().post(f"/invitation/{invited}/", NEWCOMER)

    again = Client().post(f"/invitation/{invited}/", {**NEWCOMER, "name": "别人"})

    assert again.status_code == 410
    assert not Operator.objects.filter(name="别人").exists()


def test_an_invitation_ends_after_seven_days(client, community, owner):
    with time_machine.travel("2026-03-02 08:00Z", tick=False) as clock:
        address = services.invite(
            community=community, email="gu@weilu.example", kind="viewer", by=owner
        )
        clock.shift(7 * 24 * 3600 + 1)

        response = client.post(f"/invitation/{secret_of(address)}/", NEWCOMER)

    assert response.status_code == 410
    assert not Operator.objects.filter(email="gu@weilu.example").exists()


def test_inviting_again_replaces_the_old_link(community, owner, invited):
    services.invite(community=community, email="gu@weilu.example", kind="viewer", by=owner)

    with pytest.raises(InvitationSpent):
        services.open_invitation(invited)


def test_a_withdrawn_invitation_is_closed(as_operator, owner, invited):
    invitation = Invitation.objects.get()

    as_operator(owner.operator).post(
        f"/c/reading/settings/team/invitations/{invitation.pk}/withdraw/"
    )

    with pytest.raises(InvitationSpent):
        services.open_invitation(invited)


def test_an_operator_who_exists_joins_after_signing_in(as_operator, community, invited):
    known = OperatorFactory(email="gu@weilu.example")
    stranger = Client().post(f"/invitation/{invited}/", NEWCOMER)
    assert not community.roles.filter(operator=known).exists()
    assert "/account/login/?next=" in stranger.content.decode()

    as_operator(known).post(f"/invitation/{invited}/")

    assert community.roles.get(operator=known).kind == "editor"


def test_an_invitation_for_somebody_else_is_not_taken(as_operator, community, invited):
    other = OperatorFactory()

    response = as_operator(other).post(f"/invitation/{invited}/")

    assert response.status_code == 409
    assert not community.roles.filter(operator=other).exists()
    with pytest.raises(NotForYou):
        services.accept(invited, operator=other)


def test_a_newcomer_needs_a_real_password(client, invited):
    response = client.post(f"/invitation/{invited}/", {**NEWCOMER, "password": "password1"})

    assert response.status_code == 200
    assert response.context["form"].errors["password"]
    assert services.open_invitation(invited)


def test_the_link_is_mailed_and_shown_once(as_operator, owner, django_capture_on_commit_callbacks):
    client = as_operator(owner.operator)

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(
            "/c/reading/settings/team/invite/", {"email": "Gu@weilu.example", "kind": "viewer"}
        ).content.decode()

    (letter,) = mail.outbox
    (address,) = (word for word in letter.body.split() if "/invitation/" in word)
    assert letter.to == ["gu@weilu.example"]
    assert address in page
    assert secret_of(address) not in client.get("/c/reading/settings/team/").content.decode()
    assert secret_of(address) not in str(vars(Invitation.objects.get()))


def test_who_is_in_the_team_is_not_invited_again(community, owner, join):
    member = join("viewer")

    with pytest.raises(AlreadyInTeam):
        services.invite(community=community, email=member.operator.email, kind="admin", by=owner)


def test_an_admin_cannot_make_owners(community, join):
    admin, editor = join("admin"), join("editor")

    with pytest.raises(NotYours):
        services.invite(community=community, email="new@weilu.example", kind="owner", by=admin)
    with pytest.raises(NotYours):
        services.change_role(editor, kind="owner", by=admin)
    with pytest.raises(NotYours):
        services.change_role(admin, kind="owner", by=admin)


def test_an_admin_cannot_unmake_owners(owner, join):
    join("owner")
    admin = join("admin")

    with pytest.raises(NotYours):
        services.change_role(owner, kind="viewer", by=admin)
    with pytest.raises(NotYours):
        services.remove_role(owner, by=admin)


def test_a_forged_form_does_not_make_an_owner(as_operator, community, join):
    admin, editor = join("admin"), join("editor")
    client = as_operator(admin.operator)

    role = client.post(f"/c/reading/settings/team/{editor.pk}/role/", {"kind": "owner"})
    invitation = client.post(
        "/c/reading/settings/team/invite/", {"email": "new@weilu.example", "kind": "owner"}
    )

    editor.refresh_from_db()
    assert (role.status_code, invitation.status_code) == (409, 422)
    assert editor.kind == "editor"
    assert not Invitation.objects.exists()


def test_the_last_owner_stays(owner, join):
    admin = join("admin")

    with pytest.raises(LastOwner):
        services.remove_role(owner, by=owner)
    with pytest.raises(LastOwner):
        services.change_role(owner, kind="admin", by=owner)

    services.change_role(admin, kind="owner", by=owner)
    services.remove_role(owner, by=owner)
    assert not OperatorRole.objects.filter(pk=owner.pk).exists()


def test_who_leaves_finds_the_community_no_more(as_operator, join, owner):
    client = as_operator(join("viewer").operator)

    client.post("/c/reading/settings/team/leave/")

    assert client.get("/c/reading/settings/team/").status_code == 404


def test_a_removed_operator_is_out_at_once(as_operator, owner, join):
    member = join("editor")
    theirs = as_operator(member.operator)
    assert theirs.get("/c/reading/settings/team/").status_code == 200

    as_operator(owner.operator).post(f"/c/reading/settings/team/{member.pk}/remove/")

    assert theirs.get("/c/reading/settings/team/").status_code == 404


def test_a_viewer_sees_no_invitations_and_no_second_factors(as_operator, join, invited):
    page = as_operator(join("viewer").operator).get("/c/reading/settings/team/").content.decode()

    assert "gu@weilu.example" not in page
    assert "两步验证" not in page


def test_one_role_for_one_operator_in_one_community(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatorRole.objects.create(
            community=owner.community, operator=owner.operator, kind="viewer"
        )


def test_communities_of_others_do_not_exist_for_an_operator(owner):
    CommunityFactory()

    assert list(Community.objects.for_operator(owner.operator)) == [owner.community]


def test_who_is_removed_leaves_no_way_back_in(community, owner, join):
    admin = join("admin")
    services.invite(community=community, email="alt@weilu.example", kind="admin", by=admin)

    services.remove_role(admin, by=owner)

    assert not community.invitations.exists()


def test_who_may_invite_no_more_has_no_invitation_open(community, owner, join, invited):
    admin = join("admin")
    services.invite(community=community, email="alt@weilu.example", kind="admin", by=admin)

    services.change_role(admin, kind="viewer", by=owner)

    assert [each.email for each in community.invitations.all()] == ["gu@weilu.example"]


def test_an_old_invitation_takes_nothing_away(community, owner):
    address = services.invite(
        community=community, email="gu@weilu.example", kind="viewer", by=owner
    )
    operator = OperatorFactory(email="gu@weilu.example")
    services.give_role(community=community, operator=operator, kind="admin")

    assert services.accept(secret_of(address), operator=operator).kind == "admin"
