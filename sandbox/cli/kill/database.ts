import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

/** What stands in the Worker's storage: how the product itself sees where it is. */
export interface Stored {
	/** Runs that are not over, those for signals included. */
	readonly runs: readonly {
		readonly mode: string;
		readonly state: string;
		readonly phase: number;
		readonly error: string | null;
	}[];
	readonly steps: readonly Step[];
	/** Creates of which it is not known whether they have happened. */
	readonly intents: number;
	readonly signals: number;
	readonly deadLetters: number;
	/** Some run holds the connection's lease. */
	readonly leased: boolean;
}

export interface Step {
	readonly work: string;
	/** Epoch ms; null: nobody is working on it. */
	readonly claimedUntil: number | null;
	readonly attempts: number;
}

const runs = z.array(z.object({ mode: z.string(), state: z.string(), phase: z.number(), error: z.string().nullable() }));
const steps = z.array(z.object({ work: z.string(), claimedUntil: z.number().nullable(), attempts: z.number() }));
const tallies = z.tuple([z.object({ intents: z.number(), signals: z.number(), deadLetters: z.number() })]);

const DATABASE = "v3/d1/miniflare-D1DatabaseObject";
const COORDINATOR = "v3/do/sinkron-Coordinator";
const TRIES = 5;

/** Reads copies: the originals are left as the crash left them, and a Worker that is at work is not disturbed. */
export async function readStored(stateDir: string): Promise<Stored> {
	for (let tried = 1; ; tried++) {
		try {
			return read(stateDir);
		} catch (error) {
			// A copy of files that are being written may be torn.
			if (tried === TRIES) throw error;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}

function read(stateDir: string): Stored {
	const copies = mkdtempSync(join(tmpdir(), "sinkron-kill-look-"));
	const all = (folder: string, sql: string): unknown[] => {
		const from = join(stateDir, folder);
		if (!existsSync(from)) return [];
		const names = readdirSync(from).filter((name) => /\.sqlite(-wal)?$/.test(name) && !name.startsWith("metadata"));
		const copy = join(copies, folder);
		for (const name of names) cpSync(join(from, name), join(copy, name), { recursive: true });
		return names.filter((name) => name.endsWith(".sqlite")).flatMap((name) => allOf(join(copy, name), sql));
	};
	try {
		const [tally] = tallies.parse(
			all(
				DATABASE,
				`SELECT (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM signal) AS signals,
					(SELECT count(*) FROM dead_letter) AS deadLetters`,
			),
		);
		return {
			runs: runs.parse(all(DATABASE, "SELECT mode, state, phase, error FROM run WHERE finished_at IS NULL")),
			steps: steps.parse(all(DATABASE, "SELECT work, claimed_until AS claimedUntil, attempts FROM step WHERE state = 'pending'")),
			...tally,
			leased: all(COORDINATOR, "SELECT key FROM _cf_KV WHERE key = 'lease'").length > 0,
		};
	} finally {
		rmSync(copies, { recursive: true, force: true });
	}
}

function allOf(file: string, sql: string): unknown[] {
	const database = new DatabaseSync(file);
	try {
		return database
			.prepare(sql)
			.all()
			.map((row) => ({ ...Object(row) }));
	} finally {
		database.close();
	}
}

const work = z.looseObject({
	kind: z.string(),
	entity: z.string(),
	side: z.string(),
	operation: z.string().optional(),
});

/** "2 × create customer in smh, 6 more wait; 200 intents; 3 signals". */
export function wordsOf({ runs, steps, intents, signals }: Stored, now: number): string {
	const taken = steps.filter(({ claimedUntil }) => (claimedUntil ?? 0) > now);
	const kinds = taken.map((step) => {
		const { kind, operation, entity, side } = work.parse(JSON.parse(step.work));
		return `${operation ?? kind} ${entity} in ${side}`;
	});
	const tally = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, list]) =>
		list.length > 1 ? `${list.length} × ${kind}` : kind,
	);
	const waiting = steps.length - taken.length;
	const doing = [...tally, ...(waiting > 0 ? [`${waiting} steps wait`] : [])].join(", ");
	const parts = [
		doing === "" ? (runs.length > 0 ? "between two phases" : "no run") : doing,
		...(intents > 0 ? [`${intents} intents`] : []),
		...(signals > 0 ? [`${signals} signals`] : []),
	];
	return parts.join("; ");
}
