import { DatabaseSync } from "node:sqlite";
import { pause } from "./first-sync.ts";
import { type Login, openAccurate, openSmh, type SmhCustomer, smhCustomerOf } from "./raw.ts";

const PAGE = 100;
const TOO_MANY = 429;

/** As many a script goes about it: sent again after the pause that the answer asks for. */
async function send(url: string, init: RequestInit): Promise<Response> {
	for (;;) {
		const response = await fetch(url, init);
		if (response.status !== TOO_MANY) return response;
		await response.arrayBuffer();
		await pause(1_000 * Number(response.headers.get("retry-after") ?? 1));
	}
}

/** One page after the other, one save for each record, one statement for each row. Answers how many were saved. */
export async function plainScript(login: Login, file: string): Promise<number> {
	const database = new DatabaseSync(file);
	const run = (sql: string, ...values: readonly (string | number)[]): unknown => database.prepare(sql).all(...values);
	try {
		run("CREATE TABLE record (side TEXT, id TEXT, code TEXT, name TEXT, data TEXT, PRIMARY KEY (side, id))");
		run("CREATE TABLE link (accurate_id TEXT PRIMARY KEY, smh_id TEXT UNIQUE, at INTEGER)");
		run("CREATE TABLE change (accurate_id TEXT, smh_id TEXT, operation TEXT, data TEXT, at INTEGER)");
		const keep = (side: string, id: number, record: SmhCustomer): unknown =>
			run("INSERT INTO record VALUES (?, ?, ?, ?, ?)", side, String(id), record.code, record.name, JSON.stringify(record));
		const list = await openAccurate(login, send);
		const smh = openSmh(login, send);
		const found: SmhCustomer[] = [];
		for (let [page, pages] = [1, 1]; page <= pages; page++) {
			const answer = await list("customer", page, PAGE);
			pages = answer.pages;
			for (const row of answer.rows) {
				const record = smhCustomerOf(row);
				keep("accurate", row.id, record);
				found.push(record);
			}
		}
		await smh.list("customers");
		for (const record of found) {
			const { id } = await smh.create(record);
			keep("smh", id, record);
			run("INSERT INTO link VALUES (?, ?, ?)", record.partner_id, String(id), Date.now());
			run("INSERT INTO change VALUES (?, ?, 'create', ?, ?)", record.partner_id, String(id), JSON.stringify(record), Date.now());
		}
		return found.length;
	} finally {
		database.close();
	}
}
