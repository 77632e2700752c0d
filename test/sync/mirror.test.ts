import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { otherSide, type Projection, type Side } from "../../src/domain/model.ts";
import { connectionSettings } from "../../src/domain/settings.ts";
import { database } from "../../src/store/database.ts";
import { runCounts } from "../../src/store/run-sums.ts";
import { getRun } from "../../src/store/runs.ts";
import { integer, json, select, text } from "../../src/store/select.ts";
import type { SyncContext } from "../../src/sync/context.ts";
import type { JobMessage } from "../../src/sync/messages.ts";
import { drive } from "../../src/sync/run/drive.ts";
import { startRun } from "../../src/sync/run/start.ts";
import { createTenure } from "../../src/sync/run/tenure.ts";
import { MemorySystem } from "../support/memory-port.ts";

const db = database(env.DB);
const actor = { kind: "api", key: "mirror" } as const;
beforeAll(() => applyD1Migrations(env.DB, env.TEST_MIGRATIONS));

/** What somebody does in one of the two systems. Numbers choose among what is there. */
type Act =
	| { readonly act: "add"; readonly on: 0 | 1; readonly at: number }
	| {
			readonly act: "edit";
			readonly on: 0 | 1;
			readonly which: number;
			readonly field: "name" | "notes" | "city" | "code";
			readonly at: number;
	  }
	| { readonly act: "drop"; readonly on: 0 | 1; readonly which: number }
	| { readonly act: "run"; readonly mode: "full" | "auto" };

/** Plays the acts with the first system on that side; answers what is in both, and what the product knows and did. */
async function play(acts: readonly Act[], first: Side): Promise<unknown> {
	let now = Date.UTC(2026, 10, 26, 3);
	const systems = [
		new MemorySystem(() => now, { storesPartnerId: true, wins: [], firstId: 0 }),
		new MemorySystem(() => now, { storesPartnerId: false, wins: ["code"], firstId: 500 }),
	] as const;
	const second = otherSide(first);
	const connection = crypto.randomUUID();
	const jobs: JobMessage[] = [];
	const sent = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
	const silent = { progress: async () => {}, asks: async () => {}, ended: async () => {}, alert: async () => {} };
	const ctx: SyncContext = {
		...{
			connection,
			db,
			claim: "mirror",
			tenure: createTenure(),
			every: () => () => {},
			channels: [],
			logins: [],
			notifier: silent,
		},
		settings: connectionSettings.parse({ conflictPolicy: second }),
		ports:
			first === "smh"
				? { smh: systems[0].port("smh"), accurate: systems[1].port("accurate") }
				: { smh: systems[1].port("smh"), accurate: systems[0].port("accurate") },
		budget: () => ({ calls: 48, statements: 1_000, ms: 60_000 }),
		coordinator: env.COORDINATOR.get(env.COORDINATOR.idFromName(connection)),
		queue: {
			send: async (job) => {
				jobs.push(job);
				return sent;
			},
			sendBatch: async (batch) => {
				for (const { body } of batch) jobs.push(body);
				return sent;
			},
		},
		log: { info: () => {}, warn: () => {}, error: () => {} },
		now: () => now,
	};
	const counted: unknown[] = [];
	for (const one of acts) {
		now += 60_000;
		if (one.act === "run") {
			const { run } = await startRun(ctx, { mode: one.mode, entities: ["customer"], trigger: "api", actor });
			while (jobs.shift()) {
				now += 10_000;
				await drive(ctx);
			}
			const ended = await getRun(db, connection, run.id);
			const { created, updated, deleted, linked, conflicts } = await runCounts(db, run);
			const mirrored = (per: Readonly<Record<Side, number>>) => [per[first], per[second]];
			counted.push([ended?.state, mirrored(created), mirrored(updated), mirrored(deleted), linked, conflicts]);
			continue;
		}
		const system = systems[one.on];
		if (one.act === "add") {
			system.add({ code: `C-${one.on}-${one.at}`, name: `Toko ${one.at}`, notes: null, city: null, active: true });
			continue;
		}
		const id = system.ids()[one.which % Math.max(1, system.ids().length)];
		if (id === undefined) continue;
		if (one.act === "drop") system.drop(id);
		else system.edit(id, { [one.field]: `${one.field} ${one.on}-${one.at}` });
	}
	const ids = sql`${sql.raw(first === "smh" ? "smh_id" : "accurate_id")} AS first, ${sql.raw(first === "smh" ? "accurate_id" : "smh_id")} AS second`;
	const own = sql`connection_id = ${connection}`;
	const links = await select(
		db,
		{ first: text, second: text, base: json<Projection>(), state: text, origin: integer },
		sql`SELECT ${ids}, base, state, CASE origin WHEN ${first} THEN 1 WHEN ${second} THEN 2 ELSE 0 END AS origin
			FROM link WHERE ${own} ORDER BY 1, 2`,
	);
	const problems = await db.all(
		sql`SELECT side = ${first} AS first, record_id, reason, field FROM problem WHERE ${own} ORDER BY 1, 2`,
	);
	const mirror = await db.all(
		sql`SELECT side = ${first} AS first, id, projection, changed_seq > planned_seq AS queued FROM record WHERE ${own} ORDER BY 1, 2`,
	);
	return { systems: systems.map((system) => system.contents()), links, problems, mirror, counted };
}

const on = fc.constantFrom(0 as const, 1 as const);
const at = fc.nat(900);
const which = fc.nat(7);
const act: fc.Arbitrary<Act> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ act: fc.constant("add" as const), on, at }) },
	{
		weight: 4,
		arbitrary: fc.record({
			act: fc.constant("edit" as const),
			on,
			which,
			field: fc.constantFrom("name", "notes", "city", "code"),
			at,
		}),
	},
	{ weight: 1, arbitrary: fc.record({ act: fc.constant("drop" as const), on, which }) },
	{
		weight: 2,
		arbitrary: fc.record({ act: fc.constant("run" as const), mode: fc.constantFrom("full" as const, "auto" as const) }),
	},
);
const END: readonly Act[] = [
	{ act: "run", mode: "full" },
	{ act: "run", mode: "auto" },
];

it("the engine knows no side: two systems that change places make the same runs, links and records, mirrored", {
	timeout: 120_000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 10 }), async (acts) => {
			const script = [...acts.slice(0, 3), { act: "run", mode: "full" } as const, ...acts.slice(3), ...END];
			const [one, other] = [await play(script, "smh"), await play(script, "accurate")];
			expect(other).toEqual(one);
		}),
		{ numRuns: 15, seed: 26 },
	);
});
