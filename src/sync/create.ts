import { otherSide, type RemoteRecord } from "../domain/model.ts";
import { codeKey } from "../domain/normalise.ts";
import { textOf } from "../domain/values.ts";
import { type ChangeToApply, insertChanges } from "../store/changes.ts";
import { holdsFence } from "../store/connections.ts";
import { commitGuarded } from "../store/database.ts";
import { closeIntents, linkedIds, openIntents } from "../store/intents.ts";
import { insertLinks, type NewLink } from "../store/links.ts";
import type { RecordScope } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";
import type { StepOutcome, WorkOf } from "./messages.ts";
import { agreedAfterWrite, BatchOutcome, idOf } from "./outcomes.ts";

/** Each "there is one already" costs a read; the rest of such a batch goes to another step. */
const DUPLICATES_PER_STEP = 20;

/**
 * Law 3: intent → call → link. Where an earlier attempt may have reached the other side, the record is looked up by its code
 * before it is sent again. A side that keeps Partner IDs refuses a second record of the same partner, which is that look-up.
 */
export async function create(
	ctx: SyncContext,
	run: Run,
	work: WorkOf<"apply">,
	scope: RecordScope,
	changes: readonly ChangeToApply[],
): Promise<StepOutcome> {
	const port = ctx.ports[scope.side];
	const sourceScope: RecordScope = { ...scope, side: otherSide(scope.side) };
	const sourceOf = (change: ChangeToApply): string => idOf(change, sourceScope.side) ?? "";
	const outcome = new BatchOutcome(ctx, run, scope);
	const created = new Created(run, scope);

	const bound = await linkedIds(ctx.db, sourceScope, changes.map(sourceOf));
	for (const change of changes) if (bound.has(sourceOf(change))) outcome.overtaken(change, "already linked", null);
	const open = changes.filter((change) => !bound.has(sourceOf(change)));

	const inTheDark = port.capabilities.storesPartnerId ? [] : open.filter((change) => change.intended);
	const found = await lookUp(ctx, scope, inTheDark);
	const toSend: ChangeToApply[] = [];
	for (const change of open) {
		const matches = found.get(change.seq) ?? [];
		const [match] = matches;
		if (!match) toSend.push(change);
		else if (matches.length > 1) outcome.ambiguous(change, matches);
		else created.bind(change, match, outcome, port.capabilities.readOnlyFields(scope.entity));
	}

	let leftOver = false;
	if (toSend.length > 0) {
		const intents = toSend.map((change) => ({ sourceId: sourceOf(change), code: textOf(change.after, "code") ?? "" }));
		await commitGuarded(ctx.db, [holdsFence(ctx.connection, run.fence), openIntents(scope, intents, run.id, ctx.now())]);
		const results = await port.create(
			scope.entity,
			toSend.map((change) => ({ projection: change.after, partnerId: sourceOf(change) })),
		);
		const refused: { change: ChangeToApply; existingId: string | undefined }[] = [];
		toSend.forEach((change, index) => {
			const result = results[index];
			if (!result) return;
			if (result.ok) created.bind(change, result.record, outcome, port.capabilities.readOnlyFields(scope.entity));
			else if (result.error.kind === "duplicate") refused.push({ change, existingId: result.error.detail.existingId });
			else outcome.failed(change, result.error);
			if (result.ok === false && !result.error.retryable && result.error.kind !== "duplicate") created.refused(sourceOf(change));
		});
		await settleDuplicates(ctx, scope, refused.slice(0, DUPLICATES_PER_STEP), created, outcome);
		leftOver = refused.length > DUPLICATES_PER_STEP;
	}

	return {
		statements: [...created.statements(ctx, sourceScope), ...outcome.statements()],
		...(outcome.retry ? { retry: outcome.retry } : {}),
		...(leftOver ? { spawn: [work] } : {}),
	};
}

/** Links made by this batch. */
class Created {
	readonly #run: Run;
	readonly #scope: RecordScope;
	readonly #links: NewLink[] = [];
	readonly #closed: string[] = [];
	readonly #labels = new Map<string, string>();

	constructor(run: Run, scope: RecordScope) {
		this.#run = run;
		this.#scope = scope;
	}

	bind(change: ChangeToApply, record: RemoteRecord, outcome: BatchOutcome, readOnly: readonly string[]): void {
		const source = otherSide(this.#scope.side);
		const sourceId = idOf(change, source) ?? "";
		const pair = source === "smh" ? { smhId: sourceId, accurateId: record.id } : { smhId: record.id, accurateId: sourceId };
		const agreed = agreedAfterWrite({}, change.after, record.projection, readOnly);
		this.#links.push({ origin: source, ...pair, base: agreed.base });
		this.#labels.set(sourceId, change.label);
		this.#closed.push(sourceId);
		// An answer that lacks fields is no record to compare with: forget its version, so that the next listing reads it.
		outcome.applied(change, pair, record.complete ? record : { ...record, version: "" }, agreed.altered);
	}

	refused(sourceId: string): void {
		this.#closed.push(sourceId);
	}

	statements(ctx: SyncContext, sourceScope: RecordScope) {
		const now = ctx.now();
		const binds = ctx.ports[sourceScope.side].capabilities.storesPartnerId
			? this.#links.map((link) => ({
					entity: sourceScope.entity,
					side: sourceScope.side,
					operation: "bind" as const,
					smhId: link.smhId,
					accurateId: link.accurateId,
					label: this.#labels.get(idOf(link, sourceScope.side) ?? "") ?? "",
					before: null,
					after: null,
					state: "planned" as const,
				}))
			: [];
		return [
			...(this.#links.length > 0 ? [insertLinks(this.#scope, this.#links, now)] : []),
			...(this.#closed.length > 0 ? [closeIntents(this.#scope, this.#closed)] : []),
			...(binds.length > 0 ? [insertChanges(this.#run, binds, now)] : []),
		];
	}
}

/** Records that carry the codes of these changes, per change. */
async function lookUp(
	ctx: SyncContext,
	scope: RecordScope,
	changes: readonly ChangeToApply[],
): Promise<ReadonlyMap<number, readonly RemoteRecord[]>> {
	if (changes.length === 0) return new Map();
	const keyOf = (change: ChangeToApply) => codeKey(textOf(change.after, "code"));
	const codes = changes.map((change) => textOf(change.after, "code") ?? "");
	const records = await ctx.ports[scope.side].findByCode(scope.entity, codes);
	const linked = await linkedIds(
		ctx.db,
		scope,
		records.map((record) => record.id),
	);
	const free = records.filter((record) => !linked.has(record.id));
	return new Map(
		changes.map((change) => [change.seq, free.filter((record) => codeKey(textOf(record.projection, "code")) === keyOf(change))]),
	);
}

/**
 * "There is one already": with our partner's id on it, it is what an earlier attempt made, so it is bound. Any other was made
 * by somebody else since the listing: take it in, and let the next plan decide on the first meeting.
 */
async function settleDuplicates(
	ctx: SyncContext,
	scope: RecordScope,
	refused: readonly { readonly change: ChangeToApply; readonly existingId: string | undefined }[],
	created: Created,
	outcome: BatchOutcome,
): Promise<void> {
	if (refused.length === 0) return;
	const port = ctx.ports[scope.side];
	const unnamed = refused.filter(({ existingId }) => existingId === undefined).map(({ change }) => change);
	const byCode = await lookUp(ctx, scope, unnamed);
	for (const { change, existingId } of refused) {
		const sourceId = idOf(change, otherSide(scope.side)) ?? "";
		const existing = existingId === undefined ? (byCode.get(change.seq)?.[0] ?? null) : await port.get(scope.entity, existingId);
		if (existing?.partnerId === sourceId) {
			created.bind(change, existing, outcome, port.capabilities.readOnlyFields(scope.entity));
		} else {
			created.refused(sourceId);
			outcome.overtaken(change, "another record took this code since the listing", existing);
		}
	}
}
