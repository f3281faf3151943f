/**
 * Packets before processor time, and for senders the rate, begin to count, for everybody (READ_BEFORE, SENT_BEFORE in common.h):
 * JavaScript is interpreted, profiled and compiled meanwhile.
 */
export const READ_BEFORE = 200_000;
export const SENT_BEFORE = 100_000;
