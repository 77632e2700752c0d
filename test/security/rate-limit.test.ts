import { exports } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { Limiter, Limits } from "../../src/web/security/limits.ts";
import { networkOf } from "../../src/web/security/rate-limit.ts";
import { API_KEY, createWorld, ORIGIN, SMH_SECRET, type World } from "../web/support.ts";

/** Lets so many through per key, and remembers whom it was asked about. */
function limiter(most: number): Limiter & { readonly keys: string[] } {
	const keys: string[] = [];
	return {
		keys,
		limit: async ({ key }) => {
			keys.push(key);
			return { success: keys.filter((one) => one === key).length <= most };
		},
	};
}

const worldWith = (limits: Limits): Promise<World> => createWorld(() => ({ limits }));
const from = (address: string, headers: Record<string, string> = {}) => ({
	headers: { "cf-connecting-ip": address, ...headers },
});
const signIn = (world: World, key: string, address?: string): Promise<Response> =>
	world.fetch("/sign-in", {
		method: "POST",
		body: new URLSearchParams({ key }),
		headers: { origin: ORIGIN, ...(address ? { "cf-connecting-ip": address } : {}) },
	});
const ask = async (world: World, key: string | null, address = "203.0.113.7"): Promise<number> => {
	const headers = key === null ? {} : { authorization: `Bearer ${key}` };
	return (await world.fetch("/api/v1/links", from(address, headers))).status;
};

describe("signing in", () => {
	it("is braked per address before the key is looked at, in words and with the time to wait", async () => {
		const world = await worldWith({ signIn: limiter(3) });
		for (let attempt = 0; attempt < 3; attempt++) expect((await signIn(world, "wrong", "203.0.113.7")).status).toBe(401);
		const response = await signIn(world, API_KEY, "203.0.113.7");
		expect([response.status, response.headers.get("retry-after")]).toEqual([429, "60"]);
		expect(await response.text()).toContain("Terlalu banyak percobaan. Tunggu 60 detik, lalu coba sekali lagi.");
		expect(response.headers.getSetCookie().join()).not.toContain("sinkron_session");
		expect((await signIn(world, API_KEY, "203.0.113.8")).status).toBe(303);
	});

	it("is not braked where nobody knows the address, as in tests and behind a service binding", async () => {
		const world = await worldWith({ signIn: limiter(0) });
		expect((await signIn(world, API_KEY)).status).toBe(303);
	});
});

describe("the API", () => {
	it("brakes wrong keys per address, and never the right one", async () => {
		const world = await worldWith({ wrongKeys: limiter(2) });
		expect([await ask(world, "a"), await ask(world, "b"), await ask(world, "c")]).toEqual([401, 401, 429]);
		expect([await ask(world, "d", "203.0.113.8"), await ask(world, API_KEY)]).toEqual([401, 200]);
	});

	it("says so in the API's own shape", async () => {
		const world = await worldWith({ wrongKeys: limiter(0) });
		const response = await world.fetch("/api/v1/links", from("203.0.113.7", { authorization: "Bearer x" }));
		expect([response.status, response.headers.get("retry-after")]).toEqual([429, "60"]);
		expect(await response.json()).toEqual({
			error: { code: "rate_limited", message: "Too many requests; try again in 60 seconds" },
		});
	});

	it("counts nobody who shows no key at all: nothing was guessed", async () => {
		const wrongKeys = limiter(0);
		expect(await ask(await worldWith({ wrongKeys }), null)).toBe(401);
		expect(wrongKeys.keys).toEqual([]);
	});
});

describe("everything", () => {
	it.each(["/health", "/sign-in", "/style.css", "/api/openapi.json", "/telegram/webhook", "/nowhere"])(
		"is braked per address, %s too",
		async (path) => {
			const world = await worldWith({ requests: limiter(0) });
			const response = await world.fetch(path, from("203.0.113.7"));
			expect([response.status, response.headers.get("retry-after")]).toEqual([429, "10"]);
			expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
		},
	);

	it.each([
		["a delivery of SMH that it did not sign", "/webhooks/smh"],
		["a delivery of Accurate to a wrong address", "/webhooks/accurate/0000000000000000000000"],
	])("%s is braked", async (_, path) => {
		const world = await worldWith({ requests: limiter(1) });
		const forge = () => world.fetch(path, { method: "POST", body: "{}", ...from("203.0.113.7") });
		expect([401, 404]).toContain((await forge()).status);
		const response = await forge();
		expect([response.status, response.headers.get("retry-after")]).toEqual([429, "10"]);
	});

	it("takes a storm of a thousand real deliveries from one address, which nobody counts", async () => {
		const world = await worldWith({ requests: limiter(0) });
		const signer = new Webhook(SMH_SECRET);
		const deliver = async (record: number): Promise<number> => {
			const body = JSON.stringify({ type: "customer.updated", data: { id: record, version: 2 } });
			const [id, at] = [crypto.randomUUID(), new Date()];
			const signature = signer.sign(id, at, body);
			const headers = {
				...{ "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)), "webhook-signature": signature },
				"cf-connecting-ip": "198.51.100.1",
			};
			return (await world.fetch("/webhooks/smh", { method: "POST", body, headers })).status;
		};
		const statuses = await Promise.all(Array.from({ length: 1000 }, (_, index) => deliver(index + 1)));
		expect(new Set(statuses)).toEqual(new Set([202]));
	});
});

describe("a brake that is missing or broken", () => {
	it("lets everybody pass: keys and signatures hold without it; the log says so", async () => {
		const world = await worldWith({});
		expect([await ask(world, "wrong"), (await signIn(world, API_KEY, "203.0.113.7")).status]).toEqual([401, 303]);
		expect(world.lines.filter(({ event }) => event === "rate_limit_missing").map(({ fields }) => fields)).toEqual([
			{ what: "wrongKeys" },
			{ what: "signIn" },
		]);
		const broken = await worldWith({ signIn: { limit: () => Promise.reject(new Error("no answer")) } });
		expect((await signIn(broken, API_KEY, "203.0.113.7")).status).toBe(303);
		expect(broken.lines.map(({ event }) => event)).toContain("rate_limit_failed");
	});
});

describe("an address", () => {
	it.each([
		["203.0.113.7", "203.0.113.7"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
		["2001:db8:1:2::9", "2001:db8:1:2"],
		["2001:db8::9", "2001:db8:0:0"],
		["::1", "0:0:0:0"],
		["2001:db8:1:2:3:4:5::", "2001:db8:1:2"],
	])("%s is counted as %s: who has one of an IPv6 /64 has them all", (address, network) => {
		expect(networkOf(address)).toBe(network);
	});
});

it("the Worker itself is braked by its own bindings", async () => {
	const attempt = async (): Promise<number> => {
		const headers = { authorization: "Bearer wrong", "cf-connecting-ip": "192.0.2.55" };
		return (await exports.default.fetch(new Request("https://sinkron.test/api/v1/links", { headers }))).status;
	};
	const statuses: number[] = [];
	// Beyond the limit of two periods, as one may end meanwhile.
	for (let index = 0; index < 130; index++) statuses.push(await attempt());
	expect(new Set(statuses)).toEqual(new Set([401, 429]));
});
