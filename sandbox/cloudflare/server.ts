import { createAdaptorServer } from "@hono/node-server";
import { HOST } from "../cli/ports.ts";
import { cloudflareApi } from "./app.ts";
import { createRuntime } from "./runtime.ts";
import { type Account, emptyAccount } from "./state.ts";

export interface Cloudflare {
	/** What is in the account; tests look into it, and change it. */
	readonly account: Account;
	/** For CLOUDFLARE_API_BASE_URL. */
	readonly apiUrl: string;
	/** Where the deployed Worker answers, instead of its address on workers.dev. */
	readonly workerUrl: string;
	stop(): Promise<void>;
}

/** An empty account of Cloudflare on loopback; it takes the port and the next one. */
export async function startCloudflare(port: number, stateDir: string): Promise<Cloudflare> {
	const account = emptyAccount();
	const runtime = createRuntime(account, port + 1, stateDir);
	const server = createAdaptorServer({ fetch: cloudflareApi(account, runtime).fetch });
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.once("listening", () => resolve());
		server.listen(port, HOST);
	});
	await runtime.apply();
	return {
		account,
		apiUrl: `http://${HOST}:${port}/client/v4`,
		workerUrl: `http://${HOST}:${port + 1}`,
		async stop() {
			// Whoever asked keeps the connection open for a while.
			if ("closeAllConnections" in server) server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
			await runtime.stop();
		},
	};
}
