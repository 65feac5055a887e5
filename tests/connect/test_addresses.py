import pytest

from weilu.connect.addresses import address_ref


@pytest.mark.parametrize(
    "written",
    ["ayou@club.example", "Ayou@Club.Example", " <ayou@club.example> ", "ayou at club.example",
     "ayou (at) club.example", "ayou at club dot example"],
)  # fmt: skip
def test_an_address_is_one_however_it_is_written(written):
    assert address_ref(written) == address_ref("ayou@club.example")


def test_the_address_does_not_stand_in_its_id():
    assert "ayou" not in address_ref("ayou@club.example")
    assert address_ref("ayou@club.example") != address_ref("zhou@club.example")
