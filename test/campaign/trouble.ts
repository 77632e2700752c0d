import type { CallFaultKind } from "../../sandbox/control/faults.ts";
import { pointsOf, ruleAt } from "../../sandbox/control/plan.ts";
import type { Operation, Strike } from "./machine.ts";

/** Where an invocation may be cut off. */
export type Place =
	| "call"
	| "write to Accurate"
	| "write to SMH"
	| "database write"
	| "commit of intents"
	| "commit of a step"
	| "message sent"
	| "coordinator call";

/** What shall go wrong, at the nth operation of its kind from now on. */
export type Trouble = { readonly nth: number } & (
	| { readonly trouble: "fault"; readonly kind: CallFaultKind; readonly point: number }
	| {
			readonly trouble: "lost" | "unknown";
			readonly at: "database read" | "database write" | "commit of a step" | "message sent" | "coordinator call";
	  }
	| { readonly trouble: "dies" | "stalls"; readonly when: "before" | "after"; readonly at: Place }
);

const FITS: Readonly<Record<Place | "database read", (operation: Operation) => boolean>> = {
	call: ({ target }) => target === "accurate" || target === "smh",
	"write to Accurate": ({ target, writes }) => target === "accurate" && writes,
	"write to SMH": ({ target, writes }) => target === "smh" && writes,
	"database read": ({ target, writes }) => target === "database" && !writes,
	"database write": ({ target, writes }) => target === "database" && writes,
	"commit of intents": ({ target, name }) => target === "database" && name === "intents",
	"commit of a step": ({ target, name }) => target === "database" && name === "end of a step",
	"message sent": ({ target }) => target === "queue",
	"coordinator call": ({ target }) => target === "coordinator",
};

const nthOf = (nth: number): string => (nth === 1 ? "next" : `${nth}th next`);

/** The trouble as the machine plays it, and in words. */
export function strikeOf(trouble: Trouble): { readonly strike: Strike; readonly words: string } {
	const { nth } = trouble;
	switch (trouble.trouble) {
		case "fault": {
			const { kind } = trouble;
			const points = pointsOf(kind);
			const point = points[trouble.point % points.length];
			if (!point) throw new Error(`no call can meet ${kind}`);
			// Nobody waits in real time: whoever owns the clock lets it pass.
			const rule = ruleAt(point, kind, 1, kind === "hang" || kind === "slow" ? 0 : undefined);
			const fits = ({ target, name }: Operation): boolean => {
				const [method, path] = name.split(" ");
				return target === point.system && (rule.method ?? method) === method && (path ?? "").includes(point.path);
			};
			return {
				strike: { counted: `${point.system} ${kind}`, nth, fits, effect: { kind: "fault", rule } },
				words: `fault: ${point.system} ${kind} on the ${nthOf(nth)} ${point.call}`,
			};
		}
		case "lost":
		case "unknown": {
			const what = trouble.trouble === "lost" ? "fails" : "is done, but its answer is lost";
			return {
				strike: { counted: `${trouble.at} ${trouble.trouble}`, nth, fits: FITS[trouble.at], effect: { kind: trouble.trouble } },
				words: `fault: the ${nthOf(nth)} ${trouble.at} ${what}`,
			};
		}
		case "dies":
		case "stalls": {
			const effect = { kind: trouble.trouble, when: trouble.when } as const;
			return {
				strike: { counted: `isolate ${trouble.trouble} ${trouble.when} ${trouble.at}`, nth, fits: FITS[trouble.at], effect },
				words: `fault: an isolate ${trouble.trouble} ${trouble.when} the ${nthOf(nth)} ${trouble.at}`,
			};
		}
	}
}
