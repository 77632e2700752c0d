import { expect, it } from "vitest";
import { createStack, type Stack } from "../support/stack.ts";
import { preparedStatements } from "../support/statements.ts";
import { unbounded } from "../support/unbounded.ts";
import { atRest, registered } from "../support/webhooks.ts";

/** What goes through all records of a connection, why that has to be, and in how many lines of its plan. */
const EXCEPTIONS: readonly { readonly why: string; readonly lines: number; readonly statement: RegExp }[] = [
	{ why: "the tests' own look at an emptied database", lines: 5, statement: /^SELECT \(SELECT count\(\*\) FROM run\) \+/ },
	{
		why: "a listing of everything is compared with everything that is known",
		lines: 1,
		statement: /id NOT IN \(SELECT listed\.value/,
	},
	{ why: "and whoever lists everything looks which branches there are", lines: 1, statement: /^UPDATE connection SET branches/ },
	{
		why: "who holds a barcode that was refused has no index: there are few such problems",
		lines: 1,
		statement: /p\.reason IN \('DUPLICATE_CODE'/,
	},
	{
		why: "how many there are is counted in an index",
		lines: 1,
		statement: /count\(\*\)( AS n)? FROM (record|problem) INDEXED BY/,
	},
	{
		why: "pairs are counted where more are to be deleted or edited than anybody would do unasked",
		lines: 1,
		statement: /^WITH (doomed|edited) AS/,
	},
	{ why: "a full run tries everything again that was refused", lines: 1, statement: /attempts > 0 AND reason NOT IN/ },
	{ why: "a person has everything tried again", lines: 1, statement: /problem p WHERE p\.connection_id = \?\) RETURNING/ },
];

type Native = Record<string, unknown>;

/** What a company does to its records in a day, and what the engine does about it. */
async function aDay(stack: Stack): Promise<void> {
	const list = (side: string, entity: string) => stack.control<Native[]>(`/${side}/${entity}`);
	await stack.sync("preview");
	await stack.sync("full");
	await stack.sync("auto");
	await registered(stack);
	const [a, b, c] = await list("smh", "customer");
	await stack.control(`/smh/customer/${a?.id}`, "PATCH", { name: "Nama Baru" });
	await stack.control("/smh/employee", "POST", { code: "E-1", name: "Agung", position: "Sales" });
	await stack.control("/smh/customer", "POST", { code: "B-1", name: "Toko Baru" });
	await atRest(stack);
	const partners = await list("accurate", "customer");
	await stack.control(`/accurate/customer/${partners[3]?.id}`, "PATCH", { name: "Dari Accurate" });
	await stack.control(`/accurate/customer/${partners[4]?.id}`, "DELETE");
	await stack.control(`/smh/customer/${b?.id}`, "DELETE");
	await atRest(stack);
	const [x, y] = await list("accurate", "product");
	await stack.control(`/accurate/product/${x?.id}`, "PATCH", { no: "TUKAR" });
	await stack.control(`/accurate/product/${y?.id}`, "PATCH", { no: x?.no });
	await stack.control(`/accurate/product/${x?.id}`, "PATCH", { no: y?.no });
	await stack.control(`/smh/customer/${c?.id}`, "PATCH", { name: "Satu" });
	await stack.control(`/accurate/customer/${partners[2]?.id}`, "PATCH", { name: "Dua" });
	await stack.sync("full");
	await stack.api("/problems/retry", "POST", {});
	await stack.sync("full");
}

it("law 18: a record costs as much to sync among many as among few", async () => {
	const prepared = preparedStatements();
	const perRecord = async (customers: number): Promise<number> => {
		const stack = await createStack({ scenario: "generated", customers, products: 0, employees: 0, seed: 3 });
		prepared.rowsRead();
		await stack.sync("full");
		return prepared.rowsRead() / customers;
	};
	const [few, many] = [await perRecord(100), await perRecord(800)];
	expect(few).toBeGreaterThan(10);
	expect(many).toBeLessThan(few * 1.5);
}, 120_000);

it("law 18: what the engine asks is found by an index, however many records there are", async () => {
	const prepared = preparedStatements();
	const stack = await createStack({ scenario: "generated", customers: 40, products: 12, employees: 6, seed: 3 });
	await aDay(stack);
	const found = await prepared.plans();
	expect(found.length).toBeGreaterThan(100);
	const wrong = found.flatMap(({ sql, plan }) => {
		const lines = unbounded(sql, plan);
		const allowed = EXCEPTIONS.find(({ statement }) => statement.test(sql.trim()))?.lines ?? 0;
		return lines.length <= allowed ? [] : [`${sql.replaceAll(/\s+/g, " ").slice(0, 300)}\n     ${lines.join("\n     ")}`];
	});
	expect(wrong).toEqual([]);
}, 120_000);
