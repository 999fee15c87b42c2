"""The square for cameras says the address: it is read back from what is drawn."""

import re

import pytest
import qrcode

from hamkor.web.codes_for_cameras import QUIET_ZONE, camera_code


def drawn(code):
    """Return the modules that the path paints."""
    squares = [[False] * code.size for _row in range(code.size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        for place in range(int(x), int(x) + int(width)):
            squares[int(y)][place] = True
    return squares


@pytest.mark.parametrize("says", ["https://node.example/", "http://127.0.0.1:8000/", "x" * 300])
def test_every_module_is_painted_and_no_other(says):
    code = camera_code(says)
    expected = qrcode.QRCode(border=QUIET_ZONE, error_correction=0)
    expected.add_data(says)
    expected.make(fit=True)
    assert drawn(code) == expected.get_matrix()
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", code.path)


def test_the_margin_stays_light_so_that_cameras_find_it():
    squares = drawn(camera_code("https://node.example/"))
    edge = range(QUIET_ZONE)
    assert not any(squares[y][x] or squares[x][y] for y in edge for x in range(len(squares)))


def test_the_poster_says_the_address_that_the_square_says(client, db, settings):
    page = client.get("/poster/", headers={"accept-language": "ru"}).content.decode()
    assert "<svg" in page
    assert settings.NODE.address.split("://")[-1] in page
    assert camera_code(f"{settings.NODE.address}/").path in page
