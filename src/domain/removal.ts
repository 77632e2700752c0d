/** Deletes of one entity on one side above this number stop the run until a person has confirmed them (mission, law 5). */
export const removalLimit = (links: number): number => Math.max(20, Math.floor(links * 0.05));

/** How a pair ended: its record was deleted, or left alone without its partner. */
export type Ending = "deleted" | "unlinked";
