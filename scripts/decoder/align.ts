/** Two sequences side by side, in order. */

/** Indexes of a pair; one of them is missing where nothing on the other side fits. */
export type Pair = readonly [a: number | undefined, b: number | undefined];

/** Elements of each side that are looked at together: bounds the table to some megabytes. */
const WINDOW = 1500;

/**
 * Pairs the elements of two sequences so that the sum of `score` is greatest. A score of 0 means that two must not be
 * paired; others are at most 255. Long sequences are aligned piece by piece, so an element that moved very far counts as
 * removed and added.
 */
export function align<T>(a: readonly T[], b: readonly T[], score: (x: T, y: T) => number): Pair[] {
  const out: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const endA = Math.min(a.length, i + WINDOW);
    const endB = Math.min(b.length, j + WINDOW);
    const isLast = endA === a.length && endB === b.length;
    const startA = i;
    const startB = j;
    for (const [x, y] of alignWindow(a.slice(i, endA), b.slice(j, endB), score)) {
      out.push([x === undefined ? undefined : startA + x, y === undefined ? undefined : startB + y]);
      if (x !== undefined) i = startA + x + 1;
      if (y !== undefined) j = startB + y + 1;
      // The rest is aligned again, with what follows it in sight.
      if (!isLast && (i - startA >= WINDOW / 2 || j - startB >= WINDOW / 2)) break;
    }
  }
  return out;
}

const DIAGONAL = 1;
const UP = 2;

function alignWindow<T>(a: readonly T[], b: readonly T[], score: (x: T, y: T) => number): Pair[] {
  const width = b.length + 1;
  const moves = new Uint8Array((a.length + 1) * width);
  let above = new Uint32Array(width);
  let row = new Uint32Array(width);
  for (let i = a.length - 1; i >= 0; i--) {
    [above, row] = [row, above];
    row[b.length] = 0;
    for (let j = b.length - 1; j >= 0; j--) {
      const fit = score(a[i]!, b[j]!);
      const paired = fit === 0 ? -1 : fit + above[j + 1]!;
      const skipA = above[j]!;
      const skipB = row[j + 1]!;
      row[j] = Math.max(paired, skipA, skipB);
      if (paired === row[j]) moves[i * width + j] = DIAGONAL;
      else if (skipA === row[j]) moves[i * width + j] = UP;
    }
  }
  return follow(a.length, b.length, moves, width);
}

function follow(lengthA: number, lengthB: number, moves: Uint8Array, width: number): Pair[] {
  const out: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < lengthA && j < lengthB) {
    const move = moves[i * width + j];
    if (move === DIAGONAL) out.push([i++, j++]);
    else if (move === UP) out.push([i++, undefined]);
    else out.push([undefined, j++]);
  }
  while (i < lengthA) out.push([i++, undefined]);
  while (j < lengthB) out.push([undefined, j++]);
  return out;
}
