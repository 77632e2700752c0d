import { commit, commitGuarded } from "../store/database.ts";
import { activeRun, activeSignalsRun, getRun, lastRun } from "../store/runs.ts";
import { type ClaimedStep, claimStep, finishStep, holdsClaim, insertSteps, pendingSteps, releaseStep } from "../store/steps.ts";
import { advance, finish, resume, sendSteps } from "./advance.ts";
import type { Alerting } from "./alerts.ts";
import { apply } from "./apply.ts";
import { CLAIM_MS } from "./claim.ts";
import type { SyncContext } from "./context.ts";
import { keepLetter } from "./dead-letters.ts";
import { judge, publicMessage, RetryLater } from "./delivery.ts";
import { type JobMessage, jobMessage, type StepOutcome, type Work, work } from "./messages.ts";
import { plan } from "./plan.ts";
import { questionOf } from "./question.ts";
import { confirm, detail, scan } from "./scan.ts";
import { takeUpSignals } from "./signals.ts";

const CLOCK_SLACK_MS = 500;
/**
 * As often as the queue brings a message (wrangler.toml: max_retries and once): after that it goes to the dead-letter queue, where
 * nobody knows any more why it failed.
 */
const MAX_DELIVERIES = 9;
/** A step that was begun so often ends its run: it may be what kills its invocations. */
const MAX_ATTEMPTS = 12;

/** Where messages go that nobody can use; works without any login. */
export type DeadLetters = Alerting;
type ContextFor = (connection: string) => Promise<SyncContext>;

/** Consumer of `sync-jobs`. Each message is decided on by itself; none is acknowledged because another one was. */
export async function consumeJobs(batch: MessageBatch, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	await Promise.all(batch.messages.map((message) => consumeOne(message, batch.queue, contextFor, letters)));
}

async function consumeOne(message: Message, queue: string, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	const parsed = jobMessage.safeParse(message.body);
	if (!parsed.success) {
		letters.log.error("message_unreadable", { queue, messageId: message.id });
		await keep(letters, queue, message.body, parsed.error.message);
		return message.ack();
	}
	try {
		await handle(await contextFor(parsed.data.connection), parsed.data);
		message.ack();
	} catch (error) {
		const verdict = judge(error, message.attempts, Math.random());
		letters.log.warn("message_failed", {
			...parsed.data,
			attempts: message.attempts,
			verdict: verdict.kind,
			error: describe(error),
		});
		if (verdict.kind === "retry" && message.attempts < MAX_DELIVERIES) {
			return message.retry({ delaySeconds: verdict.delaySeconds });
		}
		if (verdict.kind !== "ack") {
			const reason = verdict.kind === "park" ? verdict.reason : publicMessage(rootOf(error));
			await keep(letters, queue, message.body, reason);
			const { data } = parsed;
			if ("run" in data && (verdict.kind === "park" || carriesRun(data))) {
				await failRun(await contextFor(data.connection), data.run, reason);
			}
		}
		message.ack();
	}
}

const keep = (letters: DeadLetters, queue: string, body: unknown, cause: string): Promise<void> =>
	keepLetter(letters, { queue, body, cause });

async function handle(ctx: SyncContext, message: JobMessage): Promise<void> {
	switch (message.kind) {
		case "step":
			return await takeStep(ctx, message.step);
		case "advance":
			return await advance(ctx, message.run);
		case "resume":
			return await resumeConnection(ctx);
		case "signals":
			return await takeUpSignals(ctx);
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

/** Does one step: claims it, works, and commits what came of it together with its end. */
async function takeStep(ctx: SyncContext, stepId: string): Promise<void> {
	const claimed = await claimStep(ctx.db, stepId, ctx.now(), ctx.now() + CLAIM_MS);
	if (!claimed) return; // Done, or somebody is at it: a step is never done twice at once.
	const { run } = claimed;
	if (claimed.attempts > MAX_ATTEMPTS) {
		await commit(ctx.db, [releaseStep(claimed, null)]);
		return await finish(ctx, run, "failed", "a step failed again and again");
	}
	try {
		const outcome = await carryOut(ctx, claimed, work.parse(JSON.parse(claimed.work)));
		await settle(ctx, claimed, outcome);
	} catch (error) {
		const verdict = judge(error, claimed.attempts, Math.random());
		if (verdict.kind !== "retry") {
			// Nobody is at work on it any more, so whatever run comes next need not wait.
			await commit(ctx.db, [releaseStep(claimed, null)]);
			throw error;
		}
		// The claim ends just before the message is due again: until then the step is nobody's to pick up.
		await commit(ctx.db, [releaseStep(claimed, ctx.now() + verdict.delaySeconds * 1_000 - CLOCK_SLACK_MS)]);
		throw new RetryLater(verdict.delaySeconds, { cause: error });
	}
}

async function carryOut(ctx: SyncContext, step: ClaimedStep, item: Work): Promise<StepOutcome> {
	const { run } = step;
	switch (item.kind) {
		case "scan":
			return await scan(ctx, run, item);
		case "detail":
			return await detail(ctx, run, item);
		case "confirm":
			return await confirm(ctx, run, item);
		case "plan":
			return await plan(ctx, run, item);
		case "apply":
			return await apply(ctx, step, item);
	}
}

async function settle(ctx: SyncContext, step: ClaimedStep, outcome: StepOutcome): Promise<void> {
	const { run } = step;
	if (outcome.retry) {
		await commitGuarded(ctx.db, [holdsClaim(step), ...outcome.statements]);
		throw outcome.retry;
	}
	const spawned = (outcome.spawn ?? []).map((item) => ({ id: crypto.randomUUID(), work: item }));
	await commitGuarded(ctx.db, [
		holdsClaim(step),
		...outcome.statements,
		...(spawned.length > 0 ? [insertSteps(run.id, run.phase, spawned)] : []),
		finishStep(step.id, outcome.result),
	]);
	if (spawned.length > 0)
		await sendSteps(
			ctx,
			run.id,
			spawned.map((step) => step.id),
		);
	else if ((await pendingSteps(ctx.db, run.id, run.phase)) === 0) {
		await ctx.queue.send({ kind: "advance", connection: ctx.connection, run: run.id });
	}
	// Last: whatever becomes of the telling, the work goes on.
	if (await ctx.coordinator.progressed(run.id)) await ctx.notifier.progress(run);
}

async function resumeConnection(ctx: SyncContext): Promise<void> {
	const asked = await activeRun(ctx.db, ctx.connection);
	// One that waits for its lease is not the one that stands still.
	const run = asked && asked.fence > 0 ? asked : await activeSignalsRun(ctx.db, ctx.connection);
	if (run?.state === "needs_confirmation") {
		const asked = questionOf(run);
		if (!asked || asked.expiresAt < ctx.now()) await finish(ctx, run, "cancelled", "not confirmed in time");
		else await ctx.notifier.asks(run); // Asks only whom nobody has asked yet.
	} else if (run) await resume(ctx, run);
	else await tidyUp(ctx);
}

/** No run is under way, but its lease is still held: its end was cut off, so the last steps of it are done again. */
async function tidyUp(ctx: SyncContext): Promise<void> {
	const last = await lastRun(ctx.db, ctx.connection);
	if (last) await ctx.queue.send({ kind: "report", connection: ctx.connection, run: last.id });
	await ctx.coordinator.releaseLeaseOfEndedRun();
	await ctx.coordinator.signalled(ctx.connection);
}

async function failRun(ctx: SyncContext, runId: string, reason: string): Promise<void> {
	const run = await getRun(ctx.db, ctx.connection, runId);
	if (run && run.finishedAt === null) await finish(ctx, run, "failed", reason);
}

/** Consumer of the dead-letter queue: what ran out of retries is kept, and its run ends with a word instead of hanging. */
export async function consumeDeadLetters(batch: MessageBatch, contextFor: ContextFor, letters: DeadLetters): Promise<void> {
	for (const message of batch.messages) {
		letters.log.error("dead_letter", { queue: batch.queue, messageId: message.id });
		await keep(letters, batch.queue, message.body, "out of retries");
		const parsed = jobMessage.safeParse(message.body);
		if (parsed.success && carriesRun(parsed.data)) {
			await failRun(await contextFor(parsed.data.connection), parsed.data.run, "a step failed again and again");
		}
		message.ack();
	}
}

/** Without it its run comes no further. */
const carriesRun = (message: JobMessage): message is JobMessage & { kind: "step" | "advance" } =>
	message.kind === "step" || message.kind === "advance";

const rootOf = (error: unknown): unknown => (error instanceof RetryLater ? error.cause : error);

function describe(thrown: unknown): string {
	const error = rootOf(thrown);
	return error instanceof Error ? `${error.name}: ${error.message}` : publicMessage(error);
}
