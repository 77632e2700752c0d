import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createWorld } from "./support.ts";
import { bySmh, SMH_BODY } from "./webhook-support.ts";

beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

it("makes the bot known when it is asked to, and shows what was done and the addresses to give to the others", async () => {
	const registered = [{ what: "webhook", done: true, detail: "https://sinkron.test/telegram/webhook" }];
	const world = await createWorld(() => ({ registerBot: async () => registered }));
	const { status, body } = await world.api("/setup", "POST");
	expect(status).toBe(200);
	expect(body).toEqual({
		telegram: registered,
		webhooks: {
			smh: { url: "https://sinkron.example/webhooks/smh", ready: true, lastDelivery: null },
			accurate: { url: "https://sinkron.example/webhooks/accurate/<ACCURATE_WEBHOOK_SECRET>", ready: true, lastDelivery: null },
		},
	});
});

it("only looks when it is only asked, and needs the key", async () => {
	const world = await createWorld(() => ({ registerBot: () => Promise.reject(new Error("nobody asked for that")) }));
	expect((await world.api("/setup")).status).toBe(200);
	expect((await world.fetch("/api/v1/setup", { method: "POST" })).status).toBe(401);
});

it("says when the last delivery has come", async () => {
	const world = await createWorld();
	await bySmh(world, SMH_BODY);
	const { body } = await world.api("/setup");
	expect(body).toMatchObject({
		webhooks: { smh: { lastDelivery: expect.stringMatching(/^20/) }, accurate: { lastDelivery: null } },
	});
});
