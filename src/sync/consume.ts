import { SystemError } from "../domain/errors.ts";
import { quotaBackAt } from "../domain/quota.ts";
import { getRun } from "../store/runs.ts";
import type { Alerting } from "./alerts.ts";
import type { SyncContext } from "./context.ts";
import { keepLetter } from "./inbox/dead-letters.ts";
import { type JobMessage, jobMessage } from "./messages.ts";
import { type Pausing, restWhileQuotaIsFull } from "./quota.ts";
import { judge, publicMessage } from "./retry-policy.ts";
import { drive } from "./run/drive.ts";
import { finish, tellEnd } from "./run/finish.ts";

/**
 * As often as the queue brings a message (wrangler.toml: max_retries and once): after that it goes to the dead-letter queue, where
 * nobody knows any more why it failed.
 */
const MAX_DELIVERIES = 9;

/** Where messages go that nobody can use; works without any login. */
export type DeadLetters = Alerting & Pausing & Pick<SyncContext, "queue">;
type ContextFor = (connection: string) => Promise<SyncContext>;

/** Consumer of `sync-jobs`. Each message is decided on by itself; none is acknowledged because another one was. */
export async function consumeJobs(batch: MessageBatch, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	// One after the other: together they would spend what one invocation may.
	for (const message of batch.messages) await consumeOne(message, batch.queue, contextFor, letters);
}

async function consumeOne(message: Message, queue: string, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	const parsed = jobMessage.safeParse(message.body);
	if (!parsed.success) {
		letters.log.error("message_unreadable", { queue, messageId: message.id });
		await keepLetter(letters, { queue, body: message.body, cause: parsed.error.message });
		return message.ack();
	}
	try {
		await handle(await contextFor(parsed.data.connection), parsed.data);
		message.ack();
	} catch (error) {
		const rests = await restWhileQuotaIsFull(letters, error);
		if (rests !== null) {
			await comeBackAt(letters, parsed.data, rests);
			return message.ack();
		}
		const next = judge(error, message.attempts, Math.random());
		letters.log.warn("message_failed", { ...parsed.data, attempts: message.attempts, next: next.kind, error: describe(error) });
		if (next.kind === "retry" && message.attempts < MAX_DELIVERIES) {
			return message.retry({ delaySeconds: next.delaySeconds });
		}
		if (next.kind !== "ack") {
			const reason = next.kind === "park" ? next.reason : publicMessage(error);
			await keepLetter(letters, { queue, body: message.body, cause: reason });
			await giveUp(contextFor, parsed.data, reason);
		}
		message.ack();
	}
}

/** The coordinator brings the engine back by itself; a word to people is sent anew, so that no delivery of it counts. */
async function comeBackAt({ queue, now }: DeadLetters, message: JobMessage, at: number): Promise<void> {
	if (message.kind === "drive") return;
	await queue.send(message, { delaySeconds: Math.max(1, Math.ceil((at - now()) / 1_000)) });
}

async function handle(ctx: SyncContext, message: JobMessage): Promise<void> {
	switch (message.kind) {
		case "drive":
			return await drive(ctx);
		case "ask": {
			const run = await getRun(ctx.db, ctx.connection, message.run);
			if (run?.state === "needs_confirmation") await ctx.notifier.asks(run);
			return;
		}
		case "report": {
			const run = await getRun(ctx.db, ctx.connection, message.run);
			if (run) await ctx.notifier.ended(run);
		}
	}
}

/** A run whose message was given up ends with a word instead of hanging. */
async function giveUp(contextFor: ContextFor, message: JobMessage, reason: string): Promise<void> {
	if (message.kind !== "drive" || message.run === undefined) return;
	const ctx = await contextFor(message.connection);
	const run = await getRun(ctx.db, ctx.connection, message.run);
	if (!run || run.finishedAt !== null) return;
	await finish(ctx, run, { state: "failed", error: reason });
	await tellEnd(ctx, run);
}

/** Consumer of the dead-letter queue: what ran out of retries is kept, and its run ends with a word instead of hanging. */
export async function consumeDeadLetters(batch: MessageBatch, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	for (const message of batch.messages) {
		letters.log.error("dead_letter", { queue: batch.queue, messageId: message.id });
		try {
			await keepLetter(letters, { queue: batch.queue, body: message.body, cause: "out of retries" });
			const parsed = jobMessage.safeParse(message.body);
			if (parsed.success) await giveUp(contextFor, parsed.data, "a step failed again and again");
			message.ack();
		} catch (error) {
			if ((await restWhileQuotaIsFull(letters, error)) === null) throw error;
			// It comes only a few times more: not before it can be kept.
			message.retry({ delaySeconds: Math.ceil((quotaBackAt(letters.now()) - letters.now()) / 1_000) + 60 });
		}
	}
}

const describe = (error: unknown): string =>
	error instanceof Error && !(error instanceof SystemError) ? `${error.name}: ${error.message}` : publicMessage(error);
