import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { Side } from "../../src/domain/model.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { createWorld, NOON, seedConflicts, seedLinks, seedProblems, seedRecords, type World } from "./support.ts";

let world: World;
let refuses: Side | null;
/** What was written, in order. */
let written: unknown[];

beforeEach(async () => {
	refuses = null;
	written = [];
	world = await createWorld((deps) => ({
		sync: async () => ({ ...(await deps.sync()), ports: { smh: port("smh"), accurate: port("accurate") } }),
	}));
	await seedRecords(world, "smh", "customer", [{ id: "1", name: "Toko Baru" }, { id: "2" }]);
	await seedRecords(world, "accurate", "customer", [{ id: "91", name: "Toko Lama" }, { id: "92" }]);
});

/** A side that holds two names and takes what it is told. */
const port = (side: Side): SystemPort =>
	({
		get: async (_: string, id: string) => record(id, side === "smh" ? "Toko Baru" : "Toko Lama"),
		update: async (_: string, updates: readonly { id: string; changes: { name: string } }[]) =>
			updates.map(({ id, changes }) => {
				if (side === refuses) return { ok: false, error: new SystemError("rejected", "nama sudah dipakai") };
				written.push([side, id, changes]);
				return { ok: true, record: record(id, changes.name) };
			}),
		// Of a port, choosing a value uses these two alone.
	}) as unknown as SystemPort;

const record = (id: string, name: string) => ({
	id,
	version: "2",
	partnerId: null,
	projection: { code: `K-${id}`, name, active: true },
	facts: { branch: null, type: null, sample: false, unapproved: false },
	complete: true,
});

const audited = async (): Promise<readonly unknown[]> =>
	(
		await world.db.all<{ actor: string; action: string }>(
			sql`SELECT actor, action FROM audit WHERE connection_id = ${world.connection}`,
		)
	).map(({ actor, action }) => [JSON.parse(actor), action]);

const BY_KEY = { kind: "api", key: "API_KEY" };
const seedClash = (winner: Side | null) =>
	seedConflicts(world, [
		{
			entity: "customer",
			smhId: "1",
			accurateId: "91",
			label: "K-1 · Toko Baru",
			field: "name",
			smh: "Toko Baru",
			accurate: "Toko Lama",
			winner,
		},
	]);
const conflictId = async (): Promise<string> => {
	const { body } = await world.api("/conflicts");
	return (body as { data: { id: string }[] }).data[0]?.id ?? "";
};

describe("conflicts", () => {
	it("shows both values, and whether a person has to choose", async () => {
		await seedClash(null);
		const clash = {
			id: expect.any(String),
			entity: "customer",
			smhId: "1",
			accurateId: "91",
			label: "K-1 · Toko Baru",
			field: "name",
			smh: "Toko Baru",
			accurate: "Toko Lama",
			winner: null,
			open: true,
			at: new Date(NOON).toISOString(),
			decidedBy: null,
			decidedAt: null,
		};
		expect(await world.api("/conflicts?open=true")).toEqual({ status: 200, body: { data: [clash], next: null } });
		expect(await world.api("/conflicts?open=false")).toEqual({ status: 200, body: { data: [], next: null } });
		expect(await world.api("/conflicts?open=perhaps")).toMatchObject({
			status: 400,
			body: { error: { message: "open must be one of true, false", allowed: ["true", "false"] } },
		});
	});

	it("is open no more once somebody has typed another value", async () => {
		await seedClash(null);
		await seedRecords(world, "accurate", "customer", [{ id: "91", name: "Toko Lain" }]);
		expect(await world.api("/conflicts?open=true")).toMatchObject({ body: { data: [] } });
		expect(await world.api("/conflicts")).toMatchObject({ body: { data: [{ open: false }] } });
	});

	it("is settled by a word, which is written where it is not so yet, and can be undone", async () => {
		await seedClash(null);
		const id = await conflictId();
		expect(await world.api(`/conflicts/${id}/choose`, "POST", { side: "smh" })).toEqual({
			status: 200,
			body: { outcome: "done" },
		});
		expect(written).toEqual([["accurate", "91", { name: "Toko Baru" }]]);
		expect(await world.api("/conflicts?open=false")).toMatchObject({
			body: { data: [{ winner: "smh", decidedBy: BY_KEY, decidedAt: new Date(NOON).toISOString() }] },
		});
		expect((await world.api(`/conflicts/${id}/choose`, "POST", { side: "accurate" })).status).toBe(200);
		expect(written[1]).toEqual(["smh", "1", { name: "Toko Lama" }]);
		expect(await audited()).toEqual([
			[BY_KEY, "conflict.choose"],
			[BY_KEY, "conflict.choose"],
		]);
	});

	it("says why a value could not be put there", async () => {
		await seedClash("accurate");
		refuses = "accurate";
		expect(await world.api(`/conflicts/${await conflictId()}/choose`, "POST", { side: "smh" })).toEqual({
			status: 422,
			body: { error: { code: "refused", message: "nama sudah dipakai" } },
		});
	});

	it("is taken in while a run writes, by the name of the run that carries it out", async () => {
		await seedClash(null);
		await world.db.run(sql`INSERT INTO connection (id, fence, holder, created_at) VALUES (${world.connection}, 1, 'a run', 0)
			ON CONFLICT DO UPDATE SET fence = fence + 1, holder = 'a run'`);
		const answer = await world.api(`/conflicts/${await conflictId()}/choose`, "POST", { side: "smh" });
		expect(answer).toMatchObject({ status: 202, body: { outcome: "accepted", run: expect.any(String) } });
		const { run } = answer.body as { run: string };
		expect(await world.api(`/runs/${run}`)).toMatchObject({ status: 200, body: { mode: "verb", state: "queued" } });
		expect(written).toEqual([]);
	});

	it("knows none of that name, none of another connection, and no third side", async () => {
		await seedClash(null);
		const id = await conflictId();
		expect((await world.api("/conflicts/nobody/choose", "POST", { side: "smh" })).status).toBe(404);
		const stranger = await createWorld();
		expect((await stranger.api(`/conflicts/${id}/choose`, "POST", { side: "smh" })).status).toBe(404);
		expect(await world.api(`/conflicts/${id}/choose`, "POST", { side: "both" })).toMatchObject({
			status: 400,
			body: { error: { message: "side must be one of smh, accurate", allowed: ["smh", "accurate"] } },
		});
		expect((await world.api(`/conflicts/${id}/choose`, "POST")).status).toBe(400);
	});
});

describe("two records that look alike", () => {
	const pair = { entity: "customer", smhId: "2", accurateId: "92" };

	it.each(["same", "different"])("are remembered to be %s", async (verdict) => {
		expect(await world.api("/pairs/judge", "POST", { ...pair, verdict })).toEqual({ status: 200, body: { outcome: "done" } });
		const kept = await world.db.all(sql`SELECT verdict, smh_id AS smhId FROM verdict WHERE connection_id = ${world.connection}`);
		expect(kept).toEqual([{ verdict, smhId: "2" }]);
		expect(await audited()).toEqual([[BY_KEY, `pair.${verdict}`]]);
	});

	it("have to be there", async () => {
		const { status, body } = await world.api("/pairs/judge", "POST", { ...pair, smhId: "404", verdict: "same" });
		expect([status, body]).toEqual([
			404,
			{ error: { code: "not_found", message: "there is no customer 404 in smh, or no 92 in accurate" } },
		]);
		expect(await audited()).toEqual([]);
	});

	it("cannot be the same when one of them has a partner", async () => {
		await seedLinks(world, "customer", "accurate", [{ smhId: "1", accurateId: "92" }]);
		expect(await world.api("/pairs/judge", "POST", { ...pair, verdict: "same" })).toMatchObject({
			status: 422,
			body: { error: { code: "refused" } },
		});
	});

	it("take one of two words", async () => {
		expect(await world.api("/pairs/judge", "POST", { ...pair, verdict: "alike" })).toMatchObject({
			status: 400,
			body: { error: { message: "verdict must be one of same, different", allowed: ["same", "different"] } },
		});
	});
});

describe("sample records", () => {
	it("can be marked and unmarked", async () => {
		const at = { entity: "customer", side: "accurate", id: "92" };
		expect((await world.api("/records/mark", "POST", { ...at, dummy: true })).status).toBe(200);
		expect(await world.api("/problems?reason=DUMMY")).toMatchObject({ body: { data: [{ id: "92" }] } });
		expect((await world.api("/records/mark", "POST", { ...at, dummy: false })).status).toBe(200);
		expect(await world.api("/problems?reason=DUMMY")).toMatchObject({ body: { data: [] } });
	});

	it("are not those that have a partner, nor those that are not there", async () => {
		await seedLinks(world, "customer", "accurate", [{ smhId: "1", accurateId: "91" }]);
		const mark = (id: string, dummy: unknown = true) =>
			world.api("/records/mark", "POST", { entity: "customer", side: "accurate", id, dummy });
		expect((await mark("91")).status).toBe(422);
		expect((await mark("404")).status).toBe(404);
		expect(await mark("92", "yes")).toMatchObject({
			status: 400,
			body: { error: { message: expect.stringMatching(/^dummy: /) } },
		});
	});
});

describe("a record that was edited while its partner was deleted", () => {
	const at = { entity: "customer", side: "smh", id: "1" };
	beforeEach(async () => {
		await seedLinks(world, "customer", "accurate", [{ smhId: "1", accurateId: "91" }]);
		await env.DB.prepare("UPDATE record SET gone_at = 1 WHERE side = 'accurate' AND id = '91'").run();
	});

	it.each(["restore", "delete"])("is settled by a word: %s", async (choice) => {
		await seedProblems(world, "smh", "customer", [
			{ id: "1", reason: "CONFLICT", field: "name", detail: { kind: "deleted", on: "accurate" } },
		]);
		expect(await world.api("/deletions/settle", "POST", { ...at, choice })).toEqual({ status: 200, body: { outcome: "done" } });
		expect(await audited()).toEqual([[BY_KEY, `deletion.${choice}`]]);
	});

	it("can be restored, too, where the pair has ended already", async () => {
		await world.db.run(sql`UPDATE link SET state = 'unlinked' WHERE connection_id = ${world.connection}`);
		expect((await world.api("/deletions/settle", "POST", { ...at, choice: "delete" })).status).toBe(422);
		expect((await world.api("/deletions/settle", "POST", { ...at, choice: "restore" })).status).toBe(200);
	});

	it("is the only kind that this takes: a sound pair stays a pair", async () => {
		expect((await world.api("/deletions/settle", "POST", { ...at, choice: "restore" })).status).toBe(404);
		expect(await world.api("/links?entity=customer&smhId=1")).toMatchObject({ body: { data: [{ state: "linked" }] } });
		expect((await world.api("/deletions/settle", "POST", { ...at, choice: "forget" })).status).toBe(400);
	});
});

describe("trying again", () => {
	beforeEach(async () => {
		await seedProblems(world, "smh", "customer", [{ id: "2", reason: "REJECTED" }]);
		await seedProblems(world, "accurate", "customer", [
			{ id: "91", reason: "REJECTED" },
			{ id: "92", reason: "INVALID_FIELD" },
		]);
	});

	it.each([
		[undefined, 3],
		[{}, 3],
		[{ reason: "REJECTED" }, 2],
		[{ entity: "customer", side: "accurate", id: "92" }, 1],
		[{ entity: "product" }, 0],
	])("takes %j and says how many", async (query, retried) => {
		expect(await world.api("/problems/retry", "POST", query)).toEqual({ status: 200, body: { retried } });
		expect((await audited()).length).toBe(retried > 0 ? 1 : 0);
	});

	it("is taken in while a run is under way", async () => {
		await world.api("/runs", "POST");
		expect(await world.api("/problems/retry", "POST")).toEqual({ status: 200, body: { retried: 3 } });
	});

	it("takes no reason that there is not", async () => {
		expect(await world.api("/problems/retry", "POST", { reason: "LAZY" })).toMatchObject({
			status: 400,
			body: { error: { allowed: expect.arrayContaining(["REJECTED"]) } },
		});
		expect(await world.api("/problems/retry", "POST", { ids: [1] })).toMatchObject({
			status: 400,
			body: { error: { message: "unknown field ids" } },
		});
	});
});
