import { type SQL, sql } from "drizzle-orm";
import { account, type EntityInformation, figures, type Tally } from "../domain/figures.ts";
import { ENTITIES, type Entity, otherSide, SIDES, type Side } from "../domain/model.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { commitReturning, type Database, idColumn } from "./database.ts";
import { partnerIdOf } from "./links.ts";
import { liveCounts } from "./records.ts";
import { flag, integer, oneOf, type RowOf, rowsOf } from "./select.ts";
import { ORIGINS } from "./words.ts";

/**
 * Sync Information: the four figures per side, and the reasons why the rest is not in step, most frequent first. Counted, not looked
 * through: whole tables by an index that holds all that is counted, and record by record only what is not in step. One call. What
 * each record's reason is says store/accounting.ts; that both add up to the same is an invariant of the random histories.
 */
export async function syncInformation(db: Database, connection: string): Promise<readonly EntityInformation[]> {
	const answers = await commitReturning(
		db,
		COUNTS.map((statement) => statement(connection)),
	);
	const [sizes, samples, links, told, pairs, refused] = answers;
	const counted: Counted = {
		sizes: rowsOf(SIZE, sizes ?? []),
		samples: rowsOf(SIZE, samples ?? []),
		links: rowsOf(LINKS, links ?? []),
		told: rowsOf(TOLD, told ?? []),
		pairs: rowsOf(PAIRS, pairs ?? []),
		refused: rowsOf(REFUSED, refused ?? []).map(({ entity }) => entity),
	};
	return ENTITIES.map((entity) => informationOf(entity, counted));
}

const SIZE = { entity: oneOf(...ENTITIES), side: oneOf(...SIDES), n: integer };
const LINKS = { entity: oneOf(...ENTITIES), origin: oneOf(...ORIGINS), n: integer };
const TOLD = { entity: oneOf(...ENTITIES), side: oneOf(...SIDES), reason: oneOf(...REASONS), n: integer };
const PAIRS = {
	...{ entity: oneOf(...ENTITIES), origin: oneOf(...ORIGINS), n: integer, queued: flag },
	...{ smhGone: flag, accurateGone: flag, smhTold: flag, accurateTold: flag },
};
const REFUSED = { entity: oneOf(...ENTITIES) };

interface Counted {
	/** Records that are there. */
	readonly sizes: readonly RowOf<typeof SIZE>[];
	/** Sample data without a link. */
	readonly samples: readonly RowOf<typeof SIZE>[];
	readonly links: readonly RowOf<typeof LINKS>[];
	/** Problems of records that are there, sample data without a link left out. */
	readonly told: readonly RowOf<typeof TOLD>[];
	/** Pairs that are not in step: a half is gone, has a problem, or is on the plan queue. */
	readonly pairs: readonly RowOf<typeof PAIRS>[];
	/** Entities that the login may not read. */
	readonly refused: readonly Entity[];
}

/** In the order in which syncInformation reads their answers. */
const COUNTS: readonly ((connection: string) => SQL)[] = [
	liveCounts,
	(connection) => sql`SELECT entity, side, count(*) AS n FROM record r INDEXED BY record_dummy
		WHERE r.connection_id = ${connection} AND r.dummy = 1 AND r.gone_at IS NULL AND ${partnerIdOf(sql`r`)} IS NULL GROUP BY entity, side`,
	(connection) => sql`SELECT entity, origin, count(*) AS n FROM link
		WHERE connection_id = ${connection} AND state = 'linked' GROUP BY entity, origin`,
	(connection) => sql`SELECT p.entity, p.side, p.reason, count(*) AS n FROM problem p INDEXED BY problem_reason
		CROSS JOIN record r ON r.connection_id = p.connection_id AND r.side = p.side AND r.entity = p.entity AND r.id = p.record_id
		WHERE p.connection_id = ${connection} AND r.gone_at IS NULL AND (r.dummy = 0 OR ${partnerIdOf(sql`r`)} IS NOT NULL)
		GROUP BY p.entity, p.side, p.reason`,
	(connection) => pairsNotInStep(connection),
	(connection) => sql`SELECT DISTINCT entity FROM refusal WHERE connection_id = ${connection}`,
];

function pairsNotInStep(connection: string): SQL {
	const named = sql`SELECT entity, side, record_id AS id FROM problem WHERE connection_id = ${connection}
		UNION ALL SELECT entity, side, id FROM record INDEXED BY record_queue WHERE connection_id = ${connection} AND changed_seq > planned_seq
		UNION ALL SELECT entity, side, id FROM record INDEXED BY record_gone WHERE connection_id = ${connection} AND gone_at IS NOT NULL`;
	const pairOf = (side: Side): SQL => sql`SELECT l.entity, l.smh_id, l.accurate_id, l.origin FROM named
		CROSS JOIN link l ON l.connection_id = ${connection} AND l.entity = named.entity AND l.${idColumn(side)} = named.id AND l.state = 'linked'
		WHERE named.side = ${side}`;
	const half = (alias: SQL, side: Side): SQL => sql`LEFT JOIN record ${alias} ON ${alias}.connection_id = ${connection}
		AND ${alias}.side = ${side} AND ${alias}.entity = pair.entity AND ${alias}.id = pair.${idColumn(side)} AND ${alias}.gone_at IS NULL`;
	const hasProblem = (side: Side): SQL => sql`EXISTS (SELECT 1 FROM problem p
		WHERE p.connection_id = ${connection} AND p.entity = pair.entity AND p.side = ${side} AND p.record_id = pair.${idColumn(side)})`;
	return sql`WITH named AS (${named}), pair AS (${pairOf("smh")} UNION ${pairOf("accurate")})
		SELECT pair.entity, pair.origin, s.id IS NULL AS smhGone, a.id IS NULL AS accurateGone, ${hasProblem("smh")} AS smhTold,
			${hasProblem("accurate")} AS accurateTold,
			coalesce(s.changed_seq > s.planned_seq, 0) OR coalesce(a.changed_seq > a.planned_seq, 0) AS queued, count(*) AS n
		FROM pair ${half(sql`s`, "smh")} ${half(sql`a`, "accurate")} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
}

type PairCount = RowOf<typeof PAIRS>;
const isGone = (pair: PairCount, side: Side): boolean => pair[`${side}Gone`];
const isTold = (pair: PairCount, side: Side): boolean => pair[`${side}Told`];

const sum = <Row extends { readonly n: number }>(rows: readonly Row[], counts: (row: Row) => boolean): number =>
	rows.reduce((all, row) => (counts(row) ? all + row.n : all), 0);

function informationOf(entity: Entity, counted: Counted): EntityInformation {
	const smh = tallyOf(entity, "smh", counted);
	const accurate = tallyOf(entity, "accurate", counted);
	return {
		entity,
		smh: figures(smh),
		accurate: figures(accurate),
		linked: Math.min(account(smh).inStep, account(accurate).inStep),
		problems: reasonsOf(entity, { smh, accurate }, counted),
		accounts: { smh: account(smh), accurate: account(accurate) },
	};
}

function tallyOf(entity: Entity, side: Side, { sizes, samples, links, pairs }: Counted): Tally {
	const here = (row: RowOf<typeof SIZE>): boolean => row.entity === entity && row.side === side;
	const lost = (pair: PairCount): boolean => pair.entity === entity && isGone(pair, side);
	const total = sum(sizes, here);
	const dummy = sum(samples, here);
	const linked = sum(links, (row) => row.entity === entity) - sum(pairs, lost);
	const other = otherSide(side);
	return {
		total,
		dummy,
		linked,
		fromOtherSide:
			sum(links, (row) => row.entity === entity && row.origin === other) -
			sum(pairs, (pair) => lost(pair) && pair.origin === other),
		linkedWithProblem: sum(pairs, (pair) => pair.entity === entity && !isGone(pair, side)),
		openProblems: total - dummy - linked,
	};
}

/** The most frequent first. */
function reasonsOf(
	entity: Entity,
	tallies: Readonly<Record<Side, Tally>>,
	{ told, pairs, refused }: Counted,
): EntityInformation["problems"] {
	const counts = new Map<Reason, number>();
	const add = (reason: Reason, n: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + n);
	const own = pairs.filter((pair) => pair.entity === entity);
	const untold = own.filter((pair) => !isTold(pair, "smh") && !isTold(pair, "accurate"));
	for (const row of told) if (row.entity === entity) add(row.reason, row.n);
	add(
		"AWAITING_APPROVAL",
		sum(untold, (pair) => pair.smhGone !== pair.accurateGone),
	);
	// A pair that waits is told of once; who stands alone without a problem waits as well.
	const waits = sum(untold, (pair) => !pair.smhGone && !pair.accurateGone && pair.queued);
	const alone = SIDES.map((side) => {
		const ofPairs = sum(own, (pair) => isTold(pair, side) && !isGone(pair, side));
		return tallies[side].openProblems - (sum(told, (row) => row.entity === entity && row.side === side) - ofPairs);
	});
	add(refused.includes(entity) ? "NO_RIGHT" : "WAITING", waits + alone.reduce((all, n) => all + n, 0));
	const found = [...counts].filter(([, n]) => n > 0);
	return Object.fromEntries(found.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}
