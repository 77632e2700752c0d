import { z } from "zod";
import { NO_LICENCE, type Standing } from "../../domain/status/standing.ts";
import type { AccountAnswer } from "./account.ts";
import { type Params, readAccurateDate } from "./params.ts";

type Licence = Standing["licence"];
type Ask = (path: string, params?: Params) => Promise<AccountAnswer>;

/** Whatever the host writes instead of a date is no date. */
const date = z
	.string()
	.transform(readAccurateDate)
	.nullish()
	.catch(null)
	.transform((at) => at ?? null);
const said = z
	.boolean()
	.nullish()
	.catch(null)
	.transform((value) => value ?? null);

/** Beside `s` and `d` of open-db.do (facts 1.2, seen live). */
const terms = z.looseObject({ licenseEnd: date, accessibleUntil: date, trial: said });
const rows = z.object({
	d: z.array(z.looseObject({ id: z.union([z.string(), z.number()]).transform(String), trial: said, expired: said })),
});
/** Two names of the block are known (facts 1.3). That it may hold the same dates is a guess. */
const block = terms.extend({ id: z.union([z.string(), z.number()]).transform(String) });
const ownDatabase = z.object({
	d: z.union([
		z.looseObject({ database: block }).transform((d) => d.database),
		z.looseObject({ "data usaha": block }).transform((d) => d["data usaha"]),
	]),
});

/** How long the database may be used, as far as anybody tells: an API token is told of trial and expiry only (facts 1.3, 1.4). */
export async function readLicence(ask: Ask, databaseId: string | null, now: number): Promise<Licence> {
	const opened = databaseId === null ? await ofToken(ask) : await ofDatabase(ask, databaseId);
	const listed = rows.safeParse(jsonOf(await ask("/api/db-list.do")));
	const list = listed.success ? listed.data.d : [];
	const row = list.find(({ id }) => id === opened.id) ?? (opened.id === null && list.length === 1 ? list[0] : undefined);
	const trial = row?.trial ?? opened.licence.trial;
	return { ...opened.licence, accessToldAt: now, trial, expired: opened.licence.expired ?? row?.expired ?? null };
}

/** Only open-db.do names the dates, so the database is opened once more for them; the session it answers is left to end by itself. */
async function ofDatabase(ask: Ask, id: string): Promise<{ readonly id: string | null; readonly licence: Licence }> {
	const answer = await ask("/api/open-db.do", { id });
	// Refused with a reason where a trial is over (facts 1.2, seen live): it cannot be used, whatever the list says.
	if (!answer.ok) return { id, licence: { ...NO_LICENCE, expired: true } };
	const parsed = terms.safeParse(answer.json);
	return { id, licence: parsed.success ? licenceOf(parsed.data) : NO_LICENCE };
}

async function ofToken(ask: Ask): Promise<{ readonly id: string | null; readonly licence: Licence }> {
	const parsed = ownDatabase.safeParse(jsonOf(await ask("/api/api-token.do")));
	return parsed.success ? { id: parsed.data.d.id, licence: licenceOf(parsed.data.d) } : { id: null, licence: NO_LICENCE };
}

const licenceOf = ({ licenseEnd, accessibleUntil, trial }: z.infer<typeof terms>): Licence => ({
	...NO_LICENCE,
	endsAt: licenseEnd,
	accessUntil: accessibleUntil,
	trial,
});

const jsonOf = (answer: AccountAnswer): unknown => (answer.ok ? answer.json : null);
