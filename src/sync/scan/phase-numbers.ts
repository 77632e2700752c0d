/** Places of the scanning phases among all phases (run/phases.ts). */
export const SCAN = 0;
export const SUMS = 1;
export const CONFIRM = 2;
export const PROOF = 3;
