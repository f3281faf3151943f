/** Dependencies point one way. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Module, modulesIn, ROOT } from "./imports.js";

const source = modulesIn("src");

/** The folders of src/ that each may import, besides itself. Type-only imports count too. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  codec: [],
  uapi: ["codec"],
  trace: ["codec", "uapi"],
  options: ["codec"],
  ffi: [],
  netlink: ["codec", "uapi", "ffi"],
  rtnl: ["codec", "uapi", "options", "ffi", "netlink"],
  genl: ["codec", "uapi", "options", "ffi", "netlink"],
  diag: ["codec", "uapi", "netlink"],
  ring: ["codec", "uapi", "options", "ffi", "netlink", "rtnl", "genl", "trace"],
  netns: ["ffi", "options", "netlink", "rtnl"],
};

/** Schemas and pure decoders run on any system and in a browser. */
const PURE = ["codec", "uapi", "netlink", "rtnl", "genl", "diag", "trace"];

function folderOf(file: string): string {
  const parts = file.split("/");
  return parts.length > 2 ? parts[1]! : "";
}

function importsBetween(): { module: Module; from: string; to: string; file: string }[] {
  return source.flatMap((module) =>
    module.imports.flatMap(({ file }) =>
      file === undefined ? [] : [{ module, from: folderOf(module.file), to: folderOf(file), file }],
    ),
  );
}

it("there is source to look at", () => {
  expect(source.length).toBeGreaterThan(20);
  expect(source.flatMap((module) => module.imports).length).toBeGreaterThan(50);
});

it("every folder under src/ has a place in the order", () => {
  const folders = new Set(source.map((module) => folderOf(module.file)).filter((folder) => folder !== ""));
  expect([...folders].filter((folder) => !Object.hasOwn(ALLOWED, folder))).toEqual([]);
});

it("folders import only what the order allows", () => {
  const wrong = importsBetween()
    .filter(({ from, to }) => from !== "" && from !== to && !ALLOWED[from]?.includes(to))
    .map(({ module, file }) => `${module.file} imports ${file}`);
  expect(wrong).toEqual([]);
});

it("relative imports name files that exist, with their extension", () => {
  const wrong = source.flatMap((module) =>
    module.imports
      .filter(
        ({ specifier, file }) => file !== undefined && (!specifier.endsWith(".js") || !existsSync(join(ROOT, file))),
      )
      .map(({ specifier }) => `${module.file} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

it("pure folders import no module of Node, codec and trace no package either", () => {
  const wrong = source
    .filter((module) => PURE.includes(folderOf(module.file)))
    .flatMap((module) =>
      module.imports
        .filter(
          ({ file, specifier }) =>
            file === undefined && (specifier !== "zod" || module.file.match(/^src\/(?:codec|trace)\//)),
        )
        .map(({ specifier }) => `${module.file} imports ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

it("koffi is imported in src/ffi and nowhere else", () => {
  const modules = [...source, ...modulesIn("scripts"), ...modulesIn("bench")];
  const wrong = modules
    .filter((module) => folderOf(module.file) !== "ffi" || !module.file.startsWith("src/"))
    .filter((module) => module.imports.some(({ specifier }) => specifier.startsWith("koffi")))
    .map((module) => module.file);
  expect(wrong).toEqual([]);
});

it("packages are those that package.json depends on", () => {
  const allowed = /^(?:node:|koffi$|zod$|zod\/)/;
  const wrong = [...source, ...modulesIn("scripts")].flatMap((module) =>
    module.imports
      .filter(({ specifier, file }) => file === undefined && !allowed.test(specifier))
      .map(({ specifier }) => `${module.file} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

it("scripts import public entry points only", () => {
  const wrong = modulesIn("scripts").flatMap((module) =>
    module.imports
      .filter(({ file }) => file?.startsWith("src/") && !/^src\/(?:[a-z]+\/)?(?:index|portable)\.ts$/.test(file))
      .map(({ specifier }) => `${module.file} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

it("no module imports itself through others", () => {
  const graph = new Map(
    source.map((module) => [
      module.file,
      module.imports.flatMap(({ file, typeOnly }) => (file === undefined || typeOnly ? [] : [file])),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const follow = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) cycles.push([...trail.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) follow(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) follow(file, []);
  // A link's IFLA_LINKINFO may hold a whole link (the peer of a veth, a netkit, a vxcan): the message contains itself.
  const inTheData =
    /^src\/rtnl\/link\/info\.ts → src\/rtnl\/link\/kinds\/\w+\.ts → src\/rtnl\/link\/link\.ts → src\/rtnl\/link\/info\.ts$/;
  expect(cycles.filter((cycle) => !inTheData.test(cycle))).toEqual([]);
  expect(cycles.length).toBeGreaterThan(0);
});
