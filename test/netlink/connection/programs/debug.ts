import { errno } from "../../../../src/netlink/connection/index.js";
import { converse, GetItem, item } from "../support.js";

const { nl } = converse((request) => [[item(1)], errno(request, "EBUSY")]);
await nl.request(GetItem, { id: 1, name: "a\u001b[1m" }).catch(() => {});
