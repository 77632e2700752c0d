import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreignMigrations } from "./local-database.ts";
import { checkFree, HOST } from "./ports.ts";
import type { Member } from "./process-group.ts";
import { type Child, ROOT, runToEnd, startChild } from "./processes.ts";
import { isBrandNew, localSettings, writeSettings } from "./state-dir.ts";

export interface StackOptions {
	readonly port: number;
	/** The sandbox takes this port and the next two. */
	readonly sandboxPort: number;
	readonly stateDir: string;
	/** Where the Worker's code is; the product's own folder unless said otherwise. */
	readonly productDir?: string;
	/** Where its processes put what they need for a while; the system's folder for that unless said otherwise. */
	readonly tempDir?: string;
	/** The Worker's entry, within `productDir`; the one that wrangler.toml names unless said otherwise. */
	readonly entry?: string;
	/** Where a debugger finds the Worker; a free port unless said otherwise. */
	readonly inspectorPort?: number;
	/** How much of the Worker's log reaches `onOutput`. */
	readonly logLevel?: "warn" | "log";
	/** What the outside world holds when the state is new. */
	readonly firstScenario: "panduan";
	/** Ends the boot early; what was started is stopped. */
	readonly signal: AbortSignal;
	/** What is going on, one line each. */
	readonly onProgress?: (line: string) => void;
	/** Warnings and errors of the Worker once it is ready. */
	readonly onOutput?: (text: string) => void;
}

export interface Stack {
	readonly urls: { readonly app: string; readonly sandbox: string };
	/** Values of `.dev.vars.example` and `.dev.vars`. */
	readonly settings: Readonly<Record<string, string | undefined>>;
	/** Rejects when one of the processes ends by itself. */
	readonly broken: Promise<never>;
	/** Ends the Worker as a crash does, and all it started; the outside world goes on. Answers who ran until then, as Child.kill. */
	killWorker(): Promise<readonly Member[] | null>;
	/** Begins it again, on the same port and state; resolves when it takes work. */
	startWorker(): Promise<void>;
	stop(): Promise<void>;
}

const WRANGLER = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
const READY_MS = 120_000;

/** Boots sandbox and Worker with their state in `stateDir`. Throws an Error when something does not start; then nothing runs. */
export async function bootStack(options: StackOptions): Promise<Stack> {
	const { port, sandboxPort, stateDir, productDir = ROOT, tempDir, firstScenario, signal, onProgress, onOutput } = options;
	const brandNew = isBrandNew(stateDir);
	const urls = { app: `http://${HOST}:${port}`, sandbox: `http://${HOST}:${sandboxPort}` };
	let children: readonly Child[] = [];
	let stopping = false;
	let ready = false;
	const start = (childOptions: Parameters<typeof startChild>[0]): Child => {
		signal.throwIfAborted();
		const child = startChild(childOptions);
		children = [...children, child];
		return child;
	};
	// The Worker first: nobody is left to call the sandbox while it saves its state.
	const stop = async (): Promise<void> => {
		stopping = true;
		const failed: unknown[] = [];
		for (const child of children.toReversed()) await child.stop().catch((error: unknown) => failed.push(error));
		if (failed.length > 0) throw failed[0];
	};
	const endOf = async (child: Child): Promise<never> => {
		await child.exited;
		if (stopping || !children.includes(child)) return await new Promise<never>(() => {});
		throw new Error(`${child.name} ended:\n${child.output()}`);
	};
	const aborted = new Promise<never>((_, reject) => {
		signal.addEventListener("abort", () => reject(new Error("Stopped")), { once: true });
	});
	aborted.catch(() => {});

	async function boot(): Promise<Stack> {
		await checkFree(port, "PORT");
		for (const each of [sandboxPort, sandboxPort + 1, sandboxPort + 2]) await checkFree(each, "SANDBOX_PORT");
		const foreign = foreignMigrations(stateDir, tempDir ?? tmpdir(), join(productDir, "migrations"));
		if (foreign.length > 0) {
			throw new Error(`The state in ${stateDir} is of another version: it went through ${foreign.join(", ")}, which is not in migrations/.
\`npm start -- --fresh\` deletes it and begins anew; STATE_DIR=<folder> leaves it alone.`);
		}
		const settings = localSettings(productDir);
		const settingsFile = writeSettings(stateDir, settings);
		const env = {
			WRANGLER_SEND_METRICS: "false",
			WRANGLER_LOG_PATH: join(stateDir, "logs"),
			WRANGLER_REGISTRY_PATH: join(stateDir, "registry"),
			CLOUDFLARE_CF_FETCH_ENABLED: "false",
			CI: "1",
			...(tempDir === undefined ? {} : { TMPDIR: tempDir }),
		};

		onProgress?.("Starting the sandbox and preparing the database …");
		const sandbox = start({
			name: "Sandbox",
			args: [join(ROOT, "sandbox/main.ts")],
			env: { SANDBOX_PORT: String(sandboxPort), STATE_DIR: stateDir },
			leashed: true,
		});
		const migrations = start({
			name: "Database migration",
			args: [WRANGLER, "d1", "migrations", "apply", "DB", "--local", "--persist-to", stateDir],
			env,
			cwd: productDir,
		});
		await Promise.all([runToEnd(migrations), Promise.race([answers(`${urls.sandbox}/control/state`), endOf(sandbox)])]);

		onProgress?.("Starting the Worker …");
		const { promise: broken, reject } = Promise.withResolvers<never>();
		broken.catch(() => {});
		endOf(sandbox).catch(reject);
		let worker: Child;
		const startWorker = async (): Promise<void> => {
			ready = false;
			worker = start({
				name: "Worker",
				args: [WRANGLER, "dev", ...workerArguments(options, urls, settings, settingsFile)],
				env,
				cwd: productDir,
				leashed: true,
				// Notes of the boot are of no use to anybody, unless it fails: then they are part of the error.
				onOutput: (text) => ready && onOutput?.(text),
			});
			endOf(worker).catch(reject);
			await Promise.race([answers(`${urls.app}/health`), broken]);
			ready = true;
		};
		const killWorker = async (): Promise<readonly Member[] | null> => {
			children = children.filter((child) => child !== worker);
			return await worker.kill();
		};
		await startWorker();
		await register(urls, settings);
		if (brandNew) await send("POST", `${urls.sandbox}/control/reset`, { scenario: firstScenario });
		return { urls, settings, broken, killWorker, startWorker, stop };
	}

	try {
		return await Promise.race([boot(), aborted]);
	} catch (error) {
		await stop();
		throw error;
	}
}

function workerArguments(
	{ port, stateDir, entry, inspectorPort = 0, logLevel = "warn" }: StackOptions,
	urls: Stack["urls"],
	settings: Stack["settings"],
	settingsFile: string,
): string[] {
	const variables = {
		SMH_API_URL: `${urls.sandbox}/smh/v1`,
		ACCURATE_ACCOUNT_URL: `${urls.sandbox}/accurate/account`,
		TELEGRAM_API_URL: `${urls.sandbox}/telegram`,
		PUBLIC_URL: urls.app,
		// No secret, so it would not be read from the settings file.
		CONNECTION_SETTINGS: settings.CONNECTION_SETTINGS ?? "",
	};
	return [
		...(entry === undefined ? [] : [entry]),
		...["--ip", HOST, "--port", String(port), "--inspector-port", String(inspectorPort)],
		...["--persist-to", stateDir, "--env-file", settingsFile],
		...["--show-interactive-dev-session=false", "--log-level", logLevel],
		...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
	];
}

/** Waits until the address answers 200. */
async function answers(url: string): Promise<void> {
	const until = Date.now() + READY_MS;
	let last = "no connection";
	while (Date.now() < until) {
		try {
			const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
			if (answer.ok) return;
			last = `status ${answer.status}`;
		} catch {
			last = "no connection";
		}
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
	throw new Error(`${url} is not ready after ${READY_MS / 1000} s: ${last}`);
}

async function send(method: "POST" | "PUT", url: string, body: object): Promise<void> {
	const answer = await fetch(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
	if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`);
}

/** Tells Telegram, SMH and Accurate where the Worker is, as an admin does once in real life. */
async function register(urls: Stack["urls"], settings: Stack["settings"]): Promise<void> {
	await send("POST", `${urls.sandbox}/telegram/bot${settings.TELEGRAM_BOT_TOKEN}/setWebhook`, {
		url: `${urls.app}/telegram/webhook`,
		secret_token: settings.TELEGRAM_WEBHOOK_SECRET,
	});
	// Of several the first: the others are on their way out.
	const [accurateSecret] = (settings.ACCURATE_WEBHOOK_SECRET ?? "").trim().split(/[\s,]+/);
	await send("PUT", `${urls.sandbox}/control/registrations`, {
		smh: `${urls.app}/webhooks/smh`,
		accurate: `${urls.app}/webhooks/accurate/${accurateSecret}`,
	});
}
