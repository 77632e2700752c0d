import { describe, expect, it } from "vitest";
import { registerWebhook } from "../../sandbox/accurate/webhook.ts";
import { ORIGINS, read, type Stand, stand } from "./accurate-world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const account = async ({ app, headers }: Stand, path: string) =>
	read(await app.request(`${ORIGINS.main}/accurate/account/api/${path}`, { headers: await headers() }));

describe("Accurate's webhooks", () => {
	it("tell of customers and items, written by a person or through the API, and never of employees", async () => {
		const at = stand();
		registerWebhook(at.world, "http://main.test/webhooks");
		const customer = at.people.create("customer", { customerNo: "C-1", name: "A" });
		await at.call("POST", "item/save.do", {
			name: "B",
			itemType: "SERVICE",
			itemCategoryName: "Umum",
			unit1Name: "PCS",
			no: "I-1",
		});
		at.people.create("employee", { name: "Agung" });
		at.people.remove("customer", Number(customer.id));
		const events = at.deliveries.map(({ body }) => JSON.parse(body));
		expect(events).toMatchObject([
			[{ databaseId: 1001, type: "CUSTOMER", data: [{ customerId: 2001, customerNo: "C-1", action: "WRITE" }] }],
			[{ type: "ITEM", data: [{ itemId: 2002, itemNo: "I-1", action: "WRITE" }] }],
			[{ type: "CUSTOMER", data: [{ customerId: 2001, action: "DELETE" }] }],
		]);
		expect(new Set(events.map(([event]) => event.uuid)).size).toBe(3);
	});

	it("stop silently after seven days unless renewed, and the history keeps what was lost", async () => {
		const at = stand();
		registerWebhook(at.world, "http://main.test/webhooks");
		at.pass(6 * DAY_MS);
		expect((await account(at, "webhook-renew.do")).d).toBe("14/11/2026");
		at.pass(7 * DAY_MS);
		at.people.create("customer", { customerNo: "C-1", name: "A" });
		expect(at.deliveries).toEqual([]);
		const window = new URLSearchParams({ from: "14/11/2026 00:00:00", to: "15/11/2026 00:00:00" });
		const history = await account(at, `webhook-history.do?${window}`);
		expect(history.d).toMatchObject([{ payload: [{ type: "CUSTOMER" }] }]);
		window.set("to", "15/11/2026 00:00:01");
		expect((await account(at, `webhook-history.do?${window}`)).s).toBe(false);
	});
});

describe("a person in Accurate's screens", () => {
	it("may set what the API cannot, and types missing masters in on the way", async () => {
		const { people, call } = stand();
		const item = people.create("product", {
			no: "I-1",
			name: "Sabun",
			unit1Name: "DUS",
			itemCategory: { name: "Mandi" },
			branchName: "Solo",
		});
		expect(item).toMatchObject({
			itemBranchName: "Solo",
			unit1Name: "DUS",
			itemCategory: { name: "Mandi" },
			itemType: "INVENTORY",
		});
		expect(people.update("product", Number(item.id), { suspended: true, usedIn: "Faktur Penjualan" })).toMatchObject({
			suspended: true,
		});
		expect((await call("GET", "item/list.do", { "filter.suspended": "true", fields: "no" })).d).toEqual([{ no: "I-1" }]);
		expect(() => people.remove("product", Number(item.id))).toThrow("telah digunakan di Faktur Penjualan");
		expect(() => people.create("customer", { name: "A", salesmanNumber: "E-9" })).toThrow("Karyawan E-9");
		expect(() => people.create("customer", { name: "A", warna: "merah" })).toThrow('no field "warna"');
	});

	it("can hand a shown record back as it is", () => {
		const { people } = stand();
		people.load("employee", [{ number: "E-1", name: "Agung" }]);
		const before = people.create("customer", {
			name: "A",
			salesman: { number: "E-1" },
			customerLimitAmount: true,
			customerLimitAmountValue: 5,
		});
		const after = people.update("customer", Number(before.id), before);
		expect(after).toEqual({ ...before, optLock: 1 });
		expect([people.get("customer", Number(after.id)), people.get("customer", 1)]).toEqual([after, null]);
	});
});
