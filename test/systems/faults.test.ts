import { describe, expect, test } from "vitest";
import { expireAccessToken, expireSessions } from "../../sandbox/accurate/sessions.ts";
import type { NewRecord, SystemPort } from "../../src/systems/port.ts";
import { accurateOf, fault, oauth, type Setting, smhOf, tokenAuth, world } from "./stand-ins.ts";

const ROWS: readonly NewRecord[] = ["C-1", "C-2"].map((code, index) => ({
	projection: { code, name: `Toko ${code}`, active: true },
	partnerId: String(index + 1),
}));

const LOGINS = [
	["an API token", tokenAuth],
	["OAuth", oauth],
] as const;

async function total(port: SystemPort): Promise<number> {
	return (await port.list("customer", { page: 1, size: 100 })).total;
}

describe.each(LOGINS)("Accurate with %s", (_, login) => {
	const setUp = () => {
		const setting = world();
		return { setting, port: accurateOf(setting, login(setting)) };
	};

	test.each(["moved-308", "session-expired", "token-expired", "status-429"])(
		"%s in the middle of a run goes unnoticed",
		async (kind) => {
			const { setting, port } = setUp();
			await total(port);
			await fault(setting, { system: "accurate", path: "/customer/bulk-save.do", kind });
			await expect(port.create("customer", ROWS)).resolves.toMatchObject([{ ok: true }, { ok: true }]);
			await expect(total(port)).resolves.toBe(2);
		},
	);

	test.each(["lost-answer", "bad-json", "status-500", "status-503", "html-error", "refuse-before"])(
		"%s to a write leaves its outcome open, and nothing is sent twice",
		async (kind) => {
			const { setting, port } = setUp();
			await fault(setting, { system: "accurate", path: "/customer/bulk-save.do", kind });
			await expect(port.create("customer", ROWS)).rejects.toMatchObject({ kind: "unknown_outcome" });
			const found = await port.findByCode("customer", ["C-1", "C-2"]);
			expect(found).toHaveLength(kind === "lost-answer" || kind === "bad-json" ? 2 : 0);
		},
	);

	test.each(["refuse-before", "status-500", "status-503"])("%s to a read is asked once more", async (kind) => {
		const { setting, port } = setUp();
		await fault(setting, { system: "accurate", path: "/customer/list.do", kind });
		await expect(total(port)).resolves.toBe(0);
	});

	test("rows that are refused are refused one by one", async () => {
		const { setting, port } = setUp();
		await fault(setting, { system: "accurate", path: "/customer/bulk-save.do", kind: "rows-rejected" });
		const results = await port.create("customer", ROWS);
		expect(results.map(({ ok }) => ok)).toEqual([false, true]);
	});

	test("the limit said in words with HTTP 200 is waited for as well", async () => {
		const { setting, port } = setUp();
		setting.sandbox.world.state.accurate.rateLimit = { perSecond: 2, parallel: 8, shape: "http-200" };
		for (let call = 0; call < 6; call++) await expect(total(port)).resolves.toBe(0);
	});
});

describe("a login that ends while many calls are under way", () => {
	test.each([
		["the token", "/oauth/token", expireAccessToken],
		["the session", "/api/db-refresh-session.do", expireSessions],
	] as const)("%s: one cure for all of them, and none of them notices", async (_, path, expire) => {
		const setting = world();
		const port = accurateOf(setting, oauth(setting));
		await total(port);
		expire(setting.sandbox.world);
		const asked = new URL("/control/calls", "http://127.0.0.1:8788");
		await setting.sandbox.fetch(new Request(asked, { method: "DELETE" }));
		await expect(Promise.all(Array.from({ length: 8 }, () => total(port)))).resolves.toEqual(Array.from({ length: 8 }, () => 0));
		const { calls } = await (await setting.sandbox.fetch(new Request(asked))).json<{
			calls: { path: string; status: number }[];
		}>();
		expect(calls.filter((call) => call.path.endsWith(path))).toHaveLength(1);
		expect(calls.filter(({ status }) => status === 401).length).toBeGreaterThan(1);
	});
});

describe("SMH", () => {
	const setUp = (): { setting: Setting; port: SystemPort } => {
		const setting = world();
		return { setting, port: smhOf(setting) };
	};

	test("a 429 in the middle of a run goes unnoticed", async () => {
		const { setting, port } = setUp();
		await fault(setting, { system: "smh", path: "/customers/batch", kind: "status-429" });
		await expect(port.create("customer", ROWS)).resolves.toMatchObject([{ ok: true }, { ok: true }]);
	});

	test.each(["lost-answer", "bad-json", "status-500", "html-error"])(
		"%s to a create: sending it again makes no second record",
		async (kind) => {
			const { setting, port } = setUp();
			await fault(setting, { system: "smh", path: "/customers/batch", kind });
			await expect(port.create("customer", ROWS)).rejects.toMatchObject({ kind: "unknown_outcome" });
			await port.create("customer", ROWS);
			await expect(total(port)).resolves.toBe(2);
		},
	);
});
