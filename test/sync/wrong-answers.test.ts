import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

type Json = Record<string, unknown>;
type Rewrite = (body: Json) => unknown;
type Native = Record<string, unknown> & { id: number };
type Side = "accurate" | "smh";

let stack: Stack;
const outsideWorld = { fetch: globalThis.fetch };

/** Rewrites the first answers that match; from then on the world is as it is. */
function lie(matches: (request: Request) => boolean, times: number, rewrite: Rewrite): { readonly told: () => number } {
	let told = 0;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		const answer = await outsideWorld.fetch(request);
		if (!matches(request) || told >= times) return answer;
		told++;
		return Response.json(rewrite(await answer.json<Json>()), { status: answer.status });
	});
	return { told: () => told };
}

const isList =
	(side: Side) =>
	({ method, url }: Request): boolean =>
		side === "accurate"
			? url.includes("/customer/list.do") && !url.includes("sp.pageSize=1&")
			: method === "GET" && url.includes("/smh/v1/customers?") && !url.includes("page_size=1&");
/** Rows and counts in the words of either side. */
const rowsOf = (body: Json): Native[] => (body.d ?? body.data) as Native[];
const withRows = (body: Json, rows: unknown): Json => (body.d === undefined ? { ...body, data: rows } : { ...body, d: rows });
const withTotal = (body: Json, total: unknown, pageCount: unknown = 1): Json =>
	body.d === undefined ? { ...body, total } : { ...body, sp: { ...(body.sp as Json), rowCount: total, pageCount } };
const spoilt = (row: Native, change: object): Json => ({ ...row, ...change });
const without = (row: Native, ...keys: readonly string[]): Json =>
	Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
const first = (body: Json, change: (row: Native) => unknown): Json =>
	withRows(
		body,
		rowsOf(body).map((row, index) => (index === 0 ? change(row) : row)),
	);

const NAMES = ["name"];
const CODES = ["code", "customerNo"];
const nameless: Rewrite = (body) => first(body, (row) => spoilt(row, { name: null }));
const LIES: Readonly<Record<string, Rewrite>> = {
	"a row without id": (body) => first(body, (row) => without(row, "id")),
	"a row whose id is a text of letters": (body) => first(body, (row) => spoilt(row, { id: "x" })),
	"a row that is null": (body) => first(body, () => null),
	"a row without code": (body) => first(body, (row) => without(row, ...CODES)),
	"a row whose code is null": (body) => first(body, (row) => spoilt(row, { code: null, customerNo: null })),
	"a row without name": (body) => first(body, (row) => without(row, ...NAMES)),
	"a row whose name is null": nameless,
	"a row whose name is an object": (body) => first(body, (row) => spoilt(row, { name: { id: 1 } })),
	"a row with fields of other types": (body) =>
		first(body, (row) => spoilt(row, { notes: [], suspended: "maybe", status: 5, partner_id: 7, billCity: {}, city: 9 })),
	"no rows at all": (body) => withRows(body, []),
	"no rows, and a total of none": (body) => withTotal(withRows(body, []), 0, 0),
	"rows that are no list": (body) => withRows(body, { id: 1 }),
	"one row twice": (body) =>
		withRows(
			body,
			rowsOf(body).map((_, index, rows) => rows[index === 1 ? 0 : index]),
		),
	"a total too small": (body) => withTotal(body, 1),
	"a total too large": (body) => withTotal(body, 500, 5),
	"a total beyond all reason": (body) => withTotal(body, 1e15, 1e13),
	"a total below nothing": (body) => withTotal(body, -1, -1),
	"a total that is no number": (body) => withTotal(body, "many", "many"),
};

const db = () => database(env.DB);
const world = async () => ({
	smh: await stack.control<Native[]>("/smh/customer"),
	accurate: await stack.control<Native[]>("/accurate/customer"),
});
const writes = async () =>
	(await stack.control<{ calls: { method: string; path: string; system: string }[] }>("/calls")).calls.filter(
		({ method, path, system }) => system !== "telegram" && method !== "GET" && !path.endsWith("list.do"),
	);

beforeAll(async () => {
	stack = await createStack({ scenario: "generated", customers: 6, products: 0, employees: 0, seed: 5 });
	outsideWorld.fetch = globalThis.fetch;
	expect((await stack.sync()).run.state).toBe("done");
});
beforeEach(() => {
	vi.spyOn(Math, "random").mockReturnValue(0);
	vi.stubGlobal("fetch", outsideWorld.fetch);
});

describe.each(["accurate", "smh"] as const)("a list of %s that is wrong once", (side) => {
	it.each(Object.entries(LIES))(
		"%s: nothing is written, nothing counts as deleted, and the next look is right",
		async (name, rewrite) => {
			const before = await world();
			await stack.control("/calls", "DELETE");
			const { told } = lie(isList(side), 1, rewrite);
			const { run } = await stack.sync("full");
			expect([told(), run.state]).toEqual([1, "done"]);
			// A customer of SMH may lack its code, and is given Accurate's: the one it has.
			if (side !== "smh" || name !== "a row whose code is null") expect(await writes()).toEqual([]);
			expect(await world()).toEqual(before);
			expect(await db().all(sql`SELECT state, count(*) AS n FROM link GROUP BY state`)).toEqual([{ state: "linked", n: 6 }]);
			expect(await db().all(sql`SELECT count(*) AS n FROM record WHERE gone_at IS NOT NULL`)).toEqual([{ n: 0 }]);
		},
	);

	it("a record whose name is empty has a problem that says so, until the next look", async () => {
		lie(isList(side), 1, nameless);
		expect((await stack.sync("full")).run.state).toBe("done");
		const problems = await db().all(sql`SELECT side, reason, detail FROM problem`);
		expect(problems).toEqual([{ side, reason: "MISSING_FIELD", detail: '{"kind":"field"}' }]);
		expect((await stack.sync("full")).run.state).toBe("done");
		expect(await db().all(sql`SELECT reason FROM problem`)).toEqual([]);
	});
});

/** What becomes of the rows of a batch, in the words of either side. */
const batchRows = (body: Json): Json[] => (body.results ?? body.d) as Json[];
const withBatch = (body: Json, rows: readonly unknown[], all = true): Json =>
	body.results === undefined ? { s: all, d: rows } : { results: rows };
const recordOf = (row: Json): Native => (row.r ?? row.record) as Native;
const withRecord = (row: Json, record: unknown): Json => (row.r === undefined ? { ...row, record } : { ...row, r: record });

const ODD_SAVES: Readonly<Record<string, Rewrite>> = {
	"other names": () => ({ success: true }),
	"no, without a word": () => ({ s: false }),
	"fewer rows than were sent": (body) => withBatch(body, batchRows(body).slice(1)),
	"more rows than were sent": (body) => withBatch(body, [...batchRows(body), ...batchRows(body)]),
	"the rows in another order": (body) => withBatch(body, batchRows(body).toReversed()),
	"rows without their ids": (body) =>
		withBatch(
			body,
			batchRows(body).map((row) => withRecord(row, without(recordOf(row), "id"))),
		),
	"a row that is a text": (body) => withBatch(body, ["oops", ...batchRows(body).slice(1)], false),
};

describe.each(["accurate", "smh"] as const)("creates in %s that are answered wrongly", (side) => {
	const path = side === "accurate" ? "/customer/bulk-save.do" : "/customers/batch";
	const isCreate = ({ method, url }: Request): boolean => method === "POST" && url.includes(path);

	it.each(Object.entries(ODD_SAVES))(
		"%s: they are looked up, none is made twice, and each is paired with its own",
		async (name, rewrite) => {
			const source = side === "smh" ? "accurate" : "smh";
			for (const n of [1, 2, 3]) {
				const code = `${side}/${name.replaceAll(/[^a-z]/g, "").slice(0, 12)}/${n}`;
				const native = source === "smh" ? { code, name: `Toko ${code}` } : { customerNo: code, name: `Toko ${code}` };
				await stack.control(`/${source}/customer`, "POST", native);
			}
			const { told } = lie(isCreate, 1, rewrite);
			expect([(await stack.sync()).run.state, told()]).toEqual(["done", 1]);
			const { smh, accurate } = await world();
			expect(new Set(smh.map(({ code }) => code))).toEqual(new Set(accurate.map(({ customerNo }) => customerNo)));
			expect([new Set(smh.map(({ code }) => code)).size, accurate.length]).toEqual([smh.length, smh.length]);
			for (const { code, partner_id: partner } of smh) {
				expect(accurate.find(({ id }) => String(id) === partner)).toMatchObject({ customerNo: code });
			}
			const links = await db().all<{ smhId: string; accurateId: string }>(
				sql`SELECT smh_id AS smhId, accurate_id AS accurateId FROM link`,
			);
			const pairs = new Map(links.map(({ smhId, accurateId }) => [smhId, accurateId]));
			expect(smh.map(({ id, partner_id: partner }) => pairs.get(String(id)) === partner)).toEqual(smh.map(() => true));
			expect(await db().all(sql`SELECT * FROM intent`)).toEqual([]);
			expect(await db().all(sql`SELECT reason, detail FROM problem`)).toEqual([]);
		},
	);
});
