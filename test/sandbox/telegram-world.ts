import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { telegramApp } from "../../sandbox/telegram/app.ts";
import { emptyTelegram } from "../../sandbox/telegram/state.ts";
import type { Delivery, World, WorldState } from "../../sandbox/world.ts";

export const ANI = { id: 7, first_name: "Ani" };

/** A world with only Telegram in it, a clock that tests move, and deliveries that tests read. */
export function telegramWorld(webhookStatus = 200) {
	const delivered: Delivery[] = [];
	const later: Delivery[] = [];
	const clock = { now: Date.UTC(2026, 10, 22, 10) };
	const world: World = {
		// The Telegram stand-in never looks at the other systems, so they are left out.
		state: { telegram: emptyTelegram() } as WorldState,
		origins: { main: "http://127.0.0.1:8788", data: "http://127.0.0.1:8789", moved: "http://127.0.0.1:8790" },
		now: () => clock.now,
		deliver: (delivery) => {
			delivered.push(delivery);
			return Promise.resolve(webhookStatus);
		},
		deliverLater: (delivery) => {
			later.push(delivery);
		},
		touched: () => undefined,
	};
	const app = telegramApp(world);

	/** Calls a method as JSON and answers what the Bot API answers. */
	async function call(method: string, parameters: Record<string, unknown> = {}, token: string = CREDENTIALS.telegram.botToken) {
		const response = await app.request(`/bot${token}/${method}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(parameters),
		});
		return { status: response.status, ...(await response.json<Answer>()) };
	}
	/** The refusal in the Bot API's words, "" when the call passed. */
	const refusal = async (method: string, parameters?: Record<string, unknown>) =>
		(await call(method, parameters)).description ?? "";

	return { world, app, clock, delivered, later, call, refusal };
}

interface Answer {
	ok: boolean;
	error_code?: number;
	description?: string;
	parameters?: { retry_after?: number };
	// Each test knows the shape of the result it asks for.
	// biome-ignore lint/suspicious/noExplicitAny: results differ by method
	result?: any;
}
