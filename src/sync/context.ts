import type { Coordinator } from "../coordinator/client.ts";
import type { Log } from "../domain/log.ts";
import type { Side } from "../domain/model.ts";
import type { QuotaKind } from "../domain/quota.ts";
import type { ConnectionSettings } from "../domain/settings.ts";
import type { End } from "../domain/status/ends.ts";
import type { Database } from "../store/database.ts";
import type { Run } from "../store/runs.ts";
import type { Channel } from "../systems/channel.ts";
import type { SideLogin } from "../systems/login.ts";
import type { SystemPort } from "../systems/port.ts";
import type { JobMessage } from "./messages.ts";
import type { Tenure } from "./run/tenure.ts";

/** A trouble that somebody should look into, though nobody asked. */
export type Alert =
	/** Messages that could not be made use of; so many are open, and why the latest is. */
	| { readonly kind: "dead_letters"; readonly count: number; readonly cause: string }
	/** Its webhooks have not been heard since (epoch ms), for longer than is usual. */
	| { readonly kind: "silent"; readonly side: Side; readonly since: number }
	| { readonly kind: "webhook_renewal_failed"; readonly side: Side; readonly reason: string }
	/** Webhooks would have had so many records deleted that a person has to confirm it. */
	| { readonly kind: "removals_wait"; readonly count: number }
	/** Something ends in so many days and is not prolonged by itself; told once at each step. */
	| { readonly kind: "ends"; readonly end: End; readonly days: number; readonly step: number }
	/** Rows of a list of which nobody can say which record they are; so many, and why. */
	| { readonly kind: "unreadable_rows"; readonly side: Side; readonly count: number; readonly cause: string }
	/** A side answered a write with words that nobody knows. */
	| { readonly kind: "new_answer"; readonly side: Side; readonly answer: string }
	/** The database has used up what its plan allows it in a day, and is there again at that moment (epoch ms). */
	| { readonly kind: "quota_full"; readonly what: QuotaKind; readonly backAt: number }
	/** Changes that arrived by themselves could not be carried out. */
	| { readonly kind: "signals_failed"; readonly reason: string };

/** What the engine has to tell people. Wired in index.ts, so that the engine knows no chat and no page. */
export interface Notifier {
	/** Work went on; may be called often, and failing must not hurt the run. */
	progress(run: Run): Promise<void>;
	/** The run waits for a person to confirm (sync/question.ts). Throws when nobody could be asked, and is then called again. */
	asks(run: Run): Promise<void>;
	/** The run has ended (a verb: what came of it). Throws when it could not be told, and is then called again later. */
	ended(run: Run): Promise<void>;
	/** Something is wrong. Throws when nobody could be told. Use raiseAlert, which does not repeat itself and never throws. */
	alert(alert: Alert): Promise<void>;
}

/** What one invocation may still spend (law 9). */
export interface Budget {
	readonly calls: number;
	/** D1 statements, each of a batch counted. */
	readonly statements: number;
	readonly ms: number;
}

/** Everything one invocation of the engine works with; one connection. */
export interface SyncContext {
	/** Names the invocation: what it has claimed is its own. */
	readonly claim: string;
	readonly tenure: Tenure;
	budget(): Budget;
	/** Does it again and again, until what it answers is called: the signs of life of an invocation at work. */
	every(ms: number, work: () => void): () => void;
	readonly connection: string;
	readonly db: Database;
	readonly settings: ConnectionSettings;
	readonly ports: Readonly<Record<Side, SystemPort>>;
	/** Webhooks that need care. */
	readonly channels: readonly Channel[];
	/** How the sides see our logins. */
	readonly logins: readonly SideLogin[];
	readonly coordinator: Coordinator;
	readonly queue: Pick<Queue<JobMessage>, "send" | "sendBatch">;
	readonly notifier: Notifier;
	readonly log: Log;
	now(): number;
}
