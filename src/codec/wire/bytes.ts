/** Whether a value holds bytes. An object that only inherits from a Uint8Array has none, whatever `instanceof` says. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && ArrayBuffer.isView(value);
}
