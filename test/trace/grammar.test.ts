// Grammar of strace versions and situations that were not recorded: each sample is checked by hand.
import { describe, expect, it } from "vitest";
import { dumpOf, hex, message, readText } from "./support.js";

const request = message(18, 1, 7);
const requestHex = hex(request);
const socket = "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3\n";
const escaped = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
const codes = (text: string) => readText(text).notes.map((note) => note.code);

describe("quoted strings", () => {
  it("reads strace up to 4.12", () => {
    const { datagrams } = readText(
      `${socket}sendmsg(3, {msg_name(12)={sa_family=AF_NETLINK, pid=0, groups=00000000}, msg_iov(1)=[{"${escaped(request)}", 20}], msg_controllen=0, msg_flags=0}, 0) = 20
recvmsg(3, {msg_name(12)={sa_family=AF_NETLINK, pid=0, groups=00000000}, msg_iov(2)=[{"${escaped(request.subarray(0, 16))}", 16}, {"${escaped(request.subarray(16))}", 4096}], msg_controllen=0, msg_flags=0}, 0) = 20
`,
    );
    expect(datagrams.map(({ bytes, source, direction }) => [hex(bytes), source, direction])).toEqual([
      [requestHex, "string", "send"],
      [requestHex, "string", "receive"],
    ]);
  });

  it("takes only what was received when an old strace prints the whole buffer", () => {
    const { datagrams } = readText(`${socket}read(3, "${escaped(request)}\\0\\0\\0\\0", 4096) = 20\n`);
    expect(hex(datagrams[0]!.bytes)).toBe(requestHex);
  });

  it("reads every escape: octal in the shortest form, padded before a digit, letters, plain characters", () => {
    const { datagrams } = readText(
      `${socket}write(3, "\\30\\0\\0\\0\\22\\0\\1\\0\\7\\0\\0\\0\\0\\0\\0\\0\\0011\\t\\n\\v\\f\\r\\"", 24) = 24\n`,
    );
    expect(hex(datagrams[0]!.bytes)).toBe("180000001200010007000000000000000131090a0b0c0d22");
  });

  it("reads sendmmsg and recvmmsg, one datagram a vector", () => {
    const vector = (extra: string) =>
      `{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="${escaped(request)}", iov_len=20}], msg_iovlen=1, msg_controllen=0, msg_flags=${extra}}, msg_len=20}`;
    const { datagrams } = readText(
      `${socket}recvmmsg(3, [${vector("0")}, ${vector("MSG_TRUNC")}, ${vector("0")}], 3, 0, NULL) = 2 (left {tv_sec=0, tv_nsec=1})\n`,
    );
    expect(datagrams.map(({ bytes, truncated }) => [hex(bytes), truncated?.reason])).toEqual([
      [requestHex, undefined],
      [requestHex, "MSG_TRUNC"],
    ]);
  });

  it("does not deliver a string that is cut, and says so with advice", () => {
    const { datagrams, notes } = readText(`${socket}sendto(3, "${escaped(request)}"..., 40, 0, NULL, 0) = 40\n`);
    expect(datagrams).toEqual([]);
    expect(notes[0]).toMatchObject({ code: "cut-string", severity: "warning", line: 2 });
    expect(notes[0]?.message).toContain("-s 65536");
  });
});

describe("headers with hex", () => {
  it("reads strace 4.13 to 5.12", () => {
    const { datagrams } = readText(
      `${socket}sendmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, msg_namelen=12, msg_iov=[{iov_base={{len=20, type=0x12 /* NLMSG_??? */, flags=NLM_F_REQUEST, seq=7, pid=0}, "\\x00\\x00\\x00\\x00"}, iov_len=20}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 20
recvfrom(3, [{{len=20, type=RTM_GETLINK, flags=NLM_F_REQUEST, seq=7, pid=0}, "\\0\\0\\0\\0"}, {{len=20, type=NLMSG_DONE, flags=NLM_F_MULTI, seq=7, pid=4294967295}, 0}], 8192, 0, NULL, NULL) = 40
`,
    );
    expect(datagrams.map(({ bytes }) => hex(bytes))).toEqual([
      requestHex,
      `${requestHex}140000000300020007000000ffffffff00000000`,
    ]);
  });

  it("reads nfnetlink of 4.22, with nested attributes, padding and flags in the type", () => {
    const { datagrams } = readText(
      `socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 4
sendto(4, {{len=48, type=NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWTABLE, flags=NLM_F_REQUEST|NLM_F_CREATE, seq=1, pid=0}, {nfgen_family=AF_INET, version=NFNETLINK_V0, res_id=htons(0)}, {{nla_len=7, nla_type=0x1}, "\\x74\\x31\\x00"}, {{nla_len=20, nla_type=NLA_F_NESTED|0x4}, "\\x08\\x00\\x01\\x00\\x00\\x00\\x00\\x01\\x05\\x00\\x02\\x00\\xff\\x00\\x00\\x00"}}, 48, 0, NULL, 0) = 48
`,
    );
    expect(datagrams[0]?.protocol).toBe(12);
    expect(hex(datagrams[0]!.bytes)).toBe(
      "30000000000a01040100000000000000" +
        "02000000" +
        "07000100743100" +
        "00" +
        "14000480" +
        "0800010000000001" +
        "05000200ff000000",
    );
  });

  it.each([
    ["htons(NFNL_SUBSYS_NFTABLES)", "000a"],
    ["htons(10)", "000a"],
    ["NFNL_SUBSYS_NFTABLES", "0a00"],
    ["0xa00 /* htons(NFNL_SUBSYS_NFTABLES) */", "000a"],
  ])("reads res_id=%s", (id, bytes) => {
    const { datagrams } = readText(
      `socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 4
sendto(4, [{nlmsg_len=20, nlmsg_type=NFNL_MSG_BATCH_BEGIN, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=0, nlmsg_pid=0}, {nfgen_family=AF_UNSPEC, version=NFNETLINK_V0, res_id=${id}}], 20, 0, NULL, 0) = 20
`,
    );
    expect(hex(datagrams[0]!.bytes).slice(32)).toBe(`0000${bytes}`);
  });

  it("rebuilds errors with a capped message and extended-ack attributes", () => {
    const { datagrams, notes } = readText(
      `${socket}recvfrom(3, [{nlmsg_len=56, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED|NLM_F_ACK_TLVS, nlmsg_seq=7, nlmsg_pid=42<ip>}, [{error=-ENODEV, msg={nlmsg_len=32, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=7, nlmsg_pid=0}}, [[{nla_len=12, nla_type=NLMSGERR_ATTR_MSG}, "no such"], [{nla_len=8, nla_type=NLMSGERR_ATTR_OFFS}, 20]]]], 8192, 0, NULL, NULL) = 56
`,
    );
    expect(notes).toEqual([]);
    expect(hex(datagrams[0]!.bytes)).toBe(
      "380000000200000307000000" +
        "2a000000" +
        "edffffff" +
        "20000000120005000700000000000000" +
        "0c0001006e6f207375636800" +
        "0800020014000000",
    );
  });

  it("refuses to rebuild where the lengths do not come out", () => {
    const line = (length: number) =>
      `${socket}sendto(3, [{nlmsg_len=${length}, nlmsg_type=0x12, nlmsg_flags=0x1, nlmsg_seq=7, nlmsg_pid=0}, "\\0\\0\\0\\0"], 20, 0, NULL, 0) = 20\n`;
    expect(readText(line(20)).datagrams.length).toBe(1);
    expect(readText(line(28)).datagrams.length).toBe(0);
    expect(readText(line(18)).datagrams.length).toBe(0);
    expect(codes(line(28))).toContain("decoded-payload");
  });

  it("marks what was not printed behind the last message", () => {
    const { datagrams } = readText(
      `${socket}sendto(3, [[{nlmsg_len=20, nlmsg_type=RTM_GETADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=7, nlmsg_pid=0}, "\\0\\0\\0\\0"], {nlmsg_len=0, nlmsg_type=0 /* NLMSG_??? */, nlmsg_flags=0, nlmsg_seq=0, nlmsg_pid=0}], 152, 0, NULL, 0) = 152\n`,
    );
    expect(datagrams[0]?.bytes.length).toBe(36);
    expect(datagrams[0]?.trailing).toBe(16);
    expect(datagrams[0]?.truncated).toEqual({ reason: "unprinted", length: 152 });
  });

  const generic = "socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3\n";
  const named = `sendto(3, [{nlmsg_len=20, nlmsg_type=wireguard, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}, "\\0\\1\\0\\0"], 20, 0, NULL, 0) = 20\n`;

  it("needs the id of a generic netlink family that is printed by name", () => {
    expect(readText(generic + named).notes[0]).toMatchObject({ code: "unknown-family" });
    expect(readText(generic + named).notes[0]?.message).toContain("wireguard");
    const { datagrams } = readText(generic + named, { families: { wireguard: 0x1d } });
    expect(hex(datagrams[0]!.bytes).slice(8, 12)).toBe("1d00");
  });

  it("learns family ids from the controller's replies", () => {
    const reply = `recvfrom(3, [{nlmsg_len=44, nlmsg_type=nlctrl, nlmsg_flags=0, nlmsg_seq=7, nlmsg_pid=9}, "\\1\\2\\0\\0\\16\\0\\2\\0wireguard\\0\\0\\0\\6\\0\\1\\0\\37\\0\\0\\0"], 8192, 0, NULL, NULL) = 44\n`;
    const { datagrams } = readText(generic + reply + named);
    expect(hex(datagrams[1]!.bytes).slice(8, 12)).toBe("1f00");
  });

  it("writes headers in the order of a big-endian machine", () => {
    const { datagrams } = readText(
      `${socket}sendto(3, [{nlmsg_len=20, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}, "\\0\\0\\0\\0"], 20, 0, NULL, 0) = 20\n`,
      { littleEndian: false },
    );
    expect(hex(datagrams[0]!.bytes)).toBe("0000001400120001000000070000000000000000");
    expect(datagrams[0]?.trailing).toBe(0);
  });
});

describe("lines", () => {
  const send = (leader = "") => `${leader}sendto(3, [{...}], 20, 0, NULL, 0) = 20\n${dumpOf(request)}`;

  it("reads argument names (6.16 -N)", () => {
    const { datagrams } = readText(
      `socket(domain=AF_NETLINK, type=SOCK_RAW, protocol=NETLINK_ROUTE) = 3
recvfrom(sockfd=3, buf=[{...}], len=8, flags=MSG_TRUNC, src_addr=NULL, addrlen=NULL) = 20
${dumpOf(request)}recvfrom(sockfd=3, buf="${escaped(request)}", len=20, flags=MSG_PEEK, src_addr=NULL, addrlen=NULL) = 20
dup2(oldfd=3, newfd=9) = 9
write(fd=9, buf="${escaped(request)}", count=20) = 20
`,
    );
    expect(
      datagrams.map(({ fd, bytes, protocol, truncated }) => [fd, bytes.length, protocol, truncated?.reason]),
    ).toEqual([
      [3, 8, 0, "clamped"],
      [9, 20, 0, undefined],
    ]);
  });

  it("reads the leader of every option at once", () => {
    const leaders = [
      "[pid  4242<a b>] [system_u:r:init_t:s0] 12:00:00.000001 (+     0.000123) [  44] [00007fe3188b4ae7] ",
      "4242<ip> 12:00:00.000001 [0044] [????????????????] ",
      "4242  [unconfined_t] 12:00:00.000001 ",
      "4242  12:00:00.000001 [f7f12345] ",
    ];
    for (const leader of leaders) {
      const { datagrams } = readText(`${leader}${socket}${send(leader)}`);
      expect(
        datagrams.map(({ pid, time, protocol }) => [pid, time, protocol]),
        leader,
      ).toEqual([[4242, "12:00:00.000001", 0]]);
    }
  });

  it("clamps a string that is longer than the buffer", () => {
    const { datagrams } = readText(`${socket}recvfrom(3, "${escaped(request)}", 16, MSG_TRUNC, NULL, NULL) = 20\n`);
    expect(datagrams[0]).toMatchObject({ truncated: { reason: "clamped", length: 20 }, trailing: 16 });
    expect(datagrams[0]?.bytes.length).toBe(16);
  });

  it("does not give the dump of a call whose line is missing to the call before", () => {
    const { datagrams, notes } = readText(`${socket}${send()}${dumpOf(message(16, 0, 8))}`);
    expect(datagrams.map(({ bytes, truncated }) => [hex(bytes), truncated])).toEqual([[requestHex, undefined]]);
    expect(notes.map(({ code }) => code)).toEqual(["lost-lines"]);
  });

  it("reads colours (7.0)", () => {
    const colour = (code: number, text: string) => `\x1b[${code}m${text}\x1b[0m`;
    const { datagrams } = readText(
      `${colour(36, "socket")}(${colour(33, "AF_NETLINK")}, SOCK_RAW, NETLINK_ROUTE) = ${colour(32, "3")}
${colour(1, "[pid")}    12] ${colour(36, "sendto")}(3, [{...}], 20, 0, NULL, 0) = 20
${dumpOf(request)
  .split("\n")
  .map((line) => (line === "" ? "" : ` | ${colour(90, line.slice(3, 8))}${line.slice(8)}`))
  .join("\n")}`,
    );
    expect(datagrams.map(({ bytes, pid, protocol }) => [hex(bytes), pid, protocol])).toEqual([[requestHex, 12, 0]]);
  });

  it("reads CR LF line ends and a last line without an end", () => {
    const text = (socket + send()).trimEnd();
    expect(readText(text.replaceAll("\n", "\r\n")).datagrams.map(({ bytes }) => hex(bytes))).toEqual([requestHex]);
    expect(readText(text).datagrams.map(({ bytes }) => hex(bytes))).toEqual([requestHex]);
  });

  it("takes the hex by column: the characters may look like hex and bars", () => {
    const body = new TextEncoder().encode(" | 00 11  22 |  ff");
    const bytes = message(18, 1, 7, body);
    const { datagrams } = readText(
      `${socket}sendto(3, [], ${bytes.length}, 0, NULL, 0) = ${bytes.length}\n${dumpOf(bytes)}`,
    );
    expect(hex(datagrams[0]!.bytes)).toBe(hex(bytes));
  });

  it("reads offsets above 1 MiB", () => {
    const bytes = message(18, 1, 7, new Uint8Array(0x110000).fill(7));
    const { datagrams } = readText(
      `${socket}sendto(3, [], ${bytes.length}, 0, NULL, 0) = ${bytes.length}\n${dumpOf(bytes)}`,
    );
    expect(datagrams[0]?.truncated).toBeUndefined();
    expect(Buffer.compare(datagrams[0]!.bytes, bytes)).toBe(0);
  });

  it("pairs unfinished and resumed calls by pid and name", () => {
    const other = message(16, 0, 8);
    const { datagrams, notes } = readText(
      `10    socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE <unfinished ...>
11    socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3
10    <... socket resumed>) = 3
10    recvfrom(3,  <unfinished ...>
11    recvfrom(3,  <unfinished ...>
10    <... recvfrom resumed> [{...}], 8192, 0, NULL, NULL) = 20
${dumpOf(request)}11    <... recvfrom resumed>[{...}], 8192, 0, NULL, NULL) = 20
${dumpOf(other)}11    recvfrom(3,  <unfinished ...>
12    <... recvmsg resumed>{...}, 0) = 20
${dumpOf(other)}11    <... recvfrom resumed> <unfinished ...>) = ?
11    +++ killed by SIGKILL +++
10    recvmsg(3,  <unfinished ...>
`,
    );
    expect(datagrams.map(({ pid, protocol, bytes }) => [pid, protocol, hex(bytes)])).toEqual([
      [10, 0, requestHex],
      [11, 16, hex(other)],
    ]);
    expect(notes.map(({ code }) => code)).toEqual(["unfinished", "unfinished"]);
  });

  it("puts together a line that a notice of strace interrupts", () => {
    for (const rest of [
      ' <unfinished ...>\n[pid    12] execve("/bin/ip", [], 0x7) = 0\n[pid    11] <... vfork resumed>) = 12\n',
      ") = 12\n",
    ]) {
      const { datagrams, notes } = readText(
        `${socket}vfork(strace: Process 12 attached\n${rest}[pid    12] sendto(3, [{...}], 20, 0, NULL, 0) = 20\n${dumpOf(request)}`,
      );
      expect(datagrams.map(({ pid, protocol }) => [pid, protocol])).toEqual([[12, 0]]);
      expect(notes).toEqual([]);
    }
  });

  it("says which line is broken", () => {
    const { datagrams, notes } = readText(
      `${socket}sendto(3, [{nlmsg_len=20, nlm1: lo: <LOOPBACK>\n${socket}${send()}`,
    );
    expect(datagrams.length).toBe(1);
    expect(notes[0]).toMatchObject({ code: "broken-line", line: 2 });
  });

  it("skips signals, exits, stacks, notices and messages of the program", () => {
    const { datagrams, notes } = readText(
      `strace: Process 7 attached
[ Process PID=7 runs in 32 bit mode. ]
${socket}--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---
${send()} > /lib/libc.so.6(__send+0x4d) [0x10ac4d]
 > /usr/bin/ip(main+0x1) [0xf421]
RTNETLINK answers: No such device
${send()}+++ exited with 0 +++
`,
    );
    expect(datagrams.map(({ bytes }) => hex(bytes))).toEqual([requestHex, requestHex]);
    expect(notes).toEqual([]);
  });

  it("marks a dump with a missing line and gives what is before it", () => {
    const bytes = message(18, 1, 7, new Uint8Array(48).fill(9));
    const lines = dumpOf(bytes).trimEnd().split("\n");
    for (let missing = 0; missing < lines.length; missing++) {
      const text = lines.filter((_, index) => index !== missing).join("\n");
      const { datagrams } = readText(`${socket}sendto(3, [], 64, 0, NULL, 0) = 64\n${text}\n`);
      if (missing === 0) expect(datagrams).toEqual([]);
      else {
        expect(hex(datagrams[0]!.bytes)).toBe(hex(bytes.subarray(0, 16 * missing)));
        expect(datagrams[0]?.truncated).toEqual({ reason: "incomplete", length: 64 });
      }
    }
  });

  it("marks a dump that strace could not read", () => {
    const { datagrams, notes } = readText(
      `${socket}sendmsg(3, {msg_iov=[{...}]}, 0) = 36\n * 20 bytes in buffer 0\n${dumpOf(request)} * 16 bytes in buffer 1\n | <Cannot fetch 16 bytes from pid 5 @0x7f00>\n`,
    );
    expect(datagrams[0]).toMatchObject({ truncated: { reason: "incomplete", length: 36 }, protocol: 0 });
    expect(datagrams[0]?.bytes.length).toBe(20);
    expect(notes[0]).toMatchObject({ code: "cannot-fetch", line: 7 });
  });

  it("limits how often it notes the same thing", () => {
    const line = `sendto(3, "\\0"..., 40, 0, NULL, 0) = 40\n`;
    const { notes } = readText(socket + line.repeat(100));
    expect(notes.length).toBe(10);
    expect(notes.some((note) => note.message.startsWith("92 more like:"))).toBe(true);
  });
});
