import { html } from "hono/html";
import type { Html } from "../frame.ts";

export interface Segment {
	readonly amount: number;
	/** Colour: where the records were born, or what they are. */
	readonly kind: "smh" | "accurate" | "dummy" | "open";
}

/** Parts of a whole as one thin bar; the numbers stand beside it, so it is decoration. Sizes are attributes: CSP allows no style. */
export function bar(segments: readonly Segment[], whole: number): Html {
	let x = 0;
	const rects = segments.map(({ amount, kind }) => {
		const rect = html`<rect class="${kind}" x="${x}" width="${amount}" height="1"></rect>`;
		x += amount;
		return rect;
	});
	return html`<svg class="bar" viewBox="0 0 ${Math.max(1, whole)} 1" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}
