/** A request body as a friend would send it. */
export type Example =
	| { readonly kind: "json"; readonly body: unknown }
	| { readonly kind: "form"; readonly body: Readonly<Record<string, string>> };

/** Ids that there are, to be put where a request names something. */
export interface KnownIds {
	readonly run: string;
	readonly conflict: string;
	readonly smhId: string;
	readonly accurateId: string;
	readonly settings: unknown;
	readonly settingsForm: Readonly<Record<string, string>>;
	/** Data of a button that the bot has sealed for the admin, and its message. */
	readonly button: string;
	readonly buttonMessage: number;
}

const json = (body: unknown): Example => ({ kind: "json", body });
const form = (body: Record<string, string>): Example => ({ kind: "form", body });
const ADMIN = { id: 7, is_bot: false, first_name: "Ani", language_code: "id" };
const CHAT = { id: 7, type: "private" };

const update = (content: object): Example => json({ update_id: 1, ...content });
const message = (text: string, from: object = ADMIN): Example =>
	update({ message: { message_id: 1, date: 0, chat: CHAT, from, text } });

/** Real requests of every route that takes a body; the others are listed so that a new one is not forgotten. */
export function examplesOf(ids: KnownIds): Readonly<Record<string, readonly Example[]>> {
	const { run, conflict, smhId, accurateId } = ids;
	const named = { entity: "customer", side: "accurate", id: accurateId };
	const pair = { entity: "customer", smhId, accurateId };
	const press = (data: string): Example =>
		update({
			callback_query: {
				id: "1",
				from: ADMIN,
				chat_instance: "1",
				data,
				message: { message_id: ids.buttonMessage, date: 0, chat: CHAT, text: "?" },
			},
		});
	const event = (type: string, row: object): object => ({
		databaseId: 1001,
		type,
		timestamp: "22/11/2026 10:00:00",
		uuid: crypto.randomUUID(),
		data: [row],
	});
	return {
		"POST /telegram/webhook": [
			...["/sinkron", "/info", "/masalah", "/konflik", "/karyawan Agung", "/pengaturan", "/pratinjau", "/batal", "halo"].map(
				(text) => message(text),
			),
			message("/sinkron", { id: 99, is_bot: false, first_name: "Orang" }),
			press(ids.button),
			press("stop:x:1:AAAAAAAAAAAA"),
		],
		"POST /webhooks/smh": [
			json({ type: "customer.updated", timestamp: "2026-11-22T10:00:00Z", data: { id: Number(smhId), version: 2 } }),
			json({ type: "product.deleted", timestamp: "2026-11-22T10:00:00Z", data: { id: 1 } }),
			json({ type: "invoice.created", timestamp: "2026-11-22T10:00:00Z", data: { id: 1 } }),
		],
		"POST /webhooks/accurate/:secret": [
			json([
				event("CUSTOMER", { customerId: Number(accurateId), customerNo: "C-1", action: "WRITE" }),
				event("ITEM", { itemId: 5, itemNo: "I-1", action: "DELETE" }),
			]),
			json(event("SALES_INVOICE", { salesInvoiceId: 3, action: "WRITE" })),
		],
		"POST /api/v1/runs": [json({ mode: "preview", entities: ["customer"] }), json({})],
		"POST /api/v1/runs/:id/confirm": [json({})],
		"POST /api/v1/runs/:id/cancel": [json({})],
		"POST /api/v1/problems/retry": [json({ entity: "customer", reason: "INACTIVE" }), json({ id: accurateId })],
		"POST /api/v1/conflicts/:id/choose": [json({ side: "smh" }), json({ side: "accurate" })],
		"POST /api/v1/pairs/judge": [json({ ...pair, verdict: "different" }), json({ ...pair, verdict: "same" })],
		"POST /api/v1/records/mark": [json({ ...named, dummy: true }), json({ ...named, dummy: false })],
		"POST /api/v1/deletions/settle": [json({ ...named, choice: "restore" }), json({ ...named, choice: "delete" })],
		"POST /api/v1/dead-letters/:id/replay": [json({})],
		"POST /api/v1/dead-letters/replay": [json({})],
		"PUT /api/v1/settings": [json(ids.settings)],
		"POST /api/v1/setup": [json({})],
		"POST /sign-in": [form({ key: "local-api-key" }), form({ key: "wrong" })],
		"POST /sign-out": [form({})],
		"POST /sync-information/runs": [form({ mode: "preview" })],
		"POST /sync-information/confirm": [form({ run })],
		"POST /sync-information/cancel": [form({ run })],
		"POST /conflicts/choose": [form({ conflict, side: "smh", place: "conflicts" })],
		"POST /problems/judge": [form({ ...pair, verdict: "different" })],
		"POST /problems/settle": [form({ ...named, choice: "restore" })],
		"POST /problems/unmark": [form(named)],
		"POST /problems/retry": [form({ entity: "customer" }), form({})],
		"POST /settings": [form(ids.settingsForm)],
	};
}

/** Names that routes read from an address, and others that somebody may hope for. */
export const QUERY_NAMES = [
	...[
		"entity",
		"reason",
		"limit",
		"cursor",
		"open",
		"q",
		"smhId",
		"accurateId",
		"lang",
		"told",
		"n",
		"show",
		"mode",
		"operation",
	],
	...["code", "state", "token", "error", "next", "redirect", "id", "__proto__", "constructor", ""],
];
