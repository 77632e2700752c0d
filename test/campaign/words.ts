import { sql } from "drizzle-orm";
import { type Entity, SIDES, type Side } from "../../src/domain/model.ts";
import { connectionSettings } from "../../src/domain/settings.ts";
import type { Database } from "../../src/store/database.ts";
import { editedAndDeleted, lookAlikes } from "../../src/store/review.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import { chooseValue } from "../../src/sync/verbs/choose-value.ts";
import { judgePair } from "../../src/sync/verbs/judge-pair.ts";
import { markDummy } from "../../src/sync/verbs/mark-dummy.ts";
import { retry } from "../../src/sync/verbs/retry.ts";
import { changeSettings } from "../../src/sync/verbs/settings.ts";
import { settleDeletion } from "../../src/sync/verbs/settle-deletion.ts";

export const WORDS = [
	"choose smh",
	"choose accurate",
	"same",
	"different",
	"restore",
	"delete too",
	"mark",
	"unmark",
	"retry",
	"settings",
] as const;

/** What an admin says about what the product shows. `which` chooses among what is there. */
export interface WordAct {
	readonly act: "say";
	readonly word: (typeof WORDS)[number];
	readonly which: number;
}

/** A word that changes what is right, and when it was said: so many events had happened. */
export type Said = { readonly at: number; readonly entity: Entity } & (
	| { readonly word: "choose"; readonly smhId: string; readonly field: string }
	| { readonly word: "same" | "different"; readonly smhId: string; readonly accurateId: string }
	| { readonly word: "restore"; readonly side: Side; readonly id: string }
);

export interface Saying {
	readonly words: string;
	readonly said: Said | null;
	readonly carryOut: (ctx: SyncContext) => Promise<unknown>;
}

const ACTOR = { kind: "api", key: "campaign" } as const;
const MOST = 20;

interface OpenConflict {
	readonly id: string;
	readonly entity: Entity;
	readonly smhId: string;
	readonly field: string;
}

/** What the word means now; null: there is nothing that it could be about. */
export async function sayingOf(db: Database, connection: string, { word, which }: WordAct, at: number): Promise<Saying | null> {
	const pick = <T>(list: readonly T[]): T | undefined => list[which % Math.max(1, list.length)];
	switch (word) {
		case "choose smh":
		case "choose accurate": {
			const conflict = pick(
				await db.all<OpenConflict>(sql`SELECT id, entity, smh_id AS smhId, field FROM conflict
					WHERE connection_id = ${connection} ORDER BY entity, smh_id, field, at`),
			);
			if (!conflict) return null;
			const side = word === "choose smh" ? "smh" : "accurate";
			return {
				words: `the admin chooses ${side}'s ${conflict.field} of ${conflict.entity} ${conflict.smhId}`,
				said: { at, word: "choose", ...conflict },
				carryOut: (ctx) => chooseValue(ctx, conflict.id, side, ACTOR),
			};
		}
		case "same":
		case "different": {
			const pair = pick(await lookAlikes(db, connection, MOST));
			// The page offers "same" only where both are free.
			if (!pair || (word === "same" && pair.taken)) return null;
			const ids = { entity: pair.entity, smhId: pair.smhId, accurateId: pair.accurateId };
			return {
				words: `the admin says that ${ids.entity} ${ids.smhId} and ${ids.accurateId} are ${word}`,
				said: { at, word, ...ids },
				carryOut: (ctx) => judgePair(ctx, ids, word, ACTOR),
			};
		}
		case "restore":
		case "delete too": {
			const found = pick(await editedAndDeleted(db, connection, { limit: MOST }));
			if (!found) return null;
			const one = { entity: found.entity, side: found.side, id: found.id };
			return {
				words: `the admin says: ${word} ${one.side} ${one.entity} ${one.id}`,
				said: word === "restore" ? { at, word, ...one } : null,
				carryOut: (ctx) => settleDeletion(ctx, one, word === "restore" ? "restore" : "delete", ACTOR),
			};
		}
		case "mark":
		case "unmark": {
			const one = pick(
				await db.all<{ entity: Entity; side: Side; id: string }>(
					sql`SELECT entity, side, id FROM record WHERE connection_id = ${connection} AND gone_at IS NULL ORDER BY entity, side, id`,
				),
			);
			if (!one) return null;
			return {
				words: `the admin ${word}s ${one.side} ${one.entity} ${one.id} as sample data`,
				said: null,
				carryOut: (ctx) => markDummy(ctx, one, word === "mark", ACTOR),
			};
		}
		case "retry":
			return { words: "the admin has everything tried again", said: null, carryOut: (ctx) => retry(ctx, {}, ACTOR) };
		case "settings": {
			const conflictPolicy = (["accurate", "smh", "ask"] as const)[which % 3] ?? "ask";
			const onDelete = { smh: "delete", accurate: which % 2 === 0 ? "delete" : "unlink" } as const;
			return {
				words: `the admin changes the settings: ${conflictPolicy}, ${SIDES.map((side) => `${side} ${onDelete[side]}`).join(", ")}`,
				said: null,
				carryOut: (ctx) => changeSettings(ctx, connectionSettings.parse({ ...ctx.settings, conflictPolicy, onDelete }), ACTOR),
			};
		}
	}
}
