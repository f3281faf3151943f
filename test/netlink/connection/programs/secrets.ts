import { WgDevice } from "../../../../src/genl/index.js";
import { errno, operation } from "../../../../src/netlink/connection/index.js";
import { converse } from "../support.js";

const SetDevice = operation("WG_CMD_SET_DEVICE", 40, WgDevice);
const { nl } = converse((request) => [errno(request)]);
await nl.request(SetDevice, { ifname: "wg0", privateKey: new Uint8Array(32).fill(0xab) });
