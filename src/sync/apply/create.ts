import { orSystemError, SystemError } from "../../domain/errors.ts";
import { chunks } from "../../domain/lists.ts";
import { otherSide, type Projection, type RemoteRecord } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import { idOf } from "../../domain/pair.ts";
import { textOf } from "../../domain/values.ts";
import { commitGuarded, type Statement } from "../../store/database.ts";
import { intentsOf, linkedIds, openIntents } from "../../store/intents.ts";
import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import { answersOthers, isOfTheRow, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";
import type { StepOutcome, WorkOf, WritingStep } from "../messages.ts";
import { creates } from "../plan/decision.ts";
import { decidePage } from "../plan/page.ts";
import { planStatements } from "../plan/plan.ts";
import { CLAIM_MS } from "../run/claims.ts";
import { PIECES } from "./apply.ts";
import type { WriteBatch } from "./batch.ts";
import { Created, type Creation, creationOf } from "./created.ts";
import { BatchOutcome } from "./outcomes.ts";
import { inBatches, rowsPerStep } from "./side-by-side.ts";
import { rowsOrRefusal, sendTolerant } from "./tolerant.ts";

/** Each "there is one already" costs a read; the rest of such a batch goes to another step. */
const DUPLICATES_PER_STEP = 10;

/**
 * Creates what is to be created of a page of the plan queue. It is decided on once more right before: what a plan knew a while ago
 * may have been created, linked or edited since. Law 3: intent → call → link. Where an earlier attempt may have reached the other
 * side, the record is looked up by its code before it is sent again. A side that keeps Partner IDs refuses a second record of the
 * same partner, which is that look-up. Rows that fail together again and again go on apart from each other.
 */
export async function create(ctx: SyncContext, run: Run, work: WorkOf<"create">, claimed: WritingStep): Promise<StepOutcome> {
	const step = work.rows === undefined ? claimed : { ...claimed, attempts: TRIES };
	const scope: RecordScope = { connection: ctx.connection, side: work.side, entity: work.entity };
	const source: RecordScope = { ...scope, side: otherSide(work.side) };
	const port = ctx.ports[scope.side];
	const size = work.rows ?? port.capabilities.batchSize(scope.entity, "create");
	// What has failed goes on batch by batch.
	const limit = step.attempts === 1 ? rowsPerStep(size) : size;
	if (step.attempts >= TRIES && size > 1 && (await answersOthers(ctx, scope))) {
		return { statements: [], spawn: [{ ...work, rows: Math.ceil(size / PIECES) }] };
	}
	const page = await decidePage(ctx, run, source, { after: work.after, upTo: work.upTo, limit, ids: null, unlinked: true });
	const creations = page.decided.flatMap(({ row, decision }) => creationOf(source, row, decision));
	const batch: WriteBatch = { ctx, run, scope, attempts: step.attempts };
	const outcome = new BatchOutcome(batch);
	const created = new Created(ctx, scope, outcome);
	const intended = await intentsOf(
		ctx.db,
		scope,
		creations.map((change) => idOf(change, source.side) ?? ""),
	);
	const open = creations.map((change) => ({ ...change, intended: intended.get(idOf(change, source.side) ?? "") ?? null }));

	const inTheDark = port.capabilities.storesPartnerId ? [] : open.filter((change) => change.intended !== null);
	waitForLateOnes(inTheDark, ctx.now());
	const found = await orSystemError(lookUp(ctx, scope, inTheDark));
	const [only] = open;
	if (found instanceof SystemError && !(open.length === 1 && only && (await isOfTheRow(batch, found)))) throw found;
	const toSend: Creation[] = [];
	for (const change of open) {
		if (found instanceof SystemError) {
			outcome.failed(change, found);
			continue;
		}
		const matches = found.get(change) ?? [];
		const [match] = matches;
		if (!match) toSend.push(change);
		else if (matches.length > 1) outcome.ambiguous(change, matches);
		else created.found(change, match);
	}

	let leftOver = false;
	if (toSend.length > 0) {
		const refused = await send(batch, step.holdsClaim, toSend, created, outcome);
		await settleDuplicates(ctx, scope, refused.slice(0, DUPLICATES_PER_STEP), created, outcome);
		leftOver = refused.length > DUPLICATES_PER_STEP;
	}
	const more: WorkOf<"create">[] = leftOver ? [work] : page.next === null ? [] : [{ ...work, after: page.next }];
	const others = page.decided.filter(({ decision }) => !creates(decision));
	const ended = await outcome.ended([...planStatements(ctx, run, source, others), ...created.statements()]);
	return ended.retry ? ended : { ...ended, spawn: more };
}

interface Duplicate {
	readonly change: Creation;
	readonly error: SystemError;
}

/** Sends the creates; answers those of which the side says that there is one already. */
async function send(
	batch: WriteBatch,
	holdsClaim: Statement,
	changes: readonly Creation[],
	created: Created,
	outcome: BatchOutcome,
): Promise<readonly Duplicate[]> {
	const { ctx, run, scope } = batch;
	const port = ctx.ports[scope.side];
	const results = await sendTolerant(
		changes.map((change) => change.after),
		port.capabilities.requiredFields(scope.entity),
		async (indexes, projections) => {
			const rows = indexes.flatMap((index, place) => {
				const [change, projection] = [changes[index], projections[place]];
				return change && projection ? [{ change, projection, partnerId: idOf(change, otherSide(scope.side)) ?? "" }] : [];
			});
			await intend(ctx, run, holdsClaim, scope, rows);
			return await inBatches(rows, port.capabilities.batchSize(scope.entity, "create"), (some) =>
				rowsOrRefusal(batch, some.length, () => port.create(scope.entity, some)),
			);
		},
	);
	return changes.flatMap((change, index) => {
		const answer = results[index];
		if (!answer) return [];
		const { result, sent, leftOut } = answer;
		if (result.ok) created.stored(change, result.record, sent, leftOut);
		else if (result.error.kind === "duplicate") return [{ change, error: result.error }];
		else {
			outcome.failed(change, result.error);
			// What nobody understands may have been carried out.
			if (!result.error.retryable && result.error.kind !== "not_understood") created.refused(change);
		}
		return [];
	});
}

/**
 * An earlier attempt may still be on its way. With the same code the side takes only one of the two, but a code that was changed
 * meanwhile would make two records of one: so nothing is sent before the other call is past its deadline.
 */
function waitForLateOnes(inTheDark: readonly Creation[], now: number): void {
	const until = inTheDark.flatMap((change) =>
		change.intended && change.intended.codeKey !== codeOf(change) ? [change.intended.at + CLAIM_MS] : [],
	);
	const retryAfterMs = Math.max(0, ...until) - now;
	if (retryAfterMs > 0) throw new SystemError("unavailable", "Pengiriman sebelumnya mungkin masih berjalan", { retryAfterMs });
}

/** Law 3: what is about to be sent is on record first; of what is sent again without a field, what is sent now. */
async function intend(
	ctx: SyncContext,
	run: Run,
	holdsClaim: Statement,
	scope: RecordScope,
	rows: readonly { readonly change: Creation; readonly projection: Projection; readonly partnerId: string }[],
): Promise<void> {
	const intents = rows.map(({ change, projection, partnerId }) => ({
		sourceId: partnerId,
		codeKey: codeOf(change) ?? "",
		sent: projection,
	}));
	const again = rows.some(({ change, projection }) => projection !== change.after);
	const searched = !ctx.ports[scope.side].capabilities.storesPartnerId;
	const opened = openIntents(scope, intents, { runId: run.id, now: ctx.now(), again, searched });
	await commitGuarded(ctx.db, [holdsClaim, opened]);
}

const codeOf = (change: Creation): string | null => codeKey(textOf(change.after, "code"));

/** Records that carry the codes of these changes, per change: the code they have, and the one they were sent with before. */
async function lookUp(
	ctx: SyncContext,
	scope: RecordScope,
	changes: readonly Creation[],
): Promise<ReadonlyMap<Creation, readonly RemoteRecord[]>> {
	if (changes.length === 0) return new Map();
	const keysOf = (change: Creation) => [codeOf(change), change.intended?.codeKey ?? null].filter((key) => key !== null);
	const codes = changes
		.flatMap((change) => [textOf(change.after, "code"), change.intended?.codeKey ?? null])
		.filter((code) => code !== null);
	const port = ctx.ports[scope.side];
	const parts = chunks([...new Set(codes)], port.capabilities.batchSize(scope.entity, "create"));
	const records = (await Promise.all(parts.map((part) => port.findByCode(scope.entity, part)))).flat();
	const linked = await linkedIds(
		ctx.db,
		scope,
		records.map((record) => record.id),
	);
	const free = records.filter((record) => !linked.has(record.id));
	return new Map(
		changes.map((change) => [
			change,
			free.filter((record) => keysOf(change).some((key) => key === codeKey(textOf(record.projection, "code")))),
		]),
	);
}

/**
 * "There is one already": with our partner's id on it, or where an earlier attempt was in the dark and has made it since it was
 * looked up, it is ours, so it is bound. Any other was made by somebody else: the next plan decides on the first meeting.
 */
async function settleDuplicates(
	ctx: SyncContext,
	scope: RecordScope,
	refused: readonly Duplicate[],
	created: Created,
	outcome: BatchOutcome,
): Promise<void> {
	if (refused.length === 0) return;
	const port = ctx.ports[scope.side];
	const unnamed = refused.filter(({ error }) => error.detail.existingId === undefined).map(({ change }) => change);
	const byCode = await orSystemError(lookUp(ctx, scope, unnamed));
	if (byCode instanceof SystemError) {
		for (const { change } of refused) outcome.failed(change, byCode);
		return;
	}
	for (const { change, error } of refused) {
		const { existingId } = error.detail;
		// What is known of the other rows must not be lost because one of these reads fails.
		const [found = null, ...others] = byCode.get(change) ?? [];
		const existing = existingId === undefined ? found : await orSystemError(port.get(scope.entity, existingId));
		const late = !port.capabilities.storesPartnerId && change.intended !== null && found !== null && others.length === 0;
		const sourceId = idOf(change, otherSide(scope.side)) ?? "";
		if (existing instanceof SystemError) outcome.failed(change, existing);
		else if (existing && (late || existing.partnerId === sourceId)) created.found(change, existing);
		else {
			created.refused(change);
			// Nobody may see who holds the code: then that is the reason.
			if (existing === null) outcome.failed(change, error);
			else outcome.stale(change, "another record took this code since the listing");
		}
	}
}
