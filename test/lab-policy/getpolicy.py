#!/usr/bin/env python3
"""Prints what the running kernel says about its generic netlink families and their policies.

One line per datagram, its bytes in hexadecimal:

    kernel 7.2.13
    families HEX
    policy NAME HEX
    refused NAME ERRNO

Needs no privilege and changes nothing. With names as arguments it asks for the policies of those families only.
"""
import errno
import os
import socket
import struct
import sys

NETLINK_GENERIC, GENL_ID_CTRL = 16, 16
NLM_F_REQUEST, NLM_F_DUMP = 0x1, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
CTRL_CMD_GETFAMILY, CTRL_CMD_GETPOLICY = 3, 10
CTRL_ATTR_FAMILY_NAME = 2
# A lost reply must not hang the run.
TIMEOUT_SECONDS = 20


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def messages(datagram):
    """Yields the type and the payload of each message of a datagram."""
    offset = 0
    while offset + 16 <= len(datagram):
        length, kind = struct.unpack_from("=IH", datagram, offset)
        if length < 16:
            raise ValueError(f"a message of {length} bytes")
        yield kind, datagram[offset + 16 : offset + length]
        offset += (length + 3) & ~3


def dump(command, attributes=b""):
    """Yields the datagrams that answer a dump request. Raises OSError with the kernel's errno when it refuses."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC) as s:
        s.settimeout(TIMEOUT_SECONDS)
        s.bind((0, 0))
        body = struct.pack("=BBH", command, 2, 0) + attributes
        s.send(struct.pack("=IHHII", 16 + len(body), GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_DUMP, 1, 0) + body)
        while True:
            datagram = s.recv(1 << 20)
            found = list(messages(datagram))
            for kind, payload in found:
                if kind in (NLMSG_ERROR, NLMSG_DONE) and len(payload) >= 4:
                    code = -struct.unpack_from("=i", payload)[0]
                    if code != 0:
                        raise OSError(code, os.strerror(code))
            if any(kind == GENL_ID_CTRL for kind, _ in found):
                yield datagram
            if any(kind in (NLMSG_ERROR, NLMSG_DONE) for kind, _ in found):
                return


def names_in(datagram):
    """The family names in replies to CTRL_CMD_GETFAMILY."""
    for kind, payload in messages(datagram):
        offset = 4
        while kind == GENL_ID_CTRL and offset + 4 <= len(payload):
            length, attr = struct.unpack_from("=HH", payload, offset)
            if length < 4:
                raise ValueError(f"an attribute of {length} bytes")
            if attr & 0x3FFF == CTRL_ATTR_FAMILY_NAME:
                yield payload[offset + 4 : offset + length].rstrip(b"\0").decode()
            offset += (length + 3) & ~3


def main(wanted):
    print("kernel", os.uname().release)
    present = []
    for datagram in dump(CTRL_CMD_GETFAMILY):
        print("families", datagram.hex())
        present += names_in(datagram)
    for name in present:
        if wanted and name not in wanted:
            continue
        shown = name.replace(" ", "_")
        try:
            for datagram in dump(CTRL_CMD_GETPOLICY, attribute(CTRL_ATTR_FAMILY_NAME, name.encode() + b"\0")):
                print("policy", shown, datagram.hex())
        except OSError as error:
            print("refused", shown, errno.errorcode.get(error.errno, str(error)))


if __name__ == "__main__":
    main(set(sys.argv[1:]))
