import { createRandom } from "../scenarios/random.ts";
import { CALL_KINDS, type CallFaultKind, type DeliveryFaultKind, type FaultRule } from "./faults.ts";

/** A kind of call that something can go wrong with, and what can. */
export interface FaultPoint {
	readonly system: FaultRule["system"];
	/** What a person calls it. */
	readonly call: string;
	readonly method?: "GET" | "POST" | "DELETE";
	readonly path: string;
	readonly kinds: ReadonlySet<CallFaultKind>;
}

const ANYWHERE = [
	"refuse-before",
	"lost-answer",
	"hang",
	"slow",
	"bad-json",
	"html-error",
	"status-429",
	"status-500",
	"status-503",
] as const satisfies CallFaultKind[];
/** Accurate's alone. */
const OWN = ["session-expired", "token-expired", "moved-308", "internal-error"] as const satisfies CallFaultKind[];
const kinds = (...more: readonly CallFaultKind[]): ReadonlySet<CallFaultKind> => new Set([...ANYWHERE, ...more]);

/** Where faults strike: the calls by which an integration lists, reads and writes master data, and tells of it. */
export const FAULT_POINTS: readonly [FaultPoint, ...FaultPoint[]] = [
	{
		system: "accurate",
		call: "save.do or bulk-save.do",
		method: "POST",
		path: "save.do",
		kinds: kinds("rows-rejected", ...OWN),
	},
	{ system: "smh", call: "POST …/batch", method: "POST", path: "/batch", kinds: kinds("rows-rejected") },
	{ system: "accurate", call: "list.do", path: "/list.do", kinds: kinds("shifted-page", ...OWN) },
	{ system: "smh", call: "GET", method: "GET", path: "/smh/v1/", kinds: kinds("shifted-page") },
	{ system: "accurate", call: "detail.do", path: "/detail.do", kinds: kinds(...OWN) },
	{ system: "accurate", call: "delete.do", method: "DELETE", path: "/delete.do", kinds: kinds(...OWN) },
	{ system: "telegram", call: "sendMessage or editMessageText", method: "POST", path: "Message", kinds: kinds() },
];

export const DELIVERY_FAULTS = ["webhook-lost", "webhook-twice", "webhook-reordered"] as const satisfies DeliveryFaultKind[];

/** The points where this kind can strike; there is one for each kind. */
export const pointsOf = (kind: CallFaultKind): readonly FaultPoint[] => FAULT_POINTS.filter((point) => point.kinds.has(kind));

/** The rule by which one kind of fault strikes the nth call of a point from now on, once. `ms`: how long it hangs or is slow. */
export const ruleAt = ({ system, method, path }: FaultPoint, kind: CallFaultKind, nth = 1, ms?: number): FaultRule => ({
	system,
	...(method ? { method } : {}),
	path,
	nth: [nth],
	times: 1,
	kind,
	...(ms === undefined ? {} : { ms }),
});

/** Longer than any deadline of ours; slow is shorter than all. */
const TAKES_MS: Readonly<Partial<Record<CallFaultKind, number>>> = { hang: 60_000, slow: 2_000 };
const DELIVERIES_AMONG = 5;

/** So many faults of all kinds, spread over the first hundred calls of each point. The same seed gives the same plan. */
export function seededPlan(seed: number, length: number): readonly FaultRule[] {
	const random = createRandom(seed);
	return Array.from({ length }, (_, index): FaultRule => {
		if (index % DELIVERIES_AMONG === DELIVERIES_AMONG - 1) {
			const system = random.chance(0.5) ? "accurate" : "smh";
			return { system, kind: random.pick(DELIVERY_FAULTS), nth: [random.integer(1, 100)], times: 1 };
		}
		const kind = random.pick(CALL_KINDS);
		const [first, ...rest] = pointsOf(kind);
		if (!first) throw new Error(`no call can meet ${kind}`);
		return ruleAt(random.pick([first, ...rest]), kind, random.integer(1, 100), TAKES_MS[kind]);
	});
}
