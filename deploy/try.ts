import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { stopSignal } from "../sandbox/cli/lifetime.ts";
import { ROOT } from "../sandbox/cli/processes.ts";
import type { Ask } from "./ask.ts";
import { webhooksOf } from "./bot.ts";
import { deploy } from "./main.ts";
import type { Options } from "./options.ts";
import { heard } from "./outcome.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import { type StandIns, startStandIns } from "./stand-ins.ts";
import { messageOf, Trouble } from "./trouble.ts";

/** Shows a deploy from nothing to a bot that answers, without an account; then goes on until Ctrl-C. Answers the exit code. */
export async function tryOut({ once }: Pick<Options, "once">, write: (text: string) => void): Promise<number> {
	const signal = stopSignal();
	write("A trial: Cloudflare, Telegram, SMH and Accurate Online are stand-ins on this computer. Wrangler is the real one.\n");
	const standIns = await startStandIns();
	try {
		const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
		await Promise.race([play(standIns, write), stopped]);
		if (once || signal.aborted) return 0;
		write("\nCtrl-C ends the trial and takes everything with it.\n");
		await stopped;
		return 0;
	} finally {
		await standIns.stop();
	}
}

async function play(standIns: StandIns, write: (text: string) => void): Promise<void> {
	const { outside, addresses, logIns, sandboxUrl, cloudflare } = standIns;
	const file = join(standIns.folder, SECRETS_FILE);
	const scene = (title: string): void => write(`\n${"─".repeat(100)}\n${title}\n`);
	const ask = typing(write, { TELEGRAM_BOT_TOKEN: logIns.TELEGRAM_BOT_TOKEN, TELEGRAM_ADMIN_IDS: logIns.TELEGRAM_ADMIN_IDS });
	const options = { root: ROOT, file, env: standIns.env, ask, write, wait: false, patienceSeconds: 30 };
	const { SMH_API_URL, ...others } = addresses;
	keep(file, { ...others, SMH_WEBHOOK_SECRET: logIns.SMH_WEBHOOK_SECRET, CONNECTION_SETTINGS: logIns.CONNECTION_SETTINGS });

	scene("1. npm run deploy -- --dry-run: what would be done, and what is missing");
	await deploy({ ...options, dryRun: true });

	scene("2. npm run deploy: the first one. SMH's and Accurate's log-ins are not known yet");
	await deploy({ ...options, dryRun: false });

	scene("3. The log-ins have come and stand in the file: npm run deploy again");
	const { SMH_API_KEY, ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET } = logIns;
	keep(file, { SMH_API_URL, SMH_API_KEY, ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET });
	await deploy({ ...options, dryRun: false });

	scene("4. The addresses are copied into SMH and Accurate, and somebody adds an employee in SMH");
	const kept = parseEnv(readFileSync(file, "utf8"));
	await standIns.register(
		`${cloudflare.workerUrl}/webhooks/smh`,
		`${cloudflare.workerUrl}/webhooks/accurate/${kept.ACCURATE_WEBHOOK_SECRET}`,
	);
	await outside.type("smh", "employee", { code: "EMP-900", name: "Sari", position: "Salesman" });
	write(`   SMH: ${await firstWord(cloudflare.workerUrl, kept.API_KEY ?? "")}\n`);

	scene("5. Somebody mistypes the bot's token: the smoke call passes, Telegram refuses, and the version before comes back");
	const broken = `${file}.broken`;
	writeFileSync(broken, readFileSync(file, "utf8"), { mode: 0o600 });
	keep(broken, { TELEGRAM_BOT_TOKEN: "1000001:mistyped-bot-token" });
	try {
		await deploy({ ...options, file: broken, dryRun: false });
	} catch (error) {
		write(`\n${messageOf(error)}\n${(error instanceof Trouble && error.advice) || ""}\n`);
	}

	scene("What runs now");
	write(`   Chat with the bot, SMH and Accurate   ${sandboxUrl}/\n`);
	write(`   Sync Information                      ${cloudflare.workerUrl}/   (API key: ${kept.API_KEY})\n`);
}

/** What is known of SMH's deliveries as soon as there is one, or after ten seconds. */
async function firstWord(workerUrl: string, apiKey: string): Promise<string> {
	for (const until = Date.now() + 10_000; ; ) {
		const webhooks = await webhooksOf(workerUrl, apiKey);
		if (typeof webhooks === "string") return webhooks;
		if (webhooks.smh.lastDelivery !== null || Date.now() > until) return heard(webhooks.smh);
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

/** As a person would add lines to the file; the last line of a name counts. */
function keep(file: string, values: Readonly<Record<string, string | undefined>>): void {
	const lines = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}='${value}'\n`]));
	appendFileSync(file, lines.join(""), { mode: 0o600 });
}

/** Types the answers that a person would give. */
const typing =
	(write: (text: string) => void, answers: Readonly<Record<string, string | undefined>>): Ask =>
	async (question) => {
		const name = Object.keys(answers).find((each) => question.includes(each));
		const answer = (name === undefined ? undefined : answers[name]) ?? "sinkron-trial";
		write(`${question}${answer}\n`);
		return answer;
	};
