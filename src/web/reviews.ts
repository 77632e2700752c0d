import type { Actor, Entity, Side } from "../domain/model.ts";
import { compare, type RecordPair } from "../store/comparisons.ts";
import { pairOf } from "../store/links.ts";
import { editedAndDeleted, recordLabel } from "../store/review.ts";
import type { Verdict } from "../store/verdicts.ts";
import { judgePair } from "../sync/verbs/judge-pair.ts";
import { markDummy } from "../sync/verbs/mark-dummy.ts";
import type { SaidOutcome } from "../sync/verbs/outcome.ts";
import { type DeletionChoice, settleDeletion } from "../sync/verbs/settle-deletion.ts";
import type { WebDependencies } from "./dependencies.ts";

/** A record named from outside. */
export interface NamedRecord {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
}

/** What became of a person's word; besides a verb's outcomes, what pairs make impossible. */
export type ReviewOutcome = SaidOutcome | { readonly kind: "impossible"; readonly why: "taken" | "linked" };

const NOT_FOUND: SaidOutcome = { kind: "not_found" };

/** judgePair for ids from outside: both records have to be there, and "same" needs two that are free. */
export async function judge(env: WebDependencies, pair: RecordPair, verdict: Verdict, actor: Actor): Promise<ReviewOutcome> {
	const [found] = await compare(env.db, env.connection, [pair]);
	if (!found) return NOT_FOUND;
	if (verdict === "same" && found.taken) return { kind: "impossible", why: "taken" };
	return await judgePair(await env.sync(), pair, verdict, actor);
}

/**
 * settleDeletion for an id from outside: only where there is something to settle, else it would tear a sound pair apart. What
 * stands alone since its pair has ended can be restored too.
 */
export async function settle(
	env: WebDependencies,
	at: NamedRecord,
	choice: DeletionChoice,
	actor: Actor,
): Promise<ReviewOutcome> {
	const { db, connection } = env;
	const pair = await pairOf(db, { connection, entity: at.entity }, at.side, at.id);
	const waits = pair?.state !== "linked" || (await editedAndDeleted(db, connection, { limit: 1, only: at })).length > 0;
	return pair && waits ? await settleDeletion(await env.sync(), at, choice, actor) : NOT_FOUND;
}

/** markDummy for an id from outside. */
export async function mark(env: WebDependencies, at: NamedRecord, dummy: boolean, actor: Actor): Promise<ReviewOutcome> {
	const scope = { connection: env.connection, side: at.side, entity: at.entity };
	if (!(await recordLabel(env.db, scope, at.id))) return NOT_FOUND;
	const outcome = await markDummy(await env.sync(), at, dummy, actor);
	return outcome.kind === "refused" ? { kind: "impossible", why: "linked" } : outcome;
}
