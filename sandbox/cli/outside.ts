import { z } from "zod";
import { ask, ENTITIES, type Entity, SYSTEMS, type System } from "./product.ts";

const counts = z.record(z.enum(SYSTEMS), z.record(z.enum(ENTITIES), z.number()));
const record = z.looseObject({ id: z.number() });
const message = z.looseObject({ message_id: z.number(), from: z.looseObject({ is_bot: z.boolean() }), text: z.string() });
const calls = z.looseObject({
	calls: z.array(z.looseObject({ at: z.number(), ms: z.number(), system: z.string(), method: z.string(), path: z.string() })),
	peak: z.record(z.enum([...SYSTEMS, "telegram"]), z.object({ perSecond: z.number(), inFlight: z.number() })),
});

export type Counts = z.infer<typeof counts>;
export type ChatMessage = z.infer<typeof message>;
/** One record in a system's own words. */
export type NativeRecord = z.infer<typeof record>;
export type CallReport = z.infer<typeof calls>;

/** The admin of the local settings. */
const ADMIN = { id: 7, first_name: "Ani" } as const;

/** The outside world through the control interface: what people do there and what can be seen. */
export function outsideAt(base: string) {
	const at = (path: string) => `${base}/control${path}`;
	return {
		state: () => ask(counts, "GET", at("/state")),
		type: (system: System, entity: Entity, native: object) => ask(record, "POST", at(`/${system}/${entity}`), { body: native }),
		edit: (system: System, entity: Entity, id: number, native: object) =>
			ask(record, "PATCH", at(`/${system}/${entity}/${id}`), { body: native }),
		remove: (system: System, entity: Entity, id: number) => ask(z.null(), "DELETE", at(`/${system}/${entity}/${id}`)),
		list: (system: System, entity: Entity) => ask(z.array(record), "GET", at(`/${system}/${entity}`)),
		reset: (scenario: object) => ask(counts, "POST", at("/reset"), { body: scenario }),
		/** Milliseconds added to each answer of a system. */
		latency: (added: Readonly<Partial<Record<System, number>>>) => ask(z.unknown(), "POST", at("/latency"), { body: added }),
		faults: (plan: readonly object[]) => ask(z.unknown(), "POST", at("/faults"), { body: { plan } }),
		/** How the systems behave where the facts leave it open. */
		switches: (some: object) => ask(z.unknown(), "PATCH", at("/switches"), { body: some }),
		calls: () => ask(calls, "GET", at("/calls")),
		record: (system: System, entity: Entity, id: string) => ask(record, "GET", at(`/${system}/${entity}/${id}`)),
		/** Answers the id of the message. */
		say: async (text: string): Promise<number> => {
			const sent = z.object({ status: z.number(), message });
			const { status, message: said } = await ask(sent, "POST", at("/telegram/messages"), { body: { from: ADMIN, text } });
			if (status < 200 || status > 299) throw new Error(`The bot's webhook answered ${status} to ${text}`);
			return said.message_id;
		},
		chat: () => ask(z.array(message), "GET", at(`/telegram/chats/${ADMIN.id}/messages`)),
		forgetCalls: () => ask(z.null(), "DELETE", at("/calls")),
		/** Calls that changed, or tried to change, master data. */
		writes: async () => {
			const { calls: made } = await ask(calls, "GET", at("/calls"));
			return made.filter(({ system, method, path }) => {
				if (system === "smh") return method !== "GET";
				return system === "accurate" && /\/(save|bulk-save|delete)\.do$/.test(path);
			});
		},
	};
}
export type Outside = ReturnType<typeof outsideAt>;
