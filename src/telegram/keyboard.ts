import { InlineKeyboard } from "grammy";
import { BUTTON_LIFETIME_MS, type ButtonAction, sealButton } from "./buttons.ts";
import type { ChatOptions } from "./options.ts";

/** A button as a presenter thinks of it. */
export interface ButtonSpec {
	readonly text: string;
	readonly action: ButtonAction;
	readonly subject: string;
}

type Keys = Pick<ChatOptions, "telegram" | "now">;

/** Longer ones are cut by phones in the middle of a word. */
const TEXT_LIMIT = 40;

/** Rows of buttons that only this user may press, for a while. No rows make no keyboard. */
export async function keyboardFor(
	{ telegram, now }: Keys,
	userId: number,
	rows: readonly (readonly ButtonSpec[])[],
	lifetimeMs: number = BUTTON_LIFETIME_MS,
): Promise<InlineKeyboard | undefined> {
	const expiresAt = now() + lifetimeMs;
	const button = async ({ text, action, subject }: ButtonSpec) => {
		const shown = text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1).trimEnd()}…` : text;
		return InlineKeyboard.text(shown, await sealButton(telegram.botToken, userId, { action, subject, expiresAt }));
	};
	const filled = rows.filter((row) => row.length > 0);
	if (filled.length === 0) return undefined;
	return InlineKeyboard.from(await Promise.all(filled.map((row) => Promise.all(row.map(button)))));
}
