import { sql } from "drizzle-orm";
import { account, type EntityInformation, figures, type Tally } from "../domain/figures.ts";
import { ENTITIES, SIDES, type Side } from "../domain/model.ts";
import { REASONS } from "../domain/reasons.ts";
import type { Database } from "./database.ts";
import { accountedRecords, needsCare } from "./problems.ts";
import { answerBoth, integer, oneOf } from "./select.ts";

const NOTHING: Tally = { total: 0, dummy: 0, fromOtherSide: 0, linked: 0, linkedWithProblem: 0, openProblems: 0 };

/** Sync Information: the four figures per side, and the reasons why the rest is not in step. One call, whatever the size. */
export async function syncInformation(db: Database, connection: string): Promise<readonly EntityInformation[]> {
	const [sides, counts] = await answerBoth(db, talliesOf(connection), reasonsOf(connection));
	const tallies = new Map(sides.map(({ entity, side, ...tally }) => [`${entity}/${side}`, tally]));
	return ENTITIES.map((entity) => {
		const of = (side: Side): Tally => tallies.get(`${entity}/${side}`) ?? NOTHING;
		const smh = of("smh");
		const accurate = of("accurate");
		return {
			entity,
			smh: figures(smh),
			accurate: figures(accurate),
			linked: Math.min(account(smh).inStep, account(accurate).inStep),
			problems: Object.fromEntries(counts.flatMap((one) => (one.entity === entity ? [[one.reason, one.n]] : []))),
			accounts: { smh: account(smh), accurate: account(accurate) },
		};
	});
}

const talliesOf = (connection: string) => ({
	columns: {
		...{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), total: integer, dummy: integer, fromOtherSide: integer },
		...{ linked: integer, linkedWithProblem: integer, openProblems: integer },
	},
	statement: sql`SELECT entity, side, count(*) AS total,
			count(*) FILTER (WHERE reason = 'DUMMY' AND NOT linked) AS dummy,
			count(*) FILTER (WHERE origin <> side AND origin <> 'matched') AS fromOtherSide,
			count(*) FILTER (WHERE linked) AS linked,
			count(*) FILTER (WHERE behind) AS linkedWithProblem,
			count(*) FILTER (WHERE NOT linked AND reason <> 'DUMMY') AS openProblems
		FROM (${accountedRecords(connection)}) GROUP BY entity, side`,
});

/** The most frequent first. */
const reasonsOf = (connection: string) => ({
	columns: { entity: oneOf(...ENTITIES), reason: oneOf(...REASONS), n: integer },
	statement: sql`SELECT entity, reason, count(*) AS n FROM (${accountedRecords(connection)}) WHERE ${needsCare}
		GROUP BY entity, reason ORDER BY entity, n DESC, reason`,
});
