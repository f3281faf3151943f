/** The package as published: packed, installed into an empty project, used there. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Installed, installPackage, must, ROOT, run } from "./support/pack.js";

/** Bytes. The tarball holds JavaScript, declarations, maps and the sources that the maps point at. */
const TARBALL_BUDGET = 2_500_000;
/** Bytes of all declaration files; what an editor reads. */
const DECLARATION_BUDGET = 4_000_000;

/** Those with a `browser` condition leave out there what talks to the kernel; what is left is pure, as the others are. */
const PURE = [".", "./codec", "./netlink", "./rtnl", "./genl", "./diag", "./trace"];
/** These are about a running kernel and nothing else. */
const SUBPATHS = [...PURE, "./netns", "./ring"];
const CAPTURE = join(ROOT, "test/fixtures/captures/addr.txt");

interface Entry {
  readonly types: string;
  readonly browser?: string;
  readonly default: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Entry>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

let installed: Installed;
let manifest: Manifest;

beforeAll(async () => {
  installed = await installPackage();
  manifest = JSON.parse(readFileSync(join(installed.package, "package.json"), "utf8")) as Manifest;
}, 300_000);
afterAll(() => installed?.remove());

const nameOf = (subpath: string): string => posix.join("ringlink", subpath);

describe("the tarball", () => {
  it("holds the build, its sources, and nothing else", () => {
    const expected =
      /^(?:package\.json|LICENSE|README\.md|src\/.+\.ts|scripts\/.+\.ts|dist\/(?:src|scripts)\/.+\.(?:js|d\.ts)(?:\.map)?)$/;
    expect(installed.files.filter((file) => !expected.test(file))).toEqual([]);
    expect(installed.files.filter((file) => /(?:^|\/)(?:test|bench|fixtures)\/|\.test/.test(file))).toEqual([]);
    for (const file of ["package.json", "LICENSE", "README.md"]) expect(installed.files).toContain(file);
  });

  it("has JavaScript, declarations and both maps for every source", () => {
    const sources = installed.files.filter((file) => /^(?:src|scripts)\/.+\.ts$/.test(file));
    expect(sources.length).toBeGreaterThan(100);
    const wanted = sources.flatMap((file) =>
      [".js", ".js.map", ".d.ts", ".d.ts.map"].map((end) => `dist/${file.replace(/\.ts$/, end)}`),
    );
    expect(wanted.filter((file) => !installed.files.includes(file))).toEqual([]);
    expect(installed.files.filter((file) => file.startsWith("dist/") && !wanted.includes(file))).toEqual([]);
  });

  it("stays within its budgets", () => {
    const declarations = installed.files.filter((file) => file.endsWith(".d.ts"));
    const size = declarations.reduce((sum, file) => sum + statSync(join(installed.package, file)).size, 0);
    console.log(`tarball: ${statSync(installed.tarball).size} bytes; declarations: ${size} bytes`);
    expect(statSync(installed.tarball).size).toBeLessThan(TARBALL_BUDGET);
    expect(size).toBeLessThan(DECLARATION_BUDGET);
  });

  it("needs the packages that it names and no others", () => {
    // koffi's binaries come in a scope of their own.
    const packages = readdirSync(join(installed.project, "node_modules")).filter(
      (name) => !/^\.|^@koromix$/.test(name),
    );
    expect(packages.sort()).toEqual(["ringlink", ...Object.keys(manifest.dependencies ?? {})].sort());
  });
});

describe("imports", () => {
  it("the manifest has these subpaths", () => {
    expect(Object.keys(manifest.exports)).toEqual([...SUBPATHS, "./package.json"]);
  });

  it("every subpath gives the names that its source exports", async () => {
    const script = `const names = {};
for (const name of ${JSON.stringify(SUBPATHS.map(nameOf))}) names[name] = Object.keys(await import(name)).sort();
console.log(JSON.stringify(names));`;
    writeFileSync(join(installed.project, "all.js"), script);
    const { stdout } = await must(process.execPath, ["all.js"], installed.project);
    const found = JSON.parse(stdout) as Record<string, string[]>;
    for (const subpath of SUBPATHS) {
      const source: object = await import(join(ROOT, "src", subpath, "index.ts"));
      expect(found[nameOf(subpath)], subpath).toEqual(Object.keys(source).sort());
    }
  });

  it("CommonJS can require every subpath", async () => {
    const script = `for (const name of ${JSON.stringify(SUBPATHS.map(nameOf))}) require(name);
const { decode, encode, u32 } = require("ringlink/codec");
console.log(decode(u32, encode(u32, 4026531840)));`;
    writeFileSync(join(installed.project, "common.cjs"), script);
    const { stdout } = await must(process.execPath, ["common.cjs"], installed.project);
    expect(stdout).toBe("4026531840\n");
  });

  it("no file outside the package can be reached", async () => {
    const ran = await run(process.execPath, ["-e", 'import("ringlink/dist/src/index.js")'], installed.project);
    expect(ran.status).not.toBe(0);
    expect(ran.stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  it.each(PURE)("%s imports no module of Node and no package in a browser", (subpath) => {
    const entry = manifest.exports[subpath];
    expect(entry).toBeTypeOf("object");
    const { browser, default: anywhere } = entry as Entry;
    const { foreign, files } = reach(browser ?? anywhere);
    expect(foreign).toEqual([]);
    expect(files.length).toBeGreaterThan(3);
  });
});

/** Everything that a module of the installed package loads, directly or through others. */
function reach(entry: string): { foreign: string[]; files: string[] } {
  const files = [posix.normalize(entry)];
  const foreign: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(installed.package, file), "utf8");
    for (const [, specifier] of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']/g)) {
      const target = posix.join(dirname(file), specifier!);
      if (!specifier!.startsWith(".")) foreign.push(`${file}: ${specifier}`);
      else if (!files.includes(target)) files.push(target);
    }
  }
  return { foreign, files };
}

describe("types", () => {
  const right = `import { decode, encode, isDecodeError, viewOf } from "ringlink/codec";
import { everything, rtnl } from "ringlink";
import { Dissector, type NetlinkMessage, operation } from "ringlink/netlink";
import { Link, Rtnl } from "ringlink/rtnl";
import * as genl from "ringlink/genl";
import * as diag from "ringlink/diag";
import { readCapture, type Datagram } from "ringlink/trace";

export async function names(signal: AbortSignal): Promise<string[]> {
  await using rtnl = await Rtnl.open({ signal });
  return (await rtnl.connection.list(operation("RTM_GETLINK", 18, Link), {})).map(({ ifname }) => ifname ?? "");
}

const link: Link = decode(Link, viewOf(new Uint8Array(16)));
export const mtu: number | undefined = link.mtu;
export const bytes: Uint8Array = encode(Link, { index: 1, ifname: "eth0", linkinfo: { kind: "vlan", data: { id: 5 } } });
export const datagrams: readonly Datagram[] = readCapture(bytes).datagrams;
export const messages: readonly NetlinkMessage[] = new Dissector(everything).dissect({
  bytes, protocol: 0, direction: "reply",
}).messages;
export const same: typeof Link = rtnl.Link;
export const families: number = Object.keys(genl).length + Object.keys(diag).length;
export const where = (error: unknown): string => (isDecodeError(error) ? error.path.join() : "");
`;
  const wrong = `import { decode, encode } from "ringlink/codec";
import { Link, type Rtnl } from "ringlink/rtnl";
encode(Link, { mtu: "1500" });
encode(Link, { mtuu: 1500 });
export const mtu: string = decode(Link, new Uint8Array(16)).mtu;
export type { Rtnl };
`;

  async function check(resolution: "nodenext" | "bundler", text: string, extension: "ts" | "cts" = "ts") {
    const name = `${resolution}.${extension}`;
    writeFileSync(join(installed.project, name), text);
    const how = resolution === "nodenext" ? { module: "nodenext" } : { module: "esnext", moduleResolution: "bundler" };
    // The pure subpaths need nothing but the language; what talks to the kernel has AbortSignal and Symbol.dispose in it.
    const ambient = text.includes("Rtnl")
      ? { types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] }
      : { types: [] };
    const options = { strict: true, noEmit: true, target: "es2022", lib: ["es2023"], ...ambient, ...how };
    const config = JSON.stringify({ compilerOptions: options, files: [name] });
    writeFileSync(join(installed.project, "tsconfig.json"), config);
    return await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc")], installed.project);
  }

  it.each(["nodenext", "bundler"] as const)(
    "a strict program type-checks under %s",
    async (resolution) => {
      const { status, stdout } = await check(resolution, right);
      expect(stdout).toBe("");
      expect(status).toBe(0);
    },
    300_000,
  );

  it("a CommonJS program type-checks too", async () => {
    const text = `import codec = require("ringlink/codec");\nexport const three: number = codec.decode(codec.u8, new Uint8Array([3]));\n`;
    const { status, stdout } = await check("nodenext", text, "cts");
    expect(stdout).toBe("");
    expect(status).toBe(0);
  }, 300_000);

  it.each(["nodenext", "bundler"] as const)(
    "wrong programs are refused under %s",
    async (resolution) => {
      const { status, stdout } = await check(resolution, wrong);
      expect(status).not.toBe(0);
      const lines = [...stdout.matchAll(/^\S+\((\d+),\d+\): error TS(\d+)/gm)].map(([, line]) => Number(line));
      expect([...new Set(lines)]).toEqual([3, 4, 5]);
    },
    300_000,
  );

  it("declarations lead to the sources", () => {
    const map = JSON.parse(readFileSync(join(installed.package, "dist/src/codec/index.d.ts.map"), "utf8")) as {
      sources: string[];
    };
    const sources = map.sources.map((file) => join(installed.package, "dist/src/codec", file));
    expect(sources).toEqual([join(installed.package, "src/codec/index.ts")]);
    expect(existsSync(sources[0]!)).toBe(true);
  });
});

describe("the decoder", () => {
  it("is an installed command", () => {
    const [[name, file] = ["", ""], ...others] = Object.entries(manifest.bin);
    expect(others).toEqual([]);
    expect(name).toBe("ringlink-decoder");
    expect(readFileSync(join(installed.package, file), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(join(installed.project, "node_modules/.bin", name)).mode & 0o111).toBe(0o111);
  });

  it("prints a capture as the sources do", async () => {
    const command = join(installed.project, "node_modules/.bin/ringlink-decoder");
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };
    const { stdout } = await must(command, [CAPTURE], installed.project, env);
    expect(stdout).toContain("RTM_NEWADDR");
    expect(stdout).toContain("IFA_LOCAL");
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const source = await must(process.execPath, [tsx, join(ROOT, "scripts/decoder.ts"), CAPTURE], ROOT);
    expect(stdout).toBe(source.stdout);
  });
});
