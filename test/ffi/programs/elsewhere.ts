Object.defineProperty(process, "platform", { value: "darwin" });
const { Connection } = await import("../../../src/netlink/connection/index.js");
await Connection.open({ protocol: "route" }).catch((error: Error & { code: string }) =>
  console.log(error.code, error.message),
);
