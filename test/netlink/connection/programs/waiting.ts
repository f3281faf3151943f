/** Stays alive while an event is awaited. */
import { Connection } from "../../../../src/netlink/connection/index.js";

const controller = new AbortController();
const nl = await Connection.open({ protocol: "route" });
const events = nl.subscribe({ groups: ["link"], signal: controller.signal });
setTimeout(() => controller.abort(), 300).unref();
await events[Symbol.asyncIterator]()
  .next()
  .catch((error: Error) => console.log(`${error.name} after 300 ms`));
