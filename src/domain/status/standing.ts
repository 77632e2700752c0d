import { z } from "zod";
import { SIDES } from "../model.ts";
import type { End } from "./ends.ts";

/** What a login may do, in our words; `name` is what the side itself calls the right. */
const right = z.object({
	on: z.enum(["customer", "product", "employee", "unit", "category", "branch"]),
	to: z.enum(["view", "save", "delete"]),
	name: z.string(),
});
export type Right = z.infer<typeof right>;

export const REMEDIES = ["consent", "token", "secret", "database"] as const;
export type Remedy = (typeof REMEDIES)[number];

/** How a side sees our login. Stored, sealed as the login itself is; null: the side does not tell. Times are epoch ms. */
export const standing = z.object({
	side: z.enum(SIDES),
	/** When the side was asked. */
	at: z.number(),
	/** `key`: a fixed key, with nothing around it that could end. */
	mode: z.enum(["oauth", "token", "key"]),
	/** Refused: what the side said, and what would cure it. */
	refused: z.object({ words: z.string(), remedy: z.enum(REMEDIES).nullable() }).nullable(),
	/** Rights that we need and the login lacks. */
	missing: z.array(right).nullable(),
	/** `unrenewable`: why it cannot be renewed before it ends. */
	token: z.object({ issuedAt: z.number().nullable(), endsAt: z.number(), unrenewable: z.string().nullable() }).nullable(),
	session: z.object({ openedAt: z.number().nullable(), alive: z.boolean().nullable() }).nullable(),
	licence: z.object({
		endsAt: z.number().nullable(),
		accessUntil: z.number().nullable(),
		/** When that date was told for the first time. */
		accessToldAt: z.number().nullable(),
		trial: z.boolean().nullable(),
		/** The database says that it has ended already. */
		expired: z.boolean().nullable(),
	}),
});
export type Standing = z.infer<typeof standing>;

export const NO_LICENCE: Standing["licence"] = {
	endsAt: null,
	accessUntil: null,
	accessToldAt: null,
	trial: null,
	expired: null,
};

const DAY_MS = 24 * 3_600_000;

/** What was asked now, with what only the time before knows. A login that is refused tells nothing new of its licence. */
export function succeeding(before: Standing | null, fresh: Standing): Standing {
	if (before === null) return fresh;
	if (fresh.refused) return { ...fresh, licence: before.licence };
	const same = fresh.licence.accessUntil === before.licence.accessUntil;
	const accessToldAt = same ? before.licence.accessToldAt : fresh.licence.accessToldAt;
	return { ...fresh, licence: { ...fresh.licence, accessToldAt } };
}

/**
 * Until when the database can be opened, where that says more than the licence. The date may be no more than the end of a session (facts
 * 13.16): it counts when it was told days before.
 */
export function accessEnd({ licence: { endsAt, accessUntil, accessToldAt } }: Standing): number | null {
	const told = accessUntil !== null && accessToldAt !== null && accessUntil - accessToldAt >= 2 * DAY_MS;
	return told && accessUntil !== endsAt ? accessUntil : null;
}

/** The ends that somebody should prepare for. A token that can be renewed is none, for it never comes to its end. */
export function endsOf(standing: Standing): readonly End[] {
	const { side, token, licence } = standing;
	const access = accessEnd(standing);
	return [
		...(licence.endsAt === null ? [] : [{ what: "licence", side, at: licence.endsAt } as const]),
		...(access === null ? [] : [{ what: "access", side, at: access } as const]),
		...(token?.unrenewable ? [{ what: "token", side, at: token.endsAt } as const] : []),
	];
}
