import { beforeEach, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { askRun, getRun } from "../../src/store/runs.ts";
import { API_KEY, createWorld, NOON, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});

const start = async (body?: unknown): Promise<string> => {
	const answer = await world.api("/runs", "POST", body);
	expect(answer.status).toBe(202);
	return (answer.body as { id: string }).id;
};

const NONE = { smh: 0, accurate: 0 };
const COUNTS = { created: NONE, updated: NONE, deleted: NONE, linked: 0, problems: 0, conflicts: 0 };

describe("runs over the API", () => {
	it("starts one, queued, and says exactly that", async () => {
		const answer = await world.api("/runs", "POST", { mode: "full", entities: ["customer"] });
		expect(answer).toEqual({ status: 202, body: { id: expect.any(String), state: "queued" } });
		const { id } = answer.body as { id: string };
		expect(world.sent).toEqual([{ kind: "drive", connection: world.connection, run: id }]);
		expect(await getRun(world.db, world.connection, id)).toMatchObject({
			mode: "full",
			entities: ["customer"],
			actor: { kind: "api", key: "API_KEY" },
		});
		const run = {
			id,
			mode: "full",
			trigger: "api",
			state: "queued",
			startedAt: new Date(NOON).toISOString(),
			finishedAt: null,
			counts: COUNTS,
		};
		expect(await world.api(`/runs/${id}`)).toEqual({ status: 200, body: run });
		expect(await world.api("/sync-information")).toMatchObject({ body: { lastRun: run } });
	});

	it.each([
		["no body at all", {}, undefined],
		["an empty body that calls itself JSON", { "content-type": "application/json" }, ""],
		["an empty object", { "content-type": "application/json" }, "{}"],
		["what curl -d sends", { "content-type": "application/x-www-form-urlencoded" }, '{"mode":"auto"}'],
	])("takes %s as an ordinary run of everything", async (_, headers, body) => {
		const response = await world.fetch("/api/v1/runs", {
			method: "POST",
			headers: { authorization: `Bearer ${API_KEY}`, ...headers },
			...(body === undefined ? {} : { body }),
		});
		expect(response.status).toBe(202);
		const { id } = await response.json<{ id: string }>();
		expect(await getRun(world.db, world.connection, id)).toMatchObject({
			mode: "auto",
			entities: ["customer", "product", "employee"],
		});
	});

	it("answers the run that is under way instead of a second one", async () => {
		const id = await start();
		await world.db.run(`UPDATE run SET state = 'applying' WHERE id = '${id}'`);
		expect(await world.api("/runs", "POST", { mode: "preview" })).toEqual({ status: 202, body: { id, state: "applying" } });
		expect(world.sent).toHaveLength(1);
	});

	it.each([
		[{ mode: "fast" }, "mode must be one of auto, full, preview", ["auto", "full", "preview"]],
		[{ entities: ["vendor"] }, "entities.0 must be one of customer, product, employee", ["customer", "product", "employee"]],
		[{ entity: "customer" }, "unknown field entity", undefined],
	])("refuses %j by name", async (body, message, allowed) => {
		expect(await world.api("/runs", "POST", body)).toEqual({
			status: 400,
			body: { error: { code: "invalid_request", message, ...(allowed ? { allowed } : {}) } },
		});
		expect(world.sent).toEqual([]);
	});

	it("refuses a body that is no JSON, and one that is too large", async () => {
		const post = (body: string) =>
			world.fetch("/api/v1/runs", { method: "POST", headers: { authorization: `Bearer ${API_KEY}` }, body });
		expect((await post("{")).status).toBe(400);
		const large = await post(JSON.stringify({ mode: "x".repeat(70_000) }));
		expect([large.status, await large.json()]).toEqual([413, { error: { code: "too_large", message: expect.any(String) } }]);
	});

	it("cancels one, once", async () => {
		const id = await start();
		world.pass(60_000);
		const cancelled = {
			status: 200,
			body: {
				id,
				mode: "auto",
				trigger: "api",
				state: "cancelled",
				startedAt: new Date(NOON).toISOString(),
				finishedAt: new Date(NOON + 60_000).toISOString(),
				counts: COUNTS,
			},
		};
		expect(await world.api(`/runs/${id}/cancel`, "POST")).toEqual(cancelled);
		world.pass(60_000);
		expect(await world.api(`/runs/${id}/cancel`, "POST")).toEqual(cancelled);
		expect(await start()).not.toBe(id);
	});

	it("lets a run go on that waits for a word; any other stays as it is", async () => {
		const id = await start();
		expect(await world.api(`/runs/${id}/confirm`, "POST")).toMatchObject({ status: 200, body: { state: "queued" } });
		const run = await getRun(world.db, world.connection, id);
		if (run) await commit(world.db, [askRun(run, { removals: [], expiresAt: NOON + 1000 })]);
		expect(await world.api(`/runs/${id}`)).toMatchObject({ body: { state: "needs_confirmation" } });
		expect(await world.api(`/runs/${id}/confirm`, "POST")).toMatchObject({ status: 200, body: { id, state: "queued" } });
	});

	it("tells why a run failed", async () => {
		const id = await start();
		await world.db.run(
			`UPDATE run SET state = 'failed', finished_at = ${NOON}, error = 'Accurate menolak login' WHERE id = '${id}'`,
		);
		expect(await world.api(`/runs/${id}`)).toMatchObject({ body: { state: "failed", error: "Accurate menolak login" } });
	});

	it.each([
		["GET", ""],
		["POST", "/confirm"],
		["POST", "/cancel"],
	])("knows no run of that name: %s %s", async (method, action) => {
		expect(await world.api(`/runs/nobody${action}`, method)).toEqual({
			status: 404,
			body: { error: { code: "not_found", message: "there is no run nobody" } },
		});
	});

	it("does not show the run of another connection", async () => {
		const id = await start();
		const stranger = await createWorld();
		expect((await stranger.api(`/runs/${id}`)).status).toBe(404);
	});
});
