import { Hono } from "hono";
import { z } from "zod";
import { answer, answerList, Refusal } from "./answer.ts";
import type { Runtime } from "./runtime.ts";
import type { Account, Consumer, Queue } from "./state.ts";

const creation = z.object({ queue_name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/) });
const consumption = z.object({
	type: z.literal("worker"),
	script_name: z.string(),
	dead_letter_queue: z.string().optional(),
	settings: z.record(z.string(), z.unknown()),
});

/** Queues and who takes their messages. A queue has one consumer at most. */
export function queueRoutes(account: Account, runtime: Runtime): Hono {
	const producersOf = (name: string) =>
		account.scripts.flatMap((script) =>
			(script.versions.at(-1)?.bindings ?? []).flatMap(({ type, queue_name }) =>
				type === "queue" && queue_name === name ? [{ type: "worker", script: script.name }] : [],
			),
		);
	const consumerView = (consumer: Consumer, queue: Queue) => ({
		consumer_id: consumer.id,
		type: "worker",
		script: consumer.script,
		queue_name: queue.name,
		dead_letter_queue: consumer.deadLetterQueue ?? undefined,
		settings: consumer.settings,
	});
	const view = (queue: Queue) => {
		const producers = producersOf(queue.name);
		const consumers = queue.consumer === null ? [] : [consumerView(queue.consumer, queue)];
		return {
			queue_id: queue.id,
			queue_name: queue.name,
			created_on: new Date(0).toISOString(),
			modified_on: new Date(0).toISOString(),
			producers,
			producers_total_count: producers.length,
			consumers,
			consumers_total_count: consumers.length,
		};
	};
	const find = (id: string): Queue => {
		const found = account.queues.find((each) => each.id === id);
		if (found === undefined) throw new Refusal(404, 11000, "Queue not found");
		return found;
	};
	async function consume(queue: Queue, id: string, body: unknown): Promise<Consumer> {
		const { script_name: script, dead_letter_queue: dead, settings } = consumption.parse(body);
		if (!account.scripts.some(({ name }) => name === script)) throw new Refusal(404, 11102, `Worker ${script} not found`);
		if (dead !== undefined && !account.queues.some(({ name }) => name === dead)) {
			throw new Refusal(400, 11103, `Dead letter queue ${dead} does not exist`);
		}
		queue.consumer = { id, script, deadLetterQueue: dead ?? null, settings };
		await runtime.apply();
		return queue.consumer;
	}
	return new Hono()
		.get("/", (c) => {
			const names = c.req.queries("name") ?? [];
			return answerList(c, account.queues.filter(({ name }) => names.length === 0 || names.includes(name)).map(view));
		})
		.post("/", async (c) => {
			const wanted = creation.safeParse(await c.req.json());
			if (!wanted.success) throw new Refusal(400, 11003, "Queue name is invalid");
			const name = wanted.data.queue_name;
			if (account.queues.some((each) => each.name === name)) {
				throw new Refusal(409, 11009, `Queue name '${name}' is already taken`);
			}
			const made: Queue = { id: crypto.randomUUID().replaceAll("-", ""), name, consumer: null };
			account.queues.push(made);
			return answer(c, view(made));
		})
		.post("/:id/consumers", async (c) => {
			const queue = find(c.req.param("id"));
			if (queue.consumer !== null) throw new Refusal(400, 11004, `Queue '${queue.name}' already has a consumer`);
			const made = await consume(queue, crypto.randomUUID().replaceAll("-", ""), await c.req.json());
			return answer(c, consumerView(made, queue));
		})
		.put("/:id/consumers/:consumer", async (c) => {
			const queue = find(c.req.param("id"));
			const id = c.req.param("consumer");
			if (queue.consumer?.id !== id) throw new Refusal(404, 11001, "Consumer not found");
			return answer(c, consumerView(await consume(queue, id, await c.req.json()), queue));
		});
}
