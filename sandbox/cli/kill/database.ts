import { z } from "zod";
import { type Ask, readDatabase } from "../local-database.ts";
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

const TRIES = 5;
const NOTHING: Stored = { runs: [], steps: [], made: [], intents: 0, signals: 0, deadLetters: 0, leased: false };

export async function readStored({ stateDir, tempDir }: Folders): Promise<Stored> {
	for (let tried = 1; ; tried++) {
		try {
			return readDatabase(stateDir, tempDir, storedIn) ?? NOTHING;
		} catch (error) {
			// A copy of files that are being written may be torn.
			if (tried === TRIES) throw error;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}
}

function storedIn(ask: Ask): Stored {
	const [tally] = tallies.parse(
		ask(`SELECT (SELECT count(*) FROM intent) AS intents,
			(SELECT count(*) FROM inbox WHERE done_at IS NULL AND source <> 'telegram') AS signals,
			(SELECT count(*) FROM dead_letter) AS deadLetters`),
	);
	return {
		runs: runs.parse(ask("SELECT id, mode, state, phase, error, question FROM run WHERE finished_at IS NULL")),
		steps: steps.parse(
			ask("SELECT run_id AS runId, work, claimed_until AS claimedUntil, attempts FROM step WHERE state = 'pending'"),
		),
		made: made.parse(
			ask(`SELECT operation, entity, side, count(*) AS count FROM change
				WHERE state = 'applied' AND operation IN ('create', 'remove') GROUP BY operation, entity, side`),
		),
		...tally,
		leased: ask("SELECT id FROM connection WHERE holder IS NOT NULL").length > 0,
	};
}
