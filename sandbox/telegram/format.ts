import { type FormattedText, parseHtml } from "./html.ts";
import { badRequest } from "./refusal.ts";
import type { MessageEntity } from "./state.ts";

/** Formatting beyond this many entities is dropped without a word [core.telegram.org/bots/api, "Formatting options"]. */
const MAX_ENTITIES = 100;

/** Text as a message keeps it: parsed by its mode, outer blanks cut off, entities shifted to fit. */
export function formatted(source: string, parseMode: string | null): FormattedText {
	if (parseMode !== null && parseMode.toLowerCase() !== "html") {
		// The real one also reads Markdown; refusing it here is never kinder.
		throw badRequest("unsupported parse_mode");
	}
	const parsed = parseMode === null ? { text: source, entities: [] } : parseHtml(source);
	const cut = parsed.text.length - parsed.text.trimStart().length;
	const text = parsed.text.trim();
	const entities = parsed.entities
		.map((entity) => clipped(entity, cut, text.length))
		.filter((entity) => entity.length > 0)
		.sort((a, b) => a.offset - b.offset || b.length - a.length)
		.slice(0, MAX_ENTITIES);
	return { text, entities };
}

function clipped(entity: MessageEntity, cut: number, end: number): MessageEntity {
	const from = Math.max(0, entity.offset - cut);
	const to = Math.min(end, entity.offset + entity.length - cut);
	return { ...entity, offset: from, length: to - from };
}

const TAGS: Readonly<Record<string, string>> = {
	bold: "b",
	italic: "i",
	underline: "u",
	strikethrough: "s",
	spoiler: "tg-spoiler",
	text_link: "a",
	code: "code",
	pre: "pre",
	blockquote: "blockquote",
};

const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? "&quot;");

function openTag(entity: MessageEntity, tag: string): string {
	if (tag === "a") return `<a href="${escaped(entity.url ?? "")}">`;
	return hasLanguage(entity) ? `<${tag}><code class="language-${escaped(entity.language ?? "")}">` : `<${tag}>`;
}

const hasLanguage = (entity: MessageEntity): boolean => entity.type === "pre" && entity.language !== undefined;
const closeTag = (entity: MessageEntity, tag: string): string => (hasLanguage(entity) ? `</code></${tag}>` : `</${tag}>`);

/** The message as safe HTML of Telegram's own tags. Entities of one parse are properly nested, so a stack is enough. */
export function toHtml({ text, entities }: FormattedText): string {
	const pending = entities.filter((entity) => entity.type in TAGS);
	const open: MessageEntity[] = [];
	let html = "";
	let at = 0;
	const advance = (to: number): void => {
		html += escaped(text.slice(at, to));
		at = to;
	};
	const closeUpTo = (position: number): void => {
		for (let last = open.at(-1); last && last.offset + last.length <= position; last = open.at(-1)) {
			advance(last.offset + last.length);
			html += closeTag(last, TAGS[last.type] ?? "");
			open.pop();
		}
	};
	for (const entity of pending) {
		closeUpTo(entity.offset);
		advance(entity.offset);
		html += openTag(entity, TAGS[entity.type] ?? "");
		open.push(entity);
	}
	closeUpTo(text.length);
	advance(text.length);
	return html;
}
