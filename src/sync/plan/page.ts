import { ENTITIES, type Entity, SIDES } from "../../domain/model.ts";
import { type Candidates, findCandidates } from "../../store/candidates.ts";
import { type PlanPage, type PlanRow, recordsToPlan } from "../../store/planning.ts";
import { activeCodes, type RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import { modeOf } from "../run/modes.ts";
import { decide } from "./decide.ts";
import { type Decided, references, type Surroundings } from "./decision.ts";
import { holdLoopsBack } from "./loop-guard.ts";

export interface DecidedPage {
	readonly decided: readonly Decided[];
	/** Where the next page begins; null: this was the last one. */
	readonly next: string | null;
}

/** Reads a page of the plan queue and decides on its records. Nothing is written. */
export async function decidePage(ctx: SyncContext, run: Run, scope: RecordScope, page: PlanPage): Promise<DecidedPage> {
	const found = await recordsToPlan(ctx.db, scope, page);
	const last = found.at(-1);
	if (!last) return { decided: [], next: null };
	const around = await surroundings(ctx, run, scope, found);
	const unlinked = found.filter((row) => row.pair === null && !row.gone && !row.dummy).map((row) => row.id);
	const candidates: ReadonlyMap<string, Candidates> =
		unlinked.length > 0 ? await findCandidates(ctx.db, scope, unlinked) : new Map();
	const wanted = oneEach(found.map((row) => ({ row, decision: decide(row, candidates.get(row.id), around) })));
	const decided = modeOf(run).writes ? await holdLoopsBack(ctx, scope, wanted) : wanted;
	return { decided, next: found.length < page.limit ? null : last.id };
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
				await activeCodes(ctx.db, { ...scope, side, entity }, [...codes], modeOf(run).writes ? null : run.id),
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
