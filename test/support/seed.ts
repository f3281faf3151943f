/**
 * Property tests try the same cases in every run, so that a change is what a failure tells of. RINGLINK_SEED tries others: a
 * number, or `random`.
 */
import fc from "fast-check";

const wish = process.env["RINGLINK_SEED"] ?? "20261121";
if (wish !== "random") fc.configureGlobal({ seed: Number(wish) });
