import { ENTITY_ORDER } from "../../domain/entities.ts";
import { interleaved } from "../../domain/lists.ts";
import { ENTITIES, type Entity, otherSide, SIDES } from "../../domain/model.ts";
import { type Planned, plannedBatches } from "../../store/changes.ts";
import { commitToQueue, queuedEntities, requeueRefused, requeueSolvable } from "../../store/plan-queue.ts";
import type { Run } from "../../store/runs.ts";
import type { SystemPort } from "../../systems/port.ts";
import { createBatches } from "../apply/create-batches.ts";
import { needsExchange } from "../apply/exchange.ts";
import { rowsPerStep } from "../apply/side-by-side.ts";
import type { SyncContext } from "../context.ts";
import { planResult, type Work, type WorkOf, work } from "../messages.ts";
import { mayRemove } from "../plan/removal-stop.ts";
import { mayUpdate, safetyStop } from "../plan/safety-stop.ts";
import { listingsOf } from "../scan/listings.ts";
import { readBackPhase } from "../scan/read-back.ts";
import { growthStop, rescanPhase } from "../scan/rescan.ts";
import { lookedAt, SCANNING } from "../scan/scan-phases.ts";
import { modeOf } from "./modes.ts";
import type { Phase } from "./phase.ts";
import { namedRecords, subjectOf } from "./subject.ts";

type ApplyOperation = WorkOf<"apply">["operation"];

const ofRun = (group: readonly Entity[], run: Pick<Run, "entities">): readonly Entity[] =>
	group.filter((entity) => run.entities.includes(entity));

/** Decides on what is on the plan queue, one side of an entity after the other: a pair is decided on once. */
const planPhase = (group: readonly Entity[]): Phase => ({
	name: `plan ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run, view) {
		const entities = ofRun(group, { entities: await lookedAt(run, view) });
		if (entities.length === 0) return [];
		const queued = await commitToQueue(ctx.db, ctx.connection, [
			// What a run for a few records stirs up is none of its own: a run shall come for it by itself.
			requeueSolvable(ctx.log, ctx.connection, entities, namedRecords(run) ? ctx.now() : null),
			...(modeOf(run).retriesRefused ? [requeueRefused(ctx.log, ctx.connection, entities)] : []),
		]);
		return entities
			.filter((entity) => queued.includes(entity))
			.map((entity): Work => ({ kind: "plan", entity, side: SIDES[0], after: "" }));
	},
});

/** Creates what the plan found to be created, in the order of its pages, a full batch in each step. */
const createPhase = (group: readonly Entity[]): Phase => ({
	name: `create ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run, view) {
		const { writes, lists } = modeOf(run);
		if (!writes || lists === "nothing") return [];
		const steps = await view.results([PHASES.findIndex(({ name }) => name === `plan ${group.join("+")}`)]);
		const pages = steps.flatMap((step) => {
			const item = work.parse(JSON.parse(step.work));
			if (item.kind !== "plan" || step.result === null) return [];
			return [{ item, slices: planResult.parse(JSON.parse(step.result)).slices }];
		});
		const bySource = Map.groupBy(pages, ({ item }) => `${item.entity}/${item.side}`);
		return interleaved(
			[...bySource.values()].map((list) => {
				// As the database orders ids.
				const inOrder = list.toSorted((a, b) => (a.item.after < b.item.after ? -1 : 1));
				const [first] = inOrder;
				if (!first) return [];
				const { entity, side: source, after } = first.item;
				const side = otherSide(source);
				const size = rowsPerStep(ctx.ports[side].capabilities.batchSize(entity, "create"));
				const slices = inOrder.flatMap((page) => page.slices);
				return createBatches({ entity, side, after }, slices, size);
			}),
		);
	},
});

const applyPhase = (group: readonly Entity[], operation: ApplyOperation): Phase => ({
	name: `${operation} ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run, view) {
		const batches: Work[][] = [];
		const planned = (await view.planned()).filter((one) => one.operation === operation && ofRun(group, run).includes(one.entity));
		for (const one of await unasked(ctx, run, operation, planned)) {
			const found = await plannedBatches(ctx.db, run.id, one, changesPerStep(ctx.ports[one.side], one.entity, operation));
			batches.push(found.map((batch): Work => ({ kind: "apply", operation, ...batch })));
		}
		return interleaved(batches);
	},
});

/** Unique values that change places are written in order, before the other updates. */
const exchangePhase = (group: readonly Entity[]): Phase => ({
	name: `exchange ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run, view) {
		// One alone changes places with nobody.
		const several = (await view.planned()).filter(
			({ operation, entity, count }) => operation === "update" && count > 1 && ofRun(group, run).includes(entity),
		);
		const steps: Work[] = [];
		for (const { entity, side } of await unasked(ctx, run, "update", several)) {
			if (await needsExchange(ctx, run, { connection: ctx.connection, entity, side }))
				steps.push({ kind: "exchange", entity, side });
		}
		return steps;
	},
});

/** What the run may carry out without an answer that it does not have. */
async function unasked(
	ctx: SyncContext,
	run: Run,
	operation: ApplyOperation,
	planned: readonly Planned[],
): Promise<readonly Planned[]> {
	if (operation === "remove") return await mayRemove(ctx, run, planned);
	return operation === "update" ? await mayUpdate(ctx, run, planned) : planned;
}

/** A removal costs up to three calls: it reads the record, deletes it, and deactivates it where that is refused. */
const REMOVALS_PER_STEP = 5;

/** Planned changes that one step carries out. */
function changesPerStep(port: SystemPort, entity: Entity, operation: ApplyOperation): number {
	const size = port.capabilities.batchSize(entity, operation);
	return operation === "remove" ? Math.min(size, REMOVALS_PER_STEP) : rowsPerStep(size);
}

/** What was read back after the run's writes mostly shows what it wrote: that is settled, so that nobody is told that it waits. */
const settlePhase: Phase = {
	name: "settle",
	state: "applying",
	async steps(ctx, run, view) {
		if (!modeOf(run).readsBack) return [];
		const listings = await listingsOf(view, [PHASES.indexOf(readBackPhase)]);
		const read = run.entities.filter((entity) => listings.some((one) => one.entity === entity && one.ids.size > 0));
		if (read.length === 0) return [];
		const queued = await queuedEntities(ctx.db, ctx.connection);
		return read
			.filter((entity) => queued.includes(entity))
			.map((entity): Work => ({ kind: "plan", entity, side: SIDES[0], after: "", settlesOnly: true }));
	},
};

/** A person's word that writes to a side is the whole of its run. */
const verbPhase: Phase = {
	name: "verb",
	state: "applying",
	async steps(_, run) {
		const about = subjectOf(run);
		return about !== null && about.kind !== "records" ? [{ kind: "verb" }] : [];
	},
};

/**
 * Per group: decide, delete, exchange unique values, change what is linked, create what is new, bring back what the other side
 * filled in by itself, write Partner IDs. Deleting first frees codes, but records that others name (all groups but the last) are
 * deleted at the very end.
 */
const mergePhases = (group: readonly Entity[], index: number): readonly Phase[] => [
	planPhase(group),
	...(index === ENTITY_ORDER.length - 1 ? [applyPhase(group, "remove")] : []),
	exchangePhase(group),
	applyPhase(group, "update"),
	createPhase(group),
	...(["update", "partner_id"] as const).map((operation) => applyPhase(group, operation)),
];

export const PHASES: readonly Phase[] = [
	...SCANNING,
	safetyStop,
	rescanPhase,
	growthStop,
	...ENTITY_ORDER.flatMap(mergePhases),
	...ENTITY_ORDER.slice(0, -1)
		.reverse()
		.map((group) => applyPhase(group, "remove")),
	verbPhase,
	readBackPhase,
	settlePhase,
];

/** What a person is told the run is doing. */
export type Activity = "reading" | "working";
export const activityOf = (phase: number): Activity => (PHASES[phase]?.state === "applying" ? "working" : "reading");

export const entitiesOrAll = (entities: readonly Entity[] | undefined): readonly Entity[] =>
	entities && entities.length > 0 ? ENTITIES.filter((entity) => entities.includes(entity)) : ENTITIES;
