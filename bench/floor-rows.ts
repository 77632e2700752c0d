import type { AccurateCustomer, SmhCustomer } from "./raw.ts";

/** What a first sync leaves in D1, in the product's own tables and indexes, written with the fewest statements that do it. */
export interface Pair {
	readonly source: AccurateCustomer;
	readonly target: SmhCustomer;
}

const SCOPE = "'floor'";
const RUN = "'floor'";
const FACTS = `'{"branch":null,"sample":false,"type":null,"unapproved":false}'`;

const records = (
	side: "smh" | "accurate",
	id: string,
): string => `INSERT INTO record (connection_id, side, entity, id, code_key, code,
		name, name_key, active, dummy, partner_id, version, projection, facts, changed_seq, planned_seq)
	SELECT ${SCOPE}, '${side}', 'customer', value ->> '${id}', value ->> 'key', value ->> 'code', value ->> 'name',
		value ->> 'nameKey', 1, 0, value ->> 'partnerId', value ->> 'version', value ->> 'projection', ${FACTS}, 1, 1 FROM json_each(?1)`;

const INTENTS = `INSERT INTO intent (connection_id, entity, side, source_id, code_key, sent, run_id, sent_at)
	SELECT ${SCOPE}, 'customer', 'smh', value ->> 'accurateId', value ->> 'key', value ->> 'projection', ${RUN}, ?2
	FROM json_each(?1)`;

const LINKS = `INSERT INTO link (connection_id, entity, smh_id, accurate_id, origin, state, base, projection_version, synced_at)
	SELECT ${SCOPE}, 'customer', value ->> 'smhId', value ->> 'accurateId', 'accurate', 'linked', value ->> 'projection', 1, ?2
	FROM json_each(?1)`;

const CHANGES = `INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label,
		after, state, accurate_seq, at)
	SELECT ${RUN}, CAST(?3 AS INTEGER) + key, ${SCOPE}, 'customer', 'smh', 'create', value ->> 'smhId', value ->> 'accurateId',
		value ->> 'name', value ->> 'projection', 'applied', 1, ?2 FROM json_each(?1)`;

const FULFILLED = `DELETE FROM intent WHERE connection_id = ${SCOPE} AND entity = 'customer' AND side = 'smh'
	AND source_id IN (SELECT value ->> 'accurateId' FROM json_each(?1))`;

const row = ({ source, target }: Pair) => ({
	...{ accurateId: String(source.id), version: String(source.optLock), code: target.code, name: target.name },
	...{ key: target.code.toLowerCase(), nameKey: target.name.toLowerCase(), projection: JSON.stringify(target) },
});

/** Rows of a list page. */
export async function storePage(db: D1Database, pairs: readonly Pair[]): Promise<void> {
	await db
		.prepare(records("accurate", "accurateId"))
		.bind(JSON.stringify(pairs.map(row)))
		.run();
}

/** What is about to be sent. */
export async function storeIntents(db: D1Database, pairs: readonly Pair[], now: number): Promise<void> {
	await db
		.prepare(INTENTS)
		.bind(JSON.stringify(pairs.map(row)), now)
		.run();
}

interface Stored {
	readonly id: number;
	readonly version: number;
}

/** What SMH has stored, in the order of the pairs; `first`: the number of the first change. */
export async function storeCreated(
	db: D1Database,
	pairs: readonly Pair[],
	stored: readonly Stored[],
	first: number,
	now: number,
): Promise<void> {
	const rows = pairs.map((pair, index) => {
		const made = stored[index];
		return { ...row(pair), partnerId: pair.target.partner_id, smhId: String(made?.id), version: String(made?.version) };
	});
	const json = JSON.stringify(rows);
	await db.batch([
		db.prepare(records("smh", "smhId")).bind(json),
		db.prepare(LINKS).bind(json, now),
		db.prepare(CHANGES).bind(json, now, first),
		db.prepare(FULFILLED).bind(json),
	]);
}
