import type { Outside } from "../outside.ts";
import { type Product, type Run, SYSTEMS, type System } from "../product.ts";
import type { Stack } from "../stack.ts";
import { readStored, wordsOf } from "./database.ts";
import type { Moment } from "./moments.ts";
import type { Amounts, People } from "./people.ts";
import { doubled } from "./verdict.ts";

export interface Kill {
	/** Which of the kills that count; null: the run was over already. */
	readonly number: number | null;
	readonly run: number;
	readonly mode: string;
	readonly msIntoRun: number;
	/** The run as the API told it last. */
	readonly said: string;
	/** What the product's database holds right after. */
	readonly underWay: string;
	readonly callsInFlight: Moment["callsInFlight"];
	readonly leftAlone: boolean;
	/** From the kill to the first call to either system; "killed again" before that, or "over" without any. */
	wentOnAfter: number | "killed again" | "over";
	/** From the kill to the run's end; null: killed again before that. */
	overAfter: number | null;
}

export interface Ordeal {
	readonly kills: readonly Kill[];
	readonly runs: number;
	/** The most calls that either system saw begin in a second, over all restarts. */
	readonly peak: Readonly<Record<System, number>>;
}

export interface OrdealOptions {
	readonly stack: Pick<Stack, "killWorker" | "startWorker">;
	readonly stateDir: string;
	readonly product: Product;
	readonly outside: Outside;
	readonly people: People;
	readonly nextMoment: () => Moment;
	readonly kills: number;
	/** How long a first run takes, about: the first kills are spread over that. */
	readonly firstRunMs: number;
	/** Each kill as soon as it is known what came of it. */
	readonly onKill: (kill: Kill) => void;
}

const OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled", "needs_confirmation"]);
const LATER_RUN_MS = 12_000;
/** For this long a run may stand still after a crash before a kill is aimed at that time. */
const STANDSTILL_MS = 30_000;
/** A run that has not ended by then does not go on by itself. */
const GIVE_UP_MS = 300_000;
const LOOK_EVERY_MS = 120;
/** Longer than the systems take to answer. */
const LOST_WITHIN_MS = 600;

const BETWEEN_RUNS: Amounts = { edits: 16, born: 6, removals: 1 };
const WHILE_RUNNING: Amounts = { edits: 4, born: 1, removals: 0 };
const WHILE_DEAD: Amounts = { edits: 6, born: 2, removals: 0 };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs one after the other, each killed at some moments, until there were enough kills. Throws an Error when one stands still. */
export async function sufferKills(options: OrdealOptions): Promise<Ordeal> {
	const { stack, stateDir, product, outside, people, nextMoment, onKill } = options;
	const kills: Kill[] = [];
	const peak: Record<System, number> = { smh: 0, accurate: 0 };
	let counted = 0;
	let run = 0;

	async function forgetCalls(): Promise<void> {
		const seen = (await outside.calls()).peak;
		for (const system of SYSTEMS) peak[system] = Math.max(peak[system], seen[system].perSecond);
		await outside.forgetCalls();
	}

	/** Kills the Worker and brings it back; the outside world goes on meanwhile. */
	async function kill(seen: Run, from: number, moment: Moment): Promise<{ at: number; kill: Kill; back: number }> {
		const { callsInFlight, leftAlone } = moment;
		if (callsInFlight === "lost") await outside.faults(SYSTEMS.map((system) => ({ system, kind: "refuse-before" })));
		const at = Date.now();
		const killed = await stack.killWorker();
		if (killed.length > 0 && !killed.includes("workerd")) throw new Error(`The Worker was not among ${killed.join(", ")}`);
		const stored = await readStored(stateDir);
		const over = !stored.runs.some((each) => each.mode !== "signals");
		const done: Kill = {
			...{ number: over ? null : ++counted, run, mode: String(seen.mode), msIntoRun: at - from, said: saidOf(seen) },
			...{ underWay: wordsOf(stored, at), callsInFlight, leftAlone, wentOnAfter: "over", overAfter: null },
		};
		kills.push(done);
		// A call that was on its way meets its end before the faults do.
		await wait(LOST_WITHIN_MS);
		await outside.faults([]);
		await forgetCalls();
		if (!leftAlone) await people.work(WHILE_DEAD);
		await stack.startWorker();
		return { at, kill: done, back: Date.now() };
	}

	/** When the Worker has made its first call to either system since it is back; null: not yet. */
	async function firstCall(): Promise<number | null> {
		const { calls } = await outside.calls();
		return calls.find(({ system }) => system !== "telegram")?.at ?? null;
	}

	async function oneRun(mode: "auto" | "full", spanMs: number): Promise<void> {
		run++;
		const { id } = await product.startRun(mode);
		const from = Date.now();
		let moment = nextMoment();
		let [dueAt, lastSign] = [from + moment.part * spanMs, from];
		let last: { readonly at: number; readonly kill: Kill } | null = null;
		let standing = false;
		let peopleDue = from + (moment.part * spanMs) / 2;
		for (;;) {
			if (standing && last?.kill.leftAlone && Date.now() < lastSign + GIVE_UP_MS && (await firstCall()) === null) {
				await wait(LOOK_EVERY_MS);
				continue;
			}
			const seen = await product.run(id);
			const now = Date.now();
			if (standing && last) {
				const call = await firstCall();
				if (call !== null) {
					last.kill.wentOnAfter = call - last.at;
					[standing, lastSign] = [false, now];
					if (moment.since === "work") dueAt = now + (moment.part * spanMs) / 2;
				}
			}
			if (OVER.has(seen.state)) return await end(seen, now);
			if (counted < options.kills && now >= dueAt) {
				if (last && standing) last.kill.wentOnAfter = "killed again";
				if (last) onKill(last.kill);
				const killed = await kill(seen, from, moment);
				[last, standing, lastSign] = [killed, true, killed.back];
				moment = nextMoment();
				dueAt = moment.since === "boot" ? killed.back + moment.part * STANDSTILL_MS : Number.POSITIVE_INFINITY;
			} else if (now >= peopleDue) {
				peopleDue = Number.POSITIVE_INFINITY;
				await people.work(WHILE_RUNNING);
			}
			if (now - lastSign > GIVE_UP_MS) {
				const stored = await readStored(stateDir);
				throw new Error(`Run ${run} does not end by itself: ${saidOf(seen)}; ${JSON.stringify(stored)}`);
			}
			await wait(LOOK_EVERY_MS);
		}

		async function end(seen: Run, now: number): Promise<void> {
			people.transferred();
			for (const words of await doubled(outside)) throw new Error(`After run ${run}: ${words}`);
			if (seen.state !== "done") throw new Error(`Run ${run} ended as ${seen.state}: ${JSON.stringify(seen)}`);
			if (last) {
				last.kill.overAfter = now - last.at;
				onKill(last.kill);
			}
			if (!moment.alsoAtTheEnd || counted >= options.kills) return;
			await wait(moment.part * 400);
			const { kill: extra } = await kill(seen, from, moment);
			onKill(extra);
		}
	}

	while (counted < options.kills) {
		await people.work(BETWEEN_RUNS);
		await oneRun(run % 3 === 2 ? "full" : "auto", run === 0 ? options.firstRunMs : LATER_RUN_MS);
	}
	await forgetCalls();
	return { kills, runs: run, peak };
}

/** "applying, 340 created, 12 updated". */
function saidOf({ state, counts }: Run): string {
	const done = (["created", "updated", "deleted"] as const).flatMap((what) => {
		const count = (counts?.[what].smh ?? 0) + (counts?.[what].accurate ?? 0);
		return count > 0 ? [`${count} ${what}`] : [];
	});
	return [state, ...done].join(", ");
}
