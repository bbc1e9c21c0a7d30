# SPDX-License-Identifier: GPL-2.0-or-later
"""The torture test messages of RFC 4475, byte for byte.

rfc4475.txt is the archive of its appendix A.1: files in tar, packed with gzip, in base64. The text of the RFC shows the
same messages with marks for what cannot be printed; SECTIONS says where.
"""

import base64
import io
import tarfile
from pathlib import Path

ARCHIVE = Path(__file__).with_name("rfc4475.txt")

SECTIONS = {
    "wsinv": "3.1.1.1", "intmeth": "3.1.1.2", "esc01": "3.1.1.3", "escnull": "3.1.1.4", "esc02": "3.1.1.5",
    "lwsdisp": "3.1.1.6", "longreq": "3.1.1.7", "dblreq": "3.1.1.8", "semiuri": "3.1.1.9", "transports": "3.1.1.10",
    "mpart01": "3.1.1.11", "unreason": "3.1.1.12", "noreason": "3.1.1.13", "badinv01": "3.1.2.1", "clerr": "3.1.2.2",
    "ncl": "3.1.2.3", "scalar02": "3.1.2.4", "scalarlg": "3.1.2.5", "quotbal": "3.1.2.6", "ltgtruri": "3.1.2.7",
    "lwsruri": "3.1.2.8", "lwsstart": "3.1.2.9", "trws": "3.1.2.10", "escruri": "3.1.2.11", "baddate": "3.1.2.12",
    "regbadct": "3.1.2.13", "badaspec": "3.1.2.14", "baddn": "3.1.2.15", "badvers": "3.1.2.16",
    "mismatch01": "3.1.2.17", "mismatch02": "3.1.2.18", "bigcode": "3.1.2.19", "badbranch": "3.2.1",
    "insuf": "3.3.1", "unkscm": "3.3.2", "novelsc": "3.3.3", "unksm2": "3.3.4", "bext01": "3.3.5", "invut": "3.3.6",
    "regaut01": "3.3.7", "multi01": "3.3.8", "mcl01": "3.3.9", "bcast": "3.3.10", "zeromf": "3.3.11",
    "cparam01": "3.3.12", "cparam02": "3.3.13", "regescrt": "3.3.14", "sdp01": "3.3.15", "inv2543": "3.4.1",
}


def messages() -> dict[str, bytes]:
    """Return the messages by their names, in the order of the sections."""
    packed = io.BytesIO(base64.b64decode(ARCHIVE.read_bytes()))
    with tarfile.open(fileobj=packed) as archive:
        files = {Path(member.name).stem: archive.extractfile(member) for member in archive.getmembers()}
        return {name: file.read() for name in SECTIONS if (file := files[name])}
