/** Whether two decoded values say the same. */

/** Compares what two values hold; members named in `ignored` do not count, at any depth. */
export function sameContent(a: unknown, b: unknown, ignored: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || ArrayBuffer.isView(a)) {
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
    if (left.length !== right.length) return false;
    for (let i = 0; i < left.length; i++) if (!sameContent(left[i], right[i], ignored)) return false;
    return true;
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of Object.keys(left)) {
    if (!ignored.has(key) && !sameContent(left[key], right[key], ignored)) return false;
  }
  // Decoded by one schema they have the same keys, but for those of unknown attributes.
  for (const key of Object.keys(right)) {
    if (!(key in left) && right[key] !== undefined && !ignored.has(key)) return false;
  }
  return true;
}
