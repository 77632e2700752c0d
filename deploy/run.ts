import { registerSubdomain, workersDevUrl } from "./address.ts";
import { askFor } from "./ask.ts";
import { makeDatabase, migrate, pendingMigrations } from "./database.ts";
import { hintOf } from "./hints.ts";
import { make } from "./make.ts";
import { showMade } from "./outcome.ts";
import { publish } from "./publish.ts";
import { makeQueue } from "./queues.ts";
import { SECRETS_FILE, writeValues } from "./secrets-file.ts";
import { type Standing, settingsOf } from "./standing.ts";
import { messageOf, Trouble } from "./trouble.ts";
import { type Assessment, assess, secretsToUpload, type Values } from "./values.ts";
import type { Known } from "./wait.ts";
import type { Work } from "./work.ts";

const NONE: ReadonlySet<string> = new Set();

/** Carries out a deploy, step by step, each told before it is done. @throws Trouble, with what stands */
export async function carryOut(run: Work): Promise<Known> {
	const { project, login, say, standing } = run;
	const stands: string[] = [];
	try {
		say.step(`Log-in: account "${login.account.name}"`);
		const publicUrl = await addressOf(run);

		say.step(`Secrets and settings: ${SECRETS_FILE}`);
		const onWorker = standing.worker?.secrets ?? NONE;
		const settings = { ...settingsOf(project, run.values, standing), PUBLIC_URL: publicUrl };
		const { values, made, assessment } = await complete(run, settings, onWorker);
		if (made.size > 0) stands.push(`the secrets in ${SECRETS_FILE}`);
		for (const name of assessment.waiting) say.line(`waits: ${name}, ${hintOf(name)}`);

		say.step(`Database "${project.database.name}"`);
		if (standing.database === null) {
			await makeDatabase(login, project);
			say.line("Made, in Asia Pacific.");
		} else say.line("Is there.");
		stands.push("the database");

		say.step(`Queues: ${project.queues.join(", ")}`);
		for (const name of standing.missingQueues) {
			await makeQueue(login, name);
			say.line(`Made: ${name}`);
		}
		if (standing.missingQueues.length === 0) say.line("Are there.");
		stands.push("the queues");

		const pending = pendingMigrations(project, standing.database);
		say.step(`Migrations: ${pending.length > 0 ? pending.join(", ") : "none to apply"}`);
		if (pending.length > 0) {
			await migrate(login, project);
			say.line("Applied.");
		}
		stands.push("the migrations");

		const apiKey = values.get("API_KEY") ?? null;
		await publish(run, { secrets: secretsToUpload(project, values, onWorker), settings, publicUrl, apiKey, made });
		return { publicUrl, apiKey };
	} catch (error) {
		throw withStanding(error, stands, standing);
	}
}

/** Fills in what is missing: asks, makes, and keeps both. @throws Trouble that names what nobody has said, or said wrongly */
async function complete(
	{ project, say, ask, file, values: given }: Work,
	settings: Readonly<Record<string, string>>,
	onWorker: ReadonlySet<string>,
): Promise<{ values: Values; made: Values; assessment: Assessment }> {
	const first = assess(project, given, settings, onWorker);
	if (first.wrong.length > 0) throw new Trouble(first.wrong.join("\n"), `Correct it in ${SECRETS_FILE}, or in wrangler.toml.`);
	if (first.lacking.length > 0 && ask === null) {
		const list = first.lacking.map((name) => `${name}: ${hintOf(name)}`).join("\n");
		throw new Trouble(`Missing:\n${list}`, `Put it into ${SECRETS_FILE}, or into the environment of an unattended run (CI=1).`);
	}
	const asked = ask === null ? new Map<string, string>() : await askFor(ask, say, first.lacking);
	const made = make(first.toMake);
	const values: Values = new Map([...given, ...asked, ...made]);
	const assessment = assess(project, values, settings, onWorker);
	if (asked.size + made.size > 0) writeValues(file, values, assessment.waiting);
	showMade(say, made, SECRETS_FILE, ask !== null);
	say.hide(Object.values(secretsToUpload(project, values, onWorker)));
	if (assessment.kept.length > 0) say.line(`The Worker keeps: ${assessment.kept.join(", ")}`);
	return { values, made, assessment };
}

/** Where the Worker will be reached; chooses the account's part of it where it has none. */
async function addressOf({ project, login, say, ask, standing, subdomain }: Work): Promise<string> {
	if (!standing.lacksSubdomain) return standing.publicUrl ?? noAddress();
	say.line("The account has no part of an address on workers.dev yet. It is chosen once, for all its Workers.");
	for (let wanted = subdomain; ; wanted = null) {
		const name = wanted ?? (await ask?.(`   https://${project.name}.<name>.workers.dev; name: `)) ?? null;
		if (name === null) {
			throw new Trouble(
				"Missing: WORKERS_SUBDOMAIN, the account's part of the address on workers.dev.",
				"Set it in the environment.",
			);
		}
		try {
			await registerSubdomain(login, name);
			return standing.publicUrl ?? workersDevUrl(project.name, name);
		} catch (error) {
			if (ask === null || !(error instanceof Trouble)) throw error;
			say.line(`${error.message} ${error.advice ?? ""}`.trim());
		}
	}
}

function noAddress(): never {
	throw new Trouble(
		"Missing: PUBLIC_URL, the address of the route that wrangler.toml names.",
		`Put it there, or into ${SECRETS_FILE}.`,
	);
}

function withStanding(error: unknown, stands: readonly string[], { worker }: Standing): Trouble {
	const trouble = error instanceof Trouble ? error : new Trouble(messageOf(error));
	const rest = [
		...(trouble.advice === null ? [] : [trouble.advice]),
		...(stands.length > 0 ? [`What stands: ${stands.join(", ")}.`] : []),
		worker === null ? "The command may be repeated: it goes on from there." : "The command may be repeated.",
	];
	return new Trouble(trouble.message, rest.join("\n"));
}
