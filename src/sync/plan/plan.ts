import { type Entity, SIDES, type Side } from "../../domain/model.ts";
import { type Ids, idOf, idsOf, type Seqs, seqsOf } from "../../domain/pair.ts";
import { insertChanges, resolveDoubts } from "../../store/changes.ts";
import { keepConflicts } from "../../store/conflicts.ts";
import type { Statement } from "../../store/database.ts";
import { forgetIntents } from "../../store/intents.ts";
import { agreeOnFields, buryLinks, insertLinks } from "../../store/links.ts";
import { type Decidable, planLater, requeue, settle } from "../../store/plan-queue.ts";
import type { PlanRow } from "../../store/planning.ts";
import { closeProblems, openProblems } from "../../store/problems.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { slicesOf } from "../apply/create-batches.ts";
import type { SyncContext } from "../context.ts";
import type { PlanResult, StepOutcome, WorkOf } from "../messages.ts";
import { modeOf } from "../run/modes.ts";
import { type NamedRecord, namedRecords } from "../run/subject.ts";
import { creates, type Decided, type Decision } from "./decision.ts";
import { type DecidedPage, decidePage } from "./page.ts";

const RECORDS_PER_STEP = 250;
/** Whatever a lost create has made shows long before that. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * Decides on the next records of a side that are on the plan queue, then on the other side's. Nothing is written to either side here;
 * what is decided becomes changes, links and problems in one transaction. What is to be created stays on the queue: it is decided on
 * once more when it is sent. A preview only records what it would do, and links nothing.
 */
export async function plan(ctx: SyncContext, run: Run, work: WorkOf<"plan">): Promise<StepOutcome> {
	const named = namedRecords(run);
	const pageOf = (side: Side): Promise<DecidedPage> => {
		const scope = { connection: ctx.connection, side, entity: work.entity };
		const ids = named && idsOn(side, work.entity, named);
		return decidePage(ctx, run, scope, { after: work.after, upTo: null, limit: RECORDS_PER_STEP, ids, unlinked: false });
	};
	const page = await pageOf(work.side);
	const nextSide = SIDES[SIDES.indexOf(work.side) + 1];
	const after: WorkOf<"plan">[] =
		page.next !== null ? [{ ...work, after: page.next }] : nextSide ? [{ ...work, side: nextSide, after: "" }] : [];
	const decisions = planStatements(ctx, run, { connection: ctx.connection, ...work }, decidedHere(run, work, page));
	const toCreate = page.decided.flatMap(({ row, decision }) => (creates(decision) ? [row.id] : []));
	const result: PlanResult = { slices: slicesOf(toCreate, page.next) };
	if (work.settlesOnly) return { statements: decisions, spawn: after };
	// Both halves of a few pairs fit one step: no pair is on both pages.
	if (named && nextSide && page.next === null) {
		const other = await pageOf(nextSide);
		if (!other.decided.some(({ decision }) => creates(decision))) {
			const others = planStatements(ctx, run, { connection: ctx.connection, ...work, side: nextSide }, other.decided);
			return { statements: [...decisions, ...others], result };
		}
	}
	const forget = modeOf(run).writes && !named && page.decided.length > 0;
	const scope = { connection: ctx.connection, side: work.side, entity: work.entity };
	return {
		statements: [...decisions, ...(forget ? [forgetIntents(scope, ctx.now() - FORGOTTEN_AFTER_MS)] : [])],
		spawn: after,
		result,
	};
}

/** What is settled, linked or planned by this step; what is to be created waits for its own. */
function decidedHere(run: Run, work: WorkOf<"plan">, { decided }: DecidedPage): readonly Decided[] {
	if (work.settlesOnly) {
		return decided.filter(({ decision }) => decision.settled && !decision.problem && !decision.bury && !decision.link);
	}
	return modeOf(run).writes ? decided.filter(({ decision }) => !creates(decision)) : decided;
}

/** A run for a few records decides on these and their partners. */
const idsOn = (side: Side, entity: Entity, named: readonly NamedRecord[]): readonly string[] =>
	named.filter((one) => one.entity === entity).map((one) => (one.side === side ? one.id : one.partnerId));

/** What decisions leave behind in D1. */
export function planStatements(
	ctx: SyncContext,
	run: Run,
	scope: RecordScope,
	decided: readonly Decided[],
): readonly Statement[] {
	const now = ctx.now();
	const { writes } = modeOf(run);
	const changes = decided.flatMap(({ row, decision }) =>
		decision.changes.map((change) => ({
			...change,
			...seqsIn(scope.side, row, decision),
			state: !writes ? ("previewed" as const) : change.operation === "link" ? ("applied" as const) : ("planned" as const),
		})),
	);
	const insert = changes.length > 0 ? [insertChanges(run, changes, now)] : [];
	const problems = problemStatements(run, scope, decided, now);
	// A preview settles nothing: what it saw has yet to be done.
	if (!writes) return [...insert, ...problems];
	const links = decided.flatMap(({ decision }) => decision.link ?? []);
	const agreed = decided.flatMap(({ decision }) => decision.agreed ?? []);
	const conflicts = decided.flatMap(({ decision }) => decision.conflicts ?? []);
	const later = Map.groupBy(
		decided.filter(({ decision }) => decision.planAfter !== undefined),
		({ decision }) => decision.planAfter ?? 0,
	);
	const found = decided.flatMap(({ row, decision }) => (decision.resolvesDoubts && row.pair ? [row.pair.smhId] : []));
	// What is left of an ended pair is looked at once more.
	const settled = decided.filter(({ decision }) => decision.settled && !decision.bury);
	return [
		...insert,
		...insertLinks(scope, links, now),
		...(agreed.length > 0 ? [agreeOnFields(scope, agreed, now)] : []),
		...(found.length > 0 ? [resolveDoubts(scope, found)] : []),
		...(conflicts.length > 0 ? [keepConflicts(run, conflicts, now)] : []),
		...burials(ctx, scope, decided, now),
		...problems,
		...settle(
			run,
			scope.entity,
			settled.map(({ row, decision }) => decidableOf(scope.side, row, decision)),
		),
		...[...later].map(([planAfter, list]) =>
			planLater(
				scope,
				list.map(({ row }) => row.id),
				planAfter,
			),
		),
	];
}

function burials(ctx: SyncContext, scope: RecordScope, decided: readonly Decided[], now: number): readonly Statement[] {
	return (["deleted", "unlinked"] as const).flatMap((ending) => {
		const pairs = decided.flatMap(({ decision }) => (decision.bury?.ending === ending ? [decision.bury] : []));
		if (pairs.length === 0) return [];
		const left = SIDES.map((side) =>
			requeue(
				ctx.log,
				{ ...scope, side },
				pairs.map((pair) => idOf(pair, side)),
				"pair ended",
			),
		);
		return [...buryLinks(scope, pairs, ending, now), ...left];
	});
}

/** Opens what was found, and closes what is no longer so. A pair whose write is still to come keeps its problem until then. */
function problemStatements(run: Run, scope: RecordScope, decided: readonly Decided[], now: number): readonly Statement[] {
	const preview = !modeOf(run).writes;
	return SIDES.flatMap((side) => {
		const here = { ...scope, side };
		const had = ({ row }: Decided): boolean => (side === scope.side ? row.hasProblem : (row.pair?.hasProblem ?? false));
		// A preview tells what it found where nothing was known; what is known stays, and is what brings a run back to the record.
		const opened = decided.flatMap((one) =>
			one.decision.problem?.side === side && !(preview && had(one)) ? [one.decision.problem] : [],
		);
		const closed = decided.flatMap((one) => {
			const { row, decision } = one;
			const id = idOf(pairIn(scope.side, row), side);
			const over = !decision.keepsProblem && (decision.settled || decision.problem !== undefined || decision.link !== undefined);
			return had(one) && id !== null && over && decision.problem?.side !== side ? [id] : [];
		});
		return [
			...(opened.length > 0 ? [openProblems(here, opened, { now, runId: run.id, attempted: false })] : []),
			...(closed.length > 0 && !preview ? [closeProblems(here, closed)] : []),
		];
	});
}

const pairIn = (side: Side, row: PlanRow): Ids<string | null> => row.pair ?? idsOf<string | null>(side, row.id, null);

const seqsIn = (side: Side, { seq, pair }: PlanRow, { partnerSeq }: Decision): Seqs<number | null> =>
	seqsOf(side, seq, pair?.partnerSeq ?? partnerSeq ?? null);

const decidableOf = (side: Side, row: PlanRow, decision: Decision): Decidable => {
	const { smhId, accurateId } = decision.link ?? pairIn(side, row);
	return { smhId, accurateId, ...seqsIn(side, row, decision) };
};
