import { expect, test } from "vitest";
import { decode, encode, isDecodeError } from "../../src/codec/index.js";
import { Bytecode } from "../../src/diag/bytecode.js";
import { Inet6Diag, Inet6DiagRequest, InetDiag, InetDiagRequest } from "../../src/diag/inet.js";
import { UnixDiag } from "../../src/diag/unix.js";
import { decoded, recorded } from "../genl/recorded.js";

const BY_FAMILY = "SOCK_DIAG_BY_FAMILY";

/** Replies without those whose INET_DIAG_INFO is another struct than tcp_info. */
const tcp = recorded("captures/diag-inet")
  .filter((message) => message.schema === InetDiag && message.direction === "reply")
  .flatMap(({ body }) => {
    try {
      return [decode(InetDiag, body)];
    } catch (error) {
      if (isDecodeError(error)) return [];
      throw error;
    }
  });

test("ss asks for states and attributes by bit", () => {
  const [request] = decoded("captures/diag-inet", BY_FAMILY, "request", InetDiagRequest);
  // ss -tlnpi: listening (10) and closed (7) sockets, attributes 2, 3 and 4.
  expect(request).toMatchObject({ family: "inet", sdiagProtocol: 6, states: (1 << 10) | (1 << 7), ext: 0b1110 });
});

test("a listening socket", () => {
  const socket = tcp.find((s) => s.id.sport === 8080 && s.state === "listen");
  expect(socket).toMatchObject({ timer: "off", id: { src: "127.0.0.1", dst: "0.0.0.0", dport: 0, if: 0 }, uid: 0 });
  expect(socket?.inode).toBeGreaterThan(0);
  expect(socket?.sockopt?.flags).toMatchObject({ isIcsk: 1, mcAll: 1, mcLoop: 1, recverr: 0, nodefrag: 0 });
});

test("tcp_info of a connection", () => {
  // The side that connected: its SYN counts as a byte that was acknowledged.
  const info = tcp.find((s) => s.state === "established" && s.id.dport === 8080 && s.info !== undefined)?.info;
  if (info === undefined || !("rto" in info)) throw new Error("no tcp_info");
  expect(info.wscale.sndWscale).toBe(info.wscale.rcvWscale);
  expect(info.rto).toBeGreaterThanOrEqual(200_000);
  expect(info.pmtu).toBe(65_535);
  expect(info.maxPacingRate).toBe(0xffff_ffff_ffff_ffffn);
  expect(info.bytesAcked).toBe((info.bytesSent ?? 0) + 1);
});

test("members that a kernel does not send are undefined, not zero", () => {
  const [first] = recorded("captures/diag-inet").filter((m) => m.schema === Inet6Diag && m.direction === "reply");
  const value = decode(Inet6Diag, first!.body);
  const old = { ...value, info: { state: "listen" as const, rto: 1 } };
  const bytes = encode(Inet6Diag, old, { direction: "reply" });
  const info = decode(Inet6Diag, bytes).info;
  expect(info).toMatchObject({ rto: 1 });
});

test("IPv6 sockets have whole addresses", () => {
  const sockets = decoded("captures/diag-inet", BY_FAMILY, "reply", Inet6Diag);
  expect(sockets.map((s) => s.id.src)).toContain("::1");
});

test("the filters of ss are programs", () => {
  const programs = [
    ...decoded("captures/diag-inet", BY_FAMILY, "request", InetDiagRequest),
    ...decoded("captures/diag-inet", BY_FAMILY, "request", Inet6DiagRequest),
  ].flatMap((request) => (request.bytecode === undefined ? [] : [request.bytecode]));
  // ss -tan 'sport = :80 or dst 10.0.0.0/8'
  expect(programs[0]).toEqual([
    { code: "s_cond", yes: 16, no: 20, operand: { family: "unspec", prefixLen: 0, port: 80, addr: "0.0.0.0" } },
    { code: "jmp", yes: 4, no: 20, operand: new Uint8Array(0) },
    { code: "d_cond", yes: 16, no: 20, operand: { family: "inet", prefixLen: 8, port: -1, addr: "10.0.0.0" } },
  ]);
  const operations = programs.flat().map((op) => op.code);
  for (const code of ["mark_cond", "auto"]) expect(operations).toContain(code);
  const mark = programs.flat().find((op) => op.code === "mark_cond");
  expect(mark?.operand).toEqual({ mark: 7, mask: 0xff });
});

test("the operand of a comparison of ports is a second operation", () => {
  const [request] = decoded("diag/ss-ports", BY_FAMILY, "request", InetDiagRequest);
  expect(request?.bytecode).toEqual([
    { code: "s_ge", yes: 8, no: 40, operand: { code: 0, yes: 0, port: 8000 } },
    { code: "d_le", yes: 8, no: 32, operand: { code: 0, yes: 0, port: 1024 } },
    { code: "d_cond", yes: 16, no: 20, operand: { family: "unspec", prefixLen: 0, port: 22, addr: "0.0.0.0" } },
    { code: "jmp", yes: 4, no: 8, operand: new Uint8Array(0) },
  ]);
});

test("the encoder knows how long an operation is", () => {
  const program = [
    { code: "d_eq", no: 12, operand: { port: 443 } },
    { code: "cgroup_cond", no: 16, operand: [5n] },
    { code: "nop", no: 0, operand: new Uint8Array(0) },
  ] as const;
  const bytes = encode(Bytecode, program);
  expect([...bytes.subarray(0, 8)]).toEqual([12, 8, 12, 0, 0, 0, 0xbb, 0x01]);
  expect(decode(Bytecode, bytes).map((op) => op.yes)).toEqual([8, 12, 4]);
});

test("an operation that is too long for the program is an error", () => {
  expect(() => decode(Bytecode, Uint8Array.of(7, 28, 32, 0, 2, 8, 0, 0))).toThrow(/yes/);
  expect(() => decode(Bytecode, Uint8Array.of(0, 0, 0, 0))).toThrow(/yes/);
});

test("names of unix sockets are bytes", () => {
  const sockets = decoded("captures/diag-other", BY_FAMILY, "reply", UnixDiag);
  expect(sockets.length).toBeGreaterThan(2);
  const named = sockets.flatMap((socket) => (socket.name === undefined ? [] : [socket.name]));
  expect(named.length).toBeGreaterThan(0);
  // Each is a path or starts with a NUL.
  for (const name of named) expect([0, "/".charCodeAt(0)]).toContain(name[0]);
  const pair = sockets.find((socket) => socket.peer !== undefined);
  expect(sockets.map((socket) => socket.ino)).toContain(pair?.peer);
});

test("addresses of an SCTP association take the size of struct sockaddr_storage each", () => {
  const locals = [
    { family: "inet", port: 7, addr: "192.0.2.1" },
    { family: "inet6", port: 7, addr: "2001:db8::1", scopeId: 2 },
  ] as const;
  const bytes = encode(InetDiag, { family: "inet", locals }, { direction: "reply" });
  expect(bytes.length).toBe(72 + 4 + 2 * 128);
  expect(decode(InetDiag, bytes).locals).toMatchObject(locals);
});

test("struct mptcp_info is read where the caller says that it is one", () => {
  const replies = recorded("captures/diag-other").filter((m) => m.schema === InetDiag && m.direction === "reply");
  const infos = replies.flatMap(({ body }) => {
    try {
      decode(InetDiag, body);
      return [];
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      return [decode(InetDiag, body, { scope: { socketProtocol: 262 } }).info];
    }
  });
  expect(infos.length).toBeGreaterThan(0);
  for (const info of infos) expect(info).toMatchObject({ addAddrSignal: 0, csumEnabled: 0, bytesRetrans: 0 });
});
