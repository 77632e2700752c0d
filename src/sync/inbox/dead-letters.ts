import type { Actor, Side } from "../../domain/model.ts";
import { recordAction } from "../../store/audit.ts";
import { commit } from "../../store/database.ts";
import {
	countOpenLetters,
	getDeadLetter,
	type KeptLetter,
	keepDeadLetter,
	listDeadLetters,
	reopenLetters,
	takeLetters,
} from "../../store/deadletters.ts";
import { type NewSignal, takeInLater } from "../../store/inbox.ts";
import { type Alerting, raiseAlert } from "../alerts.ts";
import type { SyncContext } from "../context.ts";
import { type JobMessage, jobMessage } from "../messages.ts";

type Replaying = Pick<SyncContext, "connection" | "db" | "channels" | "queue" | "coordinator" | "now">;

/** The cause of a letter that nobody can read, where the admins need not know more. */
export const UNREADABLE = "unreadable";

/** The queue of a letter that a side's webhook brought. */
export const webhookQueue = (side: Side): string => `webhooks/${side}`;

/** Law 11: keeps what nobody can make use of, and tells the admins. Throws when it could not be kept. */
export async function keepLetter(
	ctx: Alerting,
	letter: { readonly queue: string; readonly body: unknown; readonly cause: string },
): Promise<void> {
	const { connection, db } = ctx;
	await commit(db, [keepDeadLetter({ connection, ...letter, at: ctx.now() })]);
	await tellOfLetter(ctx, letter.cause);
}

/** Tells the admins of what was just kept. Never throws. */
export async function tellOfLetter(ctx: Alerting, cause: string): Promise<void> {
	const count = await countOpenLetters(ctx.db, ctx.connection).catch(() => 1);
	await raiseAlert(ctx, { kind: "dead_letters", count, cause });
}

export type ReplayOutcome =
	| { readonly kind: "done" }
	| { readonly kind: "not_found" }
	/** Somebody has replayed it before. */
	| { readonly kind: "already" }
	/** Nobody can make use of it now either; it stays open. */
	| { readonly kind: "unreadable" };

/** Does once more what a letter asked for. What it names is read afresh, so an old letter does no harm. */
export async function replay(ctx: Replaying, id: string, actor: Actor): Promise<ReplayOutcome> {
	const letter = await getDeadLetter(ctx.db, ctx.connection, id);
	if (!letter) return { kind: "not_found" };
	if (letter.replayedAt !== null) return { kind: "already" };
	const content = contentOf(ctx, letter);
	if (!content) return { kind: "unreadable" };
	return (await carryOut(ctx, [{ letter, content }], actor)) > 0 ? { kind: "done" } : { kind: "already" };
}

export interface ReplayedAll {
	readonly replayed: number;
	/** Open letters that nobody can make use of, as far as was looked. */
	readonly unreadable: number;
	/** There are further letters to replay. */
	readonly more: boolean;
}

/** As many as one call of the queue takes. */
const AT_ONCE = 100;
/** Letters that are looked at; each page is a query (law 9). */
const PAGES = 5;

/** The same for every open letter, the latest first; as many at once as an invocation can. */
export async function replayAll(ctx: Replaying, actor: Actor): Promise<ReplayedAll> {
	const readable: Readable[] = [];
	let unreadable = 0;
	let after: KeptLetter | undefined;
	for (let page = 0; page < PAGES && readable.length < AT_ONCE; page++) {
		const letters = await listDeadLetters(ctx.db, ctx.connection, { open: true, limit: AT_ONCE, after });
		for (const letter of letters) {
			const content = contentOf(ctx, letter);
			if (content) readable.push({ letter, content });
			else unreadable++;
		}
		after = letters.at(-1);
		if (letters.length < AT_ONCE) {
			after = undefined;
			break;
		}
	}
	const now = readable.slice(0, AT_ONCE);
	const replayed = await carryOut(ctx, now, actor);
	return { replayed, unreadable, more: after !== undefined || readable.length > now.length };
}

type Content =
	| { readonly kind: "job"; readonly message: JobMessage }
	| { readonly kind: "webhook"; readonly side: Side; readonly signals: readonly NewSignal[] };

interface Readable {
	readonly letter: KeptLetter;
	readonly content: Content;
}

/** What a letter asks for; null: nobody can say. A webhook's signature was looked at when it came, and is not any more. */
function contentOf(ctx: Replaying, { queue, body }: KeptLetter): Content | null {
	const content: unknown = JSON.parse(body);
	const channel = ctx.channels.find(({ side }) => webhookQueue(side) === queue);
	if (channel) {
		const deliveries = typeof content === "string" ? channel.read(content) : null;
		return deliveries && { kind: "webhook", side: channel.side, signals: deliveries.flatMap(({ signals }) => signals) };
	}
	const parsed = jobMessage.safeParse(content);
	return parsed.success ? { kind: "job", message: parsed.data } : null;
}

/** Takes the letters, then does what they ask for; answers how many were still there to take. */
async function carryOut(ctx: Replaying, letters: readonly Readable[], actor: Actor): Promise<number> {
	const { connection, db } = ctx;
	const ids = letters.map(({ letter }) => letter.id);
	if (ids.length === 0) return 0;
	const taken = await takeLetters(db, connection, ids, ctx.now());
	const mine = letters.filter(({ letter }) => taken.has(letter.id));
	if (mine.length === 0) return 0;
	try {
		await sendJobs(ctx, mine);
		await takeInWebhooks(ctx, mine);
	} catch (error) {
		// Done twice it does no harm, not done it does.
		await commit(db, [reopenLetters(connection, [...taken])]);
		throw error;
	}
	const detail = { letters: [...taken] };
	await commit(db, [recordAction({ connection, at: ctx.now(), actor, action: "letter.replay", detail })]);
	return mine.length;
}

async function sendJobs({ queue }: Replaying, letters: readonly Readable[]): Promise<void> {
	const jobs = letters.flatMap(({ content }) => (content.kind === "job" ? [{ body: content.message }] : []));
	if (jobs.length > 0) await queue.sendBatch(jobs);
}

async function takeInWebhooks(ctx: Replaying, letters: readonly Readable[]): Promise<void> {
	const { connection, db } = ctx;
	let any = false;
	for (const { side } of ctx.channels) {
		// By our own ids: the sender's may be remembered as taken in, which is what it was not.
		const deliveries = letters.flatMap(({ letter, content }) =>
			content.kind === "webhook" && content.side === side ? [{ id: `letter:${letter.id}`, signals: content.signals }] : [],
		);
		if (deliveries.length === 0) continue;
		any = true;
		await takeInLater(db, connection, side, deliveries, ctx.now());
	}
	if (any) await ctx.coordinator.wake(connection, 0);
}
