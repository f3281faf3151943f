import { expectTypeOf, test } from "vitest";
import type { Infer, Input } from "../../src/codec/index.js";
import type { BytecodeInstruction } from "../../src/diag/bytecode.js";
import type { TcpInfo } from "../../src/diag/tcp-info.js";
import type { DevlinkResource } from "../../src/genl/devlink/resource.js";
import type { GenlFamily } from "../../src/genl/nlctrl/nlctrl.js";
import type { TeamOption } from "../../src/genl/team.js";
import type { WgDevice } from "../../src/genl/wireguard/wireguard.js";
import type { Sockaddr } from "../../src/uapi/sockaddr.js";

test("a team option's type decides its data", () => {
  const narrow = (option: TeamOption) => {
    if (option.type === "string") expectTypeOf(option.data).toEqualTypeOf<string | undefined>();
    if (option.type === "s32") expectTypeOf(option.data).toEqualTypeOf<number | undefined>();
    if (option.type === "flag") expectTypeOf(option.data).toEqualTypeOf<true | undefined>();
  };
  expectTypeOf(narrow).toBeFunction();
});

test("a socket address is told by its family", () => {
  const narrow = (address: Infer<typeof Sockaddr>) => {
    if (address.family === "inet6" && "scopeId" in address) expectTypeOf(address.scopeId).toBeNumber();
    if ("data" in address) expectTypeOf(address.data).toEqualTypeOf<Uint8Array>();
  };
  expectTypeOf(narrow).toBeFunction();
});

test("nests keep their types", () => {
  expectTypeOf<NonNullable<NonNullable<WgDevice["peers"]>[number]["rxBytes"]>>().toBeNumber();
  expectTypeOf<NonNullable<GenlFamily["policy"]>[number]["policy"]>().toBeNumber();
  expectTypeOf<
    NonNullable<NonNullable<DevlinkResource["resourceList"]>["resource"]>[number]
  >().toEqualTypeOf<DevlinkResource>();
  expectTypeOf<Input<typeof WgDevice>["ifname"]>().toEqualTypeOf<string | undefined>();
});

test("members that came later may be absent", () => {
  expectTypeOf<TcpInfo["rto"]>().toBeNumber();
  expectTypeOf<TcpInfo["sndWnd"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<BytecodeInstruction["yes"]>().toBeNumber();
});
