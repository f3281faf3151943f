/** Flattens an intersection, so that editors show its members. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** Freezes a node. Its phantom members never exist, so every constructor ends in this one cast. */
export function make<T>(fields: Omit<T, "~out" | "~in" | "~selector" | "~table">): T {
  return Object.freeze(fields) as T;
}
