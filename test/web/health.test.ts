import { describe, expect, it } from "vitest";
import { database } from "../../src/store/database.ts";
import { createWorld } from "./support.ts";

describe("health", () => {
	it("is ok once every setting is there and the database answers", async () => {
		const world = await createWorld(() => ({ connected: ["API", "SMH"] }));
		const response = await world.fetch("/health");
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ status: "ok", version: "v1", connected: ["API", "SMH"] });
	});

	it("names the settings that are missing", async () => {
		const world = await createWorld(() => ({ unmetNeeds: ["SMH: SMH_API_KEY is missing"] }));
		const response = await world.fetch("/health");
		expect(response.status).toBe(503);
		expect(await response.json()).toMatchObject({ status: "unavailable", problems: ["SMH: SMH_API_KEY is missing"] });
	});

	it("is unavailable while the database does not answer", async () => {
		// Only what the probe uses; whatever it calls fails as a database does that is not there.
		const silent = {
			prepare: () => {
				throw new Error("no such table: run");
			},
		} as unknown as D1Database;
		const world = await createWorld(() => ({ db: database(silent) }));
		const response = await world.fetch("/health");
		expect(response.status).toBe(503);
		expect(JSON.stringify(await response.json())).not.toContain("no such table");
		expect(world.lines).toMatchObject([{ level: "error", event: "health_database" }]);
	});
});
