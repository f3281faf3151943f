/** From options to a socket with a ring that packets flow into. */
import { isSyscallError, littleEndian, type Mapping, SOL_SOCKET, SyscallError } from "../../ffi/index.js";
import { OptionError } from "../../options/index.js";
import { compileFilter, MAX_SNAP_LENGTH } from "../filter/compile.js";
import type { ClassicFilter } from "../filter/instruction.js";
import {
  ETH_P_ALL,
  PACKET_IGNORE_OUTGOING,
  PACKET_TIMESTAMP,
  PACKET_VNET_HDR,
  SIOCSHWTSTAMP,
  SO_ATTACH_BPF,
  SO_ATTACH_FILTER,
  SO_BUSY_POLL,
  SO_BUSY_POLL_BUDGET,
  SO_DETACH_FILTER,
  SO_PREFER_BUSY_POLL,
  SO_REUSEPORT,
  SOF_TIMESTAMPING_RAW_HARDWARE,
  SOF_TIMESTAMPING_SYS_HARDWARE,
  SOL_PACKET,
} from "../packet/constants.js";
import { encodeProgram, limitLength, returnProgram, toClassicFilter } from "../packet/filter-program.js";
import type { NetworkInterface } from "../packet/network-interface.js";
import { PacketSocket } from "../packet/socket.js";
import { LinkType, linkTypeOf } from "../pcap/link-type.js";
import { joinFanout } from "./fanout.js";
import { checkGeometry, chooseGeometry, createRing, type RingGeometry } from "./geometry.js";
import type { CaptureOptions } from "./options.js";

export interface CaptureParts {
  readonly socket: PacketSocket;
  readonly mapping: Mapping;
  /** What was asked for. */
  readonly geometry: RingGeometry;
  /** What was got. */
  readonly blockCount: number;
  readonly fanoutGroup: number | undefined;
  /** Why the device does not stamp packets although it was asked to. */
  readonly hardwareTimestampError: SyscallError | undefined;
}

/** Whether packets of an interface say little with the link-layer header that they have, if any. */
function isHeaderless({ hardwareType }: NetworkInterface): boolean {
  const linkType = hardwareType === undefined ? undefined : linkTypeOf(hardwareType);
  return linkType === undefined || linkType === LinkType.raw;
}

/** @throws SyscallError, OptionError; nothing is left open */
export function setUp(name: string | number, options: CaptureOptions): CaptureParts {
  const isCooked = (device: NetworkInterface) =>
    options.cooked ?? (options.virtioHeader !== true && isHeaderless(device));
  const socket = PacketSocket.open(name, "capture on", isCooked, options);
  let mapping: Mapping | undefined;
  try {
    const geometry = chooseGeometry(options);
    checkGeometry(geometry, socket.ffi.pageSize, options.virtioHeader === true);
    if (options.promiscuous && socket.interface.index === 0) {
      throw new OptionError("Capture.open", [{ option: "promiscuous", reason: "is of one interface, and not of any" }]);
    }
    if (options.virtioHeader) socket.setOption(SOL_PACKET, PACKET_VNET_HDR, "PACKET_VNET_HDR", 1);
    const hardwareTimestampError = setTimestampSource(socket, options);
    if (options.receiveBufferBytes !== undefined) socket.setBuffer("receive", options.receiveBufferBytes);
    const ring = createRing(socket, geometry, options.rxhash ?? true);
    mapping = ring.mapping;
    setSocketOptions(socket, options);
    // Before it is in its group a socket would get packets that are other sockets'.
    if (options.fanout === undefined) attachFilter(socket, options);
    else attachClassic(socket, returnProgram(0));
    socket.bind(options.protocol ?? ETH_P_ALL);
    const fanoutGroup = options.fanout === undefined ? undefined : joinFanout(socket, options.fanout);
    if (options.fanout !== undefined) attachFilter(socket, options);
    if (options.promiscuous) socket.promiscuous();
    return { socket, mapping, geometry, blockCount: ring.blockCount, fanoutGroup, hardwareTimestampError };
  } catch (error) {
    mapping?.close();
    socket.close();
    throw error;
  }
}

function setSocketOptions(socket: PacketSocket, options: CaptureOptions): void {
  if (options.ignoreOutgoing) socket.setOption(SOL_PACKET, PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING", 1);
  if (options.reusePort) setReusePort(socket);
  if (options.busyPollUs !== undefined) socket.setOption(SOL_SOCKET, SO_BUSY_POLL, "SO_BUSY_POLL", options.busyPollUs);
  if (options.preferBusyPoll !== undefined) {
    socket.setOption(SOL_SOCKET, SO_PREFER_BUSY_POLL, "SO_PREFER_BUSY_POLL", Number(options.preferBusyPoll));
  }
  if (options.busyPollBudget !== undefined) {
    socket.setOption(SOL_SOCKET, SO_BUSY_POLL_BUDGET, "SO_BUSY_POLL_BUDGET", options.busyPollBudget);
  }
}

function setReusePort(socket: PacketSocket): void {
  try {
    socket.setOption(SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT", 1);
  } catch (error) {
    if (!isSyscallError(error, "EOPNOTSUPP")) throw error;
    const subject = `SO_REUSEPORT on ${socket.interface.name}`;
    const hint = "this kernel takes it for Internet sockets only; several captures share an interface without it";
    throw new SyscallError("setsockopt", error.errno, { subject, hint, cause: error });
  }
}

function setTimestampSource(socket: PacketSocket, { timestampSource }: CaptureOptions): SyscallError | undefined {
  if (timestampSource === undefined || timestampSource === "software") return undefined;
  const raw = timestampSource === "rawHardware";
  const source = raw ? SOF_TIMESTAMPING_RAW_HARDWARE : SOF_TIMESTAMPING_SYS_HARDWARE;
  socket.setOption(SOL_PACKET, PACKET_TIMESTAMP, "PACKET_TIMESTAMP", source);
  if (socket.interface.index === 0) return undefined;
  // struct ifreq with a pointer to struct hwtstamp_config: flags, type of transmission stamps (none), receive filter (all).
  const request = new Uint8Array(new ArrayBuffer(40));
  Buffer.from(socket.interface.name).copy(request, 0, 0, 15);
  const config = new Uint8Array(new ArrayBuffer(12));
  new DataView(config.buffer).setInt32(8, 1, littleEndian);
  socket.ffi.writePointer(request, 16, config);
  const result = socket.ffi.ioctl(socket.fd, SIOCSHWTSTAMP, request);
  return result < 0
    ? new SyscallError("ioctl", result, { subject: `SIOCSHWTSTAMP ${socket.interface.name}` })
    : undefined;
}

function attachClassic(socket: PacketSocket, program: ClassicFilter): void {
  socket.setBytes(SOL_SOCKET, SO_ATTACH_FILTER, "SO_ATTACH_FILTER", encodeProgram(socket.ffi, program));
}

export type FilterChoice = Pick<CaptureOptions, "filter" | "filterFd" | "snapLengthBytes" | "netns">;

/** Puts a filter in the place of the one that there is; without one every packet is let through. */
export function attachFilter(socket: PacketSocket, options: FilterChoice): void {
  const { filter, filterFd, snapLengthBytes } = options;
  if (filterFd !== undefined) {
    socket.setOption(SOL_SOCKET, SO_ATTACH_BPF, "SO_ATTACH_BPF", filterFd);
  } else if (typeof filter === "string") {
    attachClassic(socket, compileExpression(socket, filter, options));
  } else if (filter !== undefined) {
    const program = toClassicFilter(filter);
    attachClassic(socket, snapLengthBytes === undefined ? program : limitLength(program, snapLengthBytes));
  } else if (snapLengthBytes !== undefined) {
    attachClassic(socket, returnProgram(snapLengthBytes));
  } else {
    detachFilter(socket);
  }
}

function detachFilter(socket: PacketSocket): void {
  try {
    socket.setOption(SOL_SOCKET, SO_DETACH_FILTER, "SO_DETACH_FILTER", 0);
  } catch (error) {
    if (!isSyscallError(error, "ENOENT")) throw error;
  }
}

function compileExpression(socket: PacketSocket, expression: string, options: FilterChoice): ClassicFilter {
  const { interface: device, cooked } = socket;
  const linkType = cooked || device.hardwareType === undefined ? LinkType.raw : linkTypeOf(device.hardwareType);
  if (linkType === undefined) {
    const reason = `there are no expressions for ${device.name}, whose hardware type is ${device.hardwareType}; capture cooked packets`;
    throw new OptionError("Capture.open", [{ option: "filter", reason }]);
  }
  return compileFilter(expression, {
    linkType,
    snapLength: Math.min(options.snapLengthBytes ?? MAX_SNAP_LENGTH, MAX_SNAP_LENGTH),
    interface: device.name,
    namespace: options.netns,
  });
}
