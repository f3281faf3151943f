/** -i: packets of an interface. */
import { clean, Failure } from "../decoder/io.js";
import { Counters } from "./counters.js";
import { type Batch, Capture, LinkType, MAX_PACKET, type Packet, type PacketWriter, sll2Packet } from "./library.js";
import { packetLines } from "./line.js";
import type { Stage } from "./main.js";
import type { Options } from "./options.js";
import { runCapture } from "./session.js";
import { openWriter } from "./writing.js";

function open(options: Options): Capture {
  const name = options.interface!;
  return Capture.open(name, {
    // What comes from all interfaces has no mode of its own.
    promiscuous: name === "any" ? undefined : options.promiscuous,
    filter: options.filter === "" ? undefined : options.filter,
    snapLengthBytes: options.snapLength,
    fanout: options.fanout,
    preset: options.preset,
    netns: options.netns,
  });
}

/** Link type of the file, and whether packets need a header that tells their interface. */
function fileType(capture: Capture): { linkType: number; isCooked: boolean } {
  const { linkType, interface: device, cooked } = capture;
  const isMixed = device.index === 0 || linkType === undefined;
  if (!isMixed) return { linkType, isCooked: false };
  if (!cooked) throw new Failure(`${device.name}: capture files have no link type for its packets`);
  return { linkType: LinkType.linuxSll2, isCooked: true };
}

class LiveWriter {
  readonly #writer: PacketWriter;
  readonly #isCooked: boolean;
  readonly #unbuffered: boolean;

  constructor(options: Options, capture: Capture, counters: Counters) {
    const { linkType, isCooked } = fileType(capture);
    this.#isCooked = isCooked;
    this.#unbuffered = options.unbuffered;
    const described = {
      linkType,
      // The file's own header for a cooked packet, or a tag that is put back, comes on top.
      snapLength: Math.min(MAX_PACKET, (options.snapLength ?? MAX_PACKET) + (isCooked ? 24 : 4)),
      name: capture.interface.name,
      filter: options.filter === "" ? undefined : options.filter,
    };
    // As others fill it in: dropped are those for which the kernel had no room.
    this.#writer = openWriter(options, [described], () => {
      const { received, drops } = capture.statistics().sinceOpen;
      return { received: received + drops, dropped: drops, delivered: counters.packets };
    });
  }

  get files(): number {
    return this.#writer.files;
  }

  write(packet: Packet): void {
    if (this.#isCooked) this.#writer.write(sll2Packet(packet));
    else this.#writer.write(packet);
  }

  batch(batch: Batch): void {
    if (this.#isCooked) for (const packet of batch) this.#writer.write(sll2Packet(packet));
    else this.#writer.writeBatch(batch);
  }

  /** Ends a batch. */
  settle(): void {
    if (this.#unbuffered) this.#writer.flush();
  }

  close(): void {
    this.#writer.close();
  }
}

/** Captures to -c packets or to the signal; gives the exit status. */
export async function captureLive(options: Options, stage: Stage): Promise<number> {
  const { io, errors } = stage;
  using capture = open(options);
  const counters = new Counters(io.stderr, options.print ? undefined : () => capture.statistics().sinceOpen.drops);
  const writer = options.write === undefined ? undefined : new LiveWriter(options, capture, counters);
  const { name, index } = capture.interface;
  const on = options.print ? "" : ` to ${clean(options.write!)}`;
  errors.line(
    `capture: listening on ${clean(name)}${on}, ${capture.blockCount} blocks of ${capture.blockSizeBytes} bytes`,
  );
  await errors.flush();
  const show = () => run(options, stage, capture, counters, writer, index === 0);
  await runCapture(stage, counters, show, writer, () => capture.statistics().sinceOpen);
  return 0;
}

async function run(
  options: Options,
  { out, signal }: Stage,
  capture: Capture,
  counters: Counters,
  writer: LiveWriter | undefined,
  isMixed: boolean,
): Promise<void> {
  const { count = Number.POSITIVE_INFINITY } = options;
  const linkType = capture.linkType ?? LinkType.raw;
  for await (const batch of capture.batches({ signal })) {
    if (writer !== undefined && !options.print && counters.packets + batch.length <= count) {
      writer.batch(batch);
      counters.saw(batch.length);
    } else {
      for (const packet of batch) {
        if (counters.packets >= count) break;
        writer?.write(packet);
        counters.saw(1);
        if (!options.print) continue;
        for (const line of packetLines(shown(packet, linkType, isMixed), options)) out.line(line);
      }
    }
    writer?.settle();
    await out.flush();
    if (counters.packets >= count) return;
  }
}

function shown(packet: Packet, linkType: number, isMixed: boolean) {
  const { timestampNs, data, originalLength, vlan, protocol, direction, interfaceIndex } = packet;
  const interfaceName = isMixed ? `if${interfaceIndex}` : undefined;
  return { timestampNs, data, originalLength, linkType, vlan, protocol, direction, interfaceName };
}
