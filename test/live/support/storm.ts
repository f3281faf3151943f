/** Many changes of all kinds, for `ip -force -batch`: those that cannot be done are part of it. */

/** Pseudo-random numbers 0 … 2^32 - 1 (xorshift). */
export function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** Lines about the devices v0 … v3 with the peers w0 … w3, 10.0.N.0/24 on each. */
export function storm(count: number, seed: number): string[] {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const dev = () => `v${random(4)}`;
  const hop = () => {
    const n = random(4);
    return `via 10.0.${n}.${2 + random(6)} dev v${n}`;
  };
  const hop6 = () => `via fe80::${1 + random(5)} dev ${dev()}`;
  const verb = () => pick(["add", "add", "replace", "append", "prepend", "del", "del"]);
  const verb6 = () => pick(["add", "add", "replace", "append", "del", "del"]);
  const table = () => pick(["", "", " table 77"]);
  const metric = () => pick(["", "", " metric 5"]);
  const dst = () => `10.${20 + random(4)}.${random(12)}.0/24`;
  const dst6 = () => `2001:db8:${(0x20 + random(20)).toString(16)}::/48`;
  const kinds: readonly [weight: number, make: () => string][] = [
    [30, () => `route ${verb()} ${dst()} ${hop()}${metric()}${table()}`],
    [6, () => `route ${pick(["add", "replace", "del"])} ${dst()}${table()} nexthop ${hop()} nexthop ${hop()}`],
    [4, () => `route ${pick(["add", "replace", "del"])} ${pick(["blackhole", "unreachable"])} ${dst()}`],
    [3, () => `route add ${dst()} ${hop()} src 10.0.${random(4)}.1`],
    [15, () => `route ${verb6()} ${dst6()} ${hop6()}${metric()}`],
    [6, () => `route ${pick(["add", "replace", "del"])} ${dst6()} nexthop ${hop6()} nexthop ${hop6()}`],
    [4, () => `route ${verb6()} ${dst6()} dev ${dev()} metric 9`],
    [3, () => `nexthop ${pick(["add", "replace"])} id ${1 + random(6)} ${hop()}`],
    [2, () => `nexthop ${pick(["add", "replace"])} id ${10 + random(2)} group ${1 + random(3)}/${4 + random(3)}`],
    [2, () => `nexthop del id ${1 + random(12)}`],
    [3, () => `route ${pick(["add", "replace", "del"])} ${dst()} nhid ${pick([1, 2, 3, 10, 11])}`],
    [3, () => `link set ${pick(["v", "w"])}${random(4)} ${pick(["down", "up", "up"])}`],
    [2, () => `link set ${dev()} mtu ${1300 + random(100)}`],
    [3, () => `address ${pick(["add", "del"])} 192.168.${random(8)}.1/24 dev ${dev()}`],
    [2, () => `address ${pick(["add", "del"])} 2001:db8:f::${1 + random(8)}/64 dev ${dev()} nodad`],
    [2, () => `neighbour replace 10.0.${random(4)}.9 lladdr 02:00:00:00:00:0${random(9)} dev ${dev()}`],
    [1, () => `neighbour flush dev ${dev()} nud permanent`],
    [
      2,
      () =>
        `rule ${pick(["add", "del"])} from 10.${random(9)}.0.0/16 table ${7 + random(2)} priority ${100 + random(3)}`,
    ],
    [1, () => `rule ${pick(["add", "del"])} from 2001:db8::/32 iif v${random(6)} table 7 priority ${100 + random(3)}`],
    [1, () => `link add x${random(3)} type veth peer name y${random(3)}`],
    [1, () => `link del x${random(3)}`],
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let at = random(total);
    for (const [weight, make] of kinds) {
      if (at < weight) return make();
      at -= weight;
    }
    return "";
  });
}
