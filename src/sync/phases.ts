import { ENTITY_ORDER } from "../domain/entities.ts";
import { ENTITIES, type Entity, type RunState, SIDES } from "../domain/model.ts";
import { removalLimit } from "../domain/removal.ts";
import { plannedBatches, plannedScopes } from "../store/changes.ts";
import { notListed } from "../store/records.ts";
import { pendingRemovals } from "../store/removals.ts";
import type { Run } from "../store/runs.ts";
import { stepResults } from "../store/steps.ts";
import type { SystemPort } from "../systems/port.ts";
import type { SyncContext } from "./context.ts";
import { scanResult, type Work, type WorkOf, work } from "./messages.ts";
import { planSteps } from "./plan.ts";
import { ANSWER_WITHIN_MS, type Question } from "./question.ts";
import { chunks, READS_PER_STEP } from "./scan.ts";

/** A run goes through these in order; the next begins when no step of the one before is left. */
export interface Phase {
	readonly name: string;
	readonly state: RunState;
	/** What a person has to confirm before the run may enter the phase; null: nothing. */
	question?(ctx: SyncContext, run: Run): Promise<Question | null>;
	/** The phase's first steps; none: the run passes through. */
	steps(ctx: SyncContext, run: Run): Promise<readonly Work[]>;
}

const scanPhase: Phase = {
	name: "scan",
	state: "scanning",
	steps: async (_ctx, run) =>
		run.entities.flatMap((entity) => SIDES.map((side): Work => ({ kind: "scan", entity, side, from: 1, to: 1 }))),
};

/** More than this is rather a listing gone wrong than so many deletes; what is beyond waits for the next run. */
const CONFIRMED_PER_RUN = 4_000;

/** Law 5: only a listing that completed, with one total on every page and as many ids, lets anything look missing. */
const confirmPhase: Phase = {
	name: "confirm",
	state: "scanning",
	async steps(ctx, run) {
		const listings = new Map<string, { ids: Set<string>; totals: Set<number> }>();
		for (const step of await stepResults(ctx.db, run.id, PHASES.indexOf(scanPhase))) {
			const done = work.parse(JSON.parse(step.work));
			if (done.kind !== "scan" || step.result === null) continue;
			const { ids, totals } = scanResult.parse(JSON.parse(step.result));
			const listing = listings.get(`${done.side}/${done.entity}`) ?? { ids: new Set(), totals: new Set() };
			for (const id of ids) listing.ids.add(id);
			for (const total of totals) listing.totals.add(total);
			listings.set(`${done.side}/${done.entity}`, listing);
		}
		const steps: Work[] = [];
		for (const entity of run.entities) {
			for (const side of SIDES) {
				const listing = listings.get(`${side}/${entity}`);
				const complete = listing?.totals.size === 1 && listing.totals.has(listing.ids.size);
				if (!complete) {
					ctx.log.warn("listing_incomplete", { runId: run.id, side, entity, seen: listing?.ids.size ?? 0 });
					continue;
				}
				const missing = await notListed(ctx.db, { connection: ctx.connection, side, entity }, run.id);
				const ids = missing.slice(0, CONFIRMED_PER_RUN);
				steps.push(...chunks(ids, READS_PER_STEP).map((part): Work => ({ kind: "confirm", entity, side, ids: part })));
			}
		}
		return steps;
	},
};

/** Law 5: nothing has been written yet when many records are about to be deleted. */
const removalStop: Phase = {
	name: "removal stop",
	state: "applying",
	steps: async () => [],
	async question(ctx, run) {
		if (run.mode === "preview" || run.confirmed) return null;
		const removals = (await pendingRemovals(ctx.db, ctx.connection)).filter(
			({ entity, side, count, links }) =>
				run.entities.includes(entity) && ctx.settings.onDelete[side] !== "unlink" && count > removalLimit(links),
		);
		return removals.length > 0 ? { removals, expiresAt: ctx.now() + ANSWER_WITHIN_MS } : null;
	},
};

type ApplyOperation = WorkOf<"apply">["operation"];

const ofRun = (group: readonly Entity[], run: Run): readonly Entity[] => group.filter((entity) => run.entities.includes(entity));

const planPhase = (group: readonly Entity[]): Phase => ({
	name: `plan ${group.join("+")}`,
	state: "applying",
	steps: async (_ctx, run) => planSteps(ofRun(group, run)),
});

const applyPhase = (group: readonly Entity[], operation: ApplyOperation): Phase => ({
	name: `${operation} ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run) {
		const steps: Work[] = [];
		for (const { entity, side } of await plannedScopes(ctx.db, { runId: run.id, entities: ofRun(group, run), operation })) {
			const size = batchSize(ctx.ports[side], entity, operation);
			const batches = await plannedBatches(ctx.db, { runId: run.id, entity, side, operation, size });
			steps.push(...batches.map((batch): Work => ({ kind: "apply", operation, ...batch })));
		}
		return steps;
	},
});

/** A removal costs up to three calls: it reads the record, deletes it, and deactivates it where that is refused. */
const REMOVALS_PER_STEP = 5;

function batchSize(port: SystemPort, entity: Entity, operation: ApplyOperation): number {
	const size = port.capabilities.batchSize(entity, operation);
	return operation === "remove" ? Math.min(size, REMOVALS_PER_STEP) : size;
}

/**
 * Per group: decide, delete, change what is linked, create what is new, bring back what the other side filled in by itself,
 * write Partner IDs. Deleting first frees codes, but records that others name (all groups but the last) are deleted at the
 * very end.
 */
const mergePhases = (group: readonly Entity[], index: number): readonly Phase[] => [
	planPhase(group),
	...(index === ENTITY_ORDER.length - 1 ? [applyPhase(group, "remove")] : []),
	...(["update", "create", "update", "bind"] as const).map((operation) => applyPhase(group, operation)),
];

export const PHASES: readonly Phase[] = [
	scanPhase,
	confirmPhase,
	removalStop,
	...ENTITY_ORDER.flatMap(mergePhases),
	...ENTITY_ORDER.slice(0, -1)
		.reverse()
		.map((group) => applyPhase(group, "remove")),
];

/** What a person is told the run is doing. */
export type Activity = "reading" | "working";
export const activityOf = (phase: number): Activity => (PHASES[phase]?.state === "applying" ? "working" : "reading");

export const entitiesOrAll = (entities: readonly Entity[] | undefined): readonly Entity[] =>
	entities && entities.length > 0 ? ENTITIES.filter((entity) => entities.includes(entity)) : ENTITIES;
