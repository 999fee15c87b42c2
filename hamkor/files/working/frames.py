"""MP3: only the frames of sound go over."""

from hamkor.files.working.refusing import CannotClean

ID3_HEADER, ID3V1 = 10, 128
APE = b"APETAGEX"


def clean_mp3(content: bytes) -> bytes:
    """Return the sound without the tags before and behind it.

    Raises:
        CannotClean: no sound is left.
    """
    start, end = _after_id3(content), len(content)
    if content[max(start, end - ID3V1) : end].startswith(b"TAG"):
        end -= ID3V1
    sound = content[start:end]
    # Tags of a third kind lie at either end; from the first of them on nothing is sound.
    for tag in (APE, b"ID3\x03", b"ID3\x04", b"LYRICSBEGIN"):
        sound = sound.partition(tag)[0] if tag in sound[-65_536:] else sound
    if not sound or sound[0] != 0xFF:
        raise CannotClean
    return sound


def _after_id3(content: bytes) -> int:
    """Return where the sound begins, behind any number of ID3v2 tags and the zeros after them."""
    at = 0
    while content[at : at + 3] == b"ID3":
        size = 0
        for byte in content[at + 6 : at + ID3_HEADER]:
            size = size << 7 | byte & 0x7F
        at += ID3_HEADER + size
    while content[at : at + 1] == b"\0":
        at += 1
    return at
