"""Sticks copied half, in a wrong order, twice, or damaged: a clear word, and one effect."""

import shutil

import pytest

from hamkor.errors import InputRefused
from hamkor.gateway import bundles
from tests.faults.model import Model, disagreements, new_matter
from tests.faults.notes import HEARD
from tests.faults.scenes import fates, quiet_line, rows, said, until_rest
from tests.faults.schedules import work

VOLUME_BYTES = 2_500


@pytest.fixture
def carried(world_of, tmp_path):
    """Three messages on a stick of several volumes; the line between the offices is cut."""
    world = world_of(2)
    sender, receiver = world
    model = Model()
    with quiet_line(world) as network:
        network.cut_off = {frozenset((sender.office, receiver.office))}
        matter = new_matter()
        for _ in range(3):
            model.say(sender, receiver.office, matter)
        files, _code = sender.do(
            bundles.write_for, receiver.office, tmp_path / "stick", volume_bytes=VOLUME_BYTES
        )
        assert len(files) >= 4
        yield world, model, network, files


def heard(node):
    ((count,),) = node.rows("SELECT count(*) FROM audit_auditentry WHERE actor = ?", HEARD)
    return count


def half(files):
    files[1].write_bytes(files[1].read_bytes()[:-100])
    return files


def altered(files):
    content = bytearray(files[2].read_bytes())
    content[-50] ^= 1
    files[2].write_bytes(content)
    return files


def without_one(files):
    return [*files[:1], *files[2:]]


def misnamed(files):
    """Each volume bears the name of another one: what is inside says which it is."""
    spare = files[0].with_name("spare")
    files[0].rename(spare)
    files[2].rename(files[0])
    spare.rename(files[2])
    return files


SPOILT = [
    (half, "was copied only in part: copy it again"),
    (altered, "was damaged: copy it again"),
    (without_one, "Volume 2 of"),
]


@pytest.mark.parametrize(
    ("spoil", "words"), SPOILT, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_spoilt_stick_has_no_effect_at_all_and_the_good_copy_its_whole_effect(
    carried, tmp_path, spoil, words
):
    world, model, network, files = carried
    _sender, receiver = world
    (tmp_path / "safe").mkdir()
    good = [shutil.copy2(path, tmp_path / "safe" / path.name) for path in files]
    with pytest.raises(InputRefused, match=words):
        receiver.do(bundles.take_in, spoil(files))
    assert rows(receiver, "exchange_inboxmessage") == 0
    receiver.do(bundles.take_in, [type(files[0])(path) for path in good])
    work(receiver)
    assert heard(receiver) == 3
    network.heal()
    until_rest(world)
    assert disagreements(world, model) == []


@pytest.mark.parametrize(
    "laid",
    [lambda f: f[::-1], lambda f: [*f, f[1], *f], misnamed],
    ids=["misordered", "doubled", "misnamed"],
)
def test_volumes_in_any_order_and_any_number_are_one_bundle(carried, tmp_path, laid):
    world, model, network, files = carried
    sender, receiver = world
    outcome = receiver.do(bundles.take_in, laid(files))
    assert outcome.taken_in["frame"] == 3
    back, _code = receiver.do(
        bundles.write_for, sender.office, tmp_path / "back", answers=outcome.answers
    )
    assert sender.do(bundles.take_in, back).taken_in["receipt"] == 3
    assert set(fates(sender).values()) == {"delivered"}
    network.heal()
    until_rest(world)
    assert disagreements(world, model) == []


def test_a_stick_that_comes_after_the_line_brings_only_what_is_missing(carried):
    world, _model, network, files = carried
    sender, receiver = world
    network.heal()
    until_rest(world)
    late = said(sender, receiver)
    outcome = receiver.do(bundles.take_in, files)
    assert (outcome.taken_in["frame"], heard(receiver)) == (0, 3)
    until_rest(world)
    assert fates(sender)[late.message_id] == "delivered"
    assert heard(receiver) == 4


def test_the_volumes_of_two_sticks_are_not_taken_for_one(carried, tmp_path):
    world, _model, _network, files = carried
    sender, receiver = world
    said(sender, receiver)
    others, _code = sender.do(
        bundles.write_for, receiver.office, tmp_path / "other", volume_bytes=VOLUME_BYTES
    )
    with pytest.raises(InputRefused, match="different bundles"):
        receiver.do(bundles.take_in, [files[0], *others[1:]])
    assert rows(receiver, "exchange_inboxmessage") == 0
