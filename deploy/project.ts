import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { z } from "zod";
import { messageOf, Trouble } from "./trouble.ts";

/** What wrangler.toml says of a deploy. */
export interface Project {
	readonly root: string;
	/** The Worker's name, and a part of its address. */
	readonly name: string;
	readonly accountId: string | null;
	readonly database: { readonly binding: string; readonly name: string };
	/** Names of the migrations, in their order. */
	readonly migrations: readonly string[];
	readonly queues: readonly string[];
	/** Classes of Durable Objects: by them a Worker is known to be this project's. */
	readonly classes: readonly string[];
	/** It is reached at an address on workers.dev, for want of a domain of the company's own. */
	readonly onWorkersDev: boolean;
	readonly secrets: readonly string[];
	readonly vars: Readonly<Record<string, string>>;
}

const queues = z.array(z.object({ queue: z.string() })).default([]);
const file = z.object({
	name: z.string('wrangler.toml has no name = "…"'),
	account_id: z.string().optional(),
	d1_databases: z
		.array(z.object({ binding: z.string(), database_name: z.string(), migrations_dir: z.string().default("migrations") }))
		.length(1, "wrangler.toml has to name one D1 database, with its database_name"),
	queues: z.object({ producers: queues, consumers: queues }),
	durable_objects: z.object({ bindings: z.array(z.object({ class_name: z.string() })) }),
	secrets: z.object({ required: z.array(z.string()).default([]) }).default({ required: [] }),
	workers_dev: z.boolean().optional(),
	routes: z.array(z.unknown()).optional(),
	vars: z.record(z.string(), z.unknown()),
});

/** @throws Trouble that names what is wrong in wrangler.toml */
export function readProject(root: string): Project {
	const path = join(root, "wrangler.toml");
	if (!existsSync(path))
		throw new Trouble(`There is no wrangler.toml in ${root}.`, "Run the command in the project's own folder.");
	const config = parse(path);
	const [database] = config.d1_databases;
	if (database === undefined) throw new Trouble("wrangler.toml names no D1 database.");
	return {
		root,
		name: config.name,
		accountId: config.account_id ?? null,
		database: { binding: database.binding, name: database.database_name },
		migrations: readdirSync(join(root, database.migrations_dir))
			.filter((name) => name.endsWith(".sql"))
			.toSorted(),
		queues: [...new Set([...config.queues.producers, ...config.queues.consumers].map(({ queue }) => queue))],
		classes: config.durable_objects.bindings.map(({ class_name: name }) => name),
		onWorkersDev: config.workers_dev ?? (config.routes ?? []).length === 0,
		secrets: config.secrets.required,
		vars: Object.fromEntries(Object.entries(config.vars).map(([name, value]) => [name, String(value)])),
	};
}

function parse(path: string): z.infer<typeof file> {
	let read: unknown;
	try {
		read = readConfig({ config: path }, { hideWarnings: true });
	} catch (error) {
		throw new Trouble(`wrangler.toml cannot be read: ${messageOf(error)}`);
	}
	const parsed = file.safeParse(read);
	if (parsed.success) return parsed.data;
	throw new Trouble(`wrangler.toml is not as it should be: ${z.prettifyError(parsed.error)}`);
}
