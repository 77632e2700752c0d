/** Fewer of a kind are carried out unasked, however few links there are. */
export const NEVER_ASKED = 20;

/** Deletes of one entity on one side above this number stop the run until a person has confirmed them (mission, law 5). */
export const removalLimit = (links: number): number => Math.max(NEVER_ASKED, Math.floor(links * 0.05));

/** More edited pairs of one entity than this look like an import gone wrong; few records may all change. */
export const editLimit = (links: number): number => Math.max(NEVER_ASKED, links / 2);

/** How a pair ended: its record was deleted, or left alone without its partner. */
export type Ending = "deleted" | "unlinked";
