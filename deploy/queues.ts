import { z } from "zod";
import { look } from "./api.ts";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import { Trouble } from "./trouble.ts";
import { wranglerTrouble } from "./wrangler.ts";

const RIGHT = "Queues";
const queues = z.array(
	z.object({
		queue_name: z.string(),
		consumers: z.array(z.object({ script: z.string().optional(), service: z.string().optional() })).catch([]),
	}),
);

/** Names of the queues that are still to be made. @throws Trouble for one whose messages another Worker takes */
export async function missingQueues({ api, account }: Login, project: Project): Promise<readonly string[]> {
	const search = project.queues.map((name) => `name=${encodeURIComponent(name)}`).join("&");
	const found = (await look(RIGHT, [], () => api.ask(`/accounts/${account.id}/queues?${search}`, queues))) ?? [];
	for (const { queue_name: name, consumers } of found) {
		const other = consumers
			.map(({ script, service }) => script ?? service)
			.find((each) => each !== undefined && each !== project.name);
		if (other !== undefined && project.queues.includes(name)) {
			throw new Trouble(
				`The account has a queue "${name}" already, and its messages go to the Worker "${other}".`,
				"Give this project's queues other names in wrangler.toml: under [[queues.producers]], [[queues.consumers]] and dead_letter_queue.",
			);
		}
	}
	return project.queues.filter((name) => !found.some((each) => each.queue_name === name));
}

export async function makeQueue({ wrangler }: Login, name: string): Promise<void> {
	const ran = await wrangler("queues", "create", name);
	if (!ran.ok) throw wranglerTrouble(`The queue "${name}" could not be made`, ran, RIGHT);
}
