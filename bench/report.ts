/** Results as Markdown. */
import { CONNECTION_HEAD, connectionRows, connectionTargets } from "./connection/report.js";
import type { Results } from "./results.js";
import { RING_HEAD, RING_NOTE, ringRows, ringTargets } from "./ring/report.js";
import { XDP_HEAD, XDP_NOTE, xdpRows, xdpTargets } from "./xdp/report.js";

interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean;
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const ns = (value: number): string => `${Math.round(value).toLocaleString("en-US")} ns`;
const times = (value: number): string => `${number(value)} ×`;
const megabytes = (bytes: number, nanoseconds: number): number => (bytes / nanoseconds) * 1e3;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

export function environmentLine({ environment: e }: Results): string {
  const load = e.load.map((value) => value.toFixed(1)).join(" and ");
  const other = e.pyroute2 === undefined ? "" : `, ${e.pyroute2}`;
  return `Node ${e.node} (V8 ${e.v8}), Linux ${e.kernel}, ${e.cpu}, ${e.processors} processors${other}, ${e.date}. Load average before and after: ${load}.`;
}

export function targets(results: Results): Target[] {
  const { decode, encode, trace, imports } = results;
  const found: Target[] = [];
  const atMost = (what: string, value: number, limit: number, text: (value: number) => string) =>
    found.push({ what, wanted: `≤ ${text(limit)}`, found: text(value), met: value <= limit });
  const atLeast = (what: string, value: number, limit: number, text: (value: number) => string) =>
    found.push({ what, wanted: `≥ ${text(limit)}`, found: text(value), met: value >= limit });
  const link = decode.find(({ attributes }) => attributes === 34);
  const route = decode.find(({ name }) => name.startsWith("RTM_NEWROUTE"));
  if (link !== undefined) atMost("decode RTM_NEWLINK, 34 attributes", link.compiled.ns, 600, ns);
  if (route !== undefined) atMost("decode RTM_NEWROUTE", route.compiled.ns, 250, ns);
  for (const { name, compiled, interpreted, pyroute2 } of decode) {
    atLeast(`${name}: compiled against interpreted`, interpreted.ns / compiled.ns, 4, times);
    if (pyroute2 !== undefined) atLeast(`${name}: against pyroute2`, pyroute2.ns / compiled.ns, 50, times);
  }
  const five = encode.find(({ attributes }) => attributes === 5);
  if (five !== undefined) atMost("encode RTM_NEWLINK, five attributes", five.compiled.ns, 120, ns);
  for (const { name, bytes, timing } of trace)
    atLeast(`strace ${name}`, megabytes(bytes, timing.ns), 50, (value) => `${number(value)} MB/s`);
  const codec = imports.find(({ name }) => name === "ringlink/codec");
  if (codec !== undefined) atMost("import ringlink/codec", codec.ms, 30, (value) => `${number(value)} ms`);
  const others = [
    ...(results.connection ? connectionTargets(results.connection) : []),
    ...(results.rings ? ringTargets(results.rings) : []),
    ...(results.xdp ? xdpTargets(results.xdp) : []),
  ];
  for (const { what, value, limit, most, unit } of others) {
    const text = (of: number) => `${number(of)} ${unit}`;
    if (most) atMost(what, value, limit, text);
    else atLeast(what, value, limit, text);
  }
  return found;
}

function connectionTable({ connection }: Results): string[] {
  return connection === undefined ? [] : [table(CONNECTION_HEAD, connectionRows(connection))];
}

function ringTable({ rings }: Results): string[] {
  return rings === undefined ? [] : [table(RING_HEAD, ringRows(rings)), RING_NOTE];
}

function xdpTable({ xdp }: Results): string[] {
  return xdp === undefined ? [] : [table(XDP_HEAD, xdpRows(xdp)), XDP_NOTE];
}

function decodeTable({ decode }: Results): string {
  const head = ["Decode", "bytes", "attributes", "compiled", "interpreted", "", "datagram to value", "pyroute2", ""];
  const rows = decode.map(({ name, bytes, attributes, compiled, interpreted, dissected, pyroute2 }) => [
    name,
    String(bytes),
    String(attributes),
    ns(compiled.ns),
    ns(interpreted.ns),
    times(interpreted.ns / compiled.ns),
    ns(dissected.ns),
    pyroute2 === undefined ? "–" : ns(pyroute2.ns),
    pyroute2 === undefined ? "–" : times(pyroute2.ns / compiled.ns),
  ]);
  return table(head, rows);
}

function encodeTable({ encode }: Results): string {
  const head = ["Encode", "bytes", "attributes", "compiled", "interpreted", "", "with a copy"];
  const rows = encode.map(({ name, bytes, attributes, compiled, interpreted, copied }) => [
    name,
    String(bytes),
    String(attributes),
    ns(compiled.ns),
    ns(interpreted.ns),
    times(interpreted.ns / compiled.ns),
    ns(copied.ns),
  ]);
  return table(head, rows);
}

function otherTable({ trace, imports }: Results): string {
  const rows = [
    ...trace.map(({ name, bytes, timing }) => [`strace ${name}`, `${number(megabytes(bytes, timing.ns))} MB/s`]),
    ...imports.map(({ name, ms }) => [`import of \`${name}\``, `${number(ms)} ms`]),
  ];
  return table(["Other", ""], rows);
}

/** The tables alone, for the README. */
export function tables(results: Results): string {
  return [
    decodeTable(results),
    encodeTable(results),
    ...connectionTable(results),
    ...ringTable(results),
    ...xdpTable(results),
    otherTable(results),
    environmentLine(results),
  ].join("\n\n");
}

export function report(results: Results): string {
  const rows = targets(results).map(({ what, wanted, found, met }) => [
    what,
    wanted,
    found,
    met ? "met" : "**missed**",
  ]);
  const targetTable = table(["Target", "wanted", "found", ""], rows);
  return `# Benchmarks\n\n${tables(results)}\n\nProcessor time, medians of rounds in which every candidate has its turn; imports by the clock, in fresh processes.\n\n${targetTable}\n`;
}
