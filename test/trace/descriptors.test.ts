// Which descriptor is which socket, over fork, threads, dup and what strace prints about it.
import { describe, expect, it } from "vitest";
import { dumpOf, message, readText } from "./support.js";

const request = message(18, 1, 7);
const dump = dumpOf(request);
const send = (fd: string, pid = ""): string => `${pid}sendto(${fd}, [{...}], 20, 0, NULL, 0) = 20\n${dump}`;
const protocols = (text: string, options = {}) =>
  readText(text, options).datagrams.map(({ protocol, protocolGuessed }) =>
    protocolGuessed ? `${protocol}?` : protocol,
  );

describe("descriptions", () => {
  it.each([
    ["3<NETLINK:[ROUTE:21139]>", 0, 21139],
    ["3<NETLINK:[GENERIC:4294962296]>", 16, 4294962296],
    ["3<NETLINK:[SOCK_DIAG:7]>", 4, 7],
    ["3<NETLINK:[KOBJECT_UEVENT:-5]>", 15, 4294967291],
    ["3<NETLINK:[20:7]>", 20, 7],
  ])("%s", (fd, protocol, port) => {
    const { datagrams } = readText(send(fd));
    expect(datagrams[0]).toMatchObject({ protocol, port, protocolGuessed: false, fd: 3 });
  });

  it.each([
    "3</etc/passwd>",
    "3</tmp/a(1)>",
    "3</dev/null<char 1:3>>",
    "3<TCP:[127.0.0.1:1->127.0.0.1:2]>",
    '3<UNIX-STREAM:[1->2, "/run/x"]>',
    "3<pipe:[5]>",
    "3<anon_inode:[eventpoll]>",
    "3</tmp/gone>(deleted)",
  ])("%s is not netlink", (fd) => {
    expect(protocols(send(fd))).toEqual([]);
  });

  it("finds a socket again by its inode, in any process", () => {
    const text = `10    socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT) = 3<NETLINK:[65469]>
${send("3<NETLINK:[65469]>", "10    ")}${send("8<NETLINK:[65469]>", "99    ")}`;
    expect(protocols(text)).toEqual([9, 9]);
    expect(protocols(text.replaceAll("NETLINK:[65469]", "socket:[65469]"))).toEqual([9, 9]);
  });

  it("takes the option for a socket whose protocol is not said", () => {
    expect(protocols(send("3<NETLINK:[65469]>"))).toEqual(["undefined?"]);
    expect(protocols(send("3<NETLINK:[65469]>"), { protocol: 12 })).toEqual(["12?"]);
  });
});

describe("calls that make and move descriptors", () => {
  it.each([
    ["socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CRYPTO) = 3\n", 21],
    ["socket(PF_NETLINK, SOCK_RAW, 6) = 3\n", 6],
    ["socket(0x10, 0x3|0x80000, 0x10) = 3\n", 16],
    ["socket(0x10 /* AF_NETLINK */, 0x3 /* SOCK_RAW */, 0xc /* NETLINK_NETFILTER */) = 3\n", 12],
    ["socket(0x10, 0x80003, 0x4) = 0x3\n", 4],
    ["socket(AF_NETLINK, SOCK_RAW, 0x1f /* NETLINK_??? */) = 3\n", 31],
    ["socket(AF_NETLINK, SOCK_RAW, NETLINK_INET_DIAG) = 3\n", 4],
  ])("%s", (line, protocol) => {
    expect(protocols(line + send("3"))).toEqual([protocol]);
  });

  it.each([
    "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n",
    'openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3\n',
    "accept4(5, NULL, NULL, SOCK_CLOEXEC) = 3\n",
    "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0\n",
    "pipe([3, 4]) = 0\n",
    "pipe2([3, 4], O_CLOEXEC) = 0\n",
  ])("%s is not netlink, even if the bytes look like it", (line) => {
    const before = "socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\nclose(3) = 0\n";
    expect(protocols(before + line + send("3"))).toEqual([]);
  });

  it("follows copies", () => {
    const socket = "socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM) = 3\n";
    for (const [line, fd] of [
      ["dup(3) = 9", 9],
      ["dup2(3, 9) = 9", 9],
      ["dup3(3, 9, O_CLOEXEC) = 9", 9],
      ["fcntl(3, F_DUPFD, 5) = 9", 9],
      ["fcntl(3, F_DUPFD_CLOEXEC, 5) = 9", 9],
      ["fcntl(0x3, 0x406, 0x5) = 0x9", 9],
      ["fcntl64(3, 0, 5) = 9", 9],
    ] as const) {
      expect(protocols(`${socket}${line}\nclose(3) = 0\n${send(String(fd))}`), line).toEqual([6]);
    }
    expect(protocols(`${socket}fcntl(3, F_GETFL) = 2 (flags O_RDWR)\n${send("2")}`)).toEqual(["undefined?"]);
    expect(protocols(`${socket}dup2(7, 3) = 3\n${send("3")}`)).toEqual(["undefined?"]);
    expect(protocols(`${socket}close_range(3, 4294967295, 0) = 0\n${send("3")}`)).toEqual(["undefined?"]);
  });

  it("forgets descriptors that arrive in a message", () => {
    const text = `socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM) = 3
recvmsg(5, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}], msg_controllen=24, msg_flags=0}, 0) = 1
${send("3")}`;
    expect(protocols(text)).toEqual(["undefined?"]);
  });

  it("learns the port id", () => {
    const socket = "socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\n";
    const port = (line: string) => readText(socket + line + send("3")).datagrams[0]?.port;
    expect(port("getsockname(3, {sa_family=AF_NETLINK, nl_pid=-333456106, nl_groups=00000000}, [12]) = 0\n")).toBe(
      3961511190,
    );
    expect(port("getsockname(3, {sa_family=AF_NETLINK, pid=77, groups=00000000}, [12]) = 0\n")).toBe(77);
    expect(port("bind(3, {sa_family=0x10, nl_pid=5, nl_groups=00000000}, 12) = 0\n")).toBe(5);
    expect(port("bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0\n")).toBeUndefined();
    expect(
      port("bind(3, {sa_family=AF_NETLINK, nl_pid=5, nl_groups=00000000}, 12) = -1 EADDRINUSE (in use)\n"),
    ).toBeUndefined();
  });

  it("knows a socket of unknown protocol by its address or its options", () => {
    expect(
      protocols(`setsockopt(3, SOL_NETLINK, NETLINK_EXT_ACK, [1], 4) = 0\nread(3, ""..., 99) = 3\n${send("3")}`),
    ).toEqual(["undefined?"]);
    const uevent = `sendto(3, "add@/x", 6, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=0x2}, 12) = 6\n`;
    expect(readText(uevent).datagrams.length).toBe(1);
  });
});

describe("processes", () => {
  const socket = (pid: string, protocol: string, fd = 3) => `${pid}socket(AF_NETLINK, SOCK_RAW, ${protocol}) = ${fd}\n`;

  it("copies descriptors over fork, shares them between threads", () => {
    const text = (flags: string) =>
      `${socket("10    ", "NETLINK_ROUTE")}10    clone(child_stack=NULL, flags=${flags}, child_tidptr=0x7f) = 11
${socket("10    ", "NETLINK_XFRM", 4)}${send("3", "11    ")}${send("4", "11    ")}`;
    expect(protocols(text("CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD"))).toEqual([0, "undefined?"]);
    expect(protocols(text("CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD"))).toEqual([0, 6]);
    expect(protocols(text("0x3d0f00"))).toEqual([0, 6]);
    expect(protocols(text("0x1200011"))).toEqual([0, "undefined?"]);
  });

  it("does so when the child runs before fork returns", () => {
    const text = (name: string, head: string, tail: string) =>
      `${socket("10    ", "NETLINK_ROUTE")}10    ${name}(${head} <unfinished ...>
${send("3", "11    ")}10    <... ${name} resumed>${tail}) = 11
${socket("10    ", "NETLINK_XFRM", 4)}${send("4", "11    ")}`;
    expect(protocols(text("fork", "", ""))).toEqual([0, "undefined?"]);
    expect(protocols(text("clone", "", "child_stack=NULL, flags=CLONE_FILES|SIGCHLD"))).toEqual([0, 6]);
    expect(protocols(text("clone3", "{flags=CLONE_VM|CLONE_FILES, exit_signal=0}", ", 88"))).toEqual([0, 6]);
  });

  it("gives the lines without a pid to the right process", () => {
    // On stderr strace prints pids only while it has more than one process.
    const text = `${socket("", "NETLINK_ROUTE")}clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
strace: Process 12 attached
[pid    12] close(3) = 0
${socket("[pid    12] ", "NETLINK_XFRM")}[pid    11] <... clone resumed>) = 12
${send("3", "[pid    11] ")}${send("3", "[pid    12] ")}[pid    12] +++ exited with 0 +++
${send("3")}`;
    expect(protocols(text)).toEqual([0, 6, 0]);
    expect(readText(text).datagrams.map(({ pid }) => pid)).toEqual([11, 12, 11]);
  });

  it("names the first process once its pid is printed", () => {
    const text = `${socket("", "NETLINK_ROUTE")}fork() = 12\n${send("3", "[pid    11] ")}${send("3", "[pid    12] ")}`;
    expect(protocols(text)).toEqual([0, 0]);
  });

  it("finds the last process again when exits are not printed (-qq)", () => {
    const text = `${socket("", "NETLINK_ROUTE")}clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
[pid    12] close(3) = 0
[pid    11] <... clone resumed>) = 12
[pid    12] recvfrom(3,  <unfinished ...>
${socket("", "NETLINK_XFRM", 4)}${send("3")}${send("4")}clone(child_stack=NULL, flags=CLONE_FILES) = 13
${send("4", "[pid    13] ")}`;
    expect(protocols(text)).toEqual([0, 6, 6]);
    expect(readText(text).datagrams.map(({ pid }) => pid)).toEqual([11, 11, 13]);
  });

  it("guesses from other processes when the parent is not in the capture", () => {
    const text = `${socket("10    ", "NETLINK_AUDIT")}${send("3", "11    ")}`;
    expect(protocols(text)).toEqual(["9?"]);
    expect(readText(text).notes.map(({ code }) => code)).toEqual(["guessed"]);
  });

  it("frees a number when close starts, not when it returns", () => {
    const text = `${socket("10    ", "NETLINK_ROUTE")}10    clone3({flags=CLONE_FILES|CLONE_THREAD}, 88) = 11
10    close(3 <unfinished ...>
${socket("11    ", "NETLINK_XFRM")}10    <... close resumed>) = 0
${send("3", "10    ")}`;
    expect(protocols(text)).toEqual([6]);
  });

  it("uses the pid of the tracer's namespace", () => {
    const text = `${socket("10    ", "NETLINK_ROUTE")}10    fork() = 2 /* 11 in strace's PID NS */\n10    close(3) = 0\n${send("3", "11    ")}`;
    expect(protocols(text)).toEqual([0]);
  });
});

describe("unknown descriptors", () => {
  it("takes what looks like netlink, and says that it guessed", () => {
    const { datagrams, notes } = readText(send("3"));
    expect(datagrams[0]).toMatchObject({ protocol: undefined, protocolGuessed: true });
    expect(notes.map(({ code }) => code)).toEqual(["guessed"]);
    expect(readText(send("3"), { protocol: 0 }).notes).toEqual([]);
  });

  it("leaves out what does not", () => {
    const text = `read(3, ""..., 832) = 832\n${dumpOf(new Uint8Array(832).fill(0x7f))}write(1, "hello, world, hello\\n", 20) = 20\n`;
    const { datagrams, notes } = readText(text);
    expect(datagrams).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(["not-netlink", "no-datagrams"]);
    expect(notes[0]?.message).toMatch(/^2 buffers/);
  });
});
