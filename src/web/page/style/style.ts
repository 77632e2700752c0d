import { BASE } from "./base.ts";
import { CONTENT } from "./content.ts";
import { CONTROLS } from "./controls.ts";
import { WORK } from "./work.ts";

/** The one stylesheet. */
export const STYLE = [BASE, CONTROLS, CONTENT, WORK].join("\n");
