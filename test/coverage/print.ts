/** The coverage as text. */
import type { Row, Share, Shares, Thing } from "./measure.js";
import { THINGS } from "./measure.js";

export interface Report {
  /** What the headers are: a file, or the machine's own. */
  readonly headers: string;
  readonly kernel: string;
  /** The headers may be older, and are read only as far as the schemas mention them. */
  readonly partial: boolean;
  /** Where the specifications lie; undefined when there are none. */
  readonly specs: string | undefined;
  readonly rows: readonly Row[];
  readonly totals: Row;
  /** Sentences about specifications that nothing explains. */
  readonly contradictions: readonly string[];
  /** Contradictions that the reviewed list explains. */
  readonly explained: number;
}

/** Names that are shown of a list; the JSON form has them all. */
const SHOWN = 12;
const WIDTH = { name: 18, number: 5, share: 11 };

function shareText(share: Share | undefined): string {
  return share === undefined || share.all === 0 ? "·" : `${share.have}/${share.all}`;
}

function line(cells: readonly (readonly [text: string, width: number])[]): string {
  return cells
    .map(([text, width], i) => (i < 2 ? text.padEnd(width) : text.padStart(width)))
    .join("")
    .trimEnd();
}

function columns(row: Row, specs: boolean): readonly (readonly [string, number])[] {
  const shares = (from: Shares | undefined) => THINGS.map((thing) => [shareText(from?.[thing]), WIDTH.share] as const);
  return [
    [row.protocol, 11],
    [row.subject, WIDTH.name],
    ...THINGS.map(
      (thing) => [row.ringlink[thing] === 0 ? "·" : String(row.ringlink[thing]), WIDTH.number + 1] as const,
    ),
    [" │", 3],
    ...shares(row.headers),
    ...(specs ? ([[" │", 3], ...shares(row.ynl)] as const) : []),
  ];
}

function heading(specs: boolean): string[] {
  const group = (text: string, width: number) => text.padEnd(width);
  const short: Record<Thing, string> = {
    messages: "msgs",
    sets: "sets",
    attributes: "attr",
    kinds: "kind",
    members: "memb",
  };
  const counted = THINGS.map((thing) => [short[thing], WIDTH.number + 1] as const);
  const shared = THINGS.map((thing) => [thing, WIDTH.share] as const);
  const of = WIDTH.share * THINGS.length;
  return [
    `${group("", 11 + WIDTH.name)}${group(" ringlink declares", (WIDTH.number + 1) * THINGS.length + 1)} │${group("  of what the headers have (kinds: the kernel)", of)}${specs ? " │  of what the specifications have" : ""}`.trimEnd(),
    line([
      ["protocol", 11],
      ["subject", WIDTH.name],
      ...counted,
      [" │", 3],
      ...shared,
      ...(specs ? ([[" │", 3], ...shared] as const) : []),
    ]),
  ];
}

function list(names: readonly string[], all: boolean): string {
  const rest = names.length - SHOWN;
  if (all || rest <= 3) return names.join(", ");
  return `${names.slice(0, SHOWN).join(", ")} … and ${rest} more`;
}

function missing(row: Row, all: boolean): string[] {
  const lines: string[] = [];
  const untouched = THINGS.every((thing) => row.ringlink[thing] === 0);
  for (const [from, shares] of [["headers", row.headers] as const, ["specifications", row.ynl] as const]) {
    if (shares === undefined) continue;
    for (const thing of THINGS) {
      const lacking = shares[thing].missing;
      if (lacking.length === 0 || (untouched && thing !== "messages" && thing !== "sets")) continue;
      // What the headers know is listed once.
      const fresh =
        from === "headers"
          ? lacking
          : lacking.filter((name) => !row.headers[thing].missing.some((m) => m.split(" = ").includes(name)));
      if (fresh.length > 0) lines.push(`    ${thing} (${from}): ${list(fresh, all)}`);
    }
  }
  return lines.length === 0 ? [] : [`  ${row.protocol} ${row.subject}${untouched ? " — no schema" : ""}`, ...lines];
}

/** The report as a table, and what is missing. `all`: without shortening the lists. */
export function printReport(report: Report, all: boolean): string {
  const specs = report.specs !== undefined;
  const lines = [
    `Headers: ${report.kernel} (${report.headers})${report.partial ? ", as far as the schemas mention them" : ""}`,
    specs
      ? `Specifications: ${report.specs}`
      : "No YAML netlink specifications (set RINGLINK_YNL to their folder): their columns are left out.",
    "",
    ...heading(specs),
    ...report.rows.map((row) => line(columns(row, specs))),
    line(columns(report.totals, specs)),
    "",
    "Missing:",
    ...report.rows.flatMap((row) => missing(row, all)),
  ];
  if (specs) {
    lines.push(
      "",
      `Specifications that contradict headers or schemas: ${report.explained} explained, ${report.contradictions.length} not.`,
    );
    lines.push(...report.contradictions.map((text) => `  ${text}`));
  }
  return `${lines.join("\n")}\n`;
}
