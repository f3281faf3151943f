/** -r: packets of a file. */
import { setImmediate } from "node:timers/promises";
import { clean } from "../decoder/io.js";
import {
  compileFilter,
  type FilterFunction,
  filterFunction,
  MAX_PACKET,
  type PacketFile,
  type PacketWriter,
  readPackets,
  type StoredInterface,
  type StoredPacket,
  type WriterInterface,
} from "./library.js";
import { packetLines } from "./line.js";
import type { Stage } from "./main.js";
import type { Options } from "./options.js";
import { openWriter } from "./writing.js";

/** Packets between two looks at signals and at what reads the output. */
const STRETCH = 512;

const PACKET_TYPES: readonly string[] = ["host", "broadcast", "multicast", "otherHost", "outgoing"];

/** The expression, compiled for every link type that comes. */
class FileFilter {
  readonly #expression: string;
  readonly #programs = new Map<number, FilterFunction>();

  constructor(expression: string) {
    this.#expression = expression;
  }

  passes({ linkType, data, originalLength, direction }: StoredPacket): boolean {
    if (this.#expression === "") return true;
    let program = this.#programs.get(linkType);
    if (program === undefined) {
      program = filterFunction(compileFilter(this.#expression, { linkType }));
      this.#programs.set(linkType, program);
    }
    const type = PACKET_TYPES.indexOf(direction === "inbound" ? "host" : (direction ?? ""));
    return program({ data, originalLength, packetType: type < 0 ? undefined : type }) > 0;
  }
}

/** Writes packets to another file, which has the same interfaces in the same order. */
class Rewriter {
  readonly #file: PacketFile;
  readonly #options: Options;
  #writer: PacketWriter | undefined;
  /** Interfaces that the writer knows. */
  #known = 0;

  constructor(file: PacketFile, options: Options) {
    this.#file = file;
    this.#options = options;
  }

  #open(): PacketWriter {
    const { interfaces } = this.#file;
    const first = interfaces.length === 0 ? [{}] : interfaces.map((one) => this.#describe(one));
    this.#known = first.length;
    return openWriter(this.#options, first, (index) => this.#file.interfaces[index]?.statistics);
  }

  #describe({
    linkType,
    snapLength,
    name,
    description,
    filter,
    hardwareAddress,
    speed,
  }: StoredInterface): WriterInterface {
    const most = Math.min(
      snapLength === 0 ? MAX_PACKET : snapLength,
      this.#options.snapLength ?? MAX_PACKET,
      MAX_PACKET,
    );
    return {
      linkType,
      snapLength: most,
      name,
      description,
      filter: this.#options.filter === "" ? filter : this.#options.filter,
      hardwareAddress,
      speed: speed !== undefined && Number.isSafeInteger(speed) ? speed : undefined,
    };
  }

  write(packet: StoredPacket): void {
    this.#writer ??= this.#open();
    for (; this.#known < this.#file.interfaces.length; this.#known++) {
      this.#writer.addInterface(this.#describe(this.#file.interfaces[this.#known]!));
    }
    const { timestampNs = 0n } = packet;
    // Damaged files have packets that are longer than they were.
    const originalLength = Math.max(packet.originalLength, packet.data.length);
    this.#writer.write({ ...packet, timestampNs, originalLength }, packet.interfaceIndex);
  }

  close(): void {
    this.#writer ??= this.#open();
    this.#writer.close();
  }
}

/** Reads a file to its end, to -c packets or to the signal; gives the exit status. */
export async function readFile(options: Options, { out, signal }: Stage): Promise<number> {
  const filter = new FileFilter(options.filter);
  using file = readPackets(options.read === "-" ? 0 : options.read!);
  const rewriter = options.write === undefined ? undefined : new Rewriter(file, options);
  let taken = 0;
  let seen = 0;
  try {
    for (let packet = file.next(); packet !== undefined && !signal.aborted; packet = file.next()) {
      if (++seen % STRETCH === 0) await setImmediate();
      if (!filter.passes(packet)) continue;
      rewriter?.write(packet);
      if (options.print) {
        for (const line of packetLines(shown(packet, file), options)) out.line(line);
        if (out.isFull) await out.flush();
      }
      if (++taken === options.count) break;
    }
  } finally {
    rewriter?.close();
  }
  return 0;
}

function shown(packet: StoredPacket, { interfaces }: PacketFile) {
  const { name } = interfaces[packet.interfaceIndex]!;
  return { ...packet, interfaceName: interfaces.length > 1 && name !== undefined ? clean(name) : undefined };
}
