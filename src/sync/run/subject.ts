import { z } from "zod";
import { ENTITIES, SIDES } from "../../domain/model.ts";
import type { Run } from "../../store/runs.ts";

/** A linked record that a signal named, and its partner on the other side. */
const record = z.object({ entity: z.enum(ENTITIES), side: z.enum(SIDES), id: z.string(), partnerId: z.string() });
export type NamedRecord = z.infer<typeof record>;

const value = z.union([z.string(), z.boolean(), z.null(), z.array(z.object({ name: z.string(), ratio: z.string() })).readonly()]);

/** What a run is about, where that is less than its entities. */
const subject = z.discriminatedUnion("kind", [
	/** Linked records that signals named: they and their partners are looked at, and nothing else is decided on. */
	z.object({ kind: z.literal("records"), records: z.array(record) }),
	/** A person's word that writes to a side, and what came of it. */
	z.object({
		kind: z.literal("choose"),
		conflict: z.string(),
		side: z.enum(SIDES),
		/** What each side was known to hold when the word was given: what somebody types after it is not overwritten. */
		seen: z.object({ smh: value, accurate: value }),
		outcome: z.enum(["done", "not_found", "refused"]).optional(),
		/** The other system's words, where it refused. */
		detail: z.string().optional(),
	}),
]);
export type RunSubject = z.infer<typeof subject>;
export type VerbSubject = Extract<RunSubject, { kind: "choose" }>;

/** What the run is about; null: all of its entities. */
export const subjectOf = (run: Pick<Run, "subject">): RunSubject | null =>
	run.subject === null ? null : subject.parse(JSON.parse(run.subject));

/** The records that the run is restricted to; null: it is not. */
export function namedRecords(run: Pick<Run, "subject">): readonly NamedRecord[] | null {
	const about = subjectOf(run);
	return about?.kind === "records" ? about.records : null;
}
