import type { Texts } from "../texts.ts";

/** What people typed into the systems may be of any length, and of several lines; a chat wants a part of one. */
export function clipped(text: string, limit = 60): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : line;
}

/** "C-1 · Toko Maju" */
export function labelOf({ code, name }: { readonly code: string | null; readonly name: string | null }, texts: Texts): string {
	const known = [code, name].filter((part) => part !== null && part !== "");
	return known.length > 0 ? clipped(known.join(" · ")) : texts.record.nameless;
}
