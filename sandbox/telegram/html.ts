import { badRequest, type Refusal } from "./refusal.ts";
import type { MessageEntity } from "./state.ts";

/**
 * parse_mode HTML as the Bot API server reads it: the tags it lists and no others, every tag closed in order, byte offsets in
 * its messages. An ampersand that starts no entity it knows is kept as it is: the real one does not refuse that either.
 */
const TYPES: Readonly<Record<string, string>> = {
	b: "bold",
	strong: "bold",
	i: "italic",
	em: "italic",
	u: "underline",
	ins: "underline",
	s: "strikethrough",
	strike: "strikethrough",
	del: "strikethrough",
	"tg-spoiler": "spoiler",
	span: "spoiler",
	a: "text_link",
	code: "code",
	pre: "pre",
	blockquote: "blockquote",
};

export interface FormattedText {
	text: string;
	entities: MessageEntity[];
}

interface OpenTag {
	readonly name: string;
	readonly argument: string;
	readonly offset: number;
}

const CHARACTER = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/i;
const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** The character that an entity at the start of `source` stands for, with the entity's length; null when there is none. */
function character(source: string): { value: string; length: number } | null {
	const match = CHARACTER.exec(source);
	if (match === null) return null;
	const [whole, hex, decimal, name] = match;
	if (name !== undefined) return { value: NAMED[name.toLowerCase()] ?? whole, length: whole.length };
	const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
	if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
	return { value: String.fromCodePoint(code), length: whole.length };
}

function unescaped(value: string): string {
	return value.replace(/&[^\s;&]{1,9};?/g, (part) => {
		const found = character(part);
		return found === null ? part : found.value + part.slice(found.length);
	});
}

const ATTRIBUTE = /\s*([^\s=>]*)\s*(=\s*(?:"([^"]*)"|'([^']*)'|([a-zA-Z0-9.-]*)(?=[\s>])))?/y;

/** The one attribute of a tag that means something (href, language class …), "" for none. */
function argumentOf(name: string, attribute: string, value: string): string {
	if (name === "a" && attribute === "href") return value;
	if (name === "code" && attribute === "class" && value.startsWith("language-")) return value.slice("language-".length);
	if (name === "span" && attribute === "class" && value === "tg-spoiler") return "spoiler";
	return "";
}

class Parser {
	private readonly source: string;
	private at = 0;
	private text = "";
	private readonly open: OpenTag[] = [];
	private readonly entities: MessageEntity[] = [];

	constructor(source: string) {
		this.source = source;
	}

	parse(): FormattedText {
		while (this.at < this.source.length) {
			const next = this.source[this.at];
			const entity = next === "&" ? character(this.source.slice(this.at, this.at + 12)) : null;
			if (entity !== null) {
				this.text += entity.value;
				this.at += entity.length;
			} else if (next !== "<") {
				this.text += next;
				this.at++;
			} else if (this.source[this.at + 1] === "/") this.endTag();
			else this.startTag();
		}
		const unclosed = this.open.at(-1);
		if (unclosed) throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
		return { text: this.text, entities: this.entities };
	}

	private where(position: number): string {
		return `at byte offset ${new TextEncoder().encode(this.source.slice(0, position)).length}`;
	}

	private startTag(): void {
		const begin = this.at;
		const unclosed = () => cannotParse(`Unclosed start tag ${this.where(begin)}`);
		const name = /^[^\s>]*/.exec(this.source.slice(begin + 1))?.[0].toLowerCase() ?? "";
		this.at += 1 + name.length;
		if (this.at >= this.source.length) throw unclosed();
		if (!(name in TYPES)) throw cannotParse(`Unsupported start tag "${name}" ${this.where(begin)}`);
		let argument = "";
		for (;;) {
			while (/\s/.test(this.source[this.at] ?? "")) this.at++;
			if (this.at >= this.source.length) throw unclosed();
			if (this.source[this.at] === ">") break;
			ATTRIBUTE.lastIndex = this.at;
			const match = ATTRIBUTE.exec(this.source);
			const attribute = match?.[1] ?? "";
			if (attribute === "") throw cannotParse(`Empty attribute name in the tag "${name}" ${this.where(begin)}`);
			if (match?.[2] === undefined && !(name === "blockquote" && attribute === "expandable")) {
				if (!this.source.includes(">", this.at)) throw unclosed();
				throw cannotParse(`Expected equal sign in declaration of an attribute of the tag "${name}" ${this.where(begin)}`);
			}
			this.at = ATTRIBUTE.lastIndex;
			const value = unescaped(match?.[3] ?? match?.[4] ?? match?.[5]?.toLowerCase() ?? "");
			argument ||= argumentOf(name, attribute.toLowerCase(), value);
		}
		this.at++;
		if (name === "span" && argument === "") throw cannotParse(`Tag "span" must have class "tg-spoiler" ${this.where(begin)}`);
		this.open.push({ name, argument, offset: this.text.length });
	}

	private endTag(): void {
		const begin = this.at;
		const tag = this.open.pop();
		if (tag === undefined) throw cannotParse(`Unexpected end tag ${this.where(begin)}`);
		const match = /^<\/([^\s>]*)\s*(>?)/.exec(this.source.slice(begin));
		if (match?.[2] !== ">") throw cannotParse(`Unclosed end tag ${this.where(begin)}`);
		const name = match[1] ?? "";
		if (name !== "" && name.toLowerCase() !== tag.name) {
			throw cannotParse(`Unmatched end tag ${this.where(begin)}, expected "</${tag.name}>", found "</${name}>"`);
		}
		this.at += match[0].length;
		this.close(tag);
	}

	private close(tag: OpenTag): void {
		const length = this.text.length - tag.offset;
		const type = TYPES[tag.name] ?? tag.name;
		if (length === 0) return;
		if (tag.name === "a") {
			const url = absoluteUrl(tag.argument === "" ? this.text.slice(tag.offset) : tag.argument);
			if (url !== null) this.entities.push({ type, offset: tag.offset, length, url });
			return;
		}
		// <pre><code class="language-x"> is one entity with a language; a bare <code> has none.
		const inner = this.entities.at(-1);
		if (tag.name === "pre" && inner?.type === "code" && inner.offset === tag.offset && inner.length === length) {
			this.entities.pop();
			this.entities.push({ ...inner, type });
			return;
		}
		const inPre = tag.name === "code" && this.open.at(-1)?.name === "pre" && tag.argument !== "";
		this.entities.push({ type, offset: tag.offset, length, ...(inPre ? { language: tag.argument } : {}) });
	}
}

const cannotParse = (text: string): Refusal => badRequest(`can't parse entities: ${text}`);

/** Links that Telegram cannot open are dropped without a word, the text stays. */
export function absoluteUrl(value: string): string | null {
	const parsed = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `http://${value}`);
	if (parsed === null || !["http:", "https:", "tg:"].includes(parsed.protocol)) return null;
	return parsed.protocol === "tg:" || parsed.hostname !== "" ? parsed.href : null;
}

/** @throws Refusal 400 "can't parse entities: …" in the server's words */
export const parseHtml = (source: string): FormattedText => new Parser(source).parse();
