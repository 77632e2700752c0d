import { BASE } from "./base.ts";
import { CONTENT } from "./content.ts";
import { CONTROLS } from "./controls.ts";

/** The one stylesheet. */
export const STYLE = [BASE, CONTROLS, CONTENT].join("\n");
