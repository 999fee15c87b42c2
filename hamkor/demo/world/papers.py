"""Small invented papers: a text, a page, a picture."""

import io
from base64 import b64encode
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

# The least of a PDF: one page, one line of text.
PAGE = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R>>>>>>",
    "<</Length {length}>>stream\n{content}\nendstream",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)


def paper(chance: Random) -> dict[str, str]:
    """Return name and content (base64) of a paper that nobody has ever signed."""
    number = chance.randint(100, 9999)
    name, content = chance.choice((_text, _page, _picture))(number)
    return {"name": name, "content": b64encode(content).decode()}


def _text(number: int) -> tuple[str, bytes]:
    lines = (f"Ведомость № {number} (вымысел)", "Отработано: 26 смен", "Выдано: 0")
    return f"vedomost-{number}.txt", "\n".join(lines).encode()


def _page(number: int) -> tuple[str, bytes]:
    content = f"BT /F 14 Tf 40 520 Td (Invented paper No. {number}) Tj ET"
    stream = PAGE[3].format(length=len(content), content=content)
    return f"dogovor-{number}.pdf", _pdf((*PAGE[:3], stream, PAGE[4]))


def _pdf(objects: Sequence[str]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj{each}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        written
        + (
            f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
        ).encode()
    )


def _picture(number: int) -> tuple[str, bytes]:
    picture = Image.new("RGB", (240, 160), (236, 232, 222))
    draw = ImageDraw.Draw(picture)
    for line in range(5):
        draw.rectangle(
            (16, 40 + 20 * line, 60 + (number * (line + 3)) % 160, 46 + 20 * line), "grey"
        )
    draw.text((16, 12), f"Invented {number}", "black")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return f"photo-{number}.png", written.getvalue()
