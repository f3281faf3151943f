/** The memory that packets are in: one mapping, cut into frames of one size, for one socket or for several. */
import {
  codedError,
  type Ffi,
  isSyscallError,
  littleEndian,
  MAP_ANONYMOUS,
  MAP_HUGETLB,
  MAP_PRIVATE,
  type Mapping,
  SyscallError,
} from "../../ffi/index.js";
import { SOL_XDP, UMEM_REG_SIZE, XDP_UMEM_REG, XDP_UMEM_UNALIGNED_CHUNK_FLAG } from "./constants.js";
import { Frames } from "./frames.js";
import type { QueueRings } from "./queue-rings.js";

/** Pages of 2 MiB, which x86 and arm64 have by default. */
const HUGE_PAGE = 2 * 1024 * 1024;

export interface UmemGeometry {
  readonly frameSize: number;
  readonly frameCount: number;
  readonly headroom: number;
  readonly unaligned: boolean;
  readonly hugePages: boolean;
  readonly multiBuffer: boolean;
}

/** What there is to know of a socket's packet memory; give it to another socket to have both use it. */
export interface Umem {
  /** Bytes. */
  readonly frameSize: number;
  readonly frameCount: number;
  /** Bytes that are kept free before a received packet, besides the 256 of the kernel. */
  readonly headroom: number;
  /** Whether packets may lie across the borders of pages, and frames have any size. */
  readonly unaligned: boolean;
  /** Whether it is in huge pages. */
  readonly hugePages: boolean;
  /** Frames that nobody uses. */
  readonly freeFrames: number;
  /** All of it. Views may be kept: they read zeros once the last socket is closed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A socket that has the UMEM bound to a queue. */
export interface BoundQueue {
  readonly fd: number;
  /** Namespace and device, `"4026531840:7"`, and queue. */
  readonly device: string;
  readonly queue: number;
  readonly rings: QueueRings;
  /** What the rings are in. */
  readonly mappings: readonly Mapping[];
}

export class UmemMemory implements Umem {
  readonly frames: Frames;
  readonly headroom: number;
  readonly unaligned: boolean;
  readonly hugePages: boolean;
  /** Whether packets may have several frames. */
  readonly multiBuffer: boolean;
  readonly bound = new Set<BoundQueue>();
  readonly #mapping: Mapping;
  #users = 0;

  private constructor(mapping: Mapping, geometry: UmemGeometry, hugePages: boolean) {
    this.#mapping = mapping;
    this.frames = new Frames(geometry.frameSize, geometry.frameCount);
    this.headroom = geometry.headroom;
    this.unaligned = geometry.unaligned;
    this.hugePages = hugePages;
    this.multiBuffer = geometry.multiBuffer;
  }

  /** Maps the memory; in plain pages where there are no huge ones. @throws SyscallError */
  static map(system: Ffi, geometry: UmemGeometry): UmemMemory {
    const length = geometry.frameSize * geometry.frameCount;
    const flags = MAP_PRIVATE | MAP_ANONYMOUS;
    if (geometry.hugePages) {
      try {
        const rounded = Math.ceil(length / HUGE_PAGE) * HUGE_PAGE;
        return new UmemMemory(system.map({ length: rounded, flags: flags | MAP_HUGETLB }), geometry, true);
      } catch (error) {
        if (!isSyscallError(error)) throw error;
      }
    }
    // All of it is written to and pinned: what larger pages the kernel can make of it at once cost nothing more.
    return new UmemMemory(system.map({ length, flags, hugePages: true }), geometry, false);
  }

  get frameSize(): number {
    return this.frames.size;
  }

  get frameCount(): number {
    return this.frames.count;
  }

  get freeFrames(): number {
    return this.frames.free;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#mapping.bytes;
  }

  get closed(): boolean {
    return this.#mapping.closed;
  }

  /** XDP_UMEM_REG. @throws SyscallError that says which limit was hit */
  register(system: Ffi, fd: number): void {
    const registration = new Uint8Array(new ArrayBuffer(UMEM_REG_SIZE));
    const view = new DataView(registration.buffer);
    system.writePointer(registration, 0, this.#mapping, 8);
    view.setBigUint64(8, BigInt(this.frameSize * this.frameCount), littleEndian);
    view.setUint32(16, this.frameSize, littleEndian);
    view.setUint32(20, this.headroom, littleEndian);
    view.setUint32(24, this.unaligned ? XDP_UMEM_UNALIGNED_CHUNK_FLAG : 0, littleEndian);
    try {
      system.setsockopt(fd, SOL_XDP, XDP_UMEM_REG, registration);
    } catch (error) {
      if (!isSyscallError(error)) throw error;
      throw new SyscallError("setsockopt", error.errno, {
        subject: `XDP_UMEM_REG of ${this.frameCount} frames of ${this.frameSize} bytes`,
        ...hintFor(error.code),
        cause: error,
      });
    }
  }

  use(): void {
    if (this.closed) throw codedError("ERR_RINGLINK_CLOSED", "the sockets of this UMEM are closed");
    this.#users++;
  }

  /** The last one to give it back closes it. */
  unuse(): void {
    this.#users--;
    if (this.#users === 0) this.#mapping.close();
  }

  /** Takes back what the sockets of all queues have sent. */
  reclaim(): void {
    for (const { rings } of this.bound) rings.reclaim();
  }
}

function hintFor(code: string): { hint?: string } {
  if (code === "ENOBUFS")
    return { hint: "RLIMIT_MEMLOCK is too low for it: fewer frames, a higher limit, or CAP_IPC_LOCK" };
  if (code === "ENOMEM") return { hint: "not enough memory to pin: fewer frames" };
  return {};
}
