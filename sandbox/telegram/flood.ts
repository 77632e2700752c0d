import type { World } from "../world.ts";
import { Refusal } from "./refusal.ts";

/**
 * Telegram's flood limits, loosely: it publishes "about one message a second in a chat, short bursts allowed" and "about 30
 * messages a second in all" [core.telegram.org/bots/faq]; the numbers per chat here are ours.
 */
const CHAT_WINDOW_MS = 10_000;
const CHAT_LIMIT = 20;
const ALL_WINDOW_MS = 1_000;
const ALL_LIMIT = 30;

/** Counts one send or edit. @throws Refusal 429 with retry_after in seconds */
export function countSend(world: World, chatId: number): void {
	const { telegram } = world.state;
	const now = world.now();
	telegram.recentSends = telegram.recentSends.filter(({ at }) => at > now - CHAT_WINDOW_MS);
	const inChat = telegram.recentSends.filter((send) => send.chatId === chatId);
	const lately = telegram.recentSends.filter(({ at }) => at > now - ALL_WINDOW_MS);
	if (inChat.length >= CHAT_LIMIT) throw tooMany((inChat[0]?.at ?? now) + CHAT_WINDOW_MS - now);
	if (lately.length >= ALL_LIMIT) throw tooMany(ALL_WINDOW_MS);
	telegram.recentSends.push({ chatId, at: now });
}

function tooMany(ms: number): Refusal {
	const seconds = Math.max(1, Math.ceil(ms / 1000));
	return new Refusal(429, `Too Many Requests: retry after ${seconds}`, seconds);
}
