/** Sizes of a ring, and the rules of net/core/af_packet.c, packet_set_ring(), that they must follow. */
import { constants } from "node:buffer";
import { isSyscallError, MAP_SHARED, type Mapping } from "../../ffi/index.js";
import { OptionError } from "../../options/index.js";
import {
  BLOCK_HEADER_SIZE,
  PACKET_RX_RING,
  PACKET_VERSION,
  SOCKADDR_LL_SIZE,
  SOL_PACKET,
  TP_FT_REQ_FILL_RXHASH,
  TPACKET_ALIGNMENT,
  TPACKET_V3,
  TPACKET3_HEADER_SIZE,
} from "../packet/constants.js";
import type { PacketSocket } from "../packet/socket.js";
import { type CaptureOptions, CapturePresets } from "./options.js";
import { VIRTIO_HEADER_SIZE } from "./packet.js";

export interface RingGeometry {
  readonly blockSizeBytes: number;
  readonly blockCount: number;
  readonly frameSizeBytes: number;
  readonly blockTimeoutMs: number;
}

/** The preset's sizes, with those that are given in their place. */
export function chooseGeometry(options: CaptureOptions): RingGeometry {
  const preset = CapturePresets[options.preset ?? "default"];
  return {
    blockSizeBytes: options.blockSizeBytes ?? preset.blockSizeBytes,
    blockCount: options.blockCount ?? preset.blockCount,
    // A block that is smaller than the preset's frame is one frame.
    frameSizeBytes: options.frameSizeBytes ?? Math.min(preset.frameSizeBytes, options.blockSizeBytes ?? Infinity),
    blockTimeoutMs: options.blockTimeoutMs ?? preset.blockTimeoutMs,
  };
}

/** @throws OptionError that names the rule which is broken */
export function checkGeometry(geometry: RingGeometry, pageSize: number, virtioHeader: boolean): void {
  const { blockSizeBytes, blockCount, frameSizeBytes } = geometry;
  const problems: { option: string; reason: string }[] = [];
  const rule = (holds: boolean, option: string, reason: string): void => {
    if (!holds) problems.push({ option, reason });
  };
  const least = TPACKET3_HEADER_SIZE + SOCKADDR_LL_SIZE + (virtioHeader ? VIRTIO_HEADER_SIZE : 0);
  rule(
    blockSizeBytes % pageSize === 0,
    "blockSizeBytes",
    `must be a multiple of the page size, ${pageSize} bytes; is ${blockSizeBytes}`,
  );
  rule(blockSizeBytes < 2 ** 31, "blockSizeBytes", `must be less than 2 GiB; is ${blockSizeBytes}`);
  rule(
    blockSizeBytes > BLOCK_HEADER_SIZE,
    "blockSizeBytes",
    `must be larger than a block's header; is ${blockSizeBytes}`,
  );
  rule(
    frameSizeBytes % TPACKET_ALIGNMENT === 0,
    "frameSizeBytes",
    `must be a multiple of ${TPACKET_ALIGNMENT}; is ${frameSizeBytes}`,
  );
  rule(
    frameSizeBytes >= least,
    "frameSizeBytes",
    `must be at least ${least}, the size of a packet's header; is ${frameSizeBytes}`,
  );
  rule(
    frameSizeBytes <= blockSizeBytes,
    "frameSizeBytes",
    `a frame must fit in a block: ${frameSizeBytes} bytes in ${blockSizeBytes}`,
  );
  const total = blockSizeBytes * blockCount;
  rule(
    total <= constants.MAX_LENGTH,
    "blockCount",
    `the ring would have ${total} bytes; one ArrayBuffer has at most ${constants.MAX_LENGTH}`,
  );
  const frames = Math.floor(blockSizeBytes / Math.max(frameSizeBytes, 1)) * blockCount;
  rule(frames < 2 ** 32, "blockCount", `the ring would have ${frames} frames, more than fit in 32 bits`);
  if (problems.length > 0) throw new OptionError("Capture.open", problems);
}

/** Share of the blocks that were asked for below which a ring is too small to be what was meant. */
const LEAST_SHARE = 0.25;

/** Makes the ring and maps it, with fewer blocks when memory is short. @throws SyscallError */
export function createRing(
  socket: PacketSocket,
  geometry: RingGeometry,
  rxhash: boolean,
): { readonly mapping: Mapping; readonly blockCount: number } {
  const { blockSizeBytes, frameSizeBytes, blockTimeoutMs } = geometry;
  socket.setOption(SOL_PACKET, PACKET_VERSION, "PACKET_VERSION", TPACKET_V3);
  let blockCount = geometry.blockCount;
  for (;;) {
    // struct tpacket_req3: block size, blocks, frame size, frames, time-out, private area, features.
    const frames = Math.floor(blockSizeBytes / frameSizeBytes) * blockCount;
    const features = rxhash ? TP_FT_REQ_FILL_RXHASH : 0;
    try {
      socket.setOption(
        SOL_PACKET,
        PACKET_RX_RING,
        "PACKET_RX_RING",
        blockSizeBytes,
        blockCount,
        frameSizeBytes,
        frames,
        blockTimeoutMs,
        0,
        features,
      );
      break;
    } catch (error) {
      const fewer = Math.floor(blockCount * 0.75);
      if (!isSyscallError(error, "ENOMEM") || fewer < geometry.blockCount * LEAST_SHARE || fewer < 1) throw error;
      blockCount = fewer;
    }
  }
  const mapping = socket.ffi.map({ length: blockSizeBytes * blockCount, fd: socket.fd, flags: MAP_SHARED });
  return { mapping, blockCount };
}
