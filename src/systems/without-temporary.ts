import { withoutTemporary } from "../domain/temporary.ts";
import type { RowResult, SystemPort } from "./port.ts";

const ofRow = (row: RowResult): RowResult => (row.ok ? { ok: true, record: withoutTemporary(row.record) } : row);

/** The same system, where nobody sees the temporary values that an exchange of unique ones puts there (sync/apply/exchange.ts). */
export const hidingTemporary = (port: SystemPort): SystemPort => ({
	...port,
	async list(entity, query) {
		const page = await port.list(entity, query);
		return { ...page, rows: page.rows.map(withoutTemporary) };
	},
	async get(entity, id) {
		const record = await port.get(entity, id);
		return record && withoutTemporary(record);
	},
	findByCode: async (entity, codes) => (await port.findByCode(entity, codes)).map(withoutTemporary),
	create: async (entity, rows) => (await port.create(entity, rows)).map(ofRow),
	update: async (entity, rows) => (await port.update(entity, rows)).map(ofRow),
	writePartnerIds: async (entity, rows) => (await port.writePartnerIds(entity, rows)).map(ofRow),
});
