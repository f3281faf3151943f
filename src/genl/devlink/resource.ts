// include/uapi/linux/devlink.h: DEVLINK_ATTR_RESOURCE_*
import { attr, attrs, cstring, enumOf, type Infer, nested, repeated, u8, u64 } from "../../codec/index.js";
import { DevlinkResourceUnit } from "./constants.js";

export const DevlinkResource = attrs(
  {
    /** Resources that this one is made of. */
    get resourceList() {
      return attr(63, "DEVLINK_ATTR_RESOURCE_LIST", nested(DevlinkResourceList));
    },
    resourceName: attr(65, "DEVLINK_ATTR_RESOURCE_NAME", cstring),
    resourceId: attr(66, "DEVLINK_ATTR_RESOURCE_ID", u64),
    resourceSize: attr(67, "DEVLINK_ATTR_RESOURCE_SIZE", u64),
    resourceSizeNew: attr(68, "DEVLINK_ATTR_RESOURCE_SIZE_NEW", u64),
    resourceSizeValid: attr(69, "DEVLINK_ATTR_RESOURCE_SIZE_VALID", u8),
    resourceSizeMin: attr(70, "DEVLINK_ATTR_RESOURCE_SIZE_MIN", u64),
    resourceSizeMax: attr(71, "DEVLINK_ATTR_RESOURCE_SIZE_MAX", u64),
    resourceSizeGran: attr(72, "DEVLINK_ATTR_RESOURCE_SIZE_GRAN", u64),
    resourceUnit: attr(73, "DEVLINK_ATTR_RESOURCE_UNIT", enumOf(u8, DevlinkResourceUnit)),
    resourceOcc: attr(74, "DEVLINK_ATTR_RESOURCE_OCC", u64),
  },
  { pad: { DEVLINK_ATTR_PAD: 61 } },
);
export interface DevlinkResource extends Infer<typeof DevlinkResource> {}

export const DevlinkResourceList = attrs({
  resource: attr(64, "DEVLINK_ATTR_RESOURCE", repeated(nested(DevlinkResource))),
});
export interface DevlinkResourceList extends Infer<typeof DevlinkResourceList> {}
