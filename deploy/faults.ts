import { type Feature, readSettings } from "../src/env.ts";

export const MISSING = "is missing";

/** What the Worker itself would say of these settings, by their names: "is missing", or what a value must be. */
export function faultsIn(settings: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
	const filled = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ""));
	// The settings are all that readSettings reads of an environment; nothing here has bindings.
	const read = readSettings(filled as unknown as Env);
	const features: readonly Feature<unknown>[] = [
		...[read.api, read.sealing, read.page, read.smh, read.accurate, read.telegram, read.connection],
		...[read.smhWebhook, read.accurateWebhook],
	];
	return new Map(features.flatMap((feature) => (feature.ok ? [] : faultsOf(feature.message))));
}

/** Takes a feature's message apart: "SMH: SMH_API_URL is missing; SMH_API_KEY is missing". None: it is about something else. */
export function faultsOf(message: string): readonly (readonly [string, string])[] {
	const list = message.replace(/^.*?: (?=[A-Z][A-Z_]+[. ])/, "");
	return list.split("; ").flatMap((fault) => {
		const [, name, what] = /^([A-Z][A-Z_]+)\S* (.+)$/.exec(fault) ?? [];
		return name === undefined || what === undefined ? [] : [[name, what] as const];
	});
}
