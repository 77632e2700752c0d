import { UNSET } from "../src/env.ts";
import { faultsIn, MISSING } from "./faults.ts";
import type { Project } from "./project.ts";

/** What is given, by name; nothing in it is empty. */
export type Values = ReadonlyMap<string, string>;

/** What can be made here; how, is in make.ts. */
export const MADE = [
	"API_KEY",
	"ENCRYPTION_KEY",
	"TELEGRAM_WEBHOOK_SECRET",
	"SMH_WEBHOOK_SECRET",
	"ACCURATE_WEBHOOK_SECRET",
] as const;

/** What only a person knows and nothing works without; the rest of what only people know may come later. */
export const ASKED = ["TELEGRAM_BOT_TOKEN", "TELEGRAM_ADMIN_IDS"] as const;

/** Settings that are no secrets, but differ from one company to the next. */
export const SETTINGS = ["SMH_API_URL", "PUBLIC_URL", "CONNECTION_SETTINGS", "ACCURATE_ACCOUNT_URL", "TELEGRAM_API_URL"] as const;

const NEVER_WAITS: readonly string[] = [...MADE, ...ASKED, "PUBLIC_URL", "TELEGRAM_REPORT_CHAT_ID"];

/** Whether the Worker may run without it until somebody knows it: the log-ins of SMH and Accurate. */
export const mayWait = (project: Project, name: string): boolean =>
	[...project.secrets, ...SETTINGS].includes(name) && !NEVER_WAITS.includes(name);

/** What is to become of every secret and setting. */
export interface Assessment {
	/** To be made here. */
	readonly toMake: readonly string[];
	/** Nobody has said, and nothing can be deployed without. */
	readonly lacking: readonly string[];
	/** Nobody has said; the Worker runs without until somebody does. */
	readonly waiting: readonly string[];
	/** Given, but not acceptable: why. */
	readonly wrong: readonly string[];
	/** Not given here; the Worker has them and keeps them. */
	readonly kept: readonly string[];
}

/** `onWorker`: names of the secrets that the Worker has already. */
export function assess(
	project: Project,
	values: Values,
	settings: Readonly<Record<string, string>>,
	onWorker: ReadonlySet<string>,
): Assessment {
	const secrets = secretsToUpload(project, values, onWorker);
	const open = new Set(project.secrets.filter((name) => secrets[name] === UNSET));
	const faults = [...faultsIn({ ...settings, ...secrets })];
	const isOpen = (name: string): boolean => open.has(name) || settings[name] === "";
	return {
		toMake: MADE.filter((name) => open.has(name)),
		lacking: ASKED.filter((name) => open.has(name)),
		// Asked of the Worker's own rules, so that what the other of Accurate's two log-ins needs is missing to nobody.
		waiting: faults.flatMap(([name, fault]) => (fault === MISSING && isOpen(name) && mayWait(project, name) ? [name] : [])),
		wrong: faults.flatMap(([name, fault]) => (fault === MISSING ? [] : [`${name} ${fault}`])),
		kept: project.secrets.filter((name) => secrets[name] === undefined),
	};
}

/** Every secret that has to be uploaded. Those that the Worker keeps are not among them; a first deploy wants all of them. */
export function secretsToUpload(
	project: Project,
	values: Values,
	onWorker: ReadonlySet<string>,
): Readonly<Record<string, string>> {
	const secretOf = (name: string): string | undefined => {
		// Reports go to the owner until another chat is named.
		const owner = name === "TELEGRAM_REPORT_CHAT_ID" ? values.get("TELEGRAM_ADMIN_IDS")?.split(/[\s,]+/)[0] : undefined;
		return values.get(name) ?? (onWorker.has(name) ? undefined : (owner ?? UNSET));
	};
	return Object.fromEntries(
		project.secrets.flatMap((name) => {
			const value = secretOf(name);
			return value === undefined ? [] : [[name, value]];
		}),
	);
}
