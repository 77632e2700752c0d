import { ENTITIES, type Entity, otherSide, SIDES, type Side } from "../domain/model.ts";
import { findCandidates } from "../store/candidates.ts";
import { insertChanges } from "../store/changes.ts";
import { keepConflicts } from "../store/conflicts.ts";
import type { Statement } from "../store/database.ts";
import { forgetIntents } from "../store/intents.ts";
import { agreeOnFields, buryLinks, insertLinks } from "../store/links.ts";
import { type PlanRow, recordsToPlan, settlePairs } from "../store/planning.ts";
import { closeProblems, openProblems } from "../store/problems.ts";
import { activeCodes, markDirty, type RecordScope } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";
import { decide } from "./decide.ts";
import { references, type Surroundings } from "./decision.ts";
import { type Decided, holdLoopsBack } from "./loop-guard.ts";
import type { StepOutcome, WorkOf } from "./messages.ts";

const RECORDS_PER_STEP = 250;
/** Whatever a lost create has made shows long before that. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * Decides on the next records of a side that changed. Nothing is written to either side here; what is decided becomes
 * changes, links and problems in one transaction. A preview only records what it would do, and binds nothing.
 */
export async function plan(ctx: SyncContext, run: Run, work: WorkOf<"plan">): Promise<StepOutcome> {
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const found = await recordsToPlan(ctx.db, scope, { after: work.after, limit: RECORDS_PER_STEP, mode: run.mode });
	const last = found.at(-1);
	if (!last) return { statements: [] };

	const around = await surroundings(ctx, run, scope, found);
	const unlinked = found.filter((row) => row.pair === null && !row.gone && !row.dummy).map((row) => row.id);
	const candidates = unlinked.length > 0 ? await findCandidates(ctx.db, scope, unlinked) : new Map();
	const wanted = oneEach(found.map((row) => ({ row, decision: decide(row, candidates.get(row.id), around) })));
	const decided = run.mode === "preview" ? wanted : await holdLoopsBack(ctx, scope, wanted);

	return {
		statements: [
			...carryOut(ctx, run, scope, decided),
			...(run.mode === "preview" ? [] : [forgetIntents(scope, ctx.now() - FORGOTTEN_AFTER_MS)]),
		],
		spawn: found.length < RECORDS_PER_STEP ? [] : [{ ...work, after: last.id }],
	};
}

/** Two records of one batch may find the same partner: the first has it, the other has to wait for a person's word. */
function oneEach(decided: readonly Decided[]): readonly Decided[] {
	const found = new Set<string>();
	return decided.map(({ row, decision }) => {
		if (!decision.link) return { row, decision };
		const { smhId, accurateId } = decision.link;
		const taken = [`smh/${smhId}`, `accurate/${accurateId}`].some((key) => found.has(key));
		if (!taken) for (const key of [`smh/${smhId}`, `accurate/${accurateId}`]) found.add(key);
		return taken ? { row, decision: { changes: [], settled: false } } : { row, decision };
	});
}

function carryOut(ctx: SyncContext, run: Run, scope: RecordScope, decided: readonly Decided[]): readonly Statement[] {
	const now = ctx.now();
	const preview = run.mode === "preview";
	const changes = decided.flatMap(({ decision }) =>
		decision.changes.map((change) => ({
			...change,
			state: preview ? ("previewed" as const) : change.operation === "link" ? ("applied" as const) : ("planned" as const),
		})),
	);
	const links = preview ? [] : decided.flatMap(({ decision }) => decision.link ?? []);
	const agreed = preview ? [] : decided.flatMap(({ decision }) => decision.agreed ?? []);
	const conflicts = preview ? [] : decided.flatMap(({ decision }) => decision.conflicts ?? []);
	// A preview settles nothing: what it saw has yet to be done. What is left of an ended pair is looked at once more.
	const settled = preview ? [] : decided.filter(({ decision }) => decision.settled && !decision.bury);
	return [
		...(changes.length > 0 ? [insertChanges(run, changes, now)] : []),
		...(links.length > 0 ? insertLinks(scope, links, now) : []),
		...(agreed.length > 0 ? [agreeOnFields(scope, agreed, now)] : []),
		...(conflicts.length > 0 ? [keepConflicts(run, conflicts, now)] : []),
		...(preview ? [] : burials(scope, decided, now)),
		...problemStatements(run, scope, decided, now),
		...settlePairs(
			run,
			scope.entity,
			settled.map(({ row }) => pairOf(scope.side, row)),
		),
	];
}

function burials(scope: RecordScope, decided: readonly Decided[], now: number): readonly Statement[] {
	return (["deleted", "unlinked"] as const).flatMap((ending) => {
		const pairs = decided.flatMap(({ decision }) => (decision.bury?.ending === ending ? [decision.bury] : []));
		if (pairs.length === 0) return [];
		const left = SIDES.map((side) =>
			markDirty(
				{ ...scope, side },
				pairs.map((pair) => (side === "smh" ? pair.smhId : pair.accurateId)),
			),
		);
		return [...buryLinks(scope, pairs, ending, now), ...left];
	});
}

/** Opens what was found, and closes what is no longer so. A pair whose write is still to come keeps its problem until then. */
function problemStatements(run: Run, scope: RecordScope, decided: readonly Decided[], now: number): readonly Statement[] {
	const preview = run.mode === "preview";
	return SIDES.flatMap((side) => {
		const here = { ...scope, side };
		const had = ({ row }: Decided): boolean => (side === scope.side ? row.hasProblem : (row.pair?.hasProblem ?? false));
		// A preview tells what it found where nothing was known; what is known stays, and is what brings a run back to the record.
		const opened = decided.flatMap((one) =>
			one.decision.problem?.side === side && !(preview && had(one)) ? [one.decision.problem] : [],
		);
		const closed = decided.flatMap((one) => {
			const { row, decision } = one;
			const id = pairOf(scope.side, row)[side === "smh" ? "smhId" : "accurateId"];
			const over = decision.settled || decision.problem !== undefined || decision.link !== undefined;
			return had(one) && id !== null && over && decision.problem?.side !== side ? [id] : [];
		});
		return [
			...(opened.length > 0 ? [openProblems(here, opened, { now, runId: run.id, attempted: false })] : []),
			...(closed.length > 0 && !preview ? [closeProblems(here, closed)] : []),
		];
	});
}

const pairOf = (side: Side, row: PlanRow) =>
	row.pair ?? (side === "smh" ? { smhId: row.id, accurateId: null } : { smhId: null, accurateId: row.id });

/** Finds out, once for all rows, which of the records they name by code are there. */
async function surroundings(ctx: SyncContext, run: Run, scope: RecordScope, found: readonly PlanRow[]): Promise<Surroundings> {
	const named = found.flatMap((row) => [
		...references(scope.entity, row.projection),
		...references(scope.entity, row.pair?.partner?.projection ?? {}),
	]);
	const wanted = new Map<Entity, Set<string>>();
	for (const { entity, code } of named) wanted.set(entity, (wanted.get(entity) ?? new Set()).add(code));

	const present = new Map<string, ReadonlySet<string>>();
	for (const entity of ENTITIES) {
		const codes = wanted.get(entity);
		if (!codes) continue;
		for (const side of SIDES) {
			present.set(
				`${side}/${entity}`,
				await activeCodes(ctx.db, { ...scope, side, entity }, [...codes], run.mode === "preview" ? run.id : null),
			);
		}
	}
	return {
		entity: scope.entity,
		side: scope.side,
		ports: ctx.ports,
		settings: ctx.settings,
		hasReference: (side, entity, code) => present.get(`${side}/${entity}`)?.has(code) ?? false,
	};
}

/** The steps that decide on everything that changed in these entities, one chain per side. */
export const planSteps = (entities: readonly Entity[]): readonly WorkOf<"plan">[] =>
	entities.flatMap((entity) => SIDES.map((side) => ({ kind: "plan" as const, entity, side: otherSide(side), after: "" })));
