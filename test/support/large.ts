import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES } from "../../src/domain/model.ts";
import { words } from "../../src/domain/problem-detail.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { commit, type Database, type Statement } from "../../src/store/database.ts";
import { sumUp } from "../../src/store/run-sums.ts";

/** Records of a side: 100,000 with those of the other one. */
const SIZES: Readonly<Record<Entity, number>> = { customer: 38_000, product: 11_000, employee: 1_000 };
/** Every so many a pair is left out of the links: its halves have problems, or are sample data. */
const UNLINKED_EVERY = 10;
const REASONS: readonly Reason[] = ["INACTIVE", "OTHER_BRANCH", "INVALID_FIELD", "DUPLICATE_CODE", "REJECTED", "MISSING_FIELD"];
const RUNS = 300;
/** As long as that of a customer with all its fields. */
const BASE = JSON.stringify({ name: "Toko Sumber Rejeki Makmur", address: "Jalan Raya ".repeat(40) });
const LONG_RUN_CHANGES = 30_000;

const numbers = (count: number) =>
	sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(${count} AS INTEGER))`;

/** What a company with 100,000 records has after a year: pairs, problems of every kind, conflicts, runs with their changes. */
export async function fillLarge(db: Database, connection: string, now: number): Promise<void> {
	const statements: Statement[] = [];
	for (const entity of ENTITIES) {
		const size = SIZES[entity];
		for (const side of SIDES) {
			statements.push(sql`${numbers(size)} INSERT INTO record (connection_id, side, entity, id, code_key, code, name, name_key, active, dummy, held,
					partner_id, version, projection, facts, changed_seq, planned_seq)
				SELECT ${connection}, ${side}, ${entity}, CAST(i AS TEXT), 'K-' || i, 'K-' || i, 'Nama ' || i, 'NAMA ' || i, 1, i % 1000 = 0, NULL,
					CASE WHEN ${side} = 'smh' AND i % CAST(${UNLINKED_EVERY} AS INTEGER) <> 0 THEN CAST(i AS TEXT) END, '1',
					json_object('code', 'K-' || i, 'name', 'Nama ' || i, 'email', 'e' || i || '@contoh.id', 'mobile', '+62812' || i), json_object('branch', 'Pusat'), 1, 1
				FROM n`);
			statements.push(sql`${numbers(size)} INSERT INTO problem (connection_id, entity, side, record_id, reason, field, detail, first_seen, last_seen,
					attempts, run_id)
				SELECT ${connection}, ${entity}, ${side}, CAST(i AS TEXT), ${JSON.stringify(REASONS)} ->> (i / 10 % CAST(${REASONS.length} AS INTEGER)), 'email',
					${JSON.stringify(words("begitu"))}, ${now}, ${now}, 1, 'seed'
				FROM n WHERE i % CAST(${UNLINKED_EVERY} AS INTEGER) = 0 AND i % 1000 <> 0`);
		}
		statements.push(sql`${numbers(size)} INSERT INTO link (connection_id, entity, smh_id, accurate_id, origin, state, base, projection_version, synced_at)
			SELECT ${connection}, ${entity}, CAST(i AS TEXT), CAST(i AS TEXT), 'accurate', 'linked', ${BASE}, 1, ${now} FROM n WHERE i % CAST(${UNLINKED_EVERY} AS INTEGER) <> 0`);
	}
	// Some look alike, some were edited here and deleted there, some wait, some are on the plan queue.
	statements.push(
		sql`UPDATE problem SET reason = 'POSSIBLE_DUPLICATE', detail = json_object('kind', 'records', 'ids', json_array(record_id))
			WHERE connection_id = ${connection} AND side = 'smh' AND record_id % 100 = 0`,
		sql`UPDATE problem SET reason = 'CONFLICT', detail = json_object('kind', 'deleted') WHERE connection_id = ${connection} AND side = 'accurate'
			AND record_id % 500 = 10`,
		sql`UPDATE record SET changed_seq = 2 WHERE connection_id = ${connection} AND id % 997 = 1`,
		sql`UPDATE record SET plan_after = ${now + 600_000} WHERE connection_id = ${connection} AND id % 1999 = 10`,
		sql`UPDATE record SET gone_at = ${now}, changed_seq = 2 WHERE connection_id = ${connection} AND side = 'accurate' AND id % 2003 = 7`,
		sql`${numbers(RUNS)} INSERT INTO run (id, connection_id, mode, entities, trigger, actor, state, phase, fence, started_at, finished_at)
			SELECT 'run-' || i, ${connection}, 'auto', '["customer"]', 'api', '{"kind":"cron"}', 'done', 9, i, ${now} - i * 3600000, ${now} - i * 3600000 + 1000 FROM n`,
		sql`${numbers(LONG_RUN_CHANGES)} INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label, before, after,
				state, leaves_problem, at)
			SELECT 'run-1', i, ${connection}, 'customer', 'smh', CASE i % 5 WHEN 0 THEN 'create' ELSE 'update' END, CAST(i AS TEXT), CAST(i AS TEXT), 'K-' || i,
				'{}', '{"name":"x"}', CASE WHEN i % 7 = 0 THEN 'failed' ELSE 'applied' END, 0, ${now} FROM n`,
		sql`INSERT INTO run (id, connection_id, mode, entities, trigger, actor, state, phase, fence, started_at, finished_at)
			VALUES ('preview-1', ${connection}, 'preview', '["customer"]', 'api', '{"kind":"cron"}', 'done', 9, 1, ${now - 900_000_000}, ${now - 899_000_000})`,
		sql`${numbers(200)} INSERT INTO change (run_id, seq, connection_id, entity, side, operation, smh_id, accurate_id, label, before, after,
				state, leaves_problem, at)
			SELECT 'preview-1', i, ${connection}, 'customer', 'smh', 'update', CAST(i AS TEXT), CAST(i AS TEXT), 'K-' || i, '{"name":"y"}', '{"name":"x"}',
				'previewed', 0, ${now} FROM n`,
		sql`${numbers(3_000)} INSERT INTO conflict (id, connection_id, run_id, entity, smh_id, accurate_id, label, field, smh_value, accurate_value, winner, at)
			SELECT 'conflict-' || i, ${connection}, 'run-1', 'customer', CAST(i AS TEXT), CAST(i AS TEXT), 'K-' || i, 'name', json_quote('Nama ' || i), json_quote('Nama ' || i),
				CASE WHEN i % 2 = 0 THEN 'accurate' END, ${now} - i FROM n`,
		sql`${numbers(5_000)} INSERT INTO audit (connection_id, at, actor, action, detail)
			SELECT ${connection}, ${now} - i, '{"kind":"cron"}', 'run.start', '{}' FROM n`,
		sql`${numbers(500)} INSERT INTO dead_letter (id, connection_id, queue, body, cause, at)
			SELECT 'letter-' || i, ${connection}, 'sync-jobs', '{}', 'gagal', ${now} - i FROM n`,
		sql`${numbers(20_000)} INSERT INTO inbox (connection_id, source, delivery_id, entity, record_id, received_at, done_at)
			SELECT ${connection}, 'smh', 'd-' || i, 'customer', CAST(i AS TEXT), ${now} - i, ${now} FROM n`,
	);
	statements.push(sumUp({ connection, id: "run-1" }), sumUp({ connection, id: "preview-1" }));
	for (const statement of statements) await commit(db, [statement]);
}
