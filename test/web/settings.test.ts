import { beforeEach, describe, expect, it } from "vitest";
import { type ConnectionSettings, connectionSettings } from "../../src/domain/settings.ts";
import { readSettings } from "../../src/store/connections.ts";
import { createWorld, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});

const DEFAULTS = connectionSettings.parse({});
const stored = (): Promise<ConnectionSettings> => readSettings(world.db, world.connection, DEFAULTS);
const rules = DEFAULTS.dummy.accurate;

describe("settings over the API", () => {
	it("are read whole", async () => {
		expect(await world.api("/settings")).toEqual({ status: 200, body: DEFAULTS });
	});

	it("are replaced whole", async () => {
		const changed = { ...DEFAULTS, branch: "Kantor Pusat", conflictPolicy: "ask" };
		expect(await world.api("/settings", "PUT", changed)).toEqual({ status: 200, body: changed });
		expect(await stored()).toEqual(changed);
		expect(await world.api("/audit")).toMatchObject({
			body: {
				data: [
					{
						actor: { kind: "api", key: "API_KEY" },
						action: "settings.change",
						detail: { before: { branch: null }, after: { branch: "Kantor Pusat" } },
					},
				],
			},
		});
	});

	it.each([
		[
			"conflictPolicy",
			{ conflictPolicy: "coin" },
			"conflictPolicy must be one of accurate, smh, ask",
			["accurate", "smh", "ask"],
		],
		[
			"onDelete.smh",
			{ onDelete: { smh: "burn", accurate: "delete" } },
			"onDelete.smh must be one of delete, deactivate, unlink",
			["delete", "deactivate", "unlink"],
		],
		[
			"excludedItemTypes.1",
			{ excludedItemTypes: ["GROUP", "TOY"] },
			"excludedItemTypes.1 must be one of INVENTORY, NON_INVENTORY, SERVICE, GROUP, PRODUCTION_COST",
			["INVENTORY", "NON_INVENTORY", "SERVICE", "GROUP", "PRODUCTION_COST"],
		],
		[
			"dummy.accurate.idUpTo.customer",
			{ dummy: { ...DEFAULTS.dummy, accurate: { ...rules, idUpTo: { ...rules.idUpTo, customer: -1 } } } },
			"dummy.accurate.idUpTo.customer: Too small: expected number to be >=0",
			undefined,
		],
		[
			"schedule.time",
			{ schedule: { ...DEFAULTS.schedule, time: "1 am" } },
			"schedule.time: expected a time like 01:00",
			undefined,
		],
		[
			"schedule against itself",
			{ schedule: { ...DEFAULTS.schedule, noFullRuns: { from: "22:00", to: "06:00" } } },
			"schedule.time: expected a time outside noFullRuns: the nightly run is a full one",
			undefined,
		],
		[
			"retention.audit",
			{ retention: { ...DEFAULTS.retention, audit: 1 } },
			"retention.audit: Too small: expected number to be >=30",
			undefined,
		],
		["branch", { branch: 7 }, "branch: Invalid input: expected string, received number", undefined],
		[
			"dummy.smh.names",
			{ dummy: { ...DEFAULTS.dummy, smh: { ...rules, names: [] } } },
			'unknown field dummy.smh.names; expected "idUpTo"|"codePrefixes"|"nameContains"|"categories"',
			undefined,
		],
	])("refuse a wrong %s by name, and nothing is half applied", async (_, wrong, message, allowed) => {
		expect(await world.api("/settings", "PUT", { ...DEFAULTS, branch: "Kantor Pusat", ...wrong })).toEqual({
			status: 400,
			body: { error: { code: "invalid_request", message, ...(allowed ? { allowed } : {}) } },
		});
		expect(await stored()).toEqual(DEFAULTS);
	});

	it("that rule out full runs now answer one with 409, why, and what may be asked for instead", async () => {
		const noFullRuns = { from: "11:00", to: "17:00" };
		expect((await world.api("/settings", "PUT", { ...DEFAULTS, schedule: { ...DEFAULTS.schedule, noFullRuns } })).status).toBe(
			200,
		);
		const late = await createWorld((deps) => ({
			sync: async () => ({ ...(await deps.sync()), settings: await stored() }),
		}));
		expect(await late.api("/runs", "POST", { mode: "full" })).toEqual({
			status: 409,
			body: {
				error: {
					code: "full_runs_rest",
					message: "no full run begins from 11:00 until 17:00 WIB (settings: schedule.noFullRuns); a quick one (auto) may",
					allowed: ["auto", "preview"],
				},
			},
		});
		expect((await late.api("/runs", "POST", { mode: "auto" })).status).toBe(202);
	});

	it("are stored while a run is under way, which leaves every record to be judged anew by them", async () => {
		await world.api("/runs", "POST");
		const wanted = { ...DEFAULTS, branch: "Kantor Pusat" };
		expect(await world.api("/settings", "PUT", wanted)).toEqual({ status: 200, body: wanted });
		expect(await stored()).toEqual(wanted);
	});

	it("refuse to guess what was left out", async () => {
		const { branch: _, ...rest } = DEFAULTS;
		const partial = { ...rest, onDelete: { smh: "unlink" } };
		expect(await world.api("/settings", "PUT", partial)).toMatchObject({
			status: 400,
			body: { error: { message: "settings are replaced as a whole; missing: branch, onDelete.accurate" } },
		});
		expect((await world.api("/settings", "PUT")).status).toBe(400);
		expect((await world.api("/settings", "PUT", [])).status).toBe(400);
		expect(await stored()).toEqual(DEFAULTS);
	});
});
