import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Outside, outsideAt } from "../sandbox/cli/outside.ts";
import { freePorts, HOST } from "../sandbox/cli/ports.ts";
import { ROOT, startChild } from "../sandbox/cli/processes.ts";
import { type Cloudflare, startCloudflare } from "../sandbox/cloudflare/server.ts";
import { ALL_RIGHTS } from "../sandbox/cloudflare/state.ts";
import { closeScratch, openScratch } from "./scratch.ts";
import type { Env } from "./wrangler.ts";

/** An account of Cloudflare, SMH, Accurate Online and Telegram, all of them on this computer. */
export interface StandIns {
	readonly cloudflare: Cloudflare;
	readonly outside: Outside;
	/** The page with the chat, and the lists of both systems. */
	readonly sandboxUrl: string;
	/** A folder that goes with them. */
	readonly folder: string;
	/** Log-in to the account, for wrangler too. */
	readonly env: Env;
	/** Where the stand-ins are instead of the real ones, as in .deploy.secrets. */
	readonly addresses: Readonly<Record<string, string>>;
	/** Log-ins that the stand-ins take, by the names of the secrets. */
	readonly logIns: Readonly<Record<string, string | undefined>>;
	/** What a person does in SMH and in Accurate: copies the addresses into them. */
	register(smh: string, accurate: string): Promise<void>;
	stop(): Promise<void>;
}

export const TOKEN = "trial-token";

export async function startStandIns(): Promise<StandIns> {
	const folder = openScratch("deploy");
	const port = await freePorts(5);
	const sandboxUrl = `http://${HOST}:${port}`;
	const sandbox = startChild({
		name: "Sandbox",
		args: [join(ROOT, "sandbox/main.ts")],
		env: { SANDBOX_PORT: String(port), STATE_DIR: join(folder, "sandbox") },
		leashed: true,
	});
	const cloudflare = await startCloudflare(port + 3, join(folder, "cloudflare"));
	cloudflare.account.tokens.set(TOKEN, ALL_RIGHTS);
	const outside = outsideAt(sandboxUrl);
	const stop = async (): Promise<void> => {
		await cloudflare.stop();
		await sandbox.stop();
		closeScratch(folder);
	};
	try {
		await answers(outside);
		await outside.reset({ scenario: "panduan" });
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		...{ cloudflare, outside, sandboxUrl, folder, stop },
		env: { CLOUDFLARE_API_BASE_URL: cloudflare.apiUrl, CLOUDFLARE_API_TOKEN: TOKEN },
		addresses: {
			PUBLIC_URL: cloudflare.workerUrl,
			TELEGRAM_API_URL: `${sandboxUrl}/telegram`,
			ACCURATE_ACCOUNT_URL: `${sandboxUrl}/accurate/account`,
			SMH_API_URL: `${sandboxUrl}/smh/v1`,
		},
		logIns: parseEnv(readFileSync(join(ROOT, ".dev.vars.example"), "utf8")),
		async register(smh, accurate) {
			const answer = await fetch(`${sandboxUrl}/control/registrations`, {
				method: "PUT",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ smh, accurate }),
			});
			if (!answer.ok) throw new Error(`The sandbox does not take the addresses: ${await answer.text()}`);
		},
	};
}

async function answers(outside: Outside): Promise<void> {
	for (let tried = 1; ; tried++) {
		try {
			await outside.state();
			return;
		} catch (error) {
			if (tried === 100) throw error;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}
