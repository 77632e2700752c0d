import { registerWebhook } from "../../sandbox/accurate/webhook.ts";
import { createSandbox, type Sandbox } from "../../sandbox/app.ts";
import type { FaultRule } from "../../sandbox/control/faults.ts";
import { peopleOf } from "../../sandbox/control/people.ts";
import type { Delivery, SystemName } from "../../sandbox/world.ts";
import type { Entity, Side } from "../../src/domain/model.ts";
import { CALL_DEADLINE_MS } from "../../src/systems/outbound.ts";
import type { Invocation } from "./invocation.ts";
import { Ledger } from "./ledger.ts";
import type { Machine, Operation } from "./machine.ts";
import type { VirtualTime } from "./time.ts";

/** As vitest.config.ts has them. */
export const ORIGINS = { main: "http://127.0.0.1:8788", data: "http://127.0.0.1:8789", moved: "http://127.0.0.1:8790" };
/** As the local settings name the admin, and Telegram the chat. */
export const ADMIN = { id: 7, first_name: "Ani", language_code: "id" };
/** Slower than any limit of calls per second. */
const CALL_MS = 150;
/** A call is given up at its deadline; a little longer it may be on its way, but not as long as the claim it belongs to. */
const DEADLINE_MS = CALL_DEADLINE_MS + 5_000;
const TAKES: Readonly<Partial<Record<FaultRule["kind"], number>>> = { hang: 25_000, slow: 3_000 };

const ENTITY_OF: Readonly<Record<string, Entity>> = {
	customer: "customer",
	product: "product",
	item: "product",
	employee: "employee",
};

/** How a side fails to show a record: with words that nobody knows, with HTTP 500, or with nothing at all. */
export type Poison = "unknown words" | "status 500" | "empty answer";

const POISONS: Readonly<Record<Side, Readonly<Record<Poison, Pick<FaultRule, "kind" | "status" | "body">>>>> = {
	accurate: {
		"unknown words": { kind: "answer", status: 200, body: { s: false, d: ["Data ini sedang tidak dapat ditampilkan"] } },
		"status 500": { kind: "answer", status: 500, body: {} },
		"empty answer": { kind: "answer", status: 200, body: { s: true, d: {} } },
	},
	smh: {
		"unknown words": {
			kind: "answer",
			status: 422,
			body: { error: { code: "ganjil", message: "Data ini sedang tidak dapat ditampilkan" } },
		},
		"status 500": { kind: "answer", status: 500, body: {} },
		"empty answer": { kind: "answer", status: 200, body: {} },
	},
};

export interface OutsideCall {
	readonly invocation: number;
	readonly system: SystemName;
	readonly method: string;
	readonly path: string;
	readonly writes: boolean;
}

/** Both systems, their people, and what is written down about them. */
export class Outside {
	readonly sandbox: Sandbox;
	readonly people: ReturnType<typeof peopleOf>;
	readonly ledger: Ledger;
	readonly calls: OutsideCall[] = [];
	/** Webhooks that the systems have sent and nobody has brought yet. */
	readonly deliveries: Delivery[] = [];
	readonly #time: VirtualTime;
	readonly #machine: Machine;
	readonly #poisoned: FaultRule[] = [];

	/** `clockLagMs`: how far the systems' clocks are behind ours; `webhooks`: where they tell of changes, if anywhere. */
	constructor(
		time: VirtualTime,
		machine: Machine,
		clockLagMs: number,
		webhooks: { readonly smh: string; readonly accurate: string } | null,
	) {
		this.#time = time;
		this.#machine = machine;
		this.sandbox = createSandbox({ origins: ORIGINS, now: () => time.now() - clockLagMs });
		this.sandbox.reset({ scenario: "empty" });
		const { world } = this.sandbox;
		world.state.smh.webhook.url = webhooks?.smh ?? null;
		registerWebhook(world, webhooks?.accurate ?? null);
		Object.assign(world, { deliverLater: (delivery: Delivery) => void this.deliveries.push(delivery) });
		this.people = peopleOf(world);
		this.ledger = new Ledger(this.people);
	}

	/**
	 * A side cannot show this record any more, until it is cured. SMH's id is matched as a part of the path, so 1 hides 12 as well;
	 * Accurate's is a parameter, and matched as a whole.
	 */
	poison(side: Side, entity: Entity, id: string, how: Poison): void {
		const path = side === "smh" ? `/${entity}s/${id}` : `/${entity === "product" ? "item" : entity}/detail.do`;
		const query = side === "smh" ? {} : { query: { id } };
		this.#poisoned.push({ system: side, method: "GET", path, ...query, ...POISONS[side][how] });
	}

	cure(): void {
		this.#poisoned.splice(0);
	}

	/** What Telegram tells the bot when the admin writes to it. */
	written(text: string): unknown {
		const { telegram } = this.sandbox.world.state;
		const chat = telegram.chats[ADMIN.id];
		if (!chat) throw new Error("the admin has no chat");
		telegram.lastUpdateId += 1;
		telegram.lastMessageId += 1;
		const date = Math.floor(this.#time.now() / 1_000);
		const messageId = telegram.lastMessageId;
		const said = { messageId, fromBot: false, date, editDate: null, text, entities: [], keyboard: null, document: null };
		chat.messages.push(said);
		const message = { message_id: messageId, date, chat: { ...ADMIN, type: "private" }, from: { ...ADMIN, is_bot: false }, text };
		return { update_id: telegram.lastUpdateId, message };
	}

	/** What the bot's messages to the admin say now, by id. */
	told(): ReadonlyMap<number, string> {
		const chat = this.sandbox.world.state.telegram.chats[ADMIN.id];
		return new Map(chat?.messages.filter(({ fromBot }) => fromBot).map(({ messageId, text }) => [messageId, text]));
	}

	/** The network as an invocation sees it. */
	fetchFor(by: Invocation): typeof fetch {
		return async (input, init) => {
			const { signal: _, ...plain } = init ?? {};
			const request = new Request(input instanceof URL ? input.href : input, plain);
			const operation = operationOf(request);
			const asked = this.#time.now();
			return await this.#machine.operate(by, operation, (fault) => {
				// Whoever stalled that long has given its call up.
				if (this.#time.now() - asked > DEADLINE_MS) throw new DOMException("The operation timed out", "TimeoutError");
				return this.#call(by, request, operation, fault);
			});
		};
	}

	async #call(by: Invocation, request: Request, operation: Operation, fault: FaultRule | null): Promise<Response> {
		const { method, url } = request;
		this.#time.pass(CALL_MS + (fault ? (TAKES[fault.kind] ?? 0) : 0));
		const system = systemOf(url);
		this.calls.push({ invocation: by.number, system, method, path: new URL(url).pathname, writes: operation.writes });
		// Calls come one at a time, so the rule meets the call it is meant for.
		const plan = [...(fault ? [{ ...fault, nth: [1] }] : []), ...this.#poisoned];
		if (plan.length > 0) await this.#plan(plan);
		try {
			const answer = await this.sandbox.fetch(request);
			const asked = new URL(request.url);
			const hidden = this.#poisoned.some(
				({ path, query }) =>
					path !== undefined && asked.pathname.includes(path) && (query?.id ?? null) === asked.searchParams.get("id"),
			);
			if (!operation.writes && answer.ok && !hidden && (!fault || fault.kind === "slow")) this.#looked(by, asked);
			return this.#dated(answer);
		} finally {
			if (plan.length > 0) await this.#plan([]);
			if (operation.writes) this.ledger.note(by);
		}
	}

	/** As every HTTP server says what time it has. */
	#dated(answer: Response): Response {
		const headers = new Headers(answer.headers);
		headers.set("date", new Date(this.sandbox.world.now()).toUTCString());
		return new Response(answer.body, { status: answer.status, headers });
	}

	#looked(by: Invocation, { pathname, searchParams }: URL): void {
		const smh = /\/smh\/v1\/(customer|product|employee)s(?:\/(\d+))?$/.exec(pathname);
		if (smh) this.ledger.look(by, "smh", ENTITY_OF[smh[1] ?? ""] ?? "customer", smh[2] ?? null);
		const accurate = /\/(customer|item|employee)\/(list|detail)\.do$/.exec(pathname);
		if (accurate) this.ledger.look(by, "accurate", ENTITY_OF[accurate[1] ?? ""] ?? "customer", searchParams.get("id"));
	}

	async #plan(plan: readonly FaultRule[]): Promise<void> {
		const headers = { "content-type": "application/json" };
		const body = JSON.stringify({ plan });
		const answer = await this.sandbox.fetch(new Request(`${ORIGINS.main}/control/faults`, { method: "POST", headers, body }));
		if (!answer.ok) throw new Error(`the plan was refused: ${await answer.text()}`);
	}
}

function operationOf({ method, url }: Request): Operation {
	const { pathname } = new URL(url);
	const target = systemOf(url);
	const reads = method === "GET" || pathname.endsWith("list.do") || target === "telegram";
	return { target, name: `${method} ${pathname}`, writes: !reads };
}

/** Messages to a chat are no writes: what they change is nobody's master data. */
function systemOf(url: string): SystemName {
	const { pathname } = new URL(url);
	return pathname.startsWith("/smh/") ? "smh" : pathname.startsWith("/telegram/") ? "telegram" : "accurate";
}
