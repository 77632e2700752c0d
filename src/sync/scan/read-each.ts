import { orSystemError, SystemError } from "../../domain/errors.ts";
import type { RemoteRecord } from "../../domain/model.ts";
import type { RecordScope } from "../../store/records.ts";
import { knownUnreadable, type UnreadRecord } from "../../store/unreadable.ts";
import { isOfEverybody, orTryAgain, TRIES } from "../blame.ts";
import type { SyncContext } from "../context.ts";

export interface ReadEach {
	readonly present: readonly RemoteRecord[];
	/** The side said that there is no such record. */
	readonly gone: readonly string[];
	/** Nobody can say what they hold. */
	readonly unread: readonly UnreadRecord[];
	/** Those of `unread` that were answered without the record, and without a word that there is none. */
	readonly withoutWord: readonly string[];
}

/**
 * Reads records one by one; one that cannot be read takes nothing from the others. What may pass by itself is tried again first
 * (throws), except for those that are known for it. Answers the refusal where the login may not read the entity at all.
 */
export async function readEach(
	ctx: SyncContext,
	scope: RecordScope,
	ids: readonly string[],
	attempts: number,
): Promise<ReadEach | SystemError> {
	const answers = await Promise.all(
		ids.map(async (id) => ({ id, answer: await orSystemError(ctx.ports[scope.side].get(scope.entity, id)) })),
	);
	const failed = answers.flatMap(({ id, answer }) => (answer instanceof SystemError ? [{ id, error: answer }] : []));
	const refused = failed.find(({ error }) => error.kind === "no_right");
	if (refused) return refused.error;
	const news = await unknownOnes(ctx, scope, failed, attempts);
	const errors = failed.filter(({ id, error }) => news.has(id) || isOfEverybody(error)).map(({ error }) => error);
	await orTryAgain(ctx, scope, { failed: errors, answered: answers.length - failed.length, attempts });
	return {
		present: answers.flatMap(({ answer }) => (answer === null || answer instanceof SystemError ? [] : [answer])),
		gone: answers.flatMap(({ id, answer }) => (answer === null ? [id] : [])),
		unread: failed.map(({ id, error }) => ({ id, words: error.message })),
		withoutWord: failed.flatMap(({ id, error }) => (error.kind === "no_word" ? [id] : [])),
	};
}

/** Failures of records that are not known for it. */
async function unknownOnes(
	ctx: SyncContext,
	scope: RecordScope,
	failed: readonly { readonly id: string; readonly error: SystemError }[],
	attempts: number,
): Promise<ReadonlySet<string>> {
	const ids = failed.map(({ id }) => id);
	const known = attempts < TRIES && ids.length > 0 ? await knownUnreadable(ctx.db, scope, ids) : new Set<string>();
	return new Set(ids.filter((id) => !known.has(id)));
}
