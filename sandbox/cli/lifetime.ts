import process from "node:process";

export interface Running {
	stop(): Promise<void>;
	/** Rejects when something that should run has ended. */
	readonly broken: Promise<never>;
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A signal that aborts on Ctrl-C, SIGTERM or SIGHUP, and when npm, which started us, was killed without a word.
 */
export function stopSignal(): AbortSignal {
	const controller = new AbortController();
	const abort = (): void => controller.abort();
	process.on("SIGINT", abort);
	process.on("SIGTERM", abort);
	process.on("SIGHUP", abort);
	const parent = process.ppid;
	if (process.env.npm_lifecycle_event !== undefined) {
		const timer = setInterval(() => process.ppid !== parent && abort(), 500);
		controller.signal.addEventListener("abort", () => clearInterval(timer));
	}
	return controller.signal;
}

/** Boots, runs until it is told to stop, stops. Exit code 1 when it failed or broke, else 0. */
export async function untilStopped(boot: (signal: AbortSignal) => Promise<Running>): Promise<never> {
	const signal = stopSignal();
	let code = 0;
	try {
		const { stop, broken } = await boot(signal);
		try {
			const told = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
			if (!signal.aborted) await Promise.race([told, broken]);
		} finally {
			await stop();
		}
	} catch (error) {
		// Being told to stop in the middle of the boot is no failure.
		if (!signal.aborted) {
			process.stderr.write(`${message(error)}\n`);
			code = 1;
		}
	}
	process.exit(code);
}
