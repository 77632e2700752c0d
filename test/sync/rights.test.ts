import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { careForChannels } from "../../src/sync/inbox/channels.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { atRest, registered } from "../support/webhooks.ts";

type Native = Record<string, unknown> & { id: number };
const db = () => database(env.DB);

interface Forbidden {
	tried: number;
	over: boolean;
}

/** SMH turns these calls away, until it is over; `tried` counts them. */
function forbid(method: string, path: RegExp): Forbidden {
	const state: Forbidden = { tried: 0, over: false };
	const inner = globalThis.fetch;
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const request = new Request(input, init);
		if (state.over || request.method !== method || !path.test(new URL(request.url).pathname)) return await inner(request);
		state.tried++;
		return Response.json({ error: { code: "forbidden", message: "no right" } }, { status: 403 });
	});
	return state;
}

describe("what the login may not read any more", () => {
	let stack: Stack;
	const list = (side: "smh" | "accurate", entity: string) => stack.control<Native[]>(`/${side}/${entity}`);
	const partnerOf = async (entity: string, one: Native | undefined) =>
		(await list("accurate", entity)).find(({ id }) => String(id) === one?.partner_id);
	const rename = (entity: string, one: Native | undefined, name: string) =>
		stack.control(`/smh/${entity}/${one?.id}`, "PATCH", { name });
	const waiting = () =>
		db().all<{ entity: string }>(sql`SELECT DISTINCT entity FROM inbox WHERE done_at IS NULL AND source <> 'telegram'`);
	const told = () => db().all<{ subject: string }>(sql`SELECT subject FROM alert`);

	beforeEach(async () => {
		stack = await createStack({ scenario: "generated", customers: 6, products: 3, employees: 4, seed: 11 });
		await stack.sync();
		await registered(stack);
	});

	it("keeps nothing else from arriving by itself; it waits, the admins hear of it, and the next run that may read it brings it", async () => {
		const products = forbid("GET", /\/smh\/v1\/products/);
		const [customer] = await list("smh", "customer");
		const [product] = await list("smh", "product");
		await rename("product", product, "Barang Baru");
		await rename("customer", customer, "Nama Baru");
		await atRest(stack, 1);
		expect(await partnerOf("customer", customer)).toMatchObject({ name: "Nama Baru" });
		expect(await waiting()).toEqual([{ entity: "product" }]);
		expect(await told()).toEqual([{ subject: "signals_failed" }]);

		// Neither the clock nor another delivery begins a run that would be turned away again.
		const { tried } = products;
		await careForChannels(await stack.context());
		await rename("product", product, "Barang Lebih Baru");
		await rename("customer", customer, "Nama Lebih Baru");
		await atRest(stack, 1);
		expect(await partnerOf("customer", customer)).toMatchObject({ name: "Nama Lebih Baru" });
		expect(products.tried).toBe(tried);

		products.over = true;
		await stack.sync();
		await atRest(stack);
		expect(await partnerOf("product", product)).toMatchObject({ name: "Barang Lebih Baru" });
		await rename("product", product, "Barang Terbaru");
		await atRest(stack);
		expect(await partnerOf("product", product)).toMatchObject({ name: "Barang Terbaru" });
	});

	it("where lists may be read and single records not: the same, and nothing is deleted for it", async () => {
		const products = forbid("GET", /\/smh\/v1\/products\/\d+$/);
		const [customer] = await list("smh", "customer");
		const [product] = await list("smh", "product");
		await stack.control(`/smh/product/${product?.id}`, "DELETE");
		await rename("customer", customer, "Nama Baru");
		await atRest(stack, 1);
		expect(await partnerOf("customer", customer)).toMatchObject({ name: "Nama Baru" });
		expect(await partnerOf("product", product)).toBeDefined();
		expect(products.tried).toBeGreaterThan(0);
		const { run } = await stack.sync();
		expect(run).toMatchObject({ state: "done", entities: ["customer", "employee"] });
		expect(run.error).toContain("no right");

		products.over = true;
		await stack.sync();
		await atRest(stack);
		expect(await partnerOf("product", product)).toBeUndefined();
	});
});

it("what may not be read has that as its reason, with the right's name, until a quick run may read it", async () => {
	const stack = await createStack({ scenario: "empty" });
	await stack.control("/smh/customer", "POST", { code: "C-1", name: "Toko" });
	await stack.control("/smh/employee", "POST", { code: "K-1", name: "Agung", position: "Sales" });
	stack.sandbox.world.state.accurate.apiToken.scopes = ["employee_view", "employee_save", "branch_view"];
	expect((await stack.sync()).run.state).toBe("done");
	const { data } = await stack.api<{ data: { entity: string; reason: string; detail: string }[] }>("/problems");
	expect(data.map(({ entity, reason, detail }) => [entity, reason, detail])).toEqual([
		["customer", "NO_RIGHT", 'Accurate: butuh izin "customer_view"'],
	]);
	stack.sandbox.world.state.accurate.apiToken.scopes = null;
	expect((await stack.sync()).run.state).toBe("done");
	expect((await stack.api<{ data: unknown[] }>("/problems")).data).toEqual([]);
	expect(await stack.control<Native[]>("/accurate/customer")).toMatchObject([{ name: "Toko" }]);
});
