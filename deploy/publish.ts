import { isRefused, setUp } from "./bot.ts";
import { showAddresses, showBot, showHealth } from "./outcome.ts";
import { rollBack } from "./rollback.ts";
import { smoke } from "./smoke.ts";
import { Trouble } from "./trouble.ts";
import { type Upload, upload } from "./upload.ts";
import type { Values } from "./values.ts";
import type { Work } from "./work.ts";
import { runningVersion } from "./worker.ts";

export interface Publication extends Upload {
	readonly publicUrl: string;
	/** null: not known here; then the bot stays as it is. */
	readonly apiKey: string | null;
	/** Secrets that were made in this run. */
	readonly made: Values;
}

/** Lets the new version run and looks whether it can. What cannot is taken back. @throws Trouble */
export async function publish(run: Work, publication: Publication): Promise<void> {
	const { project, login, say, standing } = run;
	const { publicUrl } = publication;
	try {
		say.step(`Worker "${project.name}"`);
		const version = await upload(login, project, publication);
		say.line(`Version ${version} runs at ${publicUrl}`);

		say.step(`Smoke call: ${publicUrl}/health`);
		const tried = await smoke(project, publicUrl, version, run.patienceMs);
		if (!tried.ok) throw new Trouble(`The smoke call failed: ${tried.why}`);
		showHealth(say, tried.health);

		say.step("Bot, and the addresses for the others");
		await makeKnown(run, publication);
	} catch (error) {
		const now = await runningVersion(login, project.name).catch(() => null);
		const before = standing.worker?.version ?? null;
		if (now === before || !(error instanceof Trouble) || error instanceof Later) throw error;
		say.line(`FAILED: ${error.message}`);
		if (before === null)
			throw new Trouble(
				error.message,
				`${error.advice ?? ""}\nThe Worker is there too, and there is no version before it to go back to.`.trim(),
			);
		await rollBack(login, say, { before, why: error.message, publicUrl, apiKey: publication.apiKey });
		throw error;
	}
}

/** Nothing is wrong with the version; it is only not known to everybody yet. */
class Later extends Trouble {}

async function makeKnown({ say, ask }: Work, { apiKey, made, publicUrl }: Publication): Promise<void> {
	if (apiKey === null || /^sha256:/i.test(apiKey)) {
		say.line("API_KEY itself is not known here, so nobody can ask the Worker to: Telegram keeps what it has.");
		say.line(`By hand: curl -X POST -H "authorization: Bearer <API_KEY>" ${publicUrl}/api/v1/setup`);
		return;
	}
	const told = await setUp(publicUrl, apiKey);
	if (typeof told === "string") throw new Trouble(`The bot could not be made known: ${told}`);
	showBot(say, told);
	const failed = told.telegram.filter(({ done }) => !done).map(({ what, detail }) => `${what}: ${detail}`);
	if (isRefused(told))
		throw new Trouble(
			`Telegram does not take the bot: ${failed.join("; ")}`,
			"Is TELEGRAM_BOT_TOKEN right, and the bot not deleted?",
		);
	if (failed.length > 0) throw new Later(`The Worker runs, but its bot is not known to Telegram: ${failed.join("; ")}`);
	showAddresses(say, told.webhooks, ask === null ? new Map() : made);
}
