import { z } from "zod";
import { ENTITIES, type RemoteRecord, SIDES } from "../domain/model.ts";
import type { Statement } from "../store/database.ts";
import type { RecordScope } from "../store/records.ts";

const connection = z.string().min(1);
const run = z.string().min(1);

/** What travels on the queue `sync-jobs`. Only names of work: the work itself is in D1, where no lost queue takes it. */
export const jobMessage = z.discriminatedUnion("kind", [
	/** Look into D1 and do what there is to do. `run`: whose message it is; without it, whatever there is. */
	z.object({ kind: z.literal("drive"), connection, run: run.optional() }),
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
		/** Rows of a page; without it the first page finds out. */
		size: z.int().min(1).optional(),
		/** They were part of a larger page, which failed again and again. */
		part: z.literal(true).optional(),
		/** Ask for the side's total as well. */
		counts: z.literal(true).optional(),
		/** Made after the run's writes: what it finds is for the next run to decide on (sync/scan/read-back.ts). */
		readBack: z.enum(["probe", "read"]).optional(),
	}),
	/** Read records whose list rows lack fields; `listed`: what the rows of those that were never seen call them. */
	z.object({
		kind: z.literal("detail"),
		...scope,
		ids,
		listed: z.array(z.object({ id: z.string(), code: z.string().nullable(), name: z.string().nullable() })).optional(),
	}),
	/** Read records that a webhook named or a complete listing did not name. */
	z.object({
		kind: z.literal("confirm"),
		...scope,
		ids,
		/** They were answered without the record before, and a listing that was completed since does not have them. */
		proven: z.literal(true).optional(),
	}),
	/** Decide on the entity's records behind this id, one side after the other. */
	z.object({
		kind: z.literal("plan"),
		...scope,
		after: z.string(),
		/** After the run's writes: only what turns out to be in step is settled, the rest is left to the next run. */
		settlesOnly: z.literal(true).optional(),
	}),
	/** Create what is still to be created among the records of the other side behind `after`, up to `upTo`. */
	z.object({
		kind: z.literal("create"),
		...scope,
		after: z.string(),
		upTo: z.string().nullable(),
		/** At most so many in one call: more of them have failed together, again and again. */
		rows: z.int().min(1).optional(),
	}),
	/** Carry out the planned changes with these numbers. */
	z.object({
		kind: z.literal("apply"),
		...scope,
		operation: z.enum(["update", "remove", "partner_id"]),
		fromSeq: z.int(),
		toSeq: z.int(),
		/** They are part of a batch that failed again and again. */
		apart: z.literal(true).optional(),
	}),
	/** Move the next of those whose unique values change places. */
	z.object({ kind: z.literal("exchange"), ...scope }),
	/** Carry out the word of a person that the run is about. */
	z.object({ kind: z.literal("verb") }),
]);
export type Work = z.infer<typeof work>;
export type WorkOf<K extends Work["kind"]> = Extract<Work, { kind: K }>;

/** What a side answered, to be brought into the mirror together with the step's end. */
export interface ReadRecords {
	readonly scope: RecordScope;
	readonly records: readonly RemoteRecord[];
	/** Ids of which the side said that there is no such record. */
	readonly gone?: readonly string[];
	/** Signals that are answered by it: those of these ids, up to `upTo`; null: none. */
	readonly answers: {
		readonly ids: readonly string[];
		readonly upTo: number;
		/** In a list: that proves no delete wrong. */
		readonly listing: boolean;
		/** What is found is for this run to decide on. */
		readonly planned: boolean;
	} | null;
}

/** What a step has to know of itself where it writes down what it is about to do. */
export interface WritingStep {
	readonly holdsClaim: Statement;
	/** This one included. */
	readonly attempts: number;
}

/** What a step leaves behind: statements that are committed together with its end, and the steps it calls for. */
export interface StepOutcome {
	readonly statements: readonly Statement[];
	/** What a side answered: brought into the mirror in the same commit. */
	readonly reads?: readonly ReadRecords[];
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
	/** How far the side's clock was behind ours, at least (ms). */
	readonly lagMs: number;
	/** Signals up to here are answered by it. */
	readonly signalsUpTo: number;
	/** How many records the side has in all, where only changes were listed. */
	readonly count?: number | undefined;
	/** Rows of which nobody can say which record they are. */
	readonly nameless?: number | undefined;
}
export const scanResult = z.object({
	ids,
	totals: z.array(z.number()),
	asOf: z.number(),
	lagMs: z.number(),
	signalsUpTo: z.number(),
	count: z.number().optional(),
	nameless: z.number().optional(),
});

export interface ConfirmResult {
	/** Answered without the record, and without a word that there is none. */
	readonly withoutWord: readonly string[];
}
export const confirmResult = z.object({ withoutWord: ids });

/** A part of a page of the plan, in order of id. */
export interface Slice {
	/** Records that are to be created on the other side. */
	readonly creates: number;
	/** Its last id; null: it reaches to the side's last record. */
	readonly upTo: string | null;
}

export interface PlanResult {
	/** The page from its first record to its last one. */
	readonly slices: readonly Slice[];
}
export const planResult = z.object({ slices: z.array(z.object({ creates: z.number(), upTo: z.string().nullable() })) });
