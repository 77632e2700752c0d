import { z } from "zod";
import { ENTITIES, SIDES } from "../../domain/model.ts";

/** How long a run waits for its answer: it holds the connection's lease meanwhile. */
export const ANSWER_WITHIN_MS = 30 * 60_000;

const counted = z.object({
	entity: z.enum(ENTITIES),
	side: z.enum(SIDES),
	count: z.number(),
	links: z.number(),
	names: z.array(z.string()).readonly(),
});

/** What a person has to confirm before a run may write. */
export const question = z.object({
	/** Records that would be deleted, by the side that would lose them. */
	removals: z.array(counted),
	/** Linked records that have changed, by the side they were edited on. */
	edits: z.array(counted).optional(),
	/** Epoch ms; after that the run is cancelled. */
	expiresAt: z.number(),
});
export type Question = z.infer<typeof question>;

/** The question a run waits for; null: none, or it was not understood. */
export function questionOf(run: { readonly question: string | null }): Question | null {
	if (run.question === null) return null;
	const parsed = question.safeParse(JSON.parse(run.question));
	return parsed.success ? parsed.data : null;
}
