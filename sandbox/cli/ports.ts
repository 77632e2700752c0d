import { createServer } from "node:net";

export const HOST = "127.0.0.1";

const isFree = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const probe = createServer();
		probe.once("error", () => resolve(false));
		probe.once("listening", () => probe.close(() => resolve(true)));
		probe.listen(port, HOST);
	});

/** Throws an Error that names the setting to change. */
export async function checkFree(port: number, setting: string): Promise<void> {
	if (!(await isFree(port))) throw new Error(`Port ${port} is taken. Free it, or choose another with ${setting}=…`);
}

/** The first of this many free ports in a row. */
export async function freePorts(count: number): Promise<number> {
	for (let tries = 0; tries < 200; tries++) {
		const first = 20_000 + Math.floor(Math.random() * 12_000);
		const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
		if (free.every(Boolean)) return first;
	}
	throw new Error(`No ${count} free ports in a row`);
}
