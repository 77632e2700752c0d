import { CoordinatorObject } from "./coordinator/coordinator.ts";
import { consumeDeadLetters, consumeJobs } from "./sync/consume.ts";
import type { SyncContext } from "./sync/context.ts";
import { CONNECTION, invocation, syncContext } from "./wiring.ts";

export { CoordinatorObject as Coordinator };

const silent = { progress: async () => {}, asks: async () => {}, ended: async () => {} };

export default {
	fetch: () => new Response("Sinkron"),

	async queue(batch, env) {
		const at = invocation(env);
		const contextFor = (connection: string): Promise<SyncContext> => syncContext(at, connection, silent);
		const fallback = await contextFor(CONNECTION);
		const consume = batch.queue === "sync-jobs" ? consumeJobs : consumeDeadLetters;
		await consume(batch, contextFor, fallback);
	},
} satisfies ExportedHandler<Env>;
