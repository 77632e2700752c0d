import { z } from "zod";
import type { SystemName } from "../world.ts";

/** Faults of an answer, and faults of what a system delivers by itself. */
export const CALL_KINDS = [
	"refuse-before",
	"lost-answer",
	"hang",
	"status-429",
	"status-500",
	"status-503",
	"html-error",
	"bad-json",
	"session-expired",
	"token-expired",
	"moved-308",
	"slow",
	"rows-rejected",
	"shifted-page",
	"internal-error",
] as const;
const DELIVERY_KINDS = ["webhook-lost", "webhook-twice", "webhook-reordered"] as const;
const ONLY_ACCURATE: ReadonlySet<string> = new Set(["session-expired", "token-expired", "moved-308", "internal-error"]);
const NOT_TELEGRAM: ReadonlySet<string> = new Set(["rows-rejected", "shifted-page"]);

export type CallFaultKind = (typeof CALL_KINDS)[number] | "answer";
export type DeliveryFaultKind = (typeof DELIVERY_KINDS)[number];

const rule = z
	.strictObject({
		system: z.enum(["accurate", "smh", "telegram"]),
		method: z
			.string()
			.transform((method) => method.toUpperCase())
			.optional(),
		/** Part of the path. */
		path: z.string().optional(),
		/** Which of the matching calls, from 1; without it all of them. */
		nth: z
			.union([
				z
					.int()
					.positive()
					.transform((one) => [one]),
				z.array(z.int().positive()).min(1),
			])
			.optional(),
		/** How often it strikes at most. */
		times: z.int().positive().optional(),
		kind: z.enum([...CALL_KINDS, "answer", ...DELIVERY_KINDS]),
		/** How long (`hang`, `slow`); for `status-429` what Retry-After says, without it there is none. */
		ms: z.number().min(0).optional(),
		/** Parameters that the call has, in its query, form or JSON; `data.no` is that of any row. */
		query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
		/** What `answer` answers: a text as it stands, anything else as JSON. */
		body: z.unknown().optional(),
		status: z.int().min(200).max(599).optional(),
		/** `answer` comes after the call was carried out; without it nothing is. */
		stored: z.boolean().optional(),
	})
	.superRefine(({ kind, system, body, status, stored }, context) => {
		const given = Object.entries({ body, status, stored }).find(([, value]) => value !== undefined);
		if (kind !== "answer" && given) {
			context.addIssue({ code: "custom", path: [given[0]], message: "only the kind answer says what is answered" });
		}
		const allowed = ONLY_ACCURATE.has(kind) ? ["accurate"] : NOT_TELEGRAM.has(kind) ? ["accurate", "smh"] : null;
		if (allowed?.includes(system) === false) {
			context.addIssue({ code: "custom", path: ["system"], message: `${kind} is a fault of ${allowed.join(" and ")} only` });
		}
	});
export const faultPlan = z.strictObject({ plan: z.array(rule) });
export type FaultRule = z.infer<typeof rule>;

export interface Fault<Kind> {
	readonly kind: Kind;
	readonly ms?: number | undefined;
	/** Of the kind `answer`. */
	readonly answer?: Pick<FaultRule, "body" | "status" | "stored">;
}

/** A call as far as a rule can tell it from others. */
export interface FaultyCall {
	readonly system: SystemName;
	readonly method: string;
	readonly path: string;
	/** Of its query, form and JSON; read only where a rule asks for it. */
	parameters(): Promise<URLSearchParams>;
}

export interface Faults {
	/** Takes the place of the plan before, with counts from zero. */
	set(plan: readonly FaultRule[]): void;
	/** The fault that strikes this call, if any; the first rule that applies wins. Counts the call for every matching rule. */
	forCall(call: FaultyCall): Promise<Fault<CallFaultKind> | null>;
	/** The same for a delivery by the system itself. */
	forDelivery(system: SystemName, path: string): Fault<DeliveryFaultKind> | null;
}

const isDeliveryKind = (kind: FaultRule["kind"]): kind is DeliveryFaultKind => DELIVERY_KINDS.some((known) => known === kind);

/** A row's number says nothing about the row. */
const ofAnyRow = (name: string): string => name.replaceAll(/\[\d+\]/g, "");

function has(parameters: URLSearchParams | null, query: FaultRule["query"]): boolean {
	const all = [...(parameters ?? [])];
	return Object.entries(query ?? {}).every(([name, value]) =>
		all.some(([key, given]) => (key === name || ofAnyRow(key) === name) && given === value),
	);
}

export function createFaults(): Faults {
	let armed: { readonly rule: FaultRule; seen: number; struck: number }[] = [];

	function strike(
		delivery: boolean,
		{ system, method, path, parameters }: Omit<FaultyCall, "parameters"> & { readonly parameters: URLSearchParams | null },
	): FaultRule | null {
		let winner: FaultRule | null = null;
		for (const entry of armed) {
			const { rule } = entry;
			if (isDeliveryKind(rule.kind) !== delivery || rule.system !== system) continue;
			if ((rule.method ?? method) !== method || !path.includes(rule.path ?? "") || !has(parameters, rule.query)) continue;
			entry.seen++;
			if (winner || rule.nth?.includes(entry.seen) === false || entry.struck >= (rule.times ?? Number.POSITIVE_INFINITY))
				continue;
			entry.struck++;
			winner = rule;
		}
		return winner;
	}

	return {
		set(plan) {
			armed = plan.map((each) => ({ rule: each, seen: 0, struck: 0 }));
		},
		async forCall(call) {
			const asked = armed.some(({ rule }) => rule.query !== undefined);
			const hit = strike(false, { ...call, parameters: asked ? await call.parameters() : null });
			if (!hit || isDeliveryKind(hit.kind)) return null;
			const { kind, ms, body, status, stored } = hit;
			return { kind, ms, ...(kind === "answer" ? { answer: { body, status, stored } } : {}) };
		},
		forDelivery(system, path) {
			const hit = strike(true, { system, method: "POST", path, parameters: null });
			return hit && isDeliveryKind(hit.kind) ? { kind: hit.kind, ms: hit.ms } : null;
		},
	};
}
