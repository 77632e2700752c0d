import { ENTITY_ORDER } from "../domain/entities.ts";
import { ENTITIES, type Entity } from "../domain/model.ts";
import { plannedBatches, plannedScopes } from "../store/changes.ts";
import { commit } from "../store/database.ts";
import type { Run } from "../store/runs.ts";
import { stirProblems } from "../store/stirred.ts";
import type { SystemPort } from "../systems/port.ts";
import type { SyncContext } from "./context.ts";
import { growthStop, lookAgainPhase } from "./look-again.ts";
import { lookBackPhase } from "./look-back.ts";
import { LOOKING, lookedAt } from "./looking.ts";
import type { Work, WorkOf } from "./messages.ts";
import type { Phase } from "./phase.ts";
import { planSteps } from "./plan.ts";
import { mayRemove } from "./removal-stop.ts";
import { mayUpdate, safetyStop } from "./safety-stop.ts";

type ApplyOperation = WorkOf<"apply">["operation"];

const ofRun = (group: readonly Entity[], run: Pick<Run, "entities">): readonly Entity[] =>
	group.filter((entity) => run.entities.includes(entity));

const planPhase = (group: readonly Entity[]): Phase => ({
	name: `plan ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run) {
		const entities = ofRun(group, { entities: await lookedAt(ctx, run) });
		if (run.mode === "signals" && entities.length > 0) await commit(ctx.db, [stirProblems(ctx.connection, entities)]);
		return planSteps(entities);
	},
});

const applyPhase = (group: readonly Entity[], operation: ApplyOperation): Phase => ({
	name: `${operation} ${group.join("+")}`,
	state: "applying",
	async steps(ctx, run) {
		const steps: Work[] = [];
		const planned = await plannedScopes(ctx.db, { runId: run.id, entities: ofRun(group, run), operation });
		for (const { entity, side } of await unasked(ctx, run, operation, planned)) {
			const size = batchSize(ctx.ports[side], entity, operation);
			const batches = await plannedBatches(ctx.db, { runId: run.id, entity, side, operation, size });
			steps.push(...batches.map((batch): Work => ({ kind: "apply", operation, ...batch })));
		}
		return steps;
	},
});

/** What the run may carry out without an answer that it does not have. */
async function unasked(
	ctx: SyncContext,
	run: Run,
	operation: ApplyOperation,
	planned: Awaited<ReturnType<typeof plannedScopes>>,
): Promise<Awaited<ReturnType<typeof plannedScopes>>> {
	if (operation === "remove") return await mayRemove(ctx, run, planned);
	return operation === "update" ? await mayUpdate(ctx, run, planned) : planned;
}

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
	...LOOKING,
	safetyStop,
	lookAgainPhase,
	growthStop,
	...ENTITY_ORDER.flatMap(mergePhases),
	...ENTITY_ORDER.slice(0, -1)
		.reverse()
		.map((group) => applyPhase(group, "remove")),
	lookBackPhase,
];

/** What a person is told the run is doing. */
export type Activity = "reading" | "working";
export const activityOf = (phase: number): Activity => (PHASES[phase]?.state === "applying" ? "working" : "reading");

export const entitiesOrAll = (entities: readonly Entity[] | undefined): readonly Entity[] =>
	entities && entities.length > 0 ? ENTITIES.filter((entity) => entities.includes(entity)) : ENTITIES;
