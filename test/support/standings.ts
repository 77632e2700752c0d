import type { Side } from "../../src/domain/model.ts";
import { NO_LICENCE, type Standing } from "../../src/domain/status/standing.ts";
import type { SideLogin } from "../../src/systems/login.ts";

const DAY_MS = 24 * 3_600_000;

/** A login by OAuth that nothing is wrong with, as Accurate tells it. */
export const accurateStanding = (at: number, change: Partial<Standing> = {}): Standing => ({
	...{ side: "accurate", at, mode: "oauth", refused: null, missing: [] },
	token: { issuedAt: at - 2 * DAY_MS, endsAt: at + 13 * DAY_MS, unrenewable: null },
	session: { openedAt: at - 3 * 3_600_000, alive: true },
	licence: { endsAt: at + 200 * DAY_MS, accessUntil: at + 200 * DAY_MS, accessToldAt: at, trial: false, expired: false },
	...change,
});

export const smhStanding = (at: number, change: Partial<Standing> = {}): Standing => ({
	...{ side: "smh", at, mode: "key", refused: null, missing: [], token: null, session: null, licence: NO_LICENCE },
	...change,
});

/** A side that answers so, or not at all. */
export const loginThat = (side: Side, answer: () => Standing | null, known: Standing | null = null): SideLogin => ({
	side,
	known: async () => known,
	async look() {
		const told = answer();
		if (told === null) throw new Error("no answer");
		return told;
	},
});
