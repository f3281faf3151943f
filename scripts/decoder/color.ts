/** Colours of the terminal. */
import type { Io } from "./io.js";
import type { Role } from "./library.js";

/** SGR parameters by role. */
const CODES: Readonly<Record<Role | "heading" | "request" | "reply", string>> = {
  name: "36",
  value: "",
  text: "32",
  unit: "2",
  unknown: "35",
  error: "1;31",
  note: "2",
  heading: "1",
  request: "1;34",
  reply: "1;33",
};

export type Paint = (text: string, role: keyof typeof CODES) => string;

/** Whether to colour: the option, then NO_COLOR and FORCE_COLOR, then whether the output is a terminal. */
export function useColor(choice: "auto" | "always" | "never", io: Pick<Io, "env" | "stdout">): boolean {
  if (choice !== "auto") return choice === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return io.stdout.isTTY === true && TERM !== "dumb";
}

export function painter(on: boolean): Paint {
  if (!on) return (text) => text;
  return (text, role) => (CODES[role] === "" ? text : `\x1b[${CODES[role]}m${text}\x1b[0m`);
}
