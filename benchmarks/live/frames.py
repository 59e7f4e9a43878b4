"""WebSocket frames as far as a client of the trials needs them (RFC 6455, section 5)."""

import struct
from collections.abc import Iterator


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """Return one client frame of less than 64 KiB, masked with zeros, which changes nothing."""
    first = bytes([0x80 | opcode])
    if len(payload) < 126:
        return first + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload
    return first + bytes([0x80 | 126]) + struct.pack("!H", len(payload)) + b"\0\0\0\0" + payload


def frames_in(data: bytearray) -> Iterator[tuple[int, bool, bytes]]:
    """Remove the complete frames from the start of `data`; yield opcode, compression flag and payload."""
    while len(data) >= 2:
        size, start = data[1] & 0x7F, 2
        if size == 126 and len(data) >= 4:
            size, start = struct.unpack("!H", data[2:4])[0], 4
        elif size == 127 and len(data) >= 10:
            size, start = struct.unpack("!Q", data[2:10])[0], 10
        elif size >= 126:
            return
        if len(data) < start + size:
            return
        opcode, squeezed, payload = data[0] & 0x0F, bool(data[0] & 0x40), bytes(data[start : start + size])
        del data[: start + size]
        yield opcode, squeezed, payload
