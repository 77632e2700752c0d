import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type ProblemDetail, records, words } from "../../src/domain/problem-detail.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { commit } from "../../src/store/database.ts";
import { requeueSolvable } from "../../src/store/plan-queue.ts";
import { listProblems } from "../../src/store/problem-pages.ts";
import { editedAndDeleted, lookAlikes } from "../../src/store/review.ts";
import { createWorld, seedProblems, seedRecords, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
	await seedRecords(world, "smh", "customer", [{ id: "1" }, { id: "2" }]);
	await seedRecords(world, "accurate", "employee", [{ id: "7", code: "S-1" }]);
});

describe("a detail that is no JSON", () => {
	const log = { info() {}, warn() {}, error() {} };
	const OLD: readonly (readonly [Reason, string, string])[] = [
		["CONFLICT", "name", "name"],
		["CONFLICT", "name", "deleted: accurate"],
		["DUPLICATE_CODE", "code", "12, 13"],
		["POSSIBLE_DUPLICATE", "name", "12, 13"],
		["MISSING_REFERENCE", "salesman", "S-1"],
	];

	it.each(OLD)("stops no statement that looks into it: %s, %s, %s", async (reason, field, stored) => {
		await seedProblems(world, "smh", "customer", [{ id: "1", reason, field }]);
		await world.db.run(sql`UPDATE problem SET detail = ${stored} WHERE connection_id = ${world.connection}`);
		const at = { connection: world.connection, limit: 10 };
		expect(await listProblems(world.db, { ...at, reason })).toMatchObject([{ id: "1", detail: words(stored) }]);
		expect(await editedAndDeleted(world.db, at.connection, at)).toEqual([]);
		expect(await lookAlikes(world.db, at.connection, at.limit)).toEqual([]);
		await commit(world.db, [requeueSolvable(log, at.connection, ["customer"], null)]);
		expect(await world.api(`/problems?reason=${reason}`)).toMatchObject({ body: { data: [{ detail: stored }] } });
	});

	it("hides no problem beside it", async () => {
		const reason = "CONFLICT";
		const detail: ProblemDetail = { kind: "deleted", on: "accurate" };
		await seedProblems(world, "smh", "customer", [
			{ id: "1", reason, field: "name" },
			{ id: "2", reason, field: "name", detail },
		]);
		await world.db.run(sql`UPDATE problem SET detail = 'name' WHERE connection_id = ${world.connection} AND record_id = '1'`);
		expect((await editedAndDeleted(world.db, world.connection, { limit: 10 })).map(({ id }) => id)).toEqual(["2"]);
	});
});

describe("a record marked as sample data while its problem stands", () => {
	it.each<[string, ProblemDetail, string]>([
		["91", records(["91"]), "name"],
		["name", { kind: "field" }, "name"],
		["city: stored differently", { kind: "altered" }, "city"],
		["active: accurate", { kind: "read only", side: "accurate" }, "active"],
	])("keeps the API's %s", async (plain, detail, field) => {
		await seedProblems(world, "smh", "customer", [{ id: "1", reason: "REJECTED", field, detail }]);
		await world.api("/records/mark", "POST", { entity: "customer", side: "smh", id: "1", dummy: true });
		expect(await world.api("/problems?reason=DUMMY")).toMatchObject({ body: { data: [{ id: "1", detail: plain }] } });
	});
});
