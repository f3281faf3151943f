/** Ends by itself although a connection and a subscription are open. */
import { Connection, operation } from "../../../../src/netlink/connection/index.js";
import { Link } from "../../../../src/rtnl/index.js";

const GetLink = operation("RTM_GETLINK", 18, Link);
const nl = await Connection.open({ protocol: "route" });
nl.subscribe({ groups: ["link"] });
// More than a caller receives by itself in one turn: the event loop watches the socket, too.
await Promise.all(Array.from({ length: 100 }, () => nl.get(GetLink, { ifname: "lo" })));
for await (const _ of nl.dump(GetLink, {})) break;
console.log((await nl.get(GetLink, { ifname: "lo" })).ifname);
