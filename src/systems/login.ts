import type { Side } from "../domain/model.ts";
import type { Standing } from "../domain/status/standing.ts";

/** Asks a side how it sees our login. What the side refuses is an answer; throws SystemError where it gives none. */
export interface LoginCheck {
	readonly side: Side;
	look(): Promise<Standing>;
}

/** The same, with what was answered last. */
export interface SideLogin extends LoginCheck {
	/** null: never asked, or not readable any more. */
	known(): Promise<Standing | null>;
}
