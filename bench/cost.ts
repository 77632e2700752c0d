import { Webhook } from "standardwebhooks";
import type { Bench, Invocation, Told } from "./stack.ts";
import { readTables } from "./tables.ts";

/** What `npm run bench -- cost --json` prints. */
export interface Cost {
	readonly edit: Readonly<
		Record<"messages" | "runs" | "d1RoundTrips" | "d1Statements" | "rowsRead" | "reads" | "writes", number>
	>;
	readonly echo: Readonly<Record<"smh" | "accurate", Readonly<Record<"reads" | "runs" | "rowsLeft", number>>>>;
	readonly quiet: Readonly<Record<"messages" | "d1RoundTrips" | "rowsRead" | "calls", number>>;
	readonly firstSync: { readonly records: number; readonly rowsWrittenPerLink: number; readonly rowsReadPerLink: number };
	readonly invocation: Readonly<Record<"calls" | "d1Statements", number>>;
}

/** Every figure of it, and its bound. */
export const COST_TARGETS: readonly (readonly [name: string, of: (cost: Cost) => number, atMost: number | null])[] = [
	["one edit in SMH: queue messages", ({ edit }) => edit.messages, 3],
	["one edit in SMH: runs", ({ edit }) => edit.runs, 1],
	["one edit in SMH: D1 round trips", ({ edit }) => edit.d1RoundTrips, 40],
	["one edit in SMH: D1 statements", ({ edit }) => edit.d1Statements, null],
	["one edit in SMH: reads", ({ edit }) => edit.reads, 2],
	["one edit in SMH: writes", ({ edit }) => edit.writes, 1],
	["echo of SMH: reads", ({ echo }) => echo.smh.reads, 0],
	["echo of SMH: runs", ({ echo }) => echo.smh.runs, 0],
	["echo of SMH: rows that stay", ({ echo }) => echo.smh.rowsLeft, 0],
	["echo of Accurate: reads", ({ echo }) => echo.accurate.reads, 1],
	["echo of Accurate: runs", ({ echo }) => echo.accurate.runs, 0],
	["echo of Accurate: rows that stay (its delivery)", ({ echo }) => echo.accurate.rowsLeft, 1],
	["/sinkron with nothing to do: queue messages", ({ quiet }) => quiet.messages, 2],
	["/sinkron with nothing to do: D1 round trips", ({ quiet }) => quiet.d1RoundTrips, 30],
	["/sinkron with nothing to do: calls", ({ quiet }) => quiet.calls, 12],
	["first sync: D1 rows written per link", ({ firstSync }) => firstSync.rowsWrittenPerLink, 16],
	["the fullest invocation: calls", ({ invocation }) => invocation.calls, 50],
	["the fullest invocation: D1 statements", ({ invocation }) => invocation.d1Statements, 40],
];

const RECORDS = 500;
const sum = (told: Told, of: (one: Invocation) => number): number => told.invocations.reduce((all, one) => all + of(one), 0);

/** Calls to the two systems' data since the last forgetCalls; logins and the account host are none of it. */
async function dataCalls({ outside }: Bench): Promise<{ reads: number; writes: number }> {
	const { calls } = await outside.calls();
	const data = calls.filter(({ system, path }) => system === "smh" || (system === "accurate" && path.includes("/accurate/api/")));
	const writes = data.filter(({ system, method, path }) =>
		system === "smh" ? method !== "GET" : /\/(save|bulk-save|delete)\.do$/.test(path),
	);
	return { reads: data.length - writes.length, writes: writes.length };
}

/** What SMH tells of a customer in the version that it has. */
function signedBySmh({ stack }: Bench, { id, version }: { readonly id: number; readonly version?: unknown }): RequestInit {
	const [at, name] = [new Date(), `msg_${crypto.randomUUID()}`];
	const body = JSON.stringify({ type: "customer.updated", timestamp: at.toISOString(), data: { id, version } });
	const secret = stack.settings.SMH_WEBHOOK_SECRET ?? "";
	return {
		method: "POST",
		headers: {
			"content-type": "application/json",
			"webhook-id": name,
			"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
			"webhook-signature": new Webhook(secret).sign(name, at, body),
		},
		body,
	};
}

/** Measures the figures one after the other on one stack; `largest` hears of every invocation. */
export async function measureCost(bench: Bench): Promise<Cost> {
	const { outside, product, spentOn, stateDir, stack } = bench;
	const all: Invocation[] = [];
	const spent = async (work: () => Promise<unknown>): Promise<Told> => {
		await outside.forgetCalls();
		const told = await spentOn(work);
		all.push(...told.invocations);
		return told;
	};
	await outside.reset({ scenario: "generated", customers: RECORDS, products: 0, employees: 0, seed: 1 });
	const run = async (mode: "auto" | "full"): Promise<void> => {
		const { id } = await product.startRun(mode);
		while (!["done", "failed", "cancelled"].includes((await product.run(id)).state)) {
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
	};
	const first = await spent(() => run("full"));
	const links = readTables(stateDir).get("link") ?? 0;

	const [customer] = await outside.list("smh", "customer");
	if (!customer) throw new Error("nothing was synced");
	const partner = Number(customer.partner_id);
	// Accurate's webhook of our own write is the echo that is measured by itself, below.
	await outside.faults([{ system: "accurate", kind: "webhook-lost", times: 50 }]);
	const edit = await spent(() => outside.edit("smh", "customer", customer.id, { notes: "diedit di SMH" }));
	const editCalls = await dataCalls(bench);
	await outside.faults([]);

	const before = readTables(stateDir);
	const secret = (stack.settings.ACCURATE_WEBHOOK_SECRET ?? "").trim().split(/[\s,]+/)[0];
	const event = { databaseId: 1001, type: "CUSTOMER", timestamp: "26/11/2026 08:00:00", uuid: crypto.randomUUID() };
	const body = JSON.stringify([{ ...event, data: [{ customerId: partner, customerNo: "", action: "WRITE" }] }]);
	const echoOfAccurate = await spent(() => fetch(`${stack.urls.app}/webhooks/accurate/${secret}`, { method: "POST", body }));
	const accurateCalls = await dataCalls(bench);
	const after = readTables(stateDir);

	const [known] = await outside.list("smh", "customer");
	if (!known) throw new Error("the customer is gone");
	const inboxBefore = readTables(stateDir).get("inbox:smh") ?? 0;
	const echoOfSmh = await spent(() => fetch(`${stack.urls.app}/webhooks/smh`, signedBySmh(bench, known)));
	const smhCalls = await dataCalls(bench);
	const inboxAfter = readTables(stateDir).get("inbox:smh") ?? 0;

	await run("auto");
	const asked = await spent(() => run("auto"));
	const askedCalls = await dataCalls(bench);
	const told = await spent(() => outside.say("/sinkron"));
	const toldCalls = await dataCalls(bench);

	const queue = all.filter(({ kind }) => kind === "queue");
	// Looking after a run through the API is the bench's own doing: those requests are not the run's.
	const ofRun = (one: Told, through: "api" | "bot") => ({
		messages: sum(one, ({ messages }) => messages),
		d1RoundTrips:
			sum(one, ({ kind, d1RoundTrips }) => (kind === "queue" ? d1RoundTrips : 0)) +
			(through === "api"
				? Math.max(0, ...one.invocations.flatMap(({ kind, d1RoundTrips }) => (kind === "fetch" ? [d1RoundTrips] : [])))
				: sum(one, ({ kind, d1RoundTrips }) => (kind === "fetch" ? d1RoundTrips : 0))),
	});
	const [byApi, byBot] = [ofRun(asked, "api"), ofRun(told, "bot")];
	return {
		edit: {
			messages: sum(edit, ({ messages }) => messages),
			runs: edit.runs,
			d1RoundTrips: sum(edit, ({ d1RoundTrips }) => d1RoundTrips),
			d1Statements: sum(edit, ({ d1Statements }) => d1Statements),
			rowsRead: sum(edit, ({ rowsRead }) => rowsRead),
			...editCalls,
		},
		echo: {
			smh: { reads: smhCalls.reads, runs: echoOfSmh.runs, rowsLeft: inboxAfter - inboxBefore },
			accurate: {
				reads: accurateCalls.reads,
				runs: echoOfAccurate.runs,
				rowsLeft: [...after]
					// The hours in which a side was heard are a statistic, one row an hour.
					.filter(([name]) => !name.includes(":") && name !== "heard")
					.reduce((rows, [name, n]) => rows + n - (before.get(name) ?? 0), 0),
			},
		},
		quiet: {
			messages: Math.max(byApi.messages, byBot.messages),
			d1RoundTrips: Math.max(byApi.d1RoundTrips, byBot.d1RoundTrips),
			rowsRead: sum(told, ({ rowsRead }) => rowsRead),
			calls: Math.max(askedCalls.reads + askedCalls.writes, toldCalls.reads + toldCalls.writes),
		},
		firstSync: {
			records: links,
			rowsWrittenPerLink: Math.round((sum(first, ({ rowsWritten }) => rowsWritten) / links) * 10) / 10,
			rowsReadPerLink: Math.round(sum(first, ({ rowsRead }) => rowsRead) / links),
		},
		invocation: {
			calls: Math.max(...queue.map(({ calls }) => calls)),
			d1Statements: Math.max(...queue.map(({ d1Statements }) => d1Statements)),
		},
	};
}
