import type { RecordScope } from "../../store/records.ts";
import type { Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";

/** Rows that one step writes to a side. */
export interface WriteBatch {
	readonly ctx: SyncContext;
	readonly run: Run;
	/** The side that is written to. */
	readonly scope: RecordScope;
	/** Of the step, this one included. */
	readonly attempts: number;
}
