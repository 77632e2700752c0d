import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { createStack, type Stack } from "../support/stack.ts";

type Native = Record<string, unknown> & { id: number };
type Side = "accurate" | "smh";
type Entity = "customer" | "employee";
interface Struck {
	readonly system: Side;
	readonly path: string;
	readonly method?: string;
	/** Which of the calls; without it the first. */
	readonly nth?: readonly number[];
}

/** What both systems can suffer, and what Accurate alone can. Lost, doubled and reordered webhooks: signals.test.ts. */
const OF_BOTH = [
	"refuse-before",
	"lost-answer",
	"hang",
	"status-429",
	"status-500",
	"status-503",
	"html-error",
	"bad-json",
	"slow",
	"shifted-page",
	"rows-rejected",
];
const OF_ACCURATE = ["session-expired", "token-expired", "moved-308"];

const LISTS_AND_CREATES: readonly Struck[] = [
	{ system: "accurate", path: "/customer/list.do" },
	{ system: "accurate", path: "/customer/bulk-save.do" },
	{ system: "smh", path: "/customers", method: "GET" },
	{ system: "smh", path: "/customers/batch" },
];
/** Every other time, so that what is struck is tried again: SMH deletes, updates and creates in the same way. */
const EVERY_SORT: readonly Struck[] = [
	...LISTS_AND_CREATES.map((call) => ({ ...call, nth: [1, 3, 5, 7] })),
	{ system: "accurate", path: "/customer/detail.do", nth: [1, 3] },
	{ system: "accurate", path: "/customer/delete.do" },
	{ system: "accurate", path: "/employee/list.do" },
	{ system: "accurate", path: "/employee/detail.do" },
	{ system: "accurate", path: "/employee/save.do", nth: [1, 3] },
	{ system: "smh", path: "/employees", method: "GET" },
	{ system: "smh", path: "/employees/batch", nth: [1, 3] },
];

let stack: Stack;
const records = (side: Side, entity: Entity) => stack.control<Native[]>(`/${side}/${entity}`);
const type = (side: Side, entity: Entity, native: object) => stack.control<Native>(`/${side}/${entity}`, "POST", native);
const codeOf = (side: Side, entity: Entity, record: Native): string =>
	String(record[side === "smh" ? "code" : entity === "customer" ? "customerNo" : "number"]);
async function codesOf(side: Side, entity: Entity): Promise<readonly string[]> {
	const codes = (await records(side, entity)).map((record) => codeOf(side, entity, record));
	return codes.toSorted((a, b) => a.localeCompare(b));
}
async function pathOf(side: Side, code: string): Promise<string> {
	const found = (await records(side, "customer")).find((record) => codeOf(side, "customer", record) === code);
	return `/${side}/customer/${found?.id ?? expect.fail(`${code} is not in ${side}`)}`;
}
const db = () => database(env.DB);

async function strike(kind: string, calls: readonly Struck[]): Promise<void> {
	await stack.control("/calls", "DELETE");
	const plan = calls
		.filter(({ system }) => system === "accurate" || OF_BOTH.includes(kind))
		.map((call) => ({
			...call,
			kind,
			...(call.nth ? {} : { times: 1 }),
			...(kind === "hang" || kind === "slow" ? { ms: 30 } : {}),
		}));
	await stack.control("/faults", "POST", { plan });
	expect((await stack.sync()).run.state).toBe("done");
	const { calls: made } = await stack.control<{ calls: { system: string; path: string }[] }>("/calls");
	for (const { system, path } of plan) {
		expect(
			made.filter((call) => call.system === system && call.path.includes(path)),
			path,
		).not.toEqual([]);
	}
	await stack.control("/faults", "DELETE");
}

async function expectInStep(): Promise<void> {
	for (const entity of ["customer", "employee"] as const) {
		const codes = await codesOf("smh", entity);
		expect(codes).toEqual(await codesOf("accurate", entity));
		expect(new Set(codes).size).toBe(codes.length);
		const linked = await db().all(sql`SELECT smh_id FROM link WHERE entity = ${entity} AND state = 'linked'`);
		expect(linked).toHaveLength(codes.length);
	}
	expect(await db().all(sql`SELECT * FROM intent`)).toEqual([]);
	expect(await db().all(sql`SELECT * FROM dead_letter`)).toEqual([]);
	expect(await db().all(sql`SELECT reason, detail FROM problem`)).toEqual([]);
}

const ARCHETYPES = ["refuse-before", "lost-answer"];
const OLD = ["edited-smh", "edited-accurate", "gone-smh", "gone-accurate"];

beforeAll(async () => {
	stack = await createStack({ scenario: "empty" });
	for (const code of ARCHETYPES.flatMap((kind) => OLD.map((part) => `${kind}/${part}`))) {
		await type("accurate", "customer", { customerNo: code, name: `Toko ${code}` });
	}
	expect((await stack.sync()).run.state).toBe("done");
});
// The shortest delays there are.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));

describe("a fault in the middle of a run", () => {
	it.each([...OF_BOTH, ...OF_ACCURATE])("%s: the run ends done, everything is in step, nothing is doubled", async (kind) => {
		for (const n of [1, 2, 3]) {
			await type("smh", "customer", { code: `${kind}/S${n}`, name: `Toko ${kind} S${n}` });
			await type("accurate", "customer", { customerNo: `${kind}/A${n}`, name: `Toko ${kind} A${n}` });
		}
		await strike(kind, LISTS_AND_CREATES);
		if (kind === "rows-rejected") {
			// What was refused in the other system's own words waits for a person, and nothing else does.
			expect(await db().all(sql`SELECT side, count(*) AS n FROM problem GROUP BY side ORDER BY side`)).toEqual([
				{ side: "accurate", n: 2 },
				{ side: "smh", n: 2 },
			]);
			await stack.api("/problems/retry", "POST", {});
		}
		if (kind === "rows-rejected" || kind === "shifted-page") expect((await stack.sync()).run.state).toBe("done");
		await expectInStep();
		expect(await codesOf("smh", "customer")).toEqual(
			expect.arrayContaining(["A1", "A2", "A3", "S1", "S2", "S3"].map((part) => `${kind}/${part}`)),
		);
	});

	it.each(ARCHETYPES)("%s at every sort of call at once: the same", async (kind) => {
		await stack.control(await pathOf("smh", `${kind}/edited-smh`), "PATCH", { notes: "dari SMH" });
		await stack.control(await pathOf("accurate", `${kind}/edited-accurate`), "PATCH", { notes: "dari Accurate" });
		await stack.control(await pathOf("smh", `${kind}/gone-smh`), "DELETE");
		await stack.control(await pathOf("accurate", `${kind}/gone-accurate`), "DELETE");
		await type("smh", "customer", { code: `${kind}/NS`, name: `Toko ${kind} NS` });
		await type("accurate", "customer", { customerNo: `${kind}/NA`, name: `Toko ${kind} NA` });
		await type("smh", "employee", { code: `${kind}/ES`, name: `Agung ${kind} S`, position: "Sales" });
		await type("accurate", "employee", { number: `${kind}/EA`, name: `Agung ${kind} A`, position: "Sales" });
		await strike(kind, EVERY_SORT);
		await expectInStep();
		const codes = await codesOf("smh", "customer");
		expect(codes.filter((code) => code.startsWith(`${kind}/gone`))).toEqual([]);
		for (const [side, notes] of [
			["smh", "dari SMH"],
			["accurate", "dari Accurate"],
		] as const) {
			for (const where of ["smh", "accurate"] as const) {
				const found = (await records(where, "customer")).find(
					(one) => codeOf(where, "customer", one) === `${kind}/edited-${side}`,
				);
				expect(found).toMatchObject({ notes });
			}
		}
	});
});
