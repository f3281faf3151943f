// include/uapi/linux/ila.h
export { IlaAttrs as IlaEncap, IlaCsumMode, IlaDirection, IlaHookType, IlaIdentType } from "../../../uapi/ila.js";
