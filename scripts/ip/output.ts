/** What is printed of one object, as JSON and as text at once, in the words of iproute2. */
import { quoteText } from "../../src/index.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Text from the network or from a user: as it is when a terminal can show it, quoted otherwise. */
export function safe(text: string): string {
  const quoted = quoteText(text);
  return quoted === `"${text}"` ? text : quoted;
}

/** Collects the fields of an object. */
export class Output {
  readonly json: Record<string, Json> = {};
  text = "";

  /** A field; without text of its own it is its value and a space. */
  put(key: string, value: Json, text = `${safe(String(value))} `): this {
    this.json[key] = value;
    this.text += text;
    return this;
  }

  /** A field that is there when there is a value. */
  maybe(key: string, value: number | string | undefined, word = key): this {
    return value === undefined ? this : this.put(key, value, `${word} ${safe(String(value))} `);
  }

  /** Type of service, when there is one. */
  tos(value: number): this {
    const tos = `0x${value.toString(16).padStart(2, "0")}`;
    return value === 0 ? this : this.put("tos", tos, `tos ${tos} `);
  }

  /** A word that stands for itself. */
  mark(key: string, isSet: boolean, value: Json = null): this {
    return isSet ? this.put(key, value, `${key.replaceAll("_", " ")} `) : this;
  }

  /** Only text. */
  say(text: string): this {
    this.text += text;
    return this;
  }

  /** Flags: an array of names in JSON, which is there even when it is empty, words in text. */
  flags(names: readonly string[], key = "flags"): this {
    return this.put(key, [...names], names.map((name) => `${name} `).join(""));
  }
}

/** Ends of lines without the space that fields leave there. */
export function lines(outputs: readonly Output[]): string {
  return outputs.map(({ text }) => (text.endsWith("\n") ? text : `${text}\n`)).join("");
}

/** What stands on several lines as one: a backslash is where a line ended. */
export function oneLine(text: string): string {
  return `${text.replace(/\n$/, "").replaceAll("\n", "\\")}\n`;
}
