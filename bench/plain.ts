import { join } from "node:path";
import type { Figure } from "./figures.ts";
import { type FirstSyncOptions, firstSync, newCompany, rounded } from "./first-sync.ts";
import { plainScript } from "./plain-script.ts";
import { PRODUCT, withBench } from "./stack.ts";

/** What `npm run bench -- plain --json` prints: a first sync by the engine and by a plain script, in seconds. */
export interface Plain {
	readonly records: number;
	readonly engine: number;
	readonly plain: number;
	readonly perRecord: { readonly engine: number; readonly plain: number };
	readonly ratio: number;
}

/** Both against the same stand-ins, one after the other. */
export async function measurePlain(options: FirstSyncOptions): Promise<Plain> {
	const { records } = options;
	const [engine, plain] = await withBench(async (bench) => {
		const { stack, outside, stateDir } = bench;
		const bySync = await firstSync(bench, options);
		await newCompany(outside, options);
		// The engine, which is still there, shall not hear of what the script writes.
		await outside.faults([{ system: "smh", kind: "webhook-lost" }]);
		const login = { ...localLogin(stack.settings), ...addresses(stack.urls.sandbox) };
		const began = performance.now();
		const saved = await plainScript(login, join(stateDir, "plain.sqlite"));
		const byScript = (performance.now() - began) / 1_000;
		if (saved !== records) throw new Error(`the script saved ${saved} of ${records} customers`);
		return [bySync, byScript] as const;
	}, PRODUCT);
	const perRecord = { engine: rounded(engine / records, 4), plain: rounded(plain / records, 4) };
	return { records, engine: rounded(engine, 2), plain: rounded(plain, 2), perRecord, ratio: rounded(plain / engine, 2) };
}

const addresses = (sandbox: string) => ({
	ACCURATE_ACCOUNT_URL: `${sandbox}/accurate/account`,
	SMH_API_URL: `${sandbox}/smh/v1`,
});

const localLogin = (settings: Readonly<Record<string, string | undefined>>) => ({
	ACCURATE_API_TOKEN: settings.ACCURATE_API_TOKEN ?? "",
	ACCURATE_SIGNATURE_SECRET: settings.ACCURATE_SIGNATURE_SECRET ?? "",
	SMH_API_KEY: settings.SMH_API_KEY ?? "",
});

export const plainFigures = ({ records, engine, plain, perRecord, ratio }: Plain): readonly Figure[] => [
	{ what: `first sync of ${records} customers by the engine, s`, value: engine },
	{ what: "the same by a plain script, s", value: plain },
	{ what: "per record: the engine, s", value: perRecord.engine },
	{ what: "per record: the script, s", value: perRecord.plain },
	{ what: "script / engine", value: ratio, atLeast: 8 },
];
