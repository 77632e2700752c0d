import { addressOf } from "./choose-address.ts";
import { complete } from "./complete.ts";
import { makeDatabase, migrate, pendingMigrations } from "./database.ts";
import { hintOf } from "./hints.ts";
import { publish } from "./publish.ts";
import { makeQueue } from "./queues.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import { type Standing, settingsOf } from "./standing.ts";
import { messageOf, Trouble } from "./trouble.ts";
import { secretsToUpload } from "./values.ts";
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

function withStanding(error: unknown, stands: readonly string[], { worker }: Standing): Trouble {
	const trouble = error instanceof Trouble ? error : new Trouble(messageOf(error));
	const rest = [
		...(trouble.advice === null ? [] : [trouble.advice]),
		...(stands.length > 0 ? [`What stands: ${stands.join(", ")}.`] : []),
		worker === null ? "The command may be repeated: it goes on from there." : "The command may be repeated.",
	];
	return new Trouble(trouble.message, rest.join("\n"));
}
