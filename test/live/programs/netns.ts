/** Runs inside a mount namespace with a /run of its own: named network namespaces, with `ip netns` as the judge. Prints what it found. */
import { execFileSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { openDescriptors } from "../../../src/ffi/index.js";
import { Connection, operation } from "../../../src/netlink/connection/index.js";
import * as netns from "../../../src/netns/index.js";
// No more than is needed: an emulated machine takes long to compile it.
import { Address } from "../../../src/rtnl/addr.js";

const GetAddress = operation("RTM_GETADDR", 22, Address);
const Route = {
  open: (options: { readonly netns: Opening }) => Connection.open({ protocol: "route", ...options }),
};
type Opening = Parameters<typeof netns.run>[0];

const ip = (...args: string[]) => execFileSync("ip", args, { encoding: "utf8" });
/** Names, without the ids that `ip netns list` adds. */
const names = () =>
  ip("netns", "list")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" ")[0]!)
    .sort();
const here = () => readlinkSync("/proc/thread-self/ns/net");
async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "did not fail",
    (error: Error & { code?: string }) =>
      `${error.code} ${error.message.includes("CAP_SYS_ADMIN") ? "hint" : ""}`.trim(),
  );
}

const found: Record<string, unknown> = {};
const home = here();

await netns.create("blue");
found["created"] = [names(), JSON.parse(ip("-n", "blue", "-j", "link"))[0].ifname];
found["taken"] = await failure(netns.create("blue"));
found["back"] = here() === home;

ip("netns", "add", "red");
found["listed"] = [await netns.list(), await netns.exists("red"), await netns.exists("green")];

ip("-n", "red", "address", "add", "10.7.7.7/32", "dev", "lo");
found["run"] = await netns.run("red", Route, async (connection) => {
  const addresses = await connection.list(GetAddress, { family: "inet" });
  return addresses.map(({ local }) => local);
});
found["missing"] = await failure(netns.run("green", Route, () => 0));

const controller = new AbortController();
const events: string[] = [];
for await (const event of netns.watch({ signal: controller.signal })) {
  if (event.type === "lost") throw new Error("lost");
  events.push(`${event.type} ${event.name}${event.initial ? " initial" : ""}`);
  // Each is made once the one before was told of.
  if (events.length === 2) ip("netns", "add", "green");
  if (events.length === 3) await netns.create("grey");
  if (events.length === 4) ip("netns", "delete", "grey");
  if (events.length === 5) await netns.remove("green");
  if (events.length === 6) break;
}
found["events"] = events;

found["noId"] = (await netns.getId("red")) === undefined;
found["given"] = await netns.setId("red", 77);
found["chosen"] = (await netns.setId("blue")) >= 0;
found["ids"] = [await netns.getId("red"), (await netns.getId({ path: "/run/netns/blue" })) !== undefined];
found["twice"] = await failure(netns.setId("red", 78));
found["printed"] = /^red \(id: 77\)$/m.test(ip("netns", "list"));

await netns.remove("red");
ip("netns", "delete", "blue");
found["gone"] = [names(), await netns.list(), await failure(netns.remove("red"))];
found["descriptors"] = [...openDescriptors().values()];
found["home"] = here() === home;

// Without privileges, where there is another user to be.
try {
  process.setuid!(65534);
} catch {
  // A user namespace with one user.
}
found["refused"] = process.getuid!() === 65534 ? await failure(netns.create("blue")) : "EACCES hint";
process.stdout.write(JSON.stringify(found));
