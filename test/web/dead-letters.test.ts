import { beforeEach, describe, expect, it } from "vitest";
import { commit } from "../../src/store/database.ts";
import { keepDeadLetter } from "../../src/store/deadletters.ts";
import type { Alert } from "../../src/sync/context.ts";
import { ACCURATE_SECRET, createWorld, NOON, type World } from "./support.ts";

const job = (run: string) => ({ kind: "drive", connection: "default", run });
interface Letters {
	data: { id: string; queue: string; body: string; at: string; replayedAt: string | null }[];
	next: string | null;
}

let world: World;
beforeEach(async () => {
	world = await createWorld();
});
async function keep(body: unknown, queue = "sync-jobs", at = NOON): Promise<void> {
	await commit(world.db, [keepDeadLetter({ connection: world.connection, queue, body, cause: "x", at })]);
}
async function letters(query = ""): Promise<Letters> {
	const { status, body } = await world.api(`/dead-letters${query}`);
	expect(status).toBe(200);
	// As the API's own description says.
	return body as Letters;
}

describe("GET /dead-letters", () => {
	it("lists them, the latest first, page by page, with a body that stays short", async () => {
		for (let n = 0; n < 3; n++) await keep(job(`r${n}`), "sync-jobs", NOON + n);
		await keep("x".repeat(10_000), "webhooks/smh", NOON + 3);
		const first = await letters("?limit=2");
		expect(first.data.map(({ queue, at, replayedAt }) => ({ queue, at, replayedAt }))).toEqual([
			{ queue: "webhooks/smh", at: "2026-11-22T05:00:00.003Z", replayedAt: null },
			{ queue: "sync-jobs", at: "2026-11-22T05:00:00.002Z", replayedAt: null },
		]);
		expect(first.data[0]?.body).toHaveLength(2_000);
		const second = await letters(`?limit=2&cursor=${first.next}`);
		expect(second.data.map(({ body }) => JSON.parse(body).run)).toEqual(["r1", "r0"]);
		expect(second.next).toBeNull();
	});

	it("tells the open ones from those that were replayed", async () => {
		await keep(job("r1"));
		await keep({ kind: "nonsense" });
		const id = (await letters()).data.find(({ body }) => body.includes("r1"))?.id;
		await world.api(`/dead-letters/${id}/replay`, "POST");
		expect((await letters("?open=false")).data).toMatchObject([{ id, replayedAt: "2026-11-22T05:00:00.000Z" }]);
		expect((await letters("?open=true")).data).toHaveLength(1);
		expect((await world.api("/dead-letters?open=vielleicht")).status).toBe(400);
	});

	it("is for the key alone", async () => {
		expect((await world.fetch("/api/v1/dead-letters")).status).toBe(401);
		expect((await world.fetch("/api/v1/dead-letters/replay", { method: "POST" })).status).toBe(401);
	});
});

describe("POST /dead-letters/{id}/replay", () => {
	it("does it once, says so the second time, and leaves a word in the audit trail", async () => {
		await keep(job("r1"));
		const [letter] = (await letters()).data;
		const path = `/dead-letters/${letter?.id}/replay`;
		expect(await world.api(path, "POST")).toEqual({ status: 200, body: { outcome: "done" } });
		expect(await world.api(path, "POST")).toMatchObject({ status: 409, body: { error: { code: "already_replayed" } } });
		expect(world.sent).toEqual([job("r1")]);
		const { body } = await world.api("/audit");
		expect(body).toMatchObject({
			data: [{ actor: { kind: "api" }, action: "letter.replay", detail: { letters: [letter?.id] } }],
		});
	});

	it("says what cannot be read, and what is not there", async () => {
		await keep({ kind: "nonsense" });
		const [letter] = (await letters()).data;
		expect(await world.api(`/dead-letters/${letter?.id}/replay`, "POST")).toMatchObject({
			status: 422,
			body: { error: { code: "unreadable" } },
		});
		expect((await world.api("/dead-letters/none/replay", "POST")).status).toBe(404);
	});
});

describe("POST /dead-letters/replay", () => {
	it("does every open one that can be read", async () => {
		for (let n = 0; n < 3; n++) await keep(job(`r${n}`));
		await keep({ kind: "nonsense" });
		expect(await world.api("/dead-letters/replay", "POST")).toEqual({
			status: 200,
			body: { replayed: 3, unreadable: 1, more: false },
		});
		expect(world.sent).toHaveLength(3);
	});
});

it("the description that machines read has the three routes", async () => {
	const description = await (await world.fetch("/api/openapi.json")).text();
	for (const path of ["/api/v1/dead-letters", "/api/v1/dead-letters/{id}/replay", "/api/v1/dead-letters/replay"]) {
		expect(description).toContain(`"${path}"`);
	}
});

it("a webhook that nobody can read alarms the admins", async () => {
	const alerts: Alert[] = [];
	const alert = async (one: Alert) => void alerts.push(one);
	world = await createWorld(({ notifier }) => ({ notifier: { ...notifier, alert } }));
	const answer = await world.fetch(`/webhooks/accurate/${ACCURATE_SECRET}`, { method: "POST", body: "<html>" });
	expect(answer.status).toBe(400);
	expect(alerts).toEqual([{ kind: "dead_letters", count: 1, cause: "unreadable" }]);
});
