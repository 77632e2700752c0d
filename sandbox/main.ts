import process from "node:process";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { createSandbox, type Sandbox } from "./app.ts";
import { HOST } from "./cli/ports.ts";
import { loadWorld, saveWorld } from "./cli/state-dir.ts";
import { ConnectionReset } from "./control/fault-answers.ts";

const SAVE_AFTER_MS = 300;

/** Listens at an origin. A broken connection of the sandbox becomes a reset of the socket. */
async function listen(sandbox: Sandbox, port: number): Promise<void> {
	const origin = `http://${HOST}:${port}`;
	const server = createAdaptorServer({
		fetch: async (request, env) => {
			const url = new URL(request.url);
			// "localhost" names the same listener; the sandbox tells its hosts apart by the one origin it knows.
			const asked = url.origin === origin ? request : new Request(`${origin}${url.pathname}${url.search}`, request);
			try {
				return await sandbox.fetch(asked);
			} catch (error) {
				if (!(error instanceof ConnectionReset)) throw error;
				// The server is made by node:http, so these are its bindings.
				(env as HttpBindings).incoming.socket.resetAndDestroy();
				return new Response(null, { headers: { "x-hono-already-sent": "true" } });
			}
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once("error", (error: Error & { code?: string }) => {
			const taken = error.code === "EADDRINUSE";
			reject(taken ? new Error(`Port ${port} is taken. Free it, or choose another with SANDBOX_PORT=…`) : error);
		});
		server.once("listening", () => resolve());
		server.listen(port, HOST);
	});
}

async function main(): Promise<void> {
	const port = Number(process.env.SANDBOX_PORT ?? 8788);
	const stateDir = process.env.STATE_DIR ?? ".wrangler/state";
	let waiting: ReturnType<typeof setTimeout> | null = null;
	let lastSaveMs = 0;

	const initial = loadWorld(stateDir);
	const sandbox = createSandbox({
		origins: { main: `http://${HOST}:${port}`, data: `http://${HOST}:${port + 1}`, moved: `http://${HOST}:${port + 2}` },
		...(initial ? { initial } : {}),
		// A big world takes long to write: then seldom, so that it costs a tenth of the time at most.
		onChange: () => {
			waiting ??= setTimeout(save, Math.max(SAVE_AFTER_MS, lastSaveMs * 10));
		},
	});
	function save(): void {
		waiting = null;
		const from = Date.now();
		saveWorld(stateDir, sandbox.world.state);
		lastSaveMs = Date.now() - from;
	}
	function end(): void {
		if (waiting) save();
		process.exit(0);
	}
	process.on("SIGINT", end);
	process.on("SIGTERM", end);
	process.on("SIGHUP", end);

	await Promise.all([port, port + 1, port + 2].map((each) => listen(sandbox, each)));
	process.stdout.write(`Sandbox: http://${HOST}:${port}\n`);
}

try {
	await main();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
