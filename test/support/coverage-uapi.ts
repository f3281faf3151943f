/** The oracle of the schemas, with everything that it knows listed. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missingPackage, readHeaders } from "./headers.js";
import { Oracle, type Uapi } from "./oracle.js";

export class ListedOracle extends Oracle {
  readonly kernel: string;
  /** Every enumeration, once: headers that were read together repeat those that they include. */
  readonly enumerations: readonly ReadonlyMap<string, number>[];
  /** Names of all constants. */
  readonly names: ReadonlySet<string>;

  constructor(uapi: Uapi, source: string, partial: boolean) {
    super(uapi, source, partial);
    this.kernel = uapi.kernel;
    const byNames = new Map<string, ReadonlyMap<string, number>>();
    for (const { values } of Object.values(uapi.enums).flat()) {
      byNames.set(Object.keys(values).join(), new Map(Object.entries(values)));
    }
    this.enumerations = [...byNames.values()];
    const defines = Object.values(uapi.defines).flatMap((table) => Object.keys(table));
    this.names = new Set([...this.enumerations.flatMap((enumeration) => [...enumeration.keys()]), ...defines]);
  }
}

/**
 * Reads the recorded oracle (RINGLINK_ORACLE, or beside the repository), else this machine's headers, as far as they
 * mention `wanted` names.
 */
export function loadListedOracle(wanted: ReadonlySet<string>): ListedOracle {
  const beside = fileURLToPath(new URL("../../../shared/oracle/uapi-7.2.13.json", import.meta.url));
  const given = process.env["RINGLINK_ORACLE"] ?? "";
  const file = given !== "" && given !== "headers" ? given : given === "" && existsSync(beside) ? beside : undefined;
  if (file !== undefined) return new ListedOracle(JSON.parse(readFileSync(file, "utf8")) as Uapi, file, false);
  const missing = missingPackage();
  if (missing !== undefined)
    throw new Error(`Nothing to measure against: install ${missing}, or name an oracle file in RINGLINK_ORACLE.`);
  return new ListedOracle(readHeaders(wanted), "/usr/include/linux", true);
}
