import { describe, expect, test } from "vitest";
import { LabError, parseArguments } from "./arguments.js";

const parse = (...argv: string[]) => parseArguments(argv, "/work/tree");

describe("the lab's command line", () => {
  test("everything from the command on is the command's", () => {
    expect(parse("--kernel", "6.1", "ip", "-j", "--list", "link")).toEqual({
      ...{ action: "run", kernel: "6.1", root: "host", write: [], timeoutSeconds: 1800, console: false },
      command: ["ip", "-j", "--list", "link"],
    });
  });

  test("-- ends the options", () => {
    expect(parse("--console", "--", "--help").command).toEqual(["--help"]);
  });

  test("values may be attached; folders count from the current one", () => {
    const parsed = parse("--root=sid", "--write=out", "--write", "/tmp/more", "--timeout=0.5", "true");
    expect(parsed).toMatchObject({ root: "sid", write: ["/work/tree/out", "/tmp/more"], timeoutSeconds: 0.5 });
  });

  test("--list and --help need no command", () => {
    expect(parse("--list").action).toBe("list");
    expect(parse("--help").action).toBe("help");
  });

  test.each([
    [[], "no command; --help tells more"],
    [["--kernel", "6.1"], "no command; --help tells more"],
    [["--kernal", "6.1", "true"], "unknown option --kernal"],
    [["-k", "true"], "unknown option -k"],
    [["--kernel"], "--kernel needs a value"],
    [["--kernel=", "true"], '--kernel "": must not be empty'],
    [["--list=1"], "--list takes no value"],
    [["--timeout", "soon", "true"], '--timeout "soon": must be a number of seconds'],
    [["--timeout", "0", "true"], '--timeout "0": must be more than 0'],
    [["--timeout", "9999999999", "true"], '--timeout "9999999999": must be at most 2000000'],
  ])("%j is refused", (argv, message) => {
    expect(() => parse(...argv)).toThrow(new LabError(message));
  });
});
