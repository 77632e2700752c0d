import { beforeEach, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import { API_KEY, createWorld, ids, seedLinks, seedProblems, seedRecords, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});

const ROUTES = [
	["GET", "/sync-information"],
	["GET", "/status"],
	["GET", "/report"],
	["POST", "/runs"],
	["GET", "/runs/x"],
	["POST", "/runs/x/confirm"],
	["POST", "/runs/x/cancel"],
	["GET", "/links"],
	["GET", "/employees"],
	["GET", "/problems"],
	["GET", "/problems.csv"],
	["POST", "/problems/retry"],
	["GET", "/dead-letters"],
	["POST", "/dead-letters/x/replay"],
	["POST", "/dead-letters/replay"],
	["GET", "/runs"],
	["GET", "/runs/x/changes"],
	["GET", "/audit"],
	["GET", "/conflicts"],
	["POST", "/conflicts/x/choose"],
	["POST", "/pairs/judge"],
	["POST", "/records/mark"],
	["POST", "/deletions/settle"],
	["GET", "/settings"],
	["GET", "/setup"],
	["POST", "/setup"],
	["PUT", "/settings"],
] as const;

describe("the key", () => {
	const wrong = [
		undefined,
		"",
		"Bearer",
		"Bearer ",
		`Basic ${API_KEY}`,
		API_KEY,
		"Bearer wrong",
		`Bearer ${API_KEY}x`,
		`Bearer ${API_KEY.slice(1)}`,
	];

	it.each(ROUTES)("%s %s is closed to everybody without it", async (method, path) => {
		for (const authorization of wrong) {
			const headers = authorization === undefined ? {} : { authorization };
			const response = await world.fetch(`/api/v1${path}`, { method, headers });
			expect([authorization, response.status, await response.json()]).toEqual([
				authorization,
				401,
				{ error: { code: "unauthorized", message: "Send the API key as: Authorization: Bearer <API_KEY>" } },
			]);
		}
		expect(world.sent).toEqual([]);
	});

	it("is named when the setting is missing, and nothing is open then", async () => {
		const closed = await createWorld(() => ({ api: { ok: false, message: "API: API_KEY is missing" } }));
		expect(await closed.api("/links")).toEqual({
			status: 503,
			body: { error: { code: "not_configured", message: "API: API_KEY is missing" } },
		});
	});
});

describe("answers that say no", () => {
	it("has one shape for an unknown address", async () => {
		for (const [path, method] of [
			["/api/v1/nothing", "GET"],
			["/api/v1/nothing", "POST"],
			["/api/nothing", "GET"],
			["/api", "GET"],
		] as const) {
			const response = await world.fetch(path, { method, headers: { authorization: `Bearer ${API_KEY}` } });
			expect([response.status, await response.json()]).toEqual([
				404,
				{ error: { code: "not_found", message: `there is no ${method} ${path}` } },
			]);
		}
	});

	it("names the field and what would have been taken", async () => {
		expect(await world.api("/links?entity=vendor")).toEqual({
			status: 400,
			body: {
				error: {
					code: "invalid_request",
					message: "entity must be one of customer, product, employee",
					allowed: ["customer", "product", "employee"],
				},
			},
		});
		expect(await world.api("/links?limit=0")).toMatchObject({
			status: 400,
			body: { error: { message: expect.stringContaining("limit") } },
		});
	});

	it.each(["/links", "/problems", "/runs", "/audit", "/conflicts"])("%s takes only cursors of its own", async (path) => {
		for (const cursor of ["x", "bnVsbA", btoa('{"entity":1}'), "%00"]) {
			expect(await world.api(`${path}?cursor=${cursor}`)).toMatchObject({
				status: 400,
				body: { error: { code: "invalid_request" } },
			});
		}
	});

	it("does not tell strangers what went wrong inside", async () => {
		const broken = await createWorld(() => ({ sync: () => Promise.reject(new Error("secret detail")) }));
		const { status, body } = await broken.api("/runs", "POST");
		expect([status, JSON.stringify(body).includes("secret")]).toEqual([500, false]);
		expect(broken.lines).toMatchObject([{ level: "error", fields: { error: "Error: secret detail" } }]);
	});

	it("names the settings that the engine misses", async () => {
		const message = "SMH: SMH_API_KEY is missing";
		const unset = await createWorld(() => ({ sync: () => Promise.reject(new SystemError("not_configured", message)) }));
		expect(await unset.api("/runs", "POST")).toEqual({ status: 503, body: { error: { code: "not_configured", message } } });
	});
});

describe("sync-information", () => {
	const ZERO = { dummy: 0, data: 0, synced: 0, total: 0 };

	it("is all zero before anything has been read", async () => {
		const account = { total: 0, dummy: 0, inStep: 0, openProblems: 0, gap: 0 };
		expect(await world.api("/sync-information")).toEqual({
			status: 200,
			body: {
				connection: world.connection,
				entities: ["customer", "product", "employee"].map((entity) => ({
					entity,
					smh: ZERO,
					accurate: ZERO,
					linked: 0,
					problems: {},
					accounts: { smh: account, accurate: account },
				})),
				lastRun: null,
			},
		});
	});

	it("splits records by origin and accounts for each of them", async () => {
		await seedRecords(world, "accurate", "customer", [{ id: "1", dummy: true }, ...ids(2, 5).map((id) => ({ id }))]);
		await seedRecords(
			world,
			"smh",
			"customer",
			ids(102, 2).map((id) => ({ id })),
		);
		await seedLinks(world, "customer", "accurate", [
			{ smhId: "102", accurateId: "2" },
			{ smhId: "103", accurateId: "3" },
		]);
		await seedProblems(world, "accurate", "customer", [
			{ id: "4", reason: "INACTIVE" },
			{ id: "5", reason: "INACTIVE" },
		]);
		const { body } = await world.api("/sync-information");
		expect(body).toMatchObject({
			entities: [
				{
					entity: "customer",
					smh: { dummy: 0, data: 0, synced: 2, total: 2 },
					accurate: { dummy: 1, data: 5, synced: 0, total: 6 },
					linked: 2,
					problems: { INACTIVE: 2, WAITING: 1 },
					accounts: { accurate: { total: 6, dummy: 1, inStep: 2, openProblems: 3, gap: 0 } },
				},
				{},
				{},
			],
		});
	});
});

describe("links", () => {
	beforeEach(async () => {
		await seedLinks(
			world,
			"customer",
			"accurate",
			ids(1, 5).map((id) => ({ smhId: id, accurateId: `9${id}` })),
		);
		await seedLinks(world, "employee", "smh", [{ smhId: "1", accurateId: "91" }]);
	});

	it("finds a pair by either id", async () => {
		const pair = {
			entity: "customer",
			smhId: "3",
			accurateId: "93",
			origin: "accurate",
			state: "linked",
			syncedAt: "2026-11-22T05:00:00.000Z",
		};
		expect(await world.api("/links?entity=customer&smhId=3")).toEqual({ status: 200, body: { data: [pair], next: null } });
		expect(await world.api("/links?entity=customer&accurateId=93")).toEqual({ status: 200, body: { data: [pair], next: null } });
		expect(await world.api("/links?entity=product&smhId=3")).toEqual({ status: 200, body: { data: [], next: null } });
	});

	it("walks through all of them by cursor, each once", async () => {
		const seen: string[] = [];
		let cursor = "";
		do {
			const { body } = await world.api(`/links?entity=&limit=2&cursor=${cursor}`);
			// The shape is pinned by the test above.
			const page = body as { data: { entity: string; smhId: string }[]; next: string | null };
			seen.push(...page.data.map((link) => `${link.entity} ${link.smhId}`));
			cursor = page.next ?? "";
		} while (cursor !== "");
		expect(seen).toEqual(["customer 1", "customer 2", "customer 3", "customer 4", "customer 5", "employee 1"]);
	});
});

describe("employees", () => {
	it("finds Agung with the Partner ID it got, and says how it stands", async () => {
		await seedRecords(world, "smh", "employee", [
			{ id: "1", code: "KRY-001", name: "Agung Prasetyo", position: "Salesman" },
			{ id: "2", code: "KRY-002", name: "Agung Baru" },
		]);
		await seedRecords(world, "accurate", "employee", [
			{ id: "50", code: "KRY-001", name: "Agung Prasetyo" },
			{ id: "7", code: "E.7", name: "Agung Contoh", dummy: true, active: false },
		]);
		await seedLinks(world, "employee", "smh", [{ smhId: "1", accurateId: "50" }]);
		await seedProblems(world, "smh", "employee", [{ id: "2", reason: "MISSING_FIELD", field: "position" }]);
		expect(await world.api("/employees?q=agung")).toEqual({
			status: 200,
			body: {
				data: [
					{
						code: "KRY-002",
						name: "Agung Baru",
						position: null,
						smhId: "2",
						partnerId: null,
						active: true,
						state: "unlinked",
						reason: "MISSING_FIELD",
					},
					{
						code: "E.7",
						name: "Agung Contoh",
						position: null,
						smhId: null,
						partnerId: "7",
						active: false,
						state: "dummy",
						reason: "DUMMY",
					},
					{
						code: "KRY-001",
						name: "Agung Prasetyo",
						position: "Salesman",
						smhId: "1",
						partnerId: "50",
						active: true,
						state: "linked",
						reason: null,
					},
				],
			},
		});
		expect(await world.api("/employees?q=%25")).toEqual({ status: 200, body: { data: [] } });
	});
});

describe("problems", () => {
	beforeEach(async () => {
		await seedRecords(world, "accurate", "product", [
			{ id: "1", code: "B-1", name: "Beras" },
			{ id: "2" },
			{ id: "3", dummy: true },
		]);
		await seedProblems(world, "accurate", "product", [{ id: "1", reason: "MISSING_FIELD", field: "units", detail: "units" }]);
	});

	it("lists records with their one reason; who only waits for a turn was never seen before", async () => {
		const first = {
			entity: "product",
			side: "accurate",
			id: "1",
			code: "B-1",
			name: "Beras",
			reason: "MISSING_FIELD",
			detail: "units",
			firstSeen: "2026-11-22T05:00:00.000Z",
			lastSeen: "2026-11-22T05:00:00.000Z",
			nextTry: null,
			attempts: 0,
		};
		expect(await world.api("/problems?entity=product&reason=MISSING_FIELD")).toEqual({
			status: 200,
			body: { data: [first], next: null },
		});
		expect(await world.api("/problems?entity=&reason=")).toMatchObject({
			body: { data: [first, { id: "2", reason: "WAITING", firstSeen: null, lastSeen: null }], next: null },
		});
	});

	it("keeps sample records apart", async () => {
		expect(await world.api("/problems?reason=DUMMY")).toMatchObject({
			body: { data: [{ id: "3", reason: "DUMMY" }], next: null },
		});
	});

	it("goes on where the page before ended", async () => {
		const { body } = await world.api("/problems?limit=1");
		const { next } = body as { next: string };
		expect(await world.api(`/problems?limit=1&cursor=${next}`)).toMatchObject({ body: { data: [{ id: "2" }], next: null } });
	});
});

describe("the description", () => {
	it("lists every route, openly, with the key it needs", async () => {
		const response = await world.fetch("/api/openapi.json");
		expect(response.status).toBe(200);
		const document = await response.json<{
			openapi: string;
			paths: Record<string, Record<string, { security: unknown }>>;
			components: { securitySchemes: unknown; schemas: object };
		}>();
		const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
		);
		expect(new Set(listed)).toEqual(new Set(ROUTES.map(([method, path]) => `${method} /api/v1${path.replace("/x", "/{id}")}`)));
		expect(
			Object.values(document.paths)
				.flatMap((methods) => Object.values(methods))
				.every(({ security }) => JSON.stringify(security) === '[{"bearer":[]}]'),
		).toBe(true);
		expect(document.components.securitySchemes).toEqual({ bearer: { type: "http", scheme: "bearer" } });
		expect(Object.keys(document.components.schemas)).toEqual(
			expect.arrayContaining([
				"Run",
				"SyncInformation",
				"Links",
				"Employees",
				"Problems",
				"Conflicts",
				"Changes",
				"Audit",
				"Error",
			]),
		);
	});
});
