import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { HOST } from "../cli/ports.ts";
import { type Account, type Binding, type Queue, runningVersion, type Version } from "./state.ts";

export interface Runtime {
	/** Lets what is deployed now run, on the databases and queues that there are now. */
	apply(): Promise<void>;
	/** Carries out statements in a database, all or none; rejects with what it says. */
	query(database: string, sql: string, params: readonly unknown[]): Promise<unknown>;
	stop(): Promise<void>;
}

type WorkerOptions = MiniflareOptions["workers"][number];
type Env = NonNullable<WorkerOptions["config"]["env"]>;

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

function workerOf(name: string, version: Version | undefined, queues: readonly Queue[]): WorkerOptions[] {
	if (version === undefined) return [];
	const bound = version.bindings.map((binding) => [binding.name, envOf(name, binding, version)] as const);
	const consumed = queues.flatMap(({ name: queue, consumer }) => (consumer?.script === name ? [{ queue, consumer }] : []));
	return [
		{
			config: {
				name,
				compatibilityDate: version.compatibilityDate,
				compatibilityFlags: [...version.compatibilityFlags],
				manifest: {
					mainModule: version.mainModule,
					modulesRoot: "/",
					modules: Object.fromEntries(version.modules.map((each) => [each.name, { type: "esm", contents: each.content }])),
				},
				env: Object.fromEntries(bound),
				exports: Object.fromEntries(version.sqliteClasses.map((each) => [each, { type: "durable-object", storage: "sqlite" }])),
				triggers: consumed.map(({ queue, consumer }) => ({
					type: "queue",
					name: queue,
					maxBatchSize: Number(consumer.settings.batch_size ?? 10),
					maxBatchTimeout: Number(consumer.settings.max_wait_time_ms ?? 5_000) / 1000,
					maxRetries: Number(consumer.settings.max_retries ?? 3),
					retryDelay: Number(consumer.settings.retry_delay ?? 0),
					...(consumer.deadLetterQueue === null ? {} : { deadLetterQueue: consumer.deadLetterQueue }),
				})),
			},
		},
	];
}

function envOf(worker: string, binding: Binding, version: Version): Env[string] {
	const text = (field: string): string => String(binding[field]);
	switch (binding.type) {
		case "plain_text":
		case "secret_text":
			return { type: "text", value: text("text") };
		case "d1":
			return { type: "d1", id: text("id") };
		case "queue":
			return { type: "queue", name: text("queue_name") };
		case "durable_object_namespace":
			return { type: "durable-object", worker, exportName: text("class_name") };
		case "ratelimit":
			// The shape is the API's own, and the runtime checks it once more.
			return {
				type: "rate-limit",
				namespace: text("namespace_id"),
				simple: binding.simple as { limit: number; period: 10 | 60 },
			};
		case "version_metadata":
			return { type: "json", value: { id: version.id, tag: "", timestamp: version.createdOn } };
		default:
			throw new Error(`The stand-in does not know bindings of type ${binding.type}`);
	}
}
