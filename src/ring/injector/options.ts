/** What Injector.open may be told. */
import { z } from "zod";
import type { Ffi, NetworkNamespace } from "../../ffi/index.js";
import { checkOptions, OptionError } from "../../options/index.js";
import { TPACKET_ALIGNMENT, TPACKET2_HEADER_SIZE } from "../packet/constants.js";

/** 2 KiB, and a cache line more: at a power of two the headers of all frames would share a few places of the cache. */
export const FRAME_SIZE = 2048 + 64;

export interface InjectorOptions {
  /** Bytes of a frame's place, its header of 32 bytes included; a multiple of 16. 2112 by default. */
  readonly frameSizeBytes?: number | undefined;
  /** Frames that can be queued; 1024 by default. A ring may have some more, to fill its blocks. */
  readonly frameCount?: number | undefined;
  /** A ring shared with the kernel, or sendmmsg; `auto` (the default) is a ring, and sendmmsg where the kernel makes none. */
  readonly mode?: "auto" | "ring" | "messages" | undefined;
  /** Frames go to the device past its queueing discipline: faster, and nothing waits there. Linux 3.14. */
  readonly qdiscBypass?: boolean | undefined;
  /** When frames were sent is to be told, by the kernel or by the device. */
  readonly timestamps?: "software" | "hardware" | undefined;
  /** SO_SNDBUF, bytes; above the system's limit where that is allowed. */
  readonly sendBufferBytes?: number | undefined;
  /** Frames begin with a virtio_net_hdr, which asks for checksums and segments to be made. */
  readonly virtioHeader?: boolean | undefined;
  readonly netns?: NetworkNamespace | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

const flag = z.boolean().optional();

const schema = z.strictObject({
  frameSizeBytes: z
    .int()
    .min(TPACKET2_HEADER_SIZE + 64)
    .max(1 << 20)
    .multipleOf(TPACKET_ALIGNMENT, `must be a multiple of ${TPACKET_ALIGNMENT}`)
    .optional(),
  frameCount: z
    .int()
    .min(1)
    .max(1 << 20)
    .optional(),
  mode: z.enum(["auto", "ring", "messages"]).optional(),
  qdiscBypass: flag,
  timestamps: z.enum(["software", "hardware"]).optional(),
  sendBufferBytes: z.int().positive().max(0x3fffffff).optional(),
  virtioHeader: flag,
  netns: z.unknown().optional(),
  ffi: z.unknown().optional(),
});

/** @throws OptionError that names what is wrong */
export function checkInjectorOptions(name: string | number, options: InjectorOptions): void {
  checkOptions(schema, options, "Injector.open");
  if (name === "any" || name === 0) {
    throw new OptionError("Injector.open", [
      { option: "interface", reason: "frames are sent through one interface, and not through any" },
    ]);
  }
  const total = (options.frameSizeBytes ?? FRAME_SIZE) * (options.frameCount ?? 1024);
  if (total > 2 ** 30) {
    throw new OptionError("Injector.open", [
      { option: "frameCount", reason: `frames would take ${total} bytes; at most 1 GiB` },
    ]);
  }
}
