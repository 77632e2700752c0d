import { type SQL, sql } from "drizzle-orm";
import type { Projection } from "../domain/model.ts";
import type { Reason } from "../domain/reasons.ts";
import type { Database } from "./database.ts";

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
	readonly detail: string;
}

interface Row {
	code: string | null;
	name: string | null;
	smhId: string | null;
	accurateId: string | null;
	projection: string;
	other: string | null;
	active: number;
	dummy: number;
	reason: Reason | null;
	detail: string | null;
}

/** Employees whose name or code contains the text, whatever its case; a linked pair is one employee. */
export async function searchEmployees(
	db: Database,
	connection: string,
	text: string,
	limit: number,
): Promise<readonly EmployeeView[]> {
	// Not LIKE: D1 refuses its patterns over 50 bytes.
	const within = (column: SQL): SQL => sql`instr(lower(${column}), lower(${text.trim()})) > 0`;
	const found = await db.all<Row>(sql`
		SELECT coalesce(r.code, o.code) AS code, r.name, r.projection, o.projection AS other, r.active, r.dummy,
			CASE r.side WHEN 'smh' THEN r.id ELSE l.smh_id END AS smhId,
			CASE r.side WHEN 'accurate' THEN r.id ELSE l.accurate_id END AS accurateId,
			CASE WHEN l.smh_id IS NOT NULL THEN coalesce(p.reason, q.reason) WHEN r.dummy = 1 THEN 'DUMMY' ELSE coalesce(p.reason, 'WAITING') END AS reason,
			coalesce(p.detail, q.detail) AS detail
		FROM record r
		LEFT JOIN link l ON l.connection_id = r.connection_id AND l.entity = r.entity AND l.state = 'linked'
			AND ((r.side = 'smh' AND l.smh_id = r.id) OR (r.side = 'accurate' AND l.accurate_id = r.id))
		LEFT JOIN record o ON o.connection_id = r.connection_id AND o.entity = r.entity AND r.side = 'smh' AND o.side = 'accurate' AND o.id = l.accurate_id
		LEFT JOIN problem p ON p.connection_id = r.connection_id AND p.entity = r.entity AND p.side = r.side AND p.record_id = r.id
		LEFT JOIN problem q ON q.connection_id = r.connection_id AND q.entity = r.entity AND q.side = 'accurate' AND q.record_id = l.accurate_id
		WHERE r.connection_id = ${connection} AND r.entity = 'employee' AND r.gone_at IS NULL AND (r.side = 'smh' OR l.smh_id IS NULL)
			AND (${within(sql`r.name`)} OR ${within(sql`r.code`)} OR ${within(sql`o.name`)} OR ${within(sql`o.code`)})
		ORDER BY r.name, r.side, r.id LIMIT ${limit}`);
	return found.map((row) => ({
		code: row.code,
		name: row.name,
		position: positionOf(row.projection) ?? positionOf(row.other),
		smhId: row.smhId,
		accurateId: row.accurateId,
		active: row.active === 1,
		dummy: row.dummy === 1,
		reason: row.reason,
		detail: row.detail ?? "",
	}));
}

function positionOf(projection: string | null): string | null {
	if (projection === null) return null;
	const { position } = JSON.parse(projection) as Projection;
	return typeof position === "string" ? position : null;
}
