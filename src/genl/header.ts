// include/uapi/linux/genetlink.h: struct genlmsghdr
export { GENL_ID_CTRL, GenlHeader } from "../netlink/generic.js";
