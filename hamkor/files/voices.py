"""Making a voice hard to recognise, with ffmpeg where the node has it.

What it hides: the pitch and the colour of the voice, by an amount drawn anew for each note.
What it does not hide: words, accent, habits of speech, other people's voices, sounds of the place;
and a laboratory with time may come near the voice again.
"""

import os
import secrets
import shutil
import subprocess
from functools import cache

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _

PATIENCE_SECONDS = 60
LONGEST_SECONDS = 300
"""Of a voice note."""
MEDIA_TYPE, ENDING = "audio/ogg", "ogg"
RATE = 48_000
LOWEST, HIGHEST = 0.74, 0.86


@cache
def can_disguise() -> bool:
    """Say whether this node can change voices: whether ffmpeg is on the machine."""
    return shutil.which("ffmpeg") is not None


def disguise(content: bytes) -> bytes:
    """Return the sound of a recording with another voice, as Ogg Opus; pictures are left out.

    Raises:
        InputRefused: no sound in it, longer than five minutes, or the program could not read it.
    """
    done = _run(content, _filters())
    if done and seconds_of(done) > LONGEST_SECONDS:
        raise InputRefused(_("A voice note can be at most five minutes long"), field="files")
    if done is None:
        raise InputRefused(
            _("The voice in this recording could not be changed. Send it again, or write instead"),
            field="files",
        )
    return done


def seconds_of(opus: bytes) -> float:
    """Return how long a recording is, by the last page of its Ogg."""
    last = opus.rpartition(b"OggS")[2]
    return int.from_bytes(last[2:10], "little") / RATE


def _filters() -> str:
    """Lower or raise the voice; keep the pace; leave out what lies beyond speech."""
    factor = LOWEST + (HIGHEST - LOWEST) * secrets.randbelow(1000) / 1000
    factor = factor if secrets.randbelow(2) else 1 / factor
    shifted = (
        f"aresample={RATE},asetrate={RATE * factor:.0f},aresample={RATE},atempo={1 / factor:.4f}"
    )
    return f"highpass=f=150,{shifted},lowpass=f=3600"


def _run(content: bytes, filters: str) -> bytes | None:
    """Let ffmpeg read from memory and write to memory: a voice never lies on a disk in clear."""
    source = os.memfd_create("voice")
    try:
        with os.fdopen(os.dup(source), "wb") as file:
            file.write(content)
        command = [
            *("ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"),
            *("-i", f"/proc/self/fd/{source}", "-map", "0:a:0", "-vn", "-map_metadata", "-1"),
            *("-t", str(LONGEST_SECONDS + 2), "-af", filters, "-ac", "1", "-c:a", "libopus"),
            *(
                "-b:a",
                "24k",
                "-fflags",
                "+bitexact",
                "-flags:a",
                "+bitexact",
                "-f",
                "ogg",
                "pipe:1",
            ),
        ]
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, pass_fds=[source], timeout=PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    finally:
        os.close(source)
    return done.stdout if done.returncode == 0 and done.stdout else None
