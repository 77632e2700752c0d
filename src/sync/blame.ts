import { type ErrorKind, orSystemError, SystemError } from "../domain/errors.ts";
import type { RecordScope } from "../store/records.ts";
import type { WriteBatch } from "./apply/batch.ts";
import type { SyncContext } from "./context.ts";

// One record never stops the others: what fails is either its own fault, or everybody's.

/** What has failed so often is not the side's bad moment any more. */
export const TRIES = 3;

/** Failures that concern whoever asks: they stop the run, or it waits. */
const OF_EVERYBODY: ReadonlySet<ErrorKind> = new Set(["unauthorized", "not_configured", "rate_limited"]);
export const isOfEverybody = ({ kind }: SystemError): boolean => OF_EVERYBODY.has(kind);

/** Does the side answer at all? Then what fails again and again is the fault of what was asked for. */
export const answersOthers = async (ctx: SyncContext, { side, entity }: RecordScope): Promise<boolean> =>
	!((await orSystemError(ctx.ports[side].count(entity))) instanceof SystemError);

/** Whether this failure of a single row is the row's own by now. */
export const isOfTheRow = async ({ ctx, scope, attempts }: WriteBatch, error: SystemError): Promise<boolean> =>
	attempts >= TRIES && !isOfEverybody(error) && (await answersOthers(ctx, scope));

interface Failures {
	readonly failed: readonly SystemError[];
	/** Calls that were answered at the same time. */
	readonly answered: number;
	readonly attempts: number;
}

/** Throws where the failures are not the records' own: they are everybody's, they may still pass, or the side answers nobody. */
export async function orTryAgain(ctx: SyncContext, scope: RecordScope, { failed, answered, attempts }: Failures): Promise<void> {
	const general = failed.find(isOfEverybody);
	if (general) throw general;
	const [passing] = failed.filter(({ retryable }) => retryable);
	if (!passing) return;
	if (attempts < TRIES || (answered === 0 && !(await answersOthers(ctx, scope)))) throw passing;
}
