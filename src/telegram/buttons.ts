/** Buttons that act carry their own proof: no table, and nobody can write one. At most 64 bytes [Bot API, InlineKeyboardButton]. */
export interface Button {
	readonly action: ButtonAction;
	/** What it is about: the id of a run or a conflict, a reason … At most 43 characters together with the action. */
	readonly subject: string;
	/** Epoch ms, kept to the second. */
	readonly expiresAt: number;
}
const ACTIONS = [
	...["stop", "keep", "allow"], // a run under way
	...["go", "goyes", "see"], // carry out what a preview showed, having asked about its deletes; more of it
	...["why", "retry", "csv"], // the records of a reason, once more, all problems as a file
	...["smh", "acc"], // whose value of a conflict stands
	...["same", "diff"], // two records that look alike
	...["back", "del", "delok"], // edited here, deleted there: create it anew, or delete it too, having asked
	...["redo", "redos", "redok"], // a failed message once more; all of them, having asked
	...["set", "no"], // a setting; nothing after all
] as const;
export type ButtonAction = (typeof ACTIONS)[number];

export type OpenedButton =
	| ({ readonly ok: true } & Button)
	/** foreign: made for somebody else, or by somebody else. */
	| { readonly ok: false; readonly why: "foreign" }
	| { readonly ok: false; readonly why: "expired"; readonly action: ButtonAction };

/** How long a question about something destructive may be answered. */
export const QUESTION_LIFETIME_MS = 5 * 60_000;
/** How long buttons below what was shown work: long enough to read it, too short to act on what has long changed. */
export const BUTTON_LIFETIME_MS = 60 * 60_000;

/** 72 bits of the code: each guess needs a press, so that is plenty. */
const CODE_BYTES = 9;
const FORMAT = /^([a-z]{1,5}):([\w-]{1,40}):([0-9a-z]{1,7}):([\w-]{12})$/;

/** Data of a button that only this user may press, until it expires. */
export async function sealButton(secret: string, userId: number, button: Button): Promise<string> {
	const expiry = Math.floor(button.expiresAt / 1000).toString(36);
	const content = `${button.action}:${button.subject}:${expiry}`;
	return `${content}:${await codeOf(secret, userId, content)}`;
}

/** What a pressed button says, if this user may press it now. */
export async function openButton(secret: string, userId: number, data: string, now: number): Promise<OpenedButton> {
	const match = FORMAT.exec(data);
	if (!match) return { ok: false, why: "foreign" };
	const [, name, subject = "", expiry = "", code = ""] = match;
	const action = ACTIONS.find((known) => known === name);
	const expected = await codeOf(secret, userId, data.slice(0, data.lastIndexOf(":")));
	const bytes = new TextEncoder();
	if (!action || !crypto.subtle.timingSafeEqual(bytes.encode(code), bytes.encode(expected))) return { ok: false, why: "foreign" };
	const expiresAt = Number.parseInt(expiry, 36) * 1000;
	return expiresAt < now ? { ok: false, why: "expired", action } : { ok: true, action, subject, expiresAt };
}

async function codeOf(secret: string, userId: number, content: string): Promise<string> {
	const bytes = new TextEncoder();
	const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	const signature = await crypto.subtle.sign("HMAC", key, bytes.encode(`button:${userId}:${content}`));
	return btoa(String.fromCharCode(...new Uint8Array(signature).slice(0, CODE_BYTES)))
		.replaceAll("+", "-")
		.replaceAll("/", "_");
}
