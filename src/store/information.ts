import { sql } from "drizzle-orm";
import { account, type EntityInformation, figures, type Tally } from "../domain/figures.ts";
import { ENTITIES, type Entity, type Side } from "../domain/model.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Database } from "./database.ts";
import { accountedRecords } from "./problems.ts";

const NOTHING: Tally = { total: 0, dummy: 0, fromOtherSide: 0, linked: 0, linkedWithProblem: 0, openProblems: 0 };

/** Sync Information: the four figures per side, and the reasons why the rest is not in step. Two queries, whatever the size. */
export async function syncInformation(db: Database, connection: string): Promise<readonly EntityInformation[]> {
	const [tallies, reasons] = await Promise.all([tallyRecords(db, connection), countReasons(db, connection)]);
	return ENTITIES.map((entity) => {
		const of = (side: Side): Tally => tallies.get(`${entity}/${side}`) ?? NOTHING;
		const smh = of("smh");
		const accurate = of("accurate");
		return {
			entity,
			smh: figures(smh),
			accurate: figures(accurate),
			linked: Math.min(account(smh).inStep, account(accurate).inStep),
			problems: reasons.get(entity) ?? {},
			accounts: { smh: account(smh), accurate: account(accurate) },
		};
	});
}

async function tallyRecords(db: Database, connection: string): Promise<ReadonlyMap<string, Tally>> {
	const found = await db.all<Tally & { entity: Entity; side: Side }>(sql`
		SELECT entity, side, count(*) AS total,
			count(*) FILTER (WHERE reason = 'DUMMY') AS dummy,
			count(*) FILTER (WHERE origin <> side AND origin <> 'matched') AS fromOtherSide,
			count(*) FILTER (WHERE linked) AS linked,
			count(*) FILTER (WHERE behind) AS linkedWithProblem,
			count(*) FILTER (WHERE NOT linked AND reason <> 'DUMMY') AS openProblems
		FROM (${accountedRecords(connection)}) GROUP BY entity, side`);
	return new Map(found.map(({ entity, side, ...tally }) => [`${entity}/${side}`, tally]));
}

async function countReasons(db: Database, connection: string): Promise<ReadonlyMap<Entity, Partial<Record<Reason, number>>>> {
	const found = await db.all<{ entity: Entity; reason: Reason; n: number }>(sql`
		SELECT entity, reason, count(*) AS n FROM (${accountedRecords(connection)}) WHERE reason IS NOT NULL AND reason <> 'DUMMY'
		GROUP BY entity, reason ORDER BY entity, n DESC, reason`);
	const byEntity = new Map<Entity, Partial<Record<Reason, number>>>();
	for (const { entity, reason, n } of found) byEntity.set(entity, { ...byEntity.get(entity), [reason]: n });
	return byEntity;
}
