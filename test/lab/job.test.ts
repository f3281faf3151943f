import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { jobScript, MarkedOutput, quote } from "./job.js";

const MARK = "\x1elab 1234 ";

/** Everything that comes out when the text arrives in pieces of `size` bytes. */
function through(text: string, size: number): { out: string; status: number | undefined; rest: string } {
  const marked = new MarkedOutput(MARK);
  const bytes = Buffer.from(text);
  let out = "";
  for (let at = 0; at < bytes.length; at += size) out += marked.push(bytes.subarray(at, at + size)).toString("latin1");
  return { out, status: marked.status, rest: marked.rest().toString("latin1") };
}

describe("marked output", () => {
  test.each([1, 2, 3, 7, 1000])("the mark is found when it comes in pieces of %i", (size) => {
    const found = through(`one\ntwo${MARK}17\nleft over`, size);
    expect(found).toMatchObject({ out: "one\ntwo", status: 17, rest: "" });
  });

  test.each([1, 5, 1000])("what only looks like the mark is output (pieces of %i)", (size) => {
    const text = `\x1elab 123\x1e\x1elab 1234${MARK}0\n`;
    expect(through(text, size)).toMatchObject({ out: "\x1elab 123\x1e\x1elab 1234", status: 0 });
  });

  test("without a mark nothing is lost", () => {
    const { out, status, rest } = through("text\x1elab 12", 4);
    expect(out + rest).toBe("text\x1elab 12");
    expect(status).toBeUndefined();
  });
});

describe("the guest's script", () => {
  const job = {
    kernel: { release: "6.1.0-50-amd64", image: "/k/vmlinuz" },
    ...{ root: "/", workTree: "/a 'tree'", write: ["/out put"], cwd: "/a 'tree'/x", mark: MARK },
    ...{ command: ["printf", "%s", "it's $HOME\n"], environment: { NAME: "a b" } },
  };

  test("is shell that any word survives", () => {
    const print = 'printf \'%s|\' "$lab_root" "$lab_tree" "$lab_shares" "$lab_share_1" "$lab_modules" "$lab_node"';
    const printed = execFileSync("sh", ["-c", `${jobScript(job)}\n${print}`]).toString();
    expect(printed).toBe("|/a 'tree'|1|/out put|||");
  });

  test("a root of its own gets our node", () => {
    expect(jobScript({ ...job, root: "/roots/sid" })).toContain(`lab_node=${quote(process.execPath)}`);
  });

  test.each(["", "a b", "it's", "$(id)", "a\nb", "\\"])("%j is quoted", (word) => {
    expect(execFileSync("sh", ["-c", `printf %s ${quote(word)}`]).toString()).toBe(word);
  });
});
