import pytest
from django.db import connection

from hamkor.evidence import keys
from hamkor.evidence.checking import damages
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Checkpoint, Cosignature, HeldLog, Leaf, Tile
from hamkor.evidence.services import (
    append,
    offer_for,
    record_answer,
    sequence_new,
    witness_checkpoint,
)
from tests.played_log import PlayedLog, leaves_named

pytestmark = pytest.mark.django_db

OURS, MOSCOW = "tj-prosecutor-general", "ru-prosecutor-general"


@pytest.fixture(autouse=True)
def logs():
    """Our log of 600 leaves, cosigned by Moscow, and Moscow's of 300 that we witness."""
    for number in range(600):
        append(LeafKind.RECEIPT_GIVEN, f"{number:064x}")
    sequence_new()
    moscow = PlayedLog(MOSCOW, leaves_named(*range(300))).known()
    offer = offer_for(MOSCOW)
    record_answer(offer, 200, moscow.cosigned(offer.note, keys.log_keys_of(OURS)), 600)
    assert witness_checkpoint(moscow.submission(0), peers=[MOSCOW]).status == 200


def flip(raw, place):
    return bytes(raw[:place]) + bytes([raw[place] ^ 1]) + bytes(raw[place + 1 :])


def items():
    return [damage.item for damage in damages()]


def test_logs_as_they_were_written_are_whole():
    assert list(damages()) == []


@pytest.mark.parametrize(("office", "number", "place"), [(OURS, 0, 5), (MOSCOW, 0, 255)])
def test_a_bit_in_a_full_tile_is_named(office, number, place):
    tile = Tile.objects.get(office=office, level=0, number=number)
    Tile.objects.filter(pk=tile.pk).update(hashes=flip(tile.hashes, place * 32))
    found = items()
    assert f"tile 0/{number} of the log of {office}" in found
    assert ("leaf 5 (receipt_given, row" in str(found)) is (office == OURS)
    other = MOSCOW if office == OURS else OURS
    assert not any(other in item and "cosignature" not in item for item in found)


def test_a_bit_in_the_last_tile_is_named():
    tile = Tile.objects.get(office=MOSCOW, level=0, number=1)
    Tile.objects.filter(pk=tile.pk).update(hashes=flip(tile.hashes, 3))
    assert items() == [f"log of {MOSCOW}"] * 2


def test_a_missing_tile_is_named():
    Tile.objects.filter(office=MOSCOW, level=0, number=0).delete()
    assert items() == [f"tile 0/0 of the log of {MOSCOW}"]


def test_a_bit_above_the_leaves_is_named():
    tile = Tile.objects.get(office=OURS, level=1)
    Tile.objects.filter(pk=tile.pk).update(hashes=flip(tile.hashes, 40))
    (first, *_rest) = damages()
    assert "hash 1 of tile 1/0" in first.what


@pytest.mark.parametrize("column", ["salt", "digest", "leaf_hash"])
def test_a_bit_in_a_leaf_is_named(column):
    leaf = Leaf.objects.get(position=300)
    with connection.cursor() as cursor:
        for trigger in ("evidence_no_change",):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {trigger}")
            else:
                cursor.execute("ALTER TABLE evidence_leaf DISABLE TRIGGER USER")
    Leaf.objects.filter(pk=leaf.pk).update(**{column: flip(getattr(leaf, column), 2)})
    assert set(items()) == {f"leaf 300 (receipt_given, row {leaf.pk})"}


def test_damaged_states_edges_and_cosignatures_are_named():
    log = HeldLog.objects.get(office=OURS)
    HeldLog.objects.filter(pk=log.pk).update(frontier=flip(log.frontier, 9))
    assert items() == [f"log of {OURS}"]
    log.save()
    HeldLog.objects.filter(pk=log.pk).update(noted_size=599)
    assert items() == [f"log of {OURS}"]
    log.save()
    state = Checkpoint.objects.get()
    Checkpoint.objects.update(note=state.note.replace("\n600\n", "\n601\n"))
    assert items() == ["checkpoint of 600 leaves", f"cosignature of {MOSCOW} on 600 leaves"]
    state.save()
    line = Cosignature.objects.get().line
    Cosignature.objects.update(line=line[:-9] + ("A" if line[-9] != "A" else "B") + line[-8:])
    assert items() == [f"cosignature of {MOSCOW} on 600 leaves"]
