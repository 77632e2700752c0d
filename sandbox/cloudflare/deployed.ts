import type { MiniflareOptions } from "miniflare";
import type { Binding, Queue, Version } from "./state.ts";

export type WorkerOptions = MiniflareOptions["workers"][number];
type Env = NonNullable<WorkerOptions["config"]["env"]>;

/** A deployed version in the runtime's own words; none: the Worker has none. */
export function workerOf(name: string, version: Version | undefined, queues: readonly Queue[]): WorkerOptions[] {
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
