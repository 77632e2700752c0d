import { customer } from "../src/systems/accurate/customer.ts";
import { listFields } from "../src/systems/accurate/module.ts";
import { sign } from "../src/systems/accurate/signature.ts";

/** The two systems as a program without an engine calls them. What they answer is taken on trust: the stand-ins say it. */
export interface Login {
	readonly ACCURATE_ACCOUNT_URL: string;
	readonly ACCURATE_API_TOKEN: string;
	readonly ACCURATE_SIGNATURE_SECRET: string;
	readonly SMH_API_URL: string;
	readonly SMH_API_KEY: string;
}

/** Sends one call; whoever gives it decides how long it waits for that, and what becomes of a refusal. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

type Named = { readonly name: string } | null;
export interface AccurateCustomer {
	readonly id: number;
	readonly optLock: number;
	readonly customerNo: string;
	readonly name: string;
	readonly suspended: boolean;
	readonly category: Named;
	readonly term: Named;
	readonly priceCategory: Named;
	readonly customerLimitAmount: boolean;
	readonly customerLimitAmountValue: number;
	readonly [field: string]: unknown;
}
export type SmhCustomer = ReturnType<typeof smhCustomerOf>;

async function answerOf<T>(response: Response): Promise<T> {
	if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
	// Checking the shape would be work that no floor and no plain script does.
	return await response.json<T>();
}

/** Logs in with the API token; answers how a page of a list is asked for. */
export async function openAccurate(login: Login, send: Send) {
	const headers = async (): Promise<Record<string, string>> => {
		const timestamp = String(Math.floor(Date.now() / 1_000));
		const signature = await sign(timestamp, login.ACCURATE_SIGNATURE_SECRET);
		const bearer = `Bearer ${login.ACCURATE_API_TOKEN}`;
		return { authorization: bearer, "x-api-timestamp": timestamp, "x-api-signature": signature, "x-language-profile": "ID" };
	};
	const account = await send(`${login.ACCURATE_ACCOUNT_URL}/api/api-token.do`, { headers: await headers() });
	type Database = { readonly host: string };
	const { d } = await answerOf<{ d: { database?: Database; "data usaha"?: Database } }>(account);
	const host = (d.database ?? d["data usaha"])?.host ?? "";
	const fields = listFields(customer);
	return async (module: "customer" | "item" | "employee", page: number, pageSize: number) => {
		const asked = `fields=${module === "customer" ? fields : "id"}&sp.page=${page}&sp.pageSize=${pageSize}&sp.sort=id|asc`;
		const response = await send(`${host}/accurate/api/${module}/list.do?${asked}`, { headers: await headers() });
		const { d: rows, sp } = await answerOf<{ d: readonly AccurateCustomer[]; sp: { pageCount: number } }>(response);
		return { rows, pages: sp.pageCount };
	};
}

interface Stored {
	readonly id: number;
	readonly version: number;
}

export function openSmh(login: Login, send: Send) {
	const headers = { authorization: `Bearer ${login.SMH_API_KEY}`, "content-type": "application/json" };
	const post = (path: string, body: object): Promise<Response> =>
		send(`${login.SMH_API_URL}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
	return {
		list: async (of: "customers" | "products" | "employees"): Promise<number> => {
			const url = `${login.SMH_API_URL}/${of}?page=1&page_size=100&sort=id`;
			return (await answerOf<{ total: number }>(await send(url, { headers }))).total;
		},
		create: async (record: SmhCustomer): Promise<Stored> => await answerOf(await post("/customers", record)),
		createAll: async (records: readonly SmhCustomer[]): Promise<readonly Stored[]> => {
			const operations = records.map((record) => ({ op: "create", record }));
			type Answer = { results: readonly { record?: Stored; error?: unknown }[] };
			const { results } = await answerOf<Answer>(await post("/customers/batch", { operations }));
			return results.map(({ record, error }) => record ?? refused(error));
		},
	};
}

function refused(error: unknown): never {
	throw new Error(`SMH refused a row: ${JSON.stringify(error)}`);
}

/** The same fields in SMH's names, as they stand: nothing is made alike. */
export const smhCustomerOf = (row: AccurateCustomer) => ({
	...{ partner_id: String(row.id), code: row.customerNo, name: row.name, status: row.suspended ? "inactive" : "active" },
	...{ group: row.category?.name, payment_term: row.term?.name, price_list: row.priceCategory?.name },
	...{ credit_limit: row.customerLimitAmount ? row.customerLimitAmountValue : null, npwp: row.npwpNo },
	...{ address: row.billStreet, city: row.billCity, province: row.billProvince, postal_code: row.billZipCode },
	...{ mobile: row.mobilePhone, phone: row.workPhone, email: row.email, notes: row.notes },
});
