import { z } from "zod";
import { ENTITIES, SIDES } from "../domain/model.ts";
import type { Statement } from "../store/database.ts";

const connection = z.string().min(1);
const run = z.string().min(1);

/** What travels on the queue `sync-jobs`. Only names of work: the work itself is in D1, where no lost queue takes it. */
export const jobMessage = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("step"), connection, run, step: z.string().min(1) }),
	/** The last step of a phase is done: look whether the run may enter the next. */
	z.object({ kind: z.literal("advance"), connection, run }),
	/** Nothing was heard of the run for a while. */
	z.object({ kind: z.literal("resume"), connection }),
	/** Webhooks have named records, or a run waits for its turn. */
	z.object({ kind: z.literal("signals"), connection }),
	/** Ask people whether the run may go on. */
	z.object({ kind: z.literal("ask"), connection, run }),
	/** Tell people how the run ended. */
	z.object({ kind: z.literal("report"), connection, run }),
]);
export type JobMessage = z.infer<typeof jobMessage>;

const scope = { entity: z.enum(ENTITIES), side: z.enum(SIDES) };
const ids = z.array(z.string());

/** The work of one step, as stored with it. */
export const work = z.discriminatedUnion("kind", [
	/** List pages `from` to `to` (both included); of everything, or of what changed since that moment (the side's clock). */
	z.object({
		kind: z.literal("scan"),
		...scope,
		from: z.int().min(1),
		to: z.int().min(1),
		since: z.int().optional(),
		/** Made after the run's writes: what it finds is for the next run to decide on (sync/look-back.ts). */
		lookBack: z.enum(["probe", "read"]).optional(),
	}),
	/** Read records whose list rows lack fields. */
	z.object({ kind: z.literal("detail"), ...scope, ids }),
	/** Read records that a complete listing did not name. */
	z.object({ kind: z.literal("confirm"), ...scope, ids }),
	/** Decide on the records behind this id. */
	z.object({ kind: z.literal("plan"), ...scope, after: z.string() }),
	/** Carry out the planned changes with these numbers. */
	z.object({
		kind: z.literal("apply"),
		...scope,
		operation: z.enum(["create", "update", "remove", "bind"]),
		fromSeq: z.int(),
		toSeq: z.int(),
	}),
]);
export type Work = z.infer<typeof work>;
export type WorkOf<K extends Work["kind"]> = Extract<Work, { kind: K }>;

/** What a step leaves behind: statements that are committed together with its end, and the steps it calls for. */
export interface StepOutcome {
	readonly statements: readonly Statement[];
	readonly spawn?: readonly Work[];
	readonly result?: unknown;
	/** Some rows have to be tried again: what is done is committed, the step itself stays open. */
	readonly retry?: Error;
}

export interface ScanResult {
	readonly ids: readonly string[];
	/** Size of the listing as each page stated it. */
	readonly totals: readonly number[];
	/** A moment before the first page was answered (epoch ms, by the side's clock). */
	readonly asOf: number;
	/** Signals up to here are answered by it. */
	readonly signalsUpTo: number;
	/** How many records the side has in all, where only changes were listed. */
	readonly count?: number | undefined;
}
export const scanResult = z.object({
	ids,
	totals: z.array(z.number()),
	asOf: z.number(),
	signalsUpTo: z.number(),
	count: z.number().optional(),
});
