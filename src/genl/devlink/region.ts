// include/uapi/linux/devlink.h: DEVLINK_ATTR_REGION_*
import { attr, attrs, bytes, type Infer, nested, repeated, u32, u64 } from "../../codec/index.js";

export const DevlinkRegionSnapshot = attrs({
  regionSnapshotId: attr(92, "DEVLINK_ATTR_REGION_SNAPSHOT_ID", u32),
});
export interface DevlinkRegionSnapshot extends Infer<typeof DevlinkRegionSnapshot> {}

export const DevlinkRegionSnapshots = attrs({
  regionSnapshot: attr(91, "DEVLINK_ATTR_REGION_SNAPSHOT", repeated(nested(DevlinkRegionSnapshot))),
});
export interface DevlinkRegionSnapshots extends Infer<typeof DevlinkRegionSnapshots> {}

export const DevlinkRegionChunk = attrs(
  {
    regionChunkData: attr(95, "DEVLINK_ATTR_REGION_CHUNK_DATA", bytes),
    regionChunkAddr: attr(96, "DEVLINK_ATTR_REGION_CHUNK_ADDR", u64),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkRegionChunk extends Infer<typeof DevlinkRegionChunk> {}

export const DevlinkRegionChunks = attrs({
  regionChunk: attr(94, "DEVLINK_ATTR_REGION_CHUNK", repeated(nested(DevlinkRegionChunk))),
});
export interface DevlinkRegionChunks extends Infer<typeof DevlinkRegionChunks> {}
