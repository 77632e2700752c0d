import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { records } from "../../src/domain/problem-detail.ts";
import { compare } from "../../src/store/comparisons.ts";
import { type Database, database } from "../../src/store/database.ts";
import { lookAlikes } from "../../src/store/review.ts";
import { watchedDatabase } from "../support/watched-database.ts";
import { createWorld, seedProblems, seedRecords, type World } from "./support.ts";

const RECORDS = 5_000;
const ASKED = 20;
/** Rows read for each row answered: its own, what it is joined with, and their index entries. */
const PER_ROW = 20;

describe(`on ${RECORDS} customers a side, of which ${ASKED} look alike`, () => {
	let world: World;
	let db: Database;
	let read = 0;
	const ids = Array.from({ length: RECORDS }, (_, index) => ({ id: String(index + 1) }));

	beforeAll(async () => {
		world = await createWorld();
		for (const side of ["smh", "accurate"] as const) {
			for (let at = 0; at < RECORDS; at += 500) await seedRecords(world, side, "customer", ids.slice(at, at + 500));
		}
		const problems = ids
			.slice(0, ASKED)
			.map(({ id }) => ({ id, reason: "POSSIBLE_DUPLICATE" as const, field: "name", detail: records([id]) }));
		await seedProblems(world, "smh", "customer", problems);
		db = database(
			watchedDatabase(env.DB, {
				answered: (results) => {
					for (const { meta } of results) read += meta.rows_read;
				},
			}),
		);
	});

	it.each([
		["the records to be judged", async () => (await lookAlikes(db, world.connection, ASKED)).length],
		[
			"records side by side",
			async () => {
				const pairs = ids.slice(0, ASKED).map(({ id }) => ({ entity: "customer" as const, smhId: id, accurateId: id }));
				return (await compare(db, world.connection, pairs)).length;
			},
		],
	])("%s are found by their keys, not among all", async (_, ask) => {
		read = 0;
		expect(await ask()).toBe(ASKED);
		expect(read).toBeGreaterThan(0);
		expect(read).toBeLessThanOrEqual(ASKED * PER_ROW);
	});
});
