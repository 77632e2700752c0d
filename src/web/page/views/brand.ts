import { html, raw } from "hono/html";

/** Two arrows that chase each other: two systems, one set of data. */
const ARROWS = `<path class="mark-a" d="M5 13a11 11 0 0 1 19-4.5l3 3"/><path class="mark-a" d="M27 4v7.5h-7.5"/><path class="mark-b" d="M27 19a11 11 0 0 1-19 4.5l-3-3"/><path class="mark-b" d="M5 28v-7.5h7.5"/>`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"><style>.mark-a{stroke:#0d7a66}.mark-b{stroke:#3d5fc4}@media(prefers-color-scheme:dark){.mark-a{stroke:#3cc2a6}.mark-b{stroke:#8aa4f5}}</style>${ARROWS}</svg>`;

/** Decoration beside the name, so nothing for a screen reader. Our own constant, hence unescaped. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">${raw(ARROWS)}</svg>`;
