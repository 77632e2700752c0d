import { exclusion, isDummy } from "../../domain/eligibility.ts";
import { chunks } from "../../domain/lists.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import type { Statement } from "../../store/database.ts";
import { settleSignals } from "../../store/inbox.ts";
import { markGone, type RecordScope, type StoredRecord, upsertRecords } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import type { ReadRecords } from "../messages.ts";
import { modeOf } from "../run/modes.ts";

/** Rows of one statement: its parameter stays far below the 2 MB that the database takes. */
const ROWS_AT_ONCE = 500;

/**
 * The statements that bring the mirror up to date with what was read. Signals are answered by it where some are open, unless the run
 * settles nothing (a preview).
 */
export function takeIn(ctx: SyncContext, run: Run, reads: readonly ReadRecords[], openSignals: boolean): readonly Statement[] {
	const settles = openSignals && modeOf(run).writes;
	return [
		...storeRecords(
			ctx,
			reads.flatMap(({ scope, records }) => records.map((record) => ({ scope, record }))),
		),
		...reads.flatMap(({ scope, gone = [] }) => (gone.length > 0 ? markGone(scope, gone, ctx.now()) : [])),
		...reads.flatMap(({ scope, answers }) => {
			if (!answers || !settles) return [];
			const plannedBy = answers.planned ? run.id : null;
			return settleSignals(scope, answers.ids, answers.upTo, { listing: answers.listing, plannedBy, now: ctx.now() });
		}),
	];
}

interface Read {
	readonly scope: RecordScope;
	readonly record: RemoteRecord;
}

/** The statements that store what a side answered; `ownWrite`: to a write of ours. */
export function storeRecords(ctx: Pick<SyncContext, "settings">, list: readonly Read[], ownWrite = false): readonly Statement[] {
	return chunks(list, ROWS_AT_ONCE).map((part) =>
		upsertRecords(
			part.map((one) => stored(ctx, one)),
			ownWrite,
		),
	);
}

const stored = ({ settings }: Pick<SyncContext, "settings">, { scope, record }: Read): StoredRecord => ({
	scope,
	record,
	dummy: isDummy(scope.entity, scope.side, record, settings),
	held: exclusion(record.facts, settings)?.reason ?? null,
});
