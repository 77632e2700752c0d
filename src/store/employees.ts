import { type SQL, sql } from "drizzle-orm";
import { type Projection, SIDES, type Side } from "../domain/model.ts";
import type { ProblemDetail } from "../domain/problem-detail.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";
import { waiting } from "./accounting.ts";
import type { Database } from "./database.ts";
import { detailColumn } from "./problems.ts";
import { flag, json, nullable, oneOf, select, text } from "./select.ts";

/** An employee as both systems know them; ids are null where they are not (yet). */
export interface EmployeeView {
	readonly code: string | null;
	readonly name: string | null;
	readonly position: string | null;
	readonly smhId: string | null;
	/** Id in Accurate Online, which is the Partner ID. */
	readonly accurateId: string | null;
	readonly active: boolean;
	readonly dummy: boolean;
	/** Why the two are not in step; null: they are. */
	readonly reason: Reason | null;
	readonly detail: ProblemDetail;
	readonly field: string | null;
	/** The side whose record has the problem. */
	readonly side: Side;
}

const FOUND = {
	code: nullable(text),
	name: nullable(text),
	smhId: nullable(text),
	accurateId: nullable(text),
	projection: json<Projection>(),
	/** What the other half of a linked pair holds. */
	other: nullable(json<Projection>()),
	active: flag,
	dummy: flag,
	reason: nullable(oneOf(...REASONS)),
	detail: detailColumn,
	field: nullable(text),
	side: oneOf(...SIDES),
};

/** Employees whose name or code contains the text, whatever its case; a linked pair is one employee. */
export async function searchEmployees(
	db: Database,
	connection: string,
	searched: string,
	limit: number,
): Promise<readonly EmployeeView[]> {
	// Not LIKE: D1 refuses its patterns over 50 bytes.
	const within = (column: SQL): SQL => sql`instr(lower(${column}), lower(${searched.trim()})) > 0`;
	const found = await select(
		db,
		FOUND,
		sql`
		SELECT coalesce(r.code, o.code) AS code, r.name, r.projection, o.projection AS other, r.active, r.dummy,
			CASE r.side WHEN 'smh' THEN r.id END AS smhId, CASE r.side WHEN 'accurate' THEN r.id ELSE l.accurate_id END AS accurateId,
			CASE WHEN l.smh_id IS NOT NULL THEN coalesce(p.reason, q.reason) WHEN r.dummy = 1 THEN 'DUMMY'
				ELSE coalesce(p.reason, ${waiting}) END AS reason,
			coalesce(p.detail, q.detail) AS detail, CASE WHEN p.reason IS NULL THEN q.field ELSE p.field END AS field,
			CASE WHEN p.reason IS NULL AND q.reason IS NOT NULL THEN q.side ELSE r.side END AS side
		FROM record r
		LEFT JOIN link l ON r.side = 'smh' AND l.connection_id = r.connection_id AND l.entity = r.entity AND l.smh_id = r.id AND l.state = 'linked'
		LEFT JOIN record o ON o.connection_id = r.connection_id AND o.entity = r.entity AND o.side = 'accurate' AND o.id = l.accurate_id
		LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
		LEFT JOIN problem q ON q.connection_id = r.connection_id AND q.entity = r.entity AND q.side = 'accurate' AND q.record_id = l.accurate_id
		WHERE r.connection_id = ${connection} AND r.side IN ('smh', 'accurate') AND r.entity = 'employee' AND r.gone_at IS NULL
			AND (r.side = 'smh' OR NOT EXISTS (SELECT 1 FROM link k WHERE k.connection_id = r.connection_id AND k.entity = r.entity
				AND k.accurate_id = r.id AND k.state = 'linked'))
			AND (${within(sql`r.name`)} OR ${within(sql`r.code`)} OR ${within(sql`o.name`)} OR ${within(sql`o.code`)})
		ORDER BY r.name, r.side, r.id LIMIT ${limit}`,
	);
	return found.map(({ projection, other, ...row }) => ({ ...row, position: positionOf(projection) ?? positionOf(other) }));
}

const positionOf = (projection: Projection | null): string | null =>
	typeof projection?.position === "string" ? projection.position : null;
