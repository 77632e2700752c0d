import type { Html } from "./html.ts";

/** Telegram counts the text without its tags, so counting the markup stays on the safe side [Bot API, sendMessage]. */
export const MESSAGE_LIMIT = 4096;

const TAG = /<(\/?)([a-z-]+)[^>]*>/g;
const closing = (open: readonly string[]): string => open.toReversed().map(close).join("");
const close = (tag: string): string => `</${/^<([a-z-]+)/.exec(tag)?.[1] ?? ""}>`;

/** Tags still open behind `markup`, given those open before it. */
function openAfter(open: readonly string[], markup: string): readonly string[] {
	const stack = [...open];
	for (const [tag, slash] of markup.matchAll(TAG)) {
		if (slash === "/") stack.pop();
		else stack.push(tag);
	}
	return stack;
}

/** The longest beginning of a line within `room` that cuts through no tag, entity or surrogate pair. */
function headOf(line: string, room: number): string {
	const cut = line.slice(0, Math.max(1, room));
	const whole = cut.replace(/(?:<[^>]*|&[#a-z0-9]{0,9}|[\uD800-\uDBFF])$/i, "");
	return whole === "" ? cut : whole;
}

/** Cuts a text into messages at line ends; formatting that spans a cut is closed before it and opened again behind it. */
export function splitMessage(text: Html, limit = MESSAGE_LIMIT): readonly string[] {
	const messages: string[] = [];
	let open: readonly string[] = [];
	let current: string | null = null;
	const flush = (): void => {
		if (current !== null && current.trim() !== "") messages.push(current + closing(open));
		current = null;
	};
	const fits = (line: string): boolean => {
		const before = current === null ? open.join("") : `${current}\n`;
		return (before + line + closing(openAfter(open, line))).length <= limit;
	};
	const take = (line: string): void => {
		current = current === null ? open.join("") + line : `${current}\n${line}`;
		open = openAfter(open, line);
	};
	for (let line of text.markup.split("\n")) {
		if (!fits(line)) flush();
		while (!fits(line)) {
			const head = headOf(line, limit - open.join("").length - closing(openAfter(open, line)).length);
			take(head);
			flush();
			line = line.slice(head.length);
		}
		take(line);
	}
	flush();
	return messages;
}
