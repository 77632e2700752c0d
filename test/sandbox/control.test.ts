import { describe, expect, it } from "vitest";
import { stand } from "./smh-world.ts";

describe("the control interface", () => {
	it("resets the outside world and keeps what is registered", async () => {
		const { control, sandbox } = stand();
		const targets = { smh: "http://sinkron.test/webhooks/smh", accurate: "http://sinkron.test/webhooks/accurate/x" };
		await control("PUT", "/registrations", targets);
		sandbox.world.state.telegram.webhook = {
			url: "http://sinkron.test/telegram/webhook",
			secretToken: "s",
			allowedUpdates: null,
			lastErrorDate: null,
			lastErrorMessage: null,
		};
		const { status, json } = await control("POST", "/reset", { scenario: "panduan" });
		expect(status).toBe(200);
		const counts = { smh: { customer: 0, product: 0, employee: 0 }, accurate: { customer: 423, product: 454, employee: 11 } };
		expect(json).toEqual(counts);
		expect((await control("GET", "/state")).json).toEqual(counts);
		expect((await control("GET", "/registrations")).json).toEqual({
			...targets,
			telegram: "http://sinkron.test/telegram/webhook",
		});
	});

	it("gives later records of an empty world ids that no sample rule covers", async () => {
		const { control } = stand();
		await control("POST", "/reset", { scenario: "empty" });
		const { json } = await control("POST", "/accurate/customer", { name: "Toko Baru" });
		expect(json.id).toBeGreaterThan(2150);
	});

	it.each(["smh", "accurate"])(
		"lets a person add, change, read and delete records of %s in its own field names",
		async (system) => {
			const { control } = stand();
			const created = await control("POST", `/${system}/employee`, {
				name: "Agung",
				position: "Sales",
				...(system === "smh" ? { code: "E-1" } : { number: "E-1" }),
			});
			expect(created.status).toBe(201);
			const path = `/${system}/employee/${String(created.json.id)}`;
			expect((await control("PATCH", path, { name: "Agung P." })).json).toMatchObject({ name: "Agung P.", position: "Sales" });
			expect((await control("GET", `/${system}/employee`)).json).toMatchObject([{ id: created.json.id, name: "Agung P." }]);
			expect((await control("DELETE", path)).status).toBe(204);
			expect((await control("GET", path)).status).toBe(404);
		},
	);

	it.each([
		["POST", "/reset", { scenario: "nothing" }, 400, /panduan/],
		["POST", "/reset", { scenario: "empty", colour: 1 }, 400, /colour/],
		["POST", "/faults", { plan: [{ system: "smh", kind: "explode" }] }, 400, /refuse-before.*webhook-reordered/],
		["POST", "/faults", { plan: [{ system: "smh", kind: "moved-308" }] }, 400, /accurate only/],
		["POST", "/latency", { accurate: "slow" }, 400, /accurate/],
		["POST", "/smh/employee", { name: "Agung" }, 400, /code.*position/],
		["POST", "/smh/employee", "nonsense", 400, /JSON/],
		["POST", "/accurate/customer", { nama: "Toko" }, 400, /nama/],
		["GET", "/jurnal/customer", undefined, 404, /smh, accurate/],
		["GET", "/smh/order", undefined, 404, /customer, product, employee/],
		["PATCH", "/smh/customer/99", { name: "x" }, 404, /99/],
		["DELETE", "/accurate/customer/99", undefined, 404, /99/],
		["POST", "/telegram/messages", { from: { id: 7 }, text: "/sinkron" }, 409, /webhook/],
	] as const)("%s %s %j is refused in words", async (method, path, body, status, words) => {
		const { control } = stand();
		const answer = await control(method, path, body);
		expect(answer.status).toBe(status);
		expect(answer.json.error).toMatch(words);
	});

	it("delivers what a person writes to the bot's webhook with its secret, and answers the webhook's status", async () => {
		const { control, delivered, call } = stand(() => 202);
		await call("POST", "/telegram/bot1000001:local-bot-token/setWebhook?url=https://sinkron.test/t&secret_token=geheim");
		const from = { id: 7, first_name: "Ani" };
		expect(await control("POST", "/telegram/messages", { from, text: "/sinkron" })).toMatchObject({
			status: 200,
			json: { status: 202, message: { text: "/sinkron" } },
		});
		expect(delivered[0]?.headers.get("x-telegram-bot-api-secret-token")).toBe("geheim");
		expect((await control("GET", "/telegram/chats/7/messages")).json).toMatchObject([{ text: "/sinkron" }]);
	});

	it("logs calls in order, counts them per path and knows the peaks", async () => {
		const { control, call, clock } = stand();
		const get = () => call("GET", "/smh/v1/customers", undefined, { authorization: "Bearer local-smh-key" });
		await control("POST", "/latency", { smh: 5 });
		await Promise.all([get(), get(), get()]);
		clock.now += 1000;
		await get();
		await call("GET", "/smh/v1/orders");
		const { json } = await control("GET", "/calls");
		expect(json).toMatchObject({
			counts: { accurate: {}, smh: { "/smh/v1/customers": 4, "/smh/v1/orders": 1 }, telegram: {} },
			peak: { smh: { perSecond: 3, inFlight: 3 }, accurate: { perSecond: 0, inFlight: 0 } },
		});
		expect(json.calls).toMatchObject([
			...Array.from({ length: 4 }, () => ({ system: "smh", method: "GET", path: "/smh/v1/customers", status: 200 })),
			{ status: 401 },
		]);
		await control("DELETE", "/calls");
		expect((await control("GET", "/calls")).json).toMatchObject({ calls: [], counts: { smh: {} } });
	});
});
