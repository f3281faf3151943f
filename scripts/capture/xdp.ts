/** -i with --xdp: packets of all queues of an interface, taken before the network stack. */
import { clean, Failure } from "../decoder/io.js";
import { Counters } from "./counters.js";
import {
  compileFilter,
  type FilterFunction,
  filterFunction,
  LinkType,
  MAX_PACKET,
  type WritablePacket,
  type XdpBatch,
  XdpCapture,
  type XdpPacket,
} from "./library.js";
import { packetLines } from "./line.js";
import type { Stage } from "./main.js";
import type { Options } from "./options.js";
import { runCapture } from "./session.js";
import { openWriter } from "./writing.js";

const ETHERNET = 1;
const NANOSECONDS_EACH_MS = 1_000_000n;

/** What the kernel filters for others is filtered here. */
function filterOf({ filter }: Options): FilterFunction | undefined {
  return filter === "" ? undefined : filterFunction(compileFilter(filter, { linkType: LinkType.ethernet }));
}

/** Bytes of the two addresses that a VLAN tag comes behind. */
const ADDRESSES = 12;

/** The packet's bytes; with the tag in its place that the device took out, as filters and files expect it. */
function withTag({ data, vlan }: XdpPacket): Uint8Array<ArrayBuffer> {
  if (vlan === undefined) return data;
  const { tpid, tci } = vlan;
  const tagged = new Uint8Array(data.length + 4);
  tagged.set(data.subarray(0, ADDRESSES));
  tagged.set([tpid >>> 8, tpid & 0xff, tci >>> 8, tci & 0xff], ADDRESSES);
  tagged.set(data.subarray(ADDRESSES), ADDRESSES + 4);
  return tagged;
}

/** With the VLAN tags that the device takes out, where kernel and driver tell them. */
function openCapture({ interface: device, promiscuous, netns }: Options): XdpCapture {
  try {
    return XdpCapture.open(device!, { promiscuous, netns, redirect: { metadata: ["vlan"] } });
  } catch {
    // What else may be wrong is so without them, and is said then.
    return XdpCapture.open(device!, { promiscuous, netns });
  }
}

class XdpRun {
  readonly #options: Options;
  readonly #capture: XdpCapture;
  readonly #filter: FilterFunction | undefined;
  /** Packets that passed the filter. */
  #passed = 0;

  constructor(options: Options, capture: XdpCapture, filter: FilterFunction | undefined) {
    this.#options = options;
    this.#capture = capture;
    this.#filter = filter;
  }

  get drops(): number {
    return this.#capture.statistics().reduce((sum, { sinceOpen }) => sum + sinceOpen.dropped, 0);
  }

  get received(): number {
    return this.#passed;
  }

  writer(counters: Counters) {
    const { snapLength = MAX_PACKET, filter } = this.#options;
    const described = {
      linkType: LinkType.ethernet,
      snapLength,
      name: this.#capture.interface.name,
      filter: filter === "" ? undefined : filter,
    };
    return openWriter(this.#options, [described], () => {
      const { drops } = this;
      return { received: this.#passed + drops, dropped: drops, delivered: counters.packets };
    });
  }

  /** Packets that are wanted, as they are to be written. Their time is that of reading: AF_XDP has no other. */
  *packets(batch: XdpBatch): Generator<WritablePacket & { readonly originalLength: number }> {
    const timestampNs = BigInt(Date.now()) * NANOSECONDS_EACH_MS;
    const { snapLength = MAX_PACKET } = this.#options;
    for (const packet of batch) {
      const data = withTag(packet);
      const originalLength = data.length;
      if (this.#filter !== undefined && this.#filter({ data, originalLength }) === 0) continue;
      this.#passed++;
      yield { timestampNs, data: data.subarray(0, snapLength), originalLength };
    }
  }
}

/** As `captureLive`. */
export async function captureXdp(options: Options, stage: Stage): Promise<number> {
  const { io, errors } = stage;
  const filter = filterOf(options);
  using capture = openCapture(options);
  const { name, hardwareType } = capture.interface;
  if (hardwareType !== undefined && hardwareType !== ETHERNET)
    throw new Failure(`${clean(name)} is no Ethernet interface`);
  const run = new XdpRun(options, capture, filter);
  const counters = new Counters(io.stderr, options.print ? undefined : () => run.drops);
  const writer = options.write === undefined ? undefined : run.writer(counters);
  const on = options.print ? "" : ` to ${clean(options.write!)}`;
  const { length } = capture.queues;
  const frames = capture.sockets[0]!.umem.frameCount;
  const queues = `${length} queue${length === 1 ? "" : "s"} of ${frames} frames`;
  errors.line(`capture: listening on ${clean(name)}${on}, ${queues}, past the network stack`);
  await errors.flush();
  const shown = () => show(options, stage, capture, counters, (batch) => run.packets(batch), writer);
  const totals = () => ({ received: run.received, drops: run.drops, freezes: 0 });
  await runCapture(stage, counters, shown, writer, totals);
  return 0;
}

async function show(
  options: Options,
  { out, signal }: Stage,
  capture: XdpCapture,
  counters: Counters,
  packetsOf: (batch: XdpBatch) => Iterable<WritablePacket & { readonly originalLength: number }>,
  writer: ReturnType<XdpRun["writer"]> | undefined,
): Promise<void> {
  const { count = Number.POSITIVE_INFINITY } = options;
  for await (const batch of capture.batches({ signal })) {
    for (const packet of packetsOf(batch)) {
      if (counters.packets >= count) continue;
      writer?.write(packet);
      counters.saw(1);
      if (!options.print) continue;
      const { timestampNs, data, originalLength } = packet;
      const shown = { timestampNs, data, originalLength, linkType: LinkType.ethernet, vlan: undefined };
      for (const line of packetLines(shown, options)) out.line(line);
    }
    if (options.unbuffered) writer?.flush();
    await out.flush();
    if (counters.packets >= count) return;
  }
}
