import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { ENTITIES, type Entity, SYSTEMS, type System } from "../product.ts";

/** What stands in the Worker's storage: how the product itself sees where it is. */
export interface Stored {
	/** Runs that are not over, those for signals included. */
	readonly runs: readonly {
		readonly id: string;
		readonly mode: string;
		readonly state: string;
		readonly phase: number;
		readonly error: string | null;
		/** What a person is asked before it goes on. */
		readonly question: string | null;
	}[];
	readonly steps: readonly Step[];
	/** What runs of any kind have made and deleted since the beginning, each record once for each time it was. */
	readonly made: readonly Made[];
	/** Creates of which it is not known whether they have happened. */
	readonly intents: number;
	readonly signals: number;
	readonly deadLetters: number;
	/** Some run holds the connection's lease. */
	readonly leased: boolean;
}

export interface Made {
	readonly operation: "create" | "remove";
	readonly entity: Entity;
	/** The side that was written to. */
	readonly side: System;
	readonly count: number;
}

export interface Folders {
	/** Where the Worker keeps its state. */
	readonly stateDir: string;
	/** Gone when the script is over. */
	readonly tempDir: string;
}

export interface Step {
	readonly runId: string;
	readonly work: string;
	/** Epoch ms; null: nobody is working on it. */
	readonly claimedUntil: number | null;
	readonly attempts: number;
}

const [said, count] = [z.string(), z.number()];
const runs = z.array(
	z.object({ id: said, mode: said, state: said, phase: count, error: said.nullable(), question: said.nullable() }),
);
const steps = z.array(z.object({ runId: said, work: said, claimedUntil: count.nullable(), attempts: count }));
const made = z.array(
	z.object({ operation: z.enum(["create", "remove"]), entity: z.enum(ENTITIES), side: z.enum(SYSTEMS), count }),
);
const tallies = z.tuple([z.object({ intents: z.number(), signals: z.number(), deadLetters: z.number() })]);

const DATABASE = "v3/d1/miniflare-D1DatabaseObject";
const TRIES = 5;

/**
 * Reads copies, which are in `tempDir` for as long as that takes: the originals are left as the crash left them, and a Worker
 * that is at work is not disturbed.
 */
export async function readStored({ stateDir, tempDir }: Folders): Promise<Stored> {
	for (let tried = 1; ; tried++) {
		try {
			return read(stateDir, mkdtempSync(join(tempDir, "look-")));
		} catch (error) {
			// A copy of files that are being written may be torn.
			if (tried === TRIES) throw error;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}

function read(stateDir: string, copies: string): Stored {
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
				`SELECT (SELECT count(*) FROM intent) AS intents, (SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') AS signals,
					(SELECT count(*) FROM dead_letter) AS deadLetters`,
			),
		);
		return {
			runs: runs.parse(all(DATABASE, "SELECT id, mode, state, phase, error, question FROM run WHERE finished_at IS NULL")),
			steps: steps.parse(
				all(DATABASE, "SELECT run_id AS runId, work, claimed_until AS claimedUntil, attempts FROM step WHERE state = 'pending'"),
			),
			made: made.parse(
				all(
					DATABASE,
					`SELECT operation, entity, side, count(*) AS count FROM change
						WHERE state = 'applied' AND operation IN ('create', 'remove') GROUP BY operation, entity, side`,
				),
			),
			...tally,
			leased: all(DATABASE, "SELECT id FROM connection WHERE holder IS NOT NULL").length > 0,
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
