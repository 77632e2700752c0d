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
] as const;
const DELIVERY_KINDS = ["webhook-lost", "webhook-twice", "webhook-reordered"] as const;
const ONLY_ACCURATE: ReadonlySet<string> = new Set(["session-expired", "token-expired", "moved-308"]);
const NOT_TELEGRAM: ReadonlySet<string> = new Set(["rows-rejected", "shifted-page"]);

export type CallFaultKind = (typeof CALL_KINDS)[number];
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
		kind: z.enum([...CALL_KINDS, ...DELIVERY_KINDS]),
		/** How long (`hang`, `slow`); for `status-429` what Retry-After says, without it there is none. */
		ms: z.number().min(0).optional(),
	})
	.superRefine(({ kind, system }, context) => {
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
}

export interface Faults {
	/** Takes the place of the plan before, with counts from zero. */
	set(plan: readonly FaultRule[]): void;
	/** The fault that strikes this call, if any; the first rule that applies wins. Counts the call for every matching rule. */
	forCall(system: SystemName, method: string, path: string): Fault<CallFaultKind> | null;
	/** The same for a delivery by the system itself. */
	forDelivery(system: SystemName, path: string): Fault<DeliveryFaultKind> | null;
}

const isDeliveryKind = (kind: FaultRule["kind"]): kind is DeliveryFaultKind => DELIVERY_KINDS.some((known) => known === kind);

export function createFaults(): Faults {
	let armed: { readonly rule: FaultRule; seen: number; struck: number }[] = [];

	function strike(delivery: boolean, system: SystemName, method: string, path: string): FaultRule | null {
		let winner: FaultRule | null = null;
		for (const entry of armed) {
			const { rule } = entry;
			if (isDeliveryKind(rule.kind) !== delivery || rule.system !== system) continue;
			if ((rule.method ?? method) !== method || !path.includes(rule.path ?? "")) continue;
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
		forCall(system, method, path) {
			const hit = strike(false, system, method, path);
			return hit && !isDeliveryKind(hit.kind) ? { kind: hit.kind, ms: hit.ms } : null;
		},
		forDelivery(system, path) {
			const hit = strike(true, system, "POST", path);
			return hit && isDeliveryKind(hit.kind) ? { kind: hit.kind, ms: hit.ms } : null;
		},
	};
}
