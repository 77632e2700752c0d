/** A binding as the upload's metadata names it; what else it carries depends on its type. */
export interface Binding {
	readonly name: string;
	readonly type: string;
	readonly [field: string]: unknown;
}

export interface Module {
	readonly name: string;
	readonly content: string;
}

/** A version of a Worker: its code, and everything it is bound to. */
export interface Version {
	readonly id: string;
	readonly number: number;
	readonly createdOn: string;
	readonly mainModule: string;
	readonly modules: readonly Module[];
	readonly compatibilityDate: string;
	readonly compatibilityFlags: readonly string[];
	readonly bindings: readonly Binding[];
	/** Classes of Durable Objects that keep their state in SQLite. */
	readonly sqliteClasses: readonly string[];
}

export interface Deployment {
	readonly id: string;
	readonly createdOn: string;
	readonly versionId: string;
	readonly message: string;
}

export interface Script {
	readonly name: string;
	readonly versions: Version[];
	/** Oldest first; the last one is what runs. */
	readonly deployments: Deployment[];
	migrationTag: string | null;
	onWorkersDev: boolean;
	schedules: readonly string[];
	observability: unknown;
	placement: unknown;
}

export interface Consumer {
	readonly id: string;
	readonly script: string;
	readonly deadLetterQueue: string | null;
	readonly settings: Readonly<Record<string, unknown>>;
}

export interface Queue {
	readonly id: string;
	readonly name: string;
	consumer: Consumer | null;
}

export interface Database {
	readonly id: string;
	readonly name: string;
	readonly locationHint: string | null;
}

/** What a token may be given; the names are those of the dashboard. */
export type Right = "Workers Scripts" | "D1" | "Queues" | "Account Settings";
export const ALL_RIGHTS: readonly Right[] = ["Workers Scripts", "D1", "Queues", "Account Settings"];

export interface Account {
	readonly id: string;
	readonly name: string;
	/** Part of the address of every Worker; null: not chosen yet, as in a new account. */
	subdomain: string | null;
	/** Subdomains that others have. */
	readonly takenSubdomains: readonly string[];
	readonly tokens: Map<string, readonly Right[]>;
	/** Rights that every token has to read only. */
	readonly readOnly: Set<Right>;
	readonly databases: Database[];
	readonly queues: Queue[];
	readonly scripts: Script[];
}

export const emptyAccount = (): Account => ({
	id: "0123456789abcdef0123456789abcdef",
	name: "Trial",
	subdomain: null,
	takenSubdomains: ["sinkron"],
	tokens: new Map(),
	readOnly: new Set(),
	databases: [],
	queues: [],
	scripts: [],
});

/** The version that runs; undefined: none does. */
export function runningVersion({ versions, deployments }: Script): Version | undefined {
	const current = deployments.at(-1)?.versionId;
	return versions.find(({ id }) => id === current);
}
