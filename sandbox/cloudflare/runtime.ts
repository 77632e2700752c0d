import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { HOST } from "../cli/ports.ts";
import { type WorkerOptions, workerOf } from "./deployed.ts";
import { type Account, runningVersion } from "./state.ts";

export interface Runtime {
	/** Lets what is deployed now run, on the databases and queues that there are now. */
	apply(): Promise<void>;
	/** Carries out statements in a database, all or none; rejects with what it says. */
	query(database: string, sql: string, params: readonly unknown[]): Promise<unknown>;
	stop(): Promise<void>;
}

const KEEPER = "account";

/** Holds the databases, and answers while no Worker is deployed as an address does that nobody has. */
const keeper = ({ databases }: Account): WorkerOptions => ({
	config: {
		name: KEEPER,
		compatibilityDate: "2026-10-20",
		manifest: module("keeper.js", 'export default { fetch: () => new Response("There is nothing here yet", { status: 404 }) };'),
		env: Object.fromEntries(databases.map(({ id }) => [id, { type: "d1", id }])),
	},
});

const module = (name: string, contents: string) => ({
	mainModule: name,
	modulesRoot: "/",
	modules: { [name]: { type: "esm" as const, contents } },
});

/** Runs what is deployed in the Workers runtime, at a port of loopback, with its state in `stateDir`. */
export function createRuntime(account: Account, port: number, stateDir: string): Runtime {
	const options = (): MiniflareOptions => ({
		host: HOST,
		port,
		log: new Log(LogLevel.NONE),
		resourcePersistencePath: stateDir,
		handleStructuredLogs: () => {},
		telemetry: { enabled: false },
		cf: false,
		workers: [
			...account.scripts.flatMap((script) => workerOf(script.name, runningVersion(script), account.queues)),
			keeper(account),
		],
	});
	const miniflare = new Miniflare(options());
	// One change after the other: each of them starts the runtime anew.
	let last: Promise<unknown> = miniflare.ready;
	return {
		async apply() {
			last = last.then(() => miniflare.setOptions(options()));
			await last;
		},
		async query(database, sql, params) {
			await last;
			const d1 = await miniflare.getD1Database(database, KEEPER);
			// A batch is one transaction, whatever its statements say.
			const [result] = await d1.batch([d1.prepare(sql).bind(...params)]);
			return result;
		},
		async stop() {
			await last.catch(() => {});
			await miniflare.dispose();
		},
	};
}
