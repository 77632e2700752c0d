import { z } from "zod";
import { faultsOf, MISSING } from "./faults.ts";
import type { Project } from "./project.ts";
import { messageOf } from "./trouble.ts";
import { mayWait } from "./values.ts";

const answer = z.object({
	status: z.enum(["ok", "unavailable"]),
	version: z.string().nullable(),
	connected: z.array(z.string()),
	problems: z.array(z.string()).default([]),
});

export interface Health {
	/** Features that have their settings. */
	readonly connected: readonly string[];
	/** What the Worker runs without until somebody knows it. */
	readonly waiting: readonly string[];
}

export type Smoke = { readonly ok: true; readonly health: Health } | { readonly ok: false; readonly why: string };

/**
 * Asks /health until that version answers and can work, for as long as `patienceMs`: an address that is new takes minutes to be
 * known everywhere, and a new version some seconds.
 */
export async function smoke(project: Project, publicUrl: string, version: string, patienceMs: number): Promise<Smoke> {
	const until = Date.now() + patienceMs;
	for (;;) {
		const tried = await look(project, `${publicUrl}/health`, version);
		if (tried.ok || Date.now() >= until) return tried;
		await new Promise((resolve) => setTimeout(resolve, 1_000));
	}
}

async function look(project: Project, url: string, version: string): Promise<Smoke> {
	let response: Response;
	try {
		response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: "manual" });
	} catch (error) {
		return { ok: false, why: `${url} does not answer: ${messageOf(error)}` };
	}
	const parsed = answer.safeParse(await response.json().catch(() => null));
	if (!parsed.success) return { ok: false, why: `${url} answers ${response.status}, and not what it should` };
	const { connected, problems } = parsed.data;
	if (parsed.data.version !== version) {
		return { ok: false, why: `${url} is still answered by the version ${parsed.data.version ?? "before"}` };
	}
	const stopping = problems.filter((problem) => !isWaiting(project, problem));
	if (stopping.length > 0) return { ok: false, why: `the Worker says: ${stopping.join("; ")}` };
	return { ok: true, health: { connected, waiting: problems } };
}

/** Names of what the Worker that runs now goes without; none where it does not say. */
export async function goesWithout(publicUrl: string): Promise<readonly string[]> {
	try {
		const response = await fetch(`${publicUrl}/health`, { signal: AbortSignal.timeout(10_000), redirect: "manual" });
		const { problems } = answer.parse(await response.json());
		return problems.flatMap(faultsOf).flatMap(([name, fault]) => (fault === MISSING ? [name] : []));
	} catch {
		return [];
	}
}

/** All that it complains of is a log-in that may still come. */
function isWaiting(project: Project, problem: string): boolean {
	const faults = faultsOf(problem);
	return faults.length > 0 && faults.every(([name, fault]) => fault === MISSING && mayWait(project, name));
}
