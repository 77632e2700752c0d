import { sql } from "drizzle-orm";
import type { Actor, Entity } from "../domain/model.ts";
import type { Statement } from "./database.ts";

export const VERDICTS = ["same", "different"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface PairKey {
	readonly connection: string;
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}

/** What a person said of two records; the latest word counts. */
export const rememberVerdict = (pair: PairKey, verdict: Verdict, actor: Actor, now: number): Statement => sql`
	INSERT INTO verdict (connection_id, entity, smh_id, accurate_id, verdict, actor, at)
	VALUES (${pair.connection}, ${pair.entity}, ${pair.smhId}, ${pair.accurateId}, ${verdict}, ${JSON.stringify(actor)}, ${now})
	ON CONFLICT (connection_id, entity, smh_id, accurate_id) DO UPDATE SET verdict = excluded.verdict, actor = excluded.actor, at = excluded.at`;

/** Forgets a pair altogether; its records are strangers to each other again. Rows of records that are gone go with it. */
export const dropLink = (pair: PairKey): readonly Statement[] => [
	sql`DELETE FROM link WHERE connection_id = ${pair.connection} AND entity = ${pair.entity} AND smh_id = ${pair.smhId}`,
	sql`DELETE FROM record WHERE connection_id = ${pair.connection} AND entity = ${pair.entity} AND gone_at IS NOT NULL
		AND ((side = 'smh' AND id = ${pair.smhId}) OR (side = 'accurate' AND id = ${pair.accurateId}))`,
];
