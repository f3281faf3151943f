import { answer, Connection, errno, MemorySocket, multipart } from "../../../src/netlink/connection/index.js";
import { Link, Neighbour, Rtnl } from "../../../src/rtnl/index.js";

const NLM_F_DUMP = 0x300;
const eth0 = answer(16, Link, { index: 2, ifname: "eth0" });
const socket = new MemorySocket((request) =>
  (request.flags & NLM_F_DUMP) === NLM_F_DUMP ? multipart([[eth0]]) : [[eth0], errno(request)],
);
const rtnl = Rtnl.over(Connection.over(socket));
await rtnl.links.get(2);
await rtnl.links.list();
const events = rtnl.events({ groups: ["link"] });
// The second is of no type that this group has.
socket.notify(1, [answer(17, Link, { index: 3, ifname: "gone" }), answer(29, Neighbour, { ifindex: 3 })]);
for await (const _ of events) break;
rtnl.close();
