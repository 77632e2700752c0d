import { type Run, SYSTEMS, type System } from "../product.ts";
import { wrongAfterRun } from "./after-run.ts";
import { goesOnAlone } from "./alone.ts";
import { readStored } from "./database.ts";
import type { Moment } from "./moments.ts";
import { killOnce, saidOf } from "./one-kill.ts";
import type { Kill, Ordeal, OrdealOptions } from "./ordeal.ts";
import type { Amounts } from "./people.ts";
import { atRest, questionOf } from "./rest.ts";

const OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled", "needs_confirmation"]);
const LATER_RUN_MS = 12_000;
/** For this long a run may stand still after a crash before a kill is aimed at that time. */
const STANDSTILL_MS = 30_000;
/** A run that has not ended by then does not go on by itself. */
const GIVE_UP_MS = 300_000;
const LOOK_EVERY_MS = 120;

const BETWEEN_RUNS: Amounts = { edits: 16, born: 6, removals: 1 };
const WHILE_RUNNING: Amounts = { edits: 4, born: 1, removals: 0 };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs one after the other, each killed at some moments, until there were enough kills. Throws an Error when one stands still. */
export async function sufferKills(options: OrdealOptions): Promise<Ordeal> {
	const { folders, product, outside, people, nextMoment, onKill } = options;
	const kills: Kill[] = [];
	const violations: string[] = [];
	const peak: Record<System, number> = { smh: 0, accurate: 0 };
	let [counted, run, back] = [0, 0, Date.now()];

	async function forgetCalls(): Promise<void> {
		const seen = (await outside.calls()).peak;
		for (const system of SYSTEMS) peak[system] = Math.max(peak[system], seen[system].perSecond);
		await outside.forgetCalls();
	}
	async function kill(seen: Run, from: number, moment: Moment): Promise<Awaited<ReturnType<typeof killOnce>>> {
		const done = await killOnce(options, { seen, run, from, moment, number: counted + 1 }, forgetCalls);
		kills.push(done.kill);
		if (done.kill.number !== null) counted++;
		back = done.back;
		return done;
	}
	/** When the Worker has made its first call to either system since it is back; null: not yet. */
	async function firstCall(): Promise<number | null> {
		const { calls } = await outside.calls();
		return calls.find(({ system }) => system !== "telegram")?.at ?? null;
	}

	async function oneRun(mode: "auto" | "full", spanMs: number): Promise<void> {
		run++;
		const from = Date.now();
		const { id } = await product.startRun(mode);
		let moment = nextMoment(counted + 1);
		let [dueAt, lastSign] = [from + moment.part * spanMs, from];
		let last: { readonly at: number; readonly kill: Kill } | null = null;
		let standing = false;
		let peopleDue = from + (moment.part * spanMs) / 2;
		const goOn = (call: number | null, now: number): void => {
			if (last && call !== null) last.kill.wentOnAfter = call - last.at;
			[standing, lastSign] = [false, now];
			if (moment.since === "work" || last?.kill.leftAlone) dueAt = now + (moment.part * spanMs) / 2;
		};
		for (;;) {
			const seen = await product.run(id);
			const now = Date.now();
			if (standing && last) {
				const call = await firstCall();
				if (call !== null) goOn(call, now);
			}
			if (OVER.has(seen.state)) return await end(seen, now);
			if (counted < options.kills && now >= dueAt) {
				if (last && standing) last.kill.wentOnAfter = "killed again";
				if (last) onKill(last.kill);
				const killed = await kill(seen, from, moment);
				[last, standing, lastSign] = [killed, true, killed.back];
				moment = nextMoment(counted + 1);
				dueAt = moment.since === "boot" ? killed.back + moment.part * STANDSTILL_MS : Number.POSITIVE_INFINITY;
				if (killed.kill.leftAlone) goOn(await goesOnAlone({ outside, folders, giveUpMs: GIVE_UP_MS }, id), Date.now());
			} else if (now >= peopleDue) {
				peopleDue = Number.POSITIVE_INFINITY;
				await people.work(WHILE_RUNNING);
			}
			if (now - lastSign > GIVE_UP_MS) {
				const stored = await readStored(folders);
				throw new Error(`Run ${run} does not end by itself: ${saidOf(seen)}; ${JSON.stringify(stored)}`);
			}
			await wait(LOOK_EVERY_MS);
		}

		async function end(seen: Run, now: number): Promise<void> {
			if (seen.state === "needs_confirmation") throw new Error(`Run ${run} asks: ${await questionOf(folders, id)}`);
			if (seen.state !== "done") throw new Error(`Run ${run} ended as ${seen.state}: ${JSON.stringify(seen)}`);
			if (last) {
				last.kill.overAfter = now - last.at;
				onKill(last.kill);
			}
			if (moment.alsoAtTheEnd && counted < options.kills) {
				await wait(moment.part * 400);
				onKill((await kill(seen, from, moment)).kill);
			}
			await atRest(folders, back);
			violations.push(...(await wrongAfterRun(product, outside, people.ledger, { run, began: from })));
			people.allIsOver();
		}
	}

	while (counted < options.kills) {
		await people.work(BETWEEN_RUNS);
		await oneRun(run % 3 === 2 ? "full" : "auto", run === 0 ? options.firstRunMs : LATER_RUN_MS);
	}
	await forgetCalls();
	return { kills, runs: run, peak, violations, back };
}
