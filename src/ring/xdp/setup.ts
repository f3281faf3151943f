/** From options to a socket that is bound to its queue, with its rings mapped. */
import { statSync } from "node:fs";
import {
  AF_INET,
  Descriptor,
  type Ffi,
  ffi,
  inNamespace,
  isSyscallError,
  littleEndian,
  MAP_POPULATE,
  MAP_SHARED,
  type Mapping,
  openNamespace,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  SyscallError,
} from "../../ffi/index.js";
import { OptionError } from "../../options/index.js";
import { findInterface, type NetworkInterface } from "../packet/network-interface.js";
import * as xdp from "./constants.js";
import type { XdpSocketOptions } from "./options.js";
import { QueueRings } from "./queue-rings.js";
import {
  ConsumerRing,
  ENTRY_SIZE,
  ProducerRing,
  type RingKind,
  type RingOffsets,
  readRingOffsets,
  ringLength,
} from "./ring.js";
import { type BoundQueue, UmemMemory } from "./umem.js";

const DEFAULT_FRAMES = 32768;
const FEWEST_FRAMES = 512;
/** What a socket that only sends takes by default, besides the ring that the kernel insists on. */
const SMALLEST_RING = 64;
const DEFAULT_TX_RING = 2048;
const LARGEST_DEFAULT_RING = 65536;
const RETRY_MS = 5;

export interface XdpParts {
  readonly ffi: Ffi;
  readonly socket: Descriptor;
  /** Held open: what it was found by may stand for another one later. */
  readonly namespace: Descriptor | undefined;
  readonly interface: NetworkInterface;
  readonly queue: number;
  readonly umem: UmemMemory;
  readonly rings: QueueRings;
  readonly rx: ConsumerRing | undefined;
  readonly tx: ProducerRing | undefined;
  readonly mappings: readonly Mapping[];
  readonly bound: BoundQueue;
  readonly zeroCopy: boolean;
}

function integers(...values: number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(values).buffer);
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(SMALLEST_RING, atLeast)));
}

/** Opens the socket in its namespace and looks the device up there. */
function create(system: Ffi, name: string | number): { socket: Descriptor; device: NetworkInterface; key: string } {
  using asking = new Descriptor(system, system.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "interface lookup");
  const device = findInterface(system, asking.fd, name);
  if (device.index === 0) throw new RangeError(`an AF_XDP socket is on one device, not on ${JSON.stringify(name)}`);
  let fd: number;
  try {
    fd = system.socket(xdp.AF_XDP, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  } catch (error) {
    throw explainSocket(error, device.name);
  }
  const key = `${statSync("/proc/thread-self/ns/net").ino}:${device.index}`;
  return { socket: new Descriptor(system, fd, `AF_XDP socket on ${device.name}`), device, key };
}

function explainSocket(error: unknown, device: string): unknown {
  if (!isSyscallError(error)) return error;
  const hints: Readonly<Record<string, string>> = {
    EPERM: "CAP_NET_RAW is needed, in the user namespace that owns the network namespace",
    EAFNOSUPPORT: "this kernel lacks CONFIG_XDP_SOCKETS",
  };
  const hint = hints[error.code];
  if (hint === undefined) return error;
  return new SyscallError("socket", error.errno, { subject: `AF_XDP for ${device}`, hint, cause: error });
}

/** Frames that a socket keeps for receiving. */
function receiveFrames({ mode = "both", receiveFrames: wanted }: XdpSocketOptions, frames: number): number {
  if (mode === "transmit") return 0;
  return Math.min(frames, wanted ?? (mode === "receive" ? frames : Math.floor(frames / 2)));
}

function makeUmem(system: Ffi, fd: number, options: XdpSocketOptions): UmemMemory {
  const { frameSizeBytes: frameSize = 2048, frameCount, headroomBytes: headroom = 0 } = options;
  if (frameSize > system.pageSize) {
    const reason = `at most ${system.pageSize}, the size of a page`;
    throw new OptionError("XdpSocket.open", [{ option: "frameSizeBytes", reason }]);
  }
  const { unalignedChunks: unaligned = false, hugePages = false, multiBuffer = false } = options;
  for (let count = frameCount ?? DEFAULT_FRAMES; ; count >>>= 1) {
    const geometry = { frameSize, frameCount: count, headroom, unaligned, hugePages, multiBuffer };
    const umem = UmemMemory.map(system, geometry);
    umem.use();
    try {
      umem.register(system, fd);
      return umem;
    } catch (error) {
      umem.unuse();
      const isShort = isSyscallError(error, "ENOBUFS") || isSyscallError(error, "ENOMEM");
      if (!isShort || frameCount !== undefined || count <= FEWEST_FRAMES) throw error;
    }
  }
}

/** A socket under construction. */
class Builder {
  readonly ffi: Ffi;
  readonly fd: number;
  readonly options: XdpSocketOptions;
  /** RX and TX. */
  readonly mappings: Mapping[] = [];
  /** FILL and COMPLETION, which sockets of one queue share. */
  readonly queueMappings: Mapping[] = [];

  constructor(system: Ffi, fd: number, options: XdpSocketOptions) {
    this.ffi = system;
    this.fd = fd;
    this.options = options;
  }

  setRing(option: number, name: string, size: number): void {
    try {
      this.ffi.setsockopt(this.fd, xdp.SOL_XDP, option, integers(size));
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      throw new SyscallError("setsockopt", error.errno, { subject: `${name} of ${size} entries`, cause: error });
    }
  }

  mapRing(offsets: RingOffsets, size: number, kind: RingKind, offset: number): Int32Array {
    const length = ringLength(offsets, size, ENTRY_SIZE[kind]);
    const mapping = this.ffi.map({ length, fd: this.fd, offset, flags: MAP_SHARED | MAP_POPULATE });
    (kind === "addresses" ? this.queueMappings : this.mappings).push(mapping);
    return mapping.words;
  }

  offsets(): [RingOffsets, RingOffsets, RingOffsets, RingOffsets] {
    return readRingOffsets(this.ffi.getsockopt(this.fd, xdp.SOL_XDP, xdp.XDP_MMAP_OFFSETS, xdp.MMAP_OFFSETS_SIZE));
  }

  close(): void {
    for (const mapping of [...this.mappings, ...this.queueMappings]) mapping.close();
  }
}

/** @throws OptionError, RangeError, SyscallError; nothing is left open */
export function setUp(name: string | number, options: XdpSocketOptions): XdpParts {
  const system = options.ffi ?? ffi();
  const namespace = options.netns === undefined ? undefined : openNamespace(system, options.netns);
  let made: ReturnType<typeof create>;
  try {
    const open = () => create(system, name);
    made = namespace === undefined ? open() : inNamespace(system, namespace, open);
  } catch (error) {
    namespace?.close();
    throw error;
  }
  const { socket, device, key } = made;
  const builder = new Builder(system, socket.fd, options);
  let umem: UmemMemory | undefined;
  try {
    if (options.umem instanceof UmemMemory) {
      umem = options.umem;
      umem.use();
    } else umem = makeUmem(system, socket.fd, options);
    return { ...build(builder, socket, device, key, umem), namespace };
  } catch (error) {
    builder.close();
    socket.close();
    umem?.unuse();
    namespace?.close();
    throw error;
  }
}

function build(
  builder: Builder,
  socket: Descriptor,
  device: NetworkInterface,
  key: string,
  umem: UmemMemory,
): Omit<XdpParts, "namespace"> {
  const { options, ffi: system, mappings } = builder;
  const { mode = "both", queue = 0 } = options;
  const owner = [...umem.bound].find((one) => one.device === key && one.queue === queue);
  const target = receiveFrames(options, umem.frameCount);
  const rxSize = options.rxRingSize ?? Math.min(powerOfTwo(target), LARGEST_DEFAULT_RING);
  const txSize = options.txRingSize ?? DEFAULT_TX_RING;
  // Twice as many as it will hold: with room to spare nobody has to ask each time how far the kernel is.
  const fillSize = options.fillRingSize ?? Math.min(2 * powerOfTwo(target), LARGEST_DEFAULT_RING);
  const completionSize = options.completionRingSize ?? powerOfTwo(mode === "receive" ? 0 : txSize);
  // Sockets of one queue share these two: the kernel refuses a second pair.
  if (owner === undefined) {
    builder.setRing(xdp.XDP_UMEM_FILL_RING, "XDP_UMEM_FILL_RING", fillSize);
    builder.setRing(xdp.XDP_UMEM_COMPLETION_RING, "XDP_UMEM_COMPLETION_RING", completionSize);
  }
  if (mode !== "transmit") builder.setRing(xdp.XDP_RX_RING, "XDP_RX_RING", rxSize);
  if (mode !== "receive") builder.setRing(xdp.XDP_TX_RING, "XDP_TX_RING", txSize);
  setSocketOptions(builder, txSize);
  const [rxAt, txAt, fillAt, completionAt] = builder.offsets();
  const rx =
    mode === "transmit"
      ? undefined
      : new ConsumerRing(
          builder.mapRing(rxAt, rxSize, "descriptors", xdp.XDP_PGOFF_RX_RING),
          rxAt,
          rxSize,
          "descriptors",
        );
  const tx =
    mode === "receive"
      ? undefined
      : new ProducerRing(
          builder.mapRing(txAt, txSize, "descriptors", xdp.XDP_PGOFF_TX_RING),
          txAt,
          txSize,
          "descriptors",
        );
  const makeRings = (): QueueRings => {
    const fill = builder.mapRing(fillAt, fillSize, "addresses", xdp.XDP_UMEM_PGOFF_FILL_RING);
    const completion = builder.mapRing(completionAt, completionSize, "addresses", xdp.XDP_UMEM_PGOFF_COMPLETION_RING);
    return new QueueRings(
      umem.frames,
      new ProducerRing(fill, fillAt, fillSize, "addresses"),
      new ConsumerRing(completion, completionAt, completionSize, "addresses"),
      target,
      () => umem.reclaim(),
    );
  };
  const queueMappings = owner?.mappings ?? builder.queueMappings;
  const rings = owner?.rings ?? makeRings();
  bind(builder, device, queue, umem);
  const state = system.getsockopt(socket.fd, xdp.SOL_XDP, xdp.XDP_OPTIONS, 4);
  const zeroCopy =
    (new DataView(state.buffer, state.byteOffset).getUint32(0, littleEndian) & xdp.XDP_OPTIONS_ZEROCOPY) !== 0;
  rings.top();
  rings.use();
  const bound = { fd: socket.fd, device: key, queue, rings, mappings: queueMappings };
  umem.bound.add(bound);
  return { ffi: system, socket, interface: device, queue, umem, rings, rx, tx, mappings, bound, zeroCopy };
}

function setSocketOptions({ ffi: system, fd, options }: Builder, txSize: number): void {
  const set = (level: number, option: number, name: string, value: number): void => {
    try {
      system.setsockopt(fd, level, option, integers(value));
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      throw new SyscallError("setsockopt", error.errno, { subject: `${name} ${value}`, cause: error });
    }
  };
  const { preferBusyPoll, busyPollUs, busyPollBudget, mode } = options;
  if (preferBusyPoll !== undefined) {
    set(SOL_SOCKET, xdp.SO_PREFER_BUSY_POLL, "SO_PREFER_BUSY_POLL", Number(preferBusyPoll));
  }
  if (busyPollUs !== undefined) set(SOL_SOCKET, xdp.SO_BUSY_POLL, "SO_BUSY_POLL", busyPollUs);
  if (busyPollBudget !== undefined) set(SOL_SOCKET, xdp.SO_BUSY_POLL_BUDGET, "SO_BUSY_POLL_BUDGET", busyPollBudget);
  if (mode === "receive" || txSize < 32) return;
  try {
    // Packets that one call sends in copy mode: without this option they are 32.
    system.setsockopt(fd, xdp.SOL_XDP, xdp.XDP_MAX_TX_SKB_BUDGET, integers(Math.min(txSize, 1024)));
  } catch (error) {
    // Kernels before 6.18 do not have it.
    if (!isSyscallError(error)) throw error;
  }
}

const COPY_FLAGS = { auto: 0, copy: xdp.XDP_COPY, zeroCopy: xdp.XDP_ZEROCOPY } as const;

function bind({ ffi: system, fd, options }: Builder, device: NetworkInterface, queue: number, umem: UmemMemory): void {
  const [shared] = umem.bound;
  const own =
    COPY_FLAGS[options.copyMode ?? "auto"] |
    (options.needWakeup === false ? 0 : xdp.XDP_USE_NEED_WAKEUP) |
    (options.multiBuffer === true ? xdp.XDP_USE_SG : 0);
  const address = new Uint8Array(xdp.SOCKADDR_XDP_SIZE);
  const view = new DataView(address.buffer);
  view.setUint16(0, xdp.AF_XDP, littleEndian);
  view.setUint16(2, shared === undefined ? own : xdp.XDP_SHARED_UMEM, littleEndian);
  view.setUint32(4, device.index, littleEndian);
  view.setUint32(8, queue, littleEndian);
  view.setUint32(12, shared?.fd ?? 0, littleEndian);
  const end = performance.now() + (options.bindTimeoutMs ?? 250);
  const sleeper = system.waiter([]);
  for (;;) {
    try {
      system.bind(fd, address);
      return;
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      if (error.code !== "EBUSY" || performance.now() >= end) throw explainBind(error, device, queue, options);
      sleeper.wait(RETRY_MS);
    }
  }
}

function explainBind(error: SyscallError, device: NetworkInterface, queue: number, options: XdpSocketOptions): Error {
  const hints: Readonly<Record<string, string>> = {
    EBUSY: "another AF_XDP socket has the queue",
    ENETDOWN: "the device is down",
    ENODEV: "the device has gone",
    EOPNOTSUPP:
      options.copyMode === "zeroCopy"
        ? "the driver cannot do without copies"
        : "the driver or the kernel lacks what was asked for",
    EINVAL:
      options.umem !== undefined
        ? "the device has no such queue, or the first socket of the umem is closed or differs in multiBuffer"
        : options.multiBuffer === true
          ? "the device has no such queue, or the kernel no packets of several frames (Linux 6.6)"
          : "the device has no such queue",
  };
  const hint = hints[error.code];
  return new SyscallError("bind", error.errno, {
    subject: `AF_XDP to queue ${queue} of ${device.name}`,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}
